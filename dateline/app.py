"""The application: puts settings, engine, archive and fetcher together."""

from contextlib import ExitStack, closing
from functools import cached_property
from importlib import import_module
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, cast

from dateline import __version__
from dateline.settings import Settings, config_file, read_settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from indexer.archive import Archive, StoredArticle, Version
    from indexer.fetch.client import Fetcher
    from indexer.pipeline import Pipeline
    from search.engine import Engine
    from search.query.options import ParseOptions
    from search.query.synonyms import SynonymGroups
    from web.searches.report import SearchReport
    from web.searches.site_log import SiteLog
    from web.searches.store import SearchLog
    from web.settings import WebSettings

SEARCH_LOG = "searches.db"
"""The name of the search log in the data folder, whatever database the archive is in."""


class ServedArchive:
    """The archive as the site reads it: empty until there is one, since serving must not create it."""

    def __init__(self, find: "Callable[[], Archive | None]") -> None:
        self._find = find

    def get(self, article_id: str) -> "StoredArticle | None":
        """Return an article, as `Archive.get` does."""
        archive = self._find()
        return None if archive is None else archive.get(article_id)

    def versions(self, article_id: str) -> "tuple[Version, ...]":
        """Return the earlier versions of an article, as `Archive.versions` does."""
        archive = self._find()
        return () if archive is None else archive.versions(article_id)


class Application:
    """Opens the engine, the archive and the fetcher lazily, and closes them together."""

    def __init__(self, config: Path | None = None, data: Path | None = None) -> None:
        self._config = config or config_file()
        self._data = data
        self._open, self._fetcher_lock, self._archive_lock = ExitStack(), Lock(), Lock()

    def reopen(self) -> "Application":
        """Return another one of the same configuration, read again, by the program as it can be imported now."""
        again: Application = import_module("dateline.app").Application(self._config, self._data)
        return again

    @cached_property
    def settings(self) -> Settings:
        """The settings. Raises `SettingsError`."""
        return read_settings(self._config, self._data)

    @cached_property
    def engine(self) -> "Engine":
        """The engine of the index, which need not exist yet."""
        from search.engines import open_engine

        return self._open.enter_context(
            closing(open_engine(self.settings.index, self.settings.search, self.settings.data))
        )

    @cached_property
    def archive(self) -> "Archive":
        """The archive, created if there is none. Raises `ArchiveError`."""
        return self._archive(create=True)

    @cached_property
    def existing_archive(self) -> "Archive":
        """The archive. Raises `ArchiveError` if there is none."""
        return self._archive(create=False)

    @cached_property
    def fetcher(self) -> "Fetcher":
        """The HTTP client, one for all sources, so that it can limit the rate of requests to each host."""
        from indexer.fetch.client import Fetcher

        return self._open.enter_context(closing(Fetcher(self.settings.fetch, version=__version__)))

    @cached_property
    def synonyms(self) -> "SynonymGroups | None":
        """The synonyms and usual abbreviations that the settings ask for, if they do."""
        from search.query.synonyms import join_groups, read_synonyms, usual_abbreviations

        search = self.settings.search
        groups = read_synonyms(search.synonyms, search.language) if search.synonyms else None
        if search.abbreviations:
            usual = usual_abbreviations(search.language)
            groups = join_groups(groups, usual) if groups else usual
        return groups

    def parse_options(self) -> "ParseOptions":
        """Return how queries are parsed."""
        from search.query.options import ParseOptions

        return ParseOptions(match=self.settings.search.match, language=self.settings.search.language)

    def search_log(self) -> "SearchLog":
        """Return the file of the search log, which need not exist."""
        from web.searches.store import SearchLog

        return SearchLog(self.settings.data / SEARCH_LOG)

    def search_report(self, days: int) -> "SearchReport":
        """Return the report of the searches of so many days. Raises `SearchLogError`."""
        from web.searches.recorder import now_in_utc
        from web.searches.report import build_report

        return build_report(self.search_log(), days, now_in_utc(), self.settings.search.language, self.synonyms)

    def _site_log(self) -> "SiteLog | None":
        from web.searches.recorder import SearchRecorder
        from web.searches.site_log import SiteLog

        web = self.settings.web
        if not web.search_log:
            return None
        return SiteLog(SearchRecorder(self.search_log(), web.search_log_days), self.search_report, web.search_log_days)

    def site(self, settings: "WebSettings | None" = None) -> "Flask":
        """Return the web application over this engine and archive, with every kernel loaded for the first search.

        `settings` are those of the site, by default the ones of the configuration.
        """
        from search.warmup import load_kernels
        from web import create_app

        load_kernels()
        return create_app(
            settings or self.settings.web,
            self.engine,
            cast("Archive", ServedArchive(self.served_archive)),  # of an archive, the site needs no more
            options=self.parse_options,
            groups=self.synonyms,
            status=self.status,
            searches=self._site_log(),
            recipe=f"{__version__} {self.settings.search!r}",
        )

    def served_archive(self) -> "Archive | None":
        """Return the archive; None as long as its file does not exist."""
        where = self.settings.archive.where(self.settings.data)
        if isinstance(where, Path) and not where.exists():
            return None
        with self._archive_lock:  # the threads of a server may all be the first to see it
            return self.archive

    def missing_index(self) -> str:
        """Return what to do about it if there is no index; "" if there is one."""
        from search.engines import open_engine
        from search.errors import EngineError, IndexMissing

        # An engine of its own: a server's workers must not share one that was opened before they were forked.
        with closing(open_engine(self.settings.index, self.settings.search, self.settings.data)) as engine:
            try:
                engine.stats()
            except IndexMissing as error:
                return str(error)
            except EngineError:
                pass  # searches will tell
        return ""

    def status(self) -> "dict[str, Any]":
        """Return the state of archive, index and sources as JSON values. Raises `IndexMissing` without an archive."""
        from indexer.status import build_status
        from search.errors import IndexMissing

        archive = self.served_archive()
        if archive is None:
            raise IndexMissing(f"There is no archive in {self.settings.data} yet. Run `dateline index` to make one.")
        return build_status(archive, self.engine, self.settings.sources, self.settings.schedule)

    def pipeline(self) -> "Pipeline":
        """Return the pipeline that reads sources into this archive and engine."""
        from indexer.pipeline import Pipeline

        settings = self.settings
        heartbeat = settings.schedule.heartbeat

        def fetcher() -> "Fetcher":
            with self._fetcher_lock:  # the scheduler's threads may all ask for the first one at once
                return self.fetcher

        return Pipeline(self.archive, self.engine, settings.indexer, settings.reading, heartbeat, fetcher)

    def _archive(self, *, create: bool) -> "Archive":
        from datetime import timedelta

        from indexer.archive import open_archive

        where, lease = self.settings.archive.where(self.settings.data), timedelta(seconds=self.settings.schedule.lease)
        return self._open.enter_context(closing(open_archive(where, create=create, lease=lease)))

    def close(self) -> None:
        """Close everything that was opened."""
        self._open.close()
