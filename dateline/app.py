"""The application: settings, engine, archive and fetcher, put together. The only place that reads the environment."""

import os
from contextlib import ExitStack, closing
from dataclasses import dataclass, fields, replace
from functools import cache, cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from dateline import __version__

if TYPE_CHECKING:
    from flask import Flask

    from dateline.config import Layers
    from indexer.archive import Archive
    from indexer.extract.settings import ExtractSettings
    from indexer.fetch.client import Fetcher
    from indexer.fetch.settings import FetchSettings
    from indexer.pipeline import Pipeline
    from indexer.settings import ArchiveSettings, IndexerSettings, ScheduleSettings, SourceSettings
    from search.engine import Engine
    from search.query.options import ParseOptions
    from search.query.synonyms import Groups
    from search.settings import IndexSettings, SearchSettings
    from web.settings import ServerSettings, WebSettings


DEFAULT_CONFIG = Path("dateline.toml")
CONFIG_VARIABLE = "DATELINE_CONFIG"


# The settings: the file, then the environment, then the options of the command.


@dataclass(frozen=True, slots=True)
class Settings:
    """What a site owner decided, one member for each section that a room declares."""

    data: Path
    sources: "tuple[SourceSettings, ...]"
    archive: "ArchiveSettings"
    indexer: "IndexerSettings"
    schedule: "ScheduleSettings"
    fetch: "FetchSettings"
    reading: "ExtractSettings"
    index: "IndexSettings"
    search: "SearchSettings"
    web: "WebSettings"
    server: "ServerSettings"


@cache
def settings_model() -> "type[Layers]":
    """The model that checks what is read into `Settings`."""
    from typing import Annotated

    from pydantic import AfterValidator, Field, create_model

    from dateline.config import Layers
    from indexer.extract.settings import ExtractSettings
    from indexer.fetch.settings import FetchSettings
    from indexer.settings import ArchiveSettings, IndexerSettings, ScheduleSettings, SourceSettings, check_unique_names
    from search.settings import IndexSettings, SearchSettings
    from web.settings import ServerSettings, WebSettings

    return create_model(
        "Settings",
        __base__=Layers,
        data=(Path, Field(Path("data"), description="The folder that holds the archive and the index.")),
        sources=(Annotated[tuple[SourceSettings, ...], AfterValidator(check_unique_names)], ()),
        archive=(ArchiveSettings, ArchiveSettings()),
        indexer=(IndexerSettings, IndexerSettings()),
        schedule=(ScheduleSettings, ScheduleSettings()),
        fetch=(FetchSettings, FetchSettings()),
        reading=(ExtractSettings, ExtractSettings()),
        index=(IndexSettings, IndexSettings()),
        search=(SearchSettings, SearchSettings()),
        web=(WebSettings, WebSettings()),
        server=(ServerSettings, ServerSettings()),
    )


def read_settings(config: Path | None, data: Path | None) -> Settings:
    """The settings in force. Raises `SettingsError` that names the file or variable at fault and what it should be."""
    from dateline.config import read_file, validate

    file = config or DEFAULT_CONFIG
    values = validate(settings_model(), read_file(file, needed=config is not None), str(file), os.environ)
    settings = Settings(**{field.name: getattr(values, field.name) for field in fields(Settings)})
    return settings if data is None else replace(settings, data=data)


class Application:
    """The rooms, each opened when it is first asked for, all closed together."""

    def __init__(self, config: Path | None = None, data: Path | None = None) -> None:
        named = os.environ.get(CONFIG_VARIABLE)
        self._config, self._data = config or (Path(named) if named else None), data
        self._open, self._one_at_a_time = ExitStack(), Lock()

    @cached_property
    def settings(self) -> Settings:
        """The settings in force. Raises `SettingsError`."""
        return read_settings(self._config, self._data)

    @cached_property
    def engine(self) -> "Engine":
        """The engine over the index, which need not exist yet."""
        from search.engines import open_engine

        return self._open.enter_context(
            closing(open_engine(self.settings.index, self.settings.search, self.settings.data))
        )

    @cached_property
    def archive(self) -> "Archive":
        """The archive, made where there is none. Raises `ArchiveError`."""
        return self._archive(create=True)

    @cached_property
    def kept_archive(self) -> "Archive":
        """The archive for reading. Raises `ArchiveError` where there is none."""
        return self._archive(create=False)

    @cached_property
    def fetcher(self) -> "Fetcher":
        """What asks addresses, one for all sources, so that it keeps the pace for each host."""
        from indexer.fetch.client import Fetcher

        return self._open.enter_context(closing(Fetcher(self.settings.fetch, version=__version__)))

    @cached_property
    def groups(self) -> "Groups | None":
        """The site owner's synonyms, if there are any."""
        from search.query.synonyms import read_groups

        search = self.settings.search
        return read_groups(search.synonyms, search.language) if search.synonyms else None

    def reading(self) -> "ParseOptions":
        """How a query is read at this moment."""
        from search.query.options import ParseOptions

        return ParseOptions(match=self.settings.search.match, language=self.settings.search.language)

    def site(self) -> "Flask":
        """The web application over this engine and archive, with every kernel ready for the first search."""
        from search.warmup import load_kernels
        from web import create_app

        load_kernels()
        return create_app(
            self.settings.web,
            self.engine,
            self.archive,
            options=self.reading,
            groups=self.groups,
            status=self.status,
        )

    def status(self) -> "dict[str, Any]":
        """How archive, index and sources stand, as JSON values."""
        from indexer.status import build_status

        return build_status(self.archive, self.engine, self.settings.sources, self.settings.schedule)

    def indexing(self) -> "Pipeline":
        """What reading a source takes."""
        from indexer.pipeline import Pipeline

        settings = self.settings
        heartbeat = settings.schedule.heartbeat

        def fetcher() -> "Fetcher":
            with self._one_at_a_time:  # the scheduler's threads all want the first at once
                return self.fetcher

        return Pipeline(self.archive, self.engine, settings.indexer, settings.reading, heartbeat, fetcher)

    def _archive(self, *, create: bool) -> "Archive":
        from datetime import timedelta

        from indexer.archive import open_archive

        where, lease = self.settings.archive.where(self.settings.data), timedelta(seconds=self.settings.schedule.lease)
        return self._open.enter_context(closing(open_archive(where, create=create, lease=lease)))

    def close(self) -> None:
        """Close what was opened."""
        self._open.close()
