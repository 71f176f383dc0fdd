"""The commands of `dateline`. What a command needs is imported inside it, so that `--help` and completion are instant."""

import sys
from collections.abc import Sequence
from contextlib import closing

import click

from dateline import __version__
from dateline.app import Application
from dateline.command_frame import Shared, completion_script, print_json, registered, run, shared

# The commands. A `Application` is opened for each, and closed after it.


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, message="%(prog)s %(version)s")
@shared
def cli(_said: Shared) -> None:
    """Search for article archives.

    `dateline index ~/articles` reads articles, `dateline serve` serves them.

    What was read is kept in the folder `data`; settings come from `dateline.toml`, where there is one.
    """


command = registered(cli, lambda said: closing(Application(said.config, said.data)))
as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@command("index")
@click.argument("sources", metavar="[SOURCE]...", nargs=-1)
@click.option("--rebuild", is_flag=True, help="Make a new index from the archive, without reading any source.")
@click.option("--retry-failed", is_flag=True, help="Read again what failed before, changed or not.")
@click.option("--allow-shrink", is_flag=True, help="Remove what is gone even where most of a source is gone.")
def index(app: Application, sources: tuple[str, ...], rebuild: bool, **wishes: bool) -> None:
    """Bring sources up to date: files, folders, addresses, or names from the configuration; all of these without any.

    Only what is new or has changed is read. Documents that cannot be read are counted and kept with the reason
    (`dateline status`), and the others go on. With --rebuild searches go on meanwhile.
    """
    from dateline.output.progress import progress_for
    from indexer import index_sync
    from indexer.pipeline import RunOptions
    from indexer.source_args import resolve_sources
    from indexer.update import managed_progress, update

    if rebuild and (sources or any(wishes.values())):
        said = "--rebuild is for the whole index and reads no source; leave out sources and other options"
        raise click.UsageError(said, click.get_current_context())
    with managed_progress(progress_for(sys.stdout)) as progress:
        if rebuild:
            index_sync.rebuild(app.kept_archive, app.engine, settings=app.settings.indexer, progress=progress)
            app.engine.settle()
            return
        chosen = resolve_sources(sources, app.settings.sources)
        unread = update(chosen, app.indexing(), progress, RunOptions(**wishes))
        app.engine.settle()
    if unread:
        click.echo("What could not be read, and why: dateline status")


@command("inspect")
@click.argument("locations", metavar="LOCATION...", nargs=-1, required=True)
@as_json
def inspect(app: Application, locations: tuple[str, ...], as_json: bool) -> None:
    """Show what would be read from files, folders or addresses, and how each field was decided. Nothing is indexed.

    LOCATION may also be the id of an article in the archive, or a source of the configuration. With --json there is one
    line a document: what an export has of it, its ledger, and what had to be mended.
    """
    from dateline.output.inspection import write
    from indexer.inspection import Inspector

    settings = app.settings
    look = Inspector(settings.sources, settings.reading, lambda: app.fetcher, lambda: app.kept_archive)
    write(look.inspect(locations), sys.stdout, lambda line: click.echo(f"dateline: {line}", err=True), as_json=as_json)


@command("search")
@click.argument("words", metavar="QUERY", nargs=-1, required=True)
@click.option("--limit", type=click.IntRange(1, 100), default=10, show_default=True, help="The most results to show.")
@as_json
def search(app: Application, words: tuple[str, ...], limit: int, as_json: bool) -> None:
    """Search, and show the best results with what matched.

    Quote the query for the shell: dateline search '"exact words" OR title:word after:2015'.
    """
    from search.request import SearchRequest
    from search.service import search

    query = " ".join(words)
    found = search(app.engine, query, SearchRequest(limit=limit), app.reading(), app.groups)
    if as_json:
        from web.parameters import Asked
        from web.serialize import results

        asked = Asked(query, None, SearchRequest(limit=limit), 1, ())
        print_json(results(asked, found, {}))
    else:
        from dateline.output.results import show

        show(found, sys.stdout, lambda hit: hit.article.url or hit.article.location or hit.article.id)


@command("serve")
@click.option("--host", metavar="H", help="The address to listen on.")
@click.option("--port", metavar="P", type=click.IntRange(0, 65_535), help="The port; 0 takes any that is free.")
@click.option("--workers", metavar="N", type=click.IntRange(0, 256), help="How many processes; 0 is one for each core.")
def serve(app: Application, **given: object) -> None:
    """Serve the search site and the JSON API until Ctrl-C."""
    from web.server import serve as run

    server = app.settings.server.model_copy(update={name: value for name, value in given.items() if value is not None})
    run(app.site, server, lambda address: click.echo(f"Dateline serves on {address} (Ctrl-C ends it)"))


@command("schedule")
@click.option("--once", is_flag=True, help="Do what is due now, and end: for cron and systemd timers.")
def schedule(app: Application, once: bool) -> None:
    """Read each source of the configuration when its schedule says so, until Ctrl-C or SIGTERM.

    A run that was missed is made once. At a signal the batch that is being read is finished and committed.
    """
    from indexer.logfmt import use_logfmt
    from indexer.schedule.scheduler import run_scheduler

    use_logfmt()
    run_scheduler(app.settings.sources, app.indexing(), app.settings.schedule, once=once)


@command("status")
@as_json
def status(app: Application, as_json: bool) -> None:
    """Show the archive, the index, the sources with their last runs, and what could not be read."""
    from dateline.output.status import lines
    from dateline.output.text import terminal_safe
    from indexer.status import build_status

    state = build_status(app.kept_archive, app.engine, app.settings.sources, app.settings.schedule)
    if as_json:
        print_json(state)
    else:
        click.echo("\n".join(terminal_safe(line) for line in lines(state)))


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
def export(app: Application, query: str | None, form: str) -> None:
    """Write articles to the standard output: those that match QUERY, or the whole archive without one."""
    from search.export import Format, walk, write
    from search.service import parse_query, search

    if query is None:
        articles = app.kept_archive.stream()
    else:
        reading = app.reading()
        for notice in parse_query(query, reading).notices:
            click.echo(f"Note: {notice.message}", err=True)
        # An export is what was asked for or nothing: nobody sees in a file that its articles are partial matches.
        articles = walk(lambda request: search(app.engine, query, request, reading, app.groups, relax=False))
    write(articles, sys.stdout, Format(form))


@command("completion")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(_app: Application, shell: str) -> None:
    """Print the script that completes commands and options in a shell.

    For bash, put this into ~/.bashrc: eval "$(dateline completion bash)"
    """
    click.echo(completion_script(cli, "dateline", shell))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 1 failed, 2 wrong usage, 130 interrupted."""
    return run(cli, "dateline", arguments)


if __name__ == "__main__":
    sys.exit(main())
