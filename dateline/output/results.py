"""Prints search results: styled and wrapped on a terminal, plain lines when piped."""

from collections.abc import Callable
from typing import TextIO

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from dateline.output.text import terminal_safe
from search.article import Precision, Published
from search.results import Fragment, Hit, SearchResults
from web.pages.format import counted


def print_results(results: SearchResults, out: TextIO, locate: Callable[[Hit], str], *, missing: str = "") -> None:
    """Print one page of results to `out`. `locate` returns the line that says where an article is.

    Where nothing was found, `missing` says which of the words do not occur at all, and a tip follows.
    Matches are bold and underlined on a terminal. When piped they are plain, and no line is wrapped or cut.
    """
    console = Console(file=out, highlight=False, soft_wrap=not out.isatty())
    for notice in results.notices:
        console.print(Text(f"Note: {terminal_safe(notice.message)}", style="yellow"))
    console.print(Text(_heading(results), style="dim"))
    if results.suggestions:
        console.print(Text(f"Did you mean {' or '.join(map(terminal_safe, results.suggestions))}?"))
    if not results.total + results.partial:
        if missing:
            console.print(Text(terminal_safe(missing.strip())))
        console.print(Text(_TIP))
    is_after_full = False
    for rank, hit in enumerate(results.hits, start=1):
        console.print()
        if hit.missing and is_after_full:
            console.print(Text(_PARTIAL, style="dim"))
            console.print()
        is_after_full = not hit.missing
        _show_hit(console, rank, hit, locate(hit))


_PARTIAL = "No more articles contain all words. These contain most of them."
_TIP = (
    "Try fewer words, OR between them, or the start of a word with an asterisk (rail*), and check conditions such as"
    " title: or after:."
)


def _show_hit(console: Console, rank: int, hit: Hit, location: str) -> None:
    article = hit.article
    title = _highlighted(hit.title) if hit.title.text else Text(article.id)
    title.stylize("bold")
    console.print(Text(f"{rank:>2}. ") + title)
    authors = f"by {', '.join(article.author)}" if article.author else ""
    facts = (article.source, _published_text(article.published), article.place, authors)
    about = " · ".join(terminal_safe(str(fact)) for fact in facts if fact)
    missing = Text(f"Missing: {terminal_safe(', '.join(hit.missing))}" if hit.missing else "", style="yellow")
    lines = [
        Text(about, style="cyan"),
        missing,
        *map(_highlighted, hit.snippets),
        Text(terminal_safe(location), style="dim"),
    ]
    for line in lines:
        if line:
            # Padding fills the line with blanks, which have no place in a file.
            console.print(Padding(line, (0, 0, 0, 4), expand=False) if console.is_terminal else Text("    ") + line)


def _highlighted(fragment: Fragment) -> Text:
    text = Text(terminal_safe(fragment.text))
    for start, end in fragment.highlights:
        text.stylize("bold underline", start, end)
    return text


def _heading(results: SearchResults) -> str:
    if not results.total and results.partial:
        partial = counted(results.partial, "article")
        return (
            f"No articles contain all words; most of them: {partial} of {results.stats.articles:,} ({_took(results)})"
        )
    if not results.total:
        return f"No articles found; the index contains {counted(results.stats.articles, 'article')} ({_took(results)})"
    more = "" if results.total_is_exact else "at least "
    shown = f"; these are the first {len(results.hits)}" if 0 < len(results.hits) < results.total else ""
    return f"{more}{counted(results.total, 'article')} of {results.stats.articles:,} ({_took(results)}){shown}"


def _took(results: SearchResults) -> str:
    milliseconds = results.took * 1000
    return f"{milliseconds:,.0f} ms" if milliseconds >= 1 else "under 1 ms"


def _published_text(published: Published | None) -> str:
    if published is None:
        return "undated"
    return f"{published.wall:%Y-%m-%d %H:%M}" if published.precision is Precision.TIME else str(published)
