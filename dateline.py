#!/usr/bin/env python3
"""Dateline's command line, and the one place where its rooms meet.

It alone reads the configuration file and the environment; every room is handed its own section as an argument. What a
command needs is imported inside it, so that `--help` and completion wait for none of the others.
"""

import os
import sys
from collections.abc import Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, fields, replace
from functools import cache, cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

import click

from search.program import Shared, completion_script, print_json, registered, run, shared

if TYPE_CHECKING:
    from flask import Flask

    from indexer.archive import Archive
    from indexer.fetch.client import Fetcher
    from indexer.fetch.settings import FetchSettings
    from indexer.reading.settings import ReadingSettings
    from indexer.schedule_settings import ScheduleSettings
    from indexer.settings import ArchiveSettings, IndexerSettings, SourceSettings
    from indexer.update import Indexing
    from search.configuration import Layers
    from search.engine import Engine
    from search.parser import ParseOptions
    from search.settings import IndexSettings, SearchSettings
    from search.synonyms import Groups
    from web.settings import ServerSettings, WebSettings

__version__ = "0.1.0"

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
    reading: "ReadingSettings"
    index: "IndexSettings"
    search: "SearchSettings"
    web: "WebSettings"
    server: "ServerSettings"


@cache
def settings_model() -> "type[Layers]":
    """The model that checks what is read into `Settings`."""
    from typing import Annotated

    from pydantic import AfterValidator, Field, create_model

    from indexer.fetch.settings import FetchSettings
    from indexer.reading.settings import ReadingSettings
    from indexer.schedule_settings import ScheduleSettings
    from indexer.settings import ArchiveSettings, IndexerSettings, SourceSettings, named_apart
    from search.configuration import Layers
    from search.settings import IndexSettings, SearchSettings
    from web.settings import ServerSettings, WebSettings

    return create_model(
        "Settings",
        __base__=Layers,
        data=(Path, Field(Path("data"), description="The folder that holds the archive and the index.")),
        sources=(Annotated[tuple[SourceSettings, ...], AfterValidator(named_apart)], ()),
        archive=(ArchiveSettings, ArchiveSettings()),
        indexer=(IndexerSettings, IndexerSettings()),
        schedule=(ScheduleSettings, ScheduleSettings()),
        fetch=(FetchSettings, FetchSettings()),
        reading=(ReadingSettings, ReadingSettings()),
        index=(IndexSettings, IndexSettings()),
        search=(SearchSettings, SearchSettings()),
        web=(WebSettings, WebSettings()),
        server=(ServerSettings, ServerSettings()),
    )


def read_settings(config: Path | None, data: Path | None) -> Settings:
    """The settings in force. Raises `SettingsError` that names the file or variable at fault and what it should be."""
    from search.configuration import read_file, validate

    file = config or DEFAULT_CONFIG
    values = validate(settings_model(), read_file(file, needed=config is not None), str(file), os.environ)
    settings = Settings(**{field.name: getattr(values, field.name) for field in fields(Settings)})
    return settings if data is None else replace(settings, data=data)


class House:
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
        from search.synonyms import read_groups

        search = self.settings.search
        return read_groups(search.synonyms, search.language) if search.synonyms else None

    def reading(self) -> "ParseOptions":
        """How a query is read at this moment."""
        from search.parser import ParseOptions

        return ParseOptions(match=self.settings.search.match, language=self.settings.search.language)

    def site(self) -> "Flask":
        """The web application over this house."""
        from web import create_app

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
        from indexer.status import report

        return report(self.archive, self.engine, self.settings.sources, self.settings.schedule)

    def indexing(self) -> "Indexing":
        """What reading a source takes."""
        from indexer.update import Indexing

        settings = self.settings
        heartbeat = settings.schedule.heartbeat

        def fetcher() -> "Fetcher":
            with self._one_at_a_time:  # the scheduler's threads all want the first at once
                return self.fetcher

        return Indexing(self.archive, self.engine, settings.indexer, settings.reading, heartbeat, fetcher)

    def _archive(self, *, create: bool) -> "Archive":
        from datetime import timedelta

        from indexer.archive import open_archive

        where, lease = self.settings.archive.where(self.settings.data), timedelta(seconds=self.settings.schedule.lease)
        return self._open.enter_context(closing(open_archive(where, create=create, lease=lease)))

    def close(self) -> None:
        """Close what was opened."""
        self._open.close()


def application() -> "Flask":
    """The site for a WSGI server of one's own, configured by `dateline.toml` and the environment alone."""
    return House().site()


# The commands. A `House` is opened for each, and closed after it.


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, message="%(prog)s %(version)s")
@shared
def cli(_said: Shared) -> None:
    """Search for article archives.

    `dateline index ~/articles` reads articles, `dateline serve` serves them.

    What was read is kept in the folder `data`; settings come from `dateline.toml`, where there is one.
    """


