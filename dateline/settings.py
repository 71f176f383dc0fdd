"""The settings of the whole program: one model of the sections that the packages declare, and their values."""

import os
from dataclasses import dataclass, fields, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dateline.config import Layers
    from indexer.extract.settings import ExtractSettings
    from indexer.fetch.settings import FetchSettings
    from indexer.settings import ArchiveSettings, IndexerSettings, ScheduleSettings, SourceSettings
    from search.settings import IndexSettings, SearchSettings
    from web.settings import ServerSettings, WebSettings


DEFAULT_CONFIG = Path("dateline.toml")
CONFIG_VARIABLE = "DATELINE_CONFIG"


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings, one member for each section that a package declares.

    They come from the file, then the environment, then the options of the command; later ones override earlier ones.
    """

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
    """Return the model that validates `Settings`."""
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
        data=(Path, Field(Path("data"), description="The folder of the archive and the index.")),
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


def config_file() -> Path | None:
    """Return the configuration file that the environment names."""
    named = os.environ.get(CONFIG_VARIABLE)
    return Path(named) if named else None


def read_settings(config: Path | None, data: Path | None) -> Settings:
    """Return the settings. Raises `SettingsError`, which names the file or variable at fault and what is expected."""
    from dateline.config import read_file, validate

    file = config or DEFAULT_CONFIG
    values = validate(settings_model(), read_file(file, needed=config is not None), str(file), os.environ)
    settings = Settings(**{field.name: getattr(values, field.name) for field in fields(Settings)})
    return settings if data is None else replace(settings, data=data)


def read_source_names(config: Path | None) -> list[str]:
    """Return the names of the sources in the configuration file, unvalidated and fast; none if it cannot be read."""
    import tomllib

    file = config or config_file() or DEFAULT_CONFIG
    try:
        sources = tomllib.loads(file.read_text(encoding="utf-8")).get("sources")
    except (OSError, ValueError, RecursionError):
        return []
    tables = [each for each in sources if isinstance(each, dict)] if isinstance(sources, list) else []
    return [each["name"] for each in tables if isinstance(each.get("name"), str)]
