"""The commands of `dateline`.

What a command needs is imported inside it, so that `--help` and completion are instant. Each command gets an
`Application`, which is closed after it.
"""

import sys
from collections.abc import Sequence
from contextlib import closing

import click
from click.shell_completion import CompletionItem

from dateline import __version__
from dateline.app import Application
from dateline.command_frame import (
    GlobalOptions,
    WholeNumber,
    command_registrar,
    complete_location,
    completion_script,
    print_json,
    run_command_line,
    with_global_options,
)
from dateline.settings import read_source_names


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, message="%(prog)s %(version)s", help="Show the version and exit.")
@with_global_options
def cli(_options: GlobalOptions) -> None:
    """Search for article archives.

    `dateline index ~/articles` adds articles to the archive, `dateline serve` starts the search site.

    The archive and the index are stored in the folder `data`. Settings are read from `dateline.toml`, if it exists.
    """


command = command_registrar(cli, lambda options: closing(Application(options.config, options.data)))


def complete_path_or_name(context: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Return what completes an argument that is a path or the name of a source."""
    return complete_location(context, incomplete, read_source_names)


as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@command("index", "Read sources and update the archive and the index.")
@click.argument("sources", metavar="[SOURCE]...", nargs=-1, shell_complete=complete_path_or_name)
@click.option("--rebuild", is_flag=True, help="Rebuild the index from the archive, without reading any source.")
@click.option("--retry-failed", is_flag=True, help="Retry documents that failed before, changed or not.")
@click.option("--allow-shrink", is_flag=True, help="Remove vanished articles even if most of a source is gone.")
def index(app: Application, sources: tuple[str, ...], rebuild: bool, **run_options: bool) -> None:
    """Read sources and update the archive and the index.

    SOURCE is a file, a folder, an address, or the name of a source in the configuration. Without any, all sources of
    the configuration are read.

    Only new and changed documents are read. Unreadable documents are recorded with the reason and skipped; `dateline
    status` lists them. Searching keeps working during --rebuild.
    """
    from dateline.output.progress import progress_for
    from indexer import index_sync
    from indexer.pipeline import RunOptions
    from indexer.source_args import resolve_sources
    from indexer.update import managed_progress, update

    if rebuild and (sources or any(run_options.values())):
        message = "--rebuild rebuilds the whole index and reads no source: leave out sources and other options"
        raise click.UsageError(message, click.get_current_context())
    with managed_progress(progress_for(sys.stdout)) as progress:
        if rebuild:
            archive, settings = app.existing_archive, app.settings.indexer
            if (foreign := index_sync.foreign_index(archive, app.engine)) is not None:
                kept = f"its generation {foreign.generation} is kept beside the new one"
                click.echo(f"Note: the index has articles of another archive; {kept}.", err=True)
            index_sync.rebuild(archive, app.engine, settings=settings, progress=progress, replace_foreign=True)
            app.engine.settle()
            return
        chosen = resolve_sources(sources, app.settings.sources)
        try:
            failures = update(chosen, app.pipeline(), progress, RunOptions(**run_options))
        except KeyboardInterrupt:
            click.echo("dateline: Interrupted. What was read is stored; the next run resumes there.", err=True)
            raise
        app.engine.settle()
    if failures:
        which = "the failure" if failures == 1 else f"the {failures:,} failures"
        click.echo(f"To see {which}, run: dateline status")


@command("inspect", "Show what would be extracted from documents, and why.")
@click.argument("locations", metavar="LOCATION...", nargs=-1, required=True, shell_complete=complete_path_or_name)
@as_json
def inspect(app: Application, locations: tuple[str, ...], as_json: bool) -> None:
    """Show what would be extracted from documents, and why, without indexing them.

    LOCATION is a file, a folder, an address, the id of an article in the archive, or the name of a source in the
    configuration. With --json, each document is one line: the fields of an export line, `ledger` (where each field
    came from) and `repairs`.
    """
    from dateline.output.inspection import print_inspection
    from indexer.inspection import Inspector

    settings = app.settings
    inspector = Inspector(settings.sources, settings.reading, lambda: app.fetcher, lambda: app.existing_archive)
    print_inspection(
        inspector.inspect(locations),
        sys.stdout,
        lambda line: click.echo(f"dateline: {line}", err=True),
        as_json=as_json,
    )


@command("search", "Search the archive.")
@click.argument("words", metavar="QUERY", nargs=-1, required=True)
@click.option(
    "--limit",
    metavar="N",
    type=WholeNumber(1, 100),
    default=10,
    show_default=True,
    help="The maximum number of results, up to 100.",
)
@as_json
def search(app: Application, words: tuple[str, ...], limit: int, as_json: bool) -> None:
    """Search the archive and show the best results, with the matches highlighted.

    Quote the query for the shell: dateline search '"exact words" OR title:word after:2015'.
    """
    from search.request import SearchOptions
    from search.service import interpret, missing_terms, search

    query = " ".join(words)
    interpretation, options = (
        interpret(query, app.parse_options(), app.synonyms, app.engine),
        SearchOptions(limit=limit),
    )
    # The first search of a process loads compiled code, which takes a hundred times as long as the search itself.
    search(app.engine, interpretation, options)
    found = search(app.engine, interpretation, options)
    if as_json:
        from web import serialize
        from web.pages.query_text import explain

        explained = explain(found.query, options.filters)
        print_json(serialize.results(found, text=query, explained=explained, page=1, page_size=limit))
    else:
        from dateline.output.results import print_results

        nothing = not found.total + found.partial
        most = interpretation.partial_query(interpretation.query) if nothing else None
        missing = (most and missing_terms(app.engine, most)) or ""
        print_results(
            found, sys.stdout, lambda hit: hit.article.url or hit.article.location or hit.article.id, missing=missing
        )


@command("serve", "Serve the search site and the JSON API.")
@click.option("--host", metavar="H", help="The address to listen on.")
@click.option("--port", metavar="P", type=WholeNumber(0, 65_535), help="The port to listen on; 0 picks a free one.")
@click.option(
    "--workers", metavar="N", type=WholeNumber(0, 256), help="The number of processes; 0 means one for each core."
)
def serve(app: Application, **options: object) -> None:
    """Serve the search site and the JSON API until Ctrl-C."""
    from web.server import serve as run

    if warning := app.missing_index():
        click.echo(f"dateline: {warning} The site notices it by itself; until then it has no pages.", err=True)
    given = {name: value for name, value in options.items() if value is not None}
    run(
        lambda: app.reopen().site(),
        app.settings.server.model_copy(update=given),
        lambda address: click.echo(f"Dateline is running on {address} (press Ctrl-C to stop)"),
        lambda: app.reopen().settings.server.model_copy(update=given),
    )


@command("schedule", "Run sources on their schedules.")
@click.option("--once", is_flag=True, help="Run what is due now, then exit: for cron and systemd timers.")
def schedule(app: Application, once: bool) -> None:
    """Run each source of the configuration on its schedule, until Ctrl-C or SIGTERM.

    Missed runs are caught up once. On SIGTERM the current batch is finished first.
    """
    from indexer.logfmt import use_logfmt
    from indexer.schedule.scheduler import run_scheduler

    use_logfmt()
    run_scheduler(app.settings.sources, app.pipeline(), app.settings.schedule, once=once)


@command("status", "Show sources, their last runs and failed documents.")
@as_json
def status(app: Application, as_json: bool) -> None:
    """Show the archive, the index, the sources with their last runs, and failed documents."""
    from dateline.output.status import status_lines
    from dateline.output.text import terminal_safe
    from indexer.status import build_status

    state = build_status(app.existing_archive, app.engine, app.settings.sources, app.settings.schedule)
    if as_json:
        print_json(state)
    else:
        click.echo("\n".join(terminal_safe(line) for line in status_lines(state)))


@command("export", "Write articles as JSON Lines or CSV.")
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
    """Write articles to standard output: those that match QUERY, or the whole archive without a query."""
    from indexer.archive import DamagedRecord, RecordDamaged
    from search.export import ExportFormat, iter_matches, write_articles
    from search.service import interpret, search

    damaged: list[DamagedRecord] = []
    if query is None:
        articles = app.existing_archive.stream(on_damage=damaged.append)
    else:
        interpretation = interpret(query, app.parse_options(), app.synonyms, app.engine)
        for notice in interpretation.notices:
            click.echo(f"Note: {notice.message}", err=True)
        # Without partial matches: in a file nobody could tell them from the others.
        articles = iter_matches(lambda options: search(app.engine, interpretation, options, relax=False))
    write_articles(articles, sys.stdout, ExportFormat(form))
    if damaged:
        raise RecordDamaged(f"{app.existing_archive.damage(damaged)} All others were written.")


@command("searches", "Show what was searched for, and what found nothing.")
@click.option(
    "--days", metavar="N", type=WholeNumber(1, 3_650), help="Count the last N days; without it, all that are kept."
)
@click.option("--empty", is_flag=True, help="Show only the queries that find nothing, and proposed synonyms.")
@click.option(
    "--forget", metavar="TEXT", help="Delete every query that contains TEXT from the log, instead of showing it."
)
@as_json
def searches(app: Application, days: int | None, empty: bool, forget: str | None, as_json: bool) -> None:
    """Show the most frequent searches of the site, those that found nothing, and lines for the synonyms file.

    The log has nothing about who searched. The setting web.search_log turns it off.
    """
    from dateline.output.searches import searches_lines
    from dateline.output.text import terminal_safe

    if forget is not None:
        if not forget.strip():
            raise click.UsageError("--forget needs the text that queries contain", click.get_current_context())
        deleted = app.search_log().forget(forget.strip())
        click.echo(f"Deleted from the log: {deleted:,} {'search' if deleted == 1 else 'searches'}.")
        return
    report = app.search_report(days or app.settings.web.search_log_days)
    if as_json:
        state = report.to_json()
        if empty:
            del state["frequent"]
        print_json(state)
        return
    if not app.settings.web.search_log:
        click.echo("Note: the search log is off (web.search_log); this is what was logged before.", err=True)
    click.echo("\n".join(terminal_safe(line) for line in searches_lines(report, only_empty=empty)))


@command("mcp", "Serve the archive to assistants by the Model Context Protocol.")
@click.option(
    "--base-url", metavar="URL", help="The public address of the site, for links; without it, that of the settings."
)
def mcp(app: Application, base_url: str | None) -> None:
    """Serve the archive to an assistant by the Model Context Protocol, over standard input and output.

    The assistant's program starts this command; docs/mcp.md says how to set it up. The tools search, read articles and
    count them, and change nothing.
    """
    from pydantic import ValidationError

    from web.mcp.server import serve
    from web.settings import WebSettings

    settings = app.settings.web
    if base_url is not None:
        try:
            settings = WebSettings(**{**settings.model_dump(), "base_url": base_url})
        except ValidationError as error:
            message = "--base-url must be an address that begins with http:// or https://, without ? and #"
            raise click.UsageError(message, click.get_current_context()) from error
    serve(app.site(settings), __version__)


@command("completion", "Print the completion script of a shell.")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(_app: Application, shell: str) -> None:
    """Print the script that completes commands, options, paths and the names of sources in a shell.

    For bash, add this line to ~/.bashrc: eval "$(dateline completion bash)"
    """
    click.echo(completion_script(cli, "dateline", shell))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 1 failed, 2 wrong usage, 130 interrupted."""
    return run_command_line(cli, "dateline", arguments)


if __name__ == "__main__":
    sys.exit(main())