command = registered(cli, lambda said: closing(House(said.config, said.data)))
as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@command("index")
@click.argument("sources", metavar="[SOURCE]...", nargs=-1)
@click.option("--rebuild", is_flag=True, help="Make a new index from the archive, without reading any source.")
@click.option("--retry-failed", is_flag=True, help="Read again what failed before, changed or not.")
@click.option("--allow-shrink", is_flag=True, help="Remove what is gone even where most of a source is gone.")
def index(house: House, sources: tuple[str, ...], rebuild: bool, **wishes: bool) -> None:
    """Bring sources up to date: files, folders, addresses, or names from the configuration; all of these without any.

    Only what is new or has changed is read. Documents that cannot be read are counted and kept with the reason
    (`dateline status`), and the others go on. With --rebuild searches go on meanwhile.
    """
    from indexer import asked, pipeline
    from indexer.progress import progress_for
    from indexer.update import shown, update

    if rebuild and (sources or any(wishes.values())):
        said = "--rebuild is for the whole index and reads no source; leave out sources and other options"
        raise click.UsageError(said, click.get_current_context())
    with shown(progress_for(sys.stdout)) as progress:
        if rebuild:
            pipeline.rebuild(house.kept_archive, house.engine, settings=house.settings.indexer, progress=progress)
            house.engine.settle()
            return
        chosen = asked.sources_of(sources, house.settings.sources)
        unread = update(chosen, house.indexing(), progress, pipeline.Wishes(**wishes))
        house.engine.settle()
    if unread:
        click.echo("What could not be read, and why: dateline status")


@command("inspect")
@click.argument("locations", metavar="LOCATION...", nargs=-1, required=True)
@as_json
def inspect(house: House, locations: tuple[str, ...], as_json: bool) -> None:
    """Show what would be read from files, folders or addresses, and how each field was decided. Nothing is indexed.

    LOCATION may also be the id of an article in the archive, or a source of the configuration. With --json there is one
    line a document: what an export has of it, its ledger, and what had to be mended.
    """
    from indexer.inspection import Inspection
    from indexer.inspection_lines import write

    settings = house.settings
    look = Inspection(settings.sources, settings.reading, lambda: house.fetcher, lambda: house.kept_archive)
    write(look.of(locations), sys.stdout, lambda line: click.echo(f"dateline: {line}", err=True), as_json=as_json)


@command("search")
@click.argument("words", metavar="QUERY", nargs=-1, required=True)
@click.option("--limit", type=click.IntRange(1, 100), default=10, show_default=True, help="The most results to show.")
@as_json
def search(house: House, words: tuple[str, ...], limit: int, as_json: bool) -> None:
    """Search, and show the best results with what matched.

    Quote the query for the shell: dateline search '"exact words" OR title:word after:2015'.
    """
    from search.request import SearchRequest
    from search.service import ask

    query = " ".join(words)
    found = ask(house.engine, query, SearchRequest(limit=limit), house.reading(), house.groups)
    if as_json:
        from web.params import Asked
        from web.present import results

        asked = Asked(query, None, SearchRequest(limit=limit), 1, ())
        print_json(results(asked, found, {}))
    else:
        from search.terminal import show

        show(found, sys.stdout, lambda hit: hit.article.url or hit.article.location or hit.article.id)


@command("serve")
@click.option("--host", metavar="H", help="The address to listen on.")
@click.option("--port", metavar="P", type=click.IntRange(0, 65_535), help="The port; 0 takes any that is free.")
@click.option("--workers", metavar="N", type=click.IntRange(0, 256), help="How many processes; 0 is one for each core.")
def serve(house: House, **given: object) -> None:
    """Serve the search site and the JSON API until Ctrl-C."""
    from web.server import serve as run

    server = house.settings.server.model_copy(
        update={name: value for name, value in given.items() if value is not None}
    )
    run(house.site, server, lambda address: click.echo(f"Dateline serves on {address} (Ctrl-C ends it)"))


@command("schedule")
@click.option("--once", is_flag=True, help="Do what is due now, and end: for cron and systemd timers.")
def schedule(house: House, once: bool) -> None:
    """Read each source of the configuration when its schedule says so, until Ctrl-C or SIGTERM.

    A run that was missed is made once. At a signal the batch that is being read is finished and committed.
    """
    from indexer.logs import structured
    from indexer.scheduler import run

    structured()
    run(house.settings.sources, house.indexing(), house.settings.schedule, once=once)


@command("status")
@as_json
def status(house: House, as_json: bool) -> None:
    """Show the archive, the index, the sources with their last runs, and what could not be read."""
    from indexer.status import report
    from indexer.status_lines import lines
    from search.terminal import printable

    state = report(house.kept_archive, house.engine, house.settings.sources, house.settings.schedule)
    if as_json:
        print_json(state)
    else:
        click.echo("\n".join(printable(line) for line in lines(state)))


@command("export")
@click.argument("query", required=False)
@click.option(
    "--format",
    "form",
    type=click.Choice(["jsonl", "csv"]),
    default="jsonl",
    show_default=True,
    help="JSON Lines can be indexed again; CSV is for spreadsheets.",
)
def export(house: House, query: str | None, form: str) -> None:
    """Write articles to the standard output: those that match QUERY, or the whole archive without one."""
    from search.export import Format, walk, write
    from search.service import ask, read

    if query is None:
        articles = house.kept_archive.stream()
    else:
        reading = house.reading()
        for notice in read(query, reading).notices:
            click.echo(f"Note: {notice.message}", err=True)
        # An export is what was asked for or nothing: nobody sees in a file that its articles are partial matches.
        articles = walk(lambda request: ask(house.engine, query, request, reading, house.groups, relax=False))
    write(articles, sys.stdout, Format(form))


@command("completion")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(_house: House, shell: str) -> None:
    """Print the script that completes commands and options in a shell.

    For bash, put this into ~/.bashrc: eval "$(dateline completion bash)"
    """
    click.echo(completion_script(cli, "dateline", shell))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 1 failed, 2 wrong usage, 130 interrupted."""
    return run(cli, "dateline", arguments)


if __name__ == "__main__":
    sys.exit(main())
