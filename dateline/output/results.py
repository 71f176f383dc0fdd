"""Here are results: what does a terminal show? Styled and wrapped on a terminal, plain lines when piped."""

from collections.abc import Callable
from typing import TextIO

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from dateline.output.text import terminal_safe
from search.article import Precision, Published
from search.results import Fragment, Hit, SearchResults


def print_results(results: SearchResults, out: TextIO, locate: Callable[[Hit], str]) -> None:
    """Write one page of results to `out`. `locate` gives the line that says where an article is to be found.

    Marks are bold and underlined on a terminal; elsewhere they are left out, and no line is broken or cut.
    """
    console = Console(file=out, highlight=False, soft_wrap=not out.isatty())
    for notice in results.notices:
        console.print(Text(f"Note: {terminal_safe(notice.message)}", style="yellow"))
    console.print(Text(_heading(results), style="dim"))
    if results.suggestions:
        console.print(Text(f"Did you mean {' or '.join(map(terminal_safe, results.suggestions))}?"))
    for rank, hit in enumerate(results.hits, start=1):
        console.print()
        _show_hit(console, rank, hit, locate(hit))


def _show_hit(console: Console, rank: int, hit: Hit, location: str) -> None:
    article = hit.article
    title = _marked(hit.title) if hit.title.text else Text(article.id)
    title.stylize("bold")
    console.print(Text(f"{rank:>2}. ") + title)
    facts = (article.source, _when(article.published), article.place)
    about = " · ".join(terminal_safe(str(fact)) for fact in (*facts, ", ".join(article.author)) if fact)
    lines = [Text(about, style="cyan"), *map(_marked, hit.snippets), Text(terminal_safe(location), style="dim")]
    for line in lines:
        if line:
            # Padding fills the line with blanks, which a file has no use for.
            console.print(Padding(line, (0, 0, 0, 4), expand=False) if console.is_terminal else Text("    ") + line)


def _marked(fragment: Fragment) -> Text:
    text = Text(terminal_safe(fragment.text))
    for start, end in fragment.highlights:
        text.stylize("bold underline", start, end)
    return text


def _heading(results: SearchResults) -> str:
    more = "" if results.total_is_exact else "at least "
    noun = "article" if results.total == 1 else "articles"
    shown = f", the first {len(results.hits)} shown" if 0 < len(results.hits) < results.total else ""
    return f"{more}{results.total:,} {noun} of {results.stats.articles:,}{shown} ({results.took * 1000:.0f} ms)"


def _when(published: Published | None) -> str:
    if published is None:
        return "undated"
    return f"{published.wall:%Y-%m-%d %H:%M}" if published.precision is Precision.TIME else str(published)
