"""Here is an article and how its fields were decided: what does a terminal show? The same, unstyled, when piped."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TextIO

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from dateline.output.text import terminal_safe
from indexer.errors import SourceError
from indexer.extract.provenance import DECIDED_FIELDS, FieldDecision, Outcome, ProvenanceEntry
from indexer.extract.result import Repair
from indexer.inspection import Inspected, UnreadableDocument
from search.article import Article, to_record

_NAMES = 11
_EXPECTED = ("title", "text", "published", "author")
"""The fields that are shown even where there is nothing to show."""
_EXCERPT = 100
_STYLES = {Outcome.WON: "green", Outcome.AGREES: "green", Outcome.OUTRANKED: "yellow", Outcome.REJECTED: "red"}


def write(
    seen: Iterable[Inspected | UnreadableDocument], out: TextIO, tell: Callable[[str], None], *, as_json: bool
) -> None:
    """Write documents to `out` as they come, for people or one JSON object a line; what gave none is told to `tell`.

    An object has the members of an export line, and two more: `ledger`, null for an article that was read before there
    was one, and `repairs`, what had to be mended: of each kind how often, and where first.
    Raises SourceError at the end if anything could not be read.
    """
    read = unread = 0
    for each in seen:
        if isinstance(each, UnreadableDocument):
            unread += 1
            tell(terminal_safe(str(each)))
            continue
        if as_json:
            out.write(json.dumps(_record(each), ensure_ascii=False) + "\n")
        else:
            show(each, out, first=not read)
        read += 1
    if unread:
        raise SourceError(f"{unread:,} of {read + unread:,} could not be read.")


def _record(inspected: Inspected) -> dict[str, object]:
    repairs = [{"kind": each.kind, "count": each.count, "example": each.example} for each in inspected.repairs]
    ledger = inspected.ledger.to_json() if inspected.ledger else None
    return {**to_record(inspected.article), "ledger": ledger, "repairs": repairs}


def show(inspected: Inspected, out: TextIO, *, first: bool) -> None:
    """Write one document; an empty line parts it from the one before it, if it is not the `first`."""
    console = Console(file=out, highlight=False, soft_wrap=not out.isatty())
    if not first:
        console.print()
    article = inspected.article
    console.print(Text(terminal_safe(article.location or article.id), style="bold"))
    console.print(Text(f"  {_quality(article)}", style="dim"))
    for field in DECIDED_FIELDS:
        verdict = inspected.ledger.decision(field) if inspected.ledger else None
        value = shown(article, field)
        if value or verdict or field in _EXPECTED:
            _print(console, _lines(field, value, verdict))
    _print(console, _mended(inspected.repairs))


def _print(console: Console, lines: Iterable[tuple[int, Text]]) -> None:
    for indent, line in lines:
        # Padding fills the line with blanks, which a file has no use for.
        padded = Padding(line, (0, 0, 0, indent), expand=False) if console.is_terminal else None
        console.print(padded or Text(" " * indent) + line)


def shown(article: Article, field: str) -> str:
    """The value of a field as one line; "" where it has none."""
    match field:
        case "text":
            words = len(article.text.split())
            excerpt = article.text[:_EXCERPT] + "…" if len(article.text) > _EXCERPT else article.text
            return f"{words:,} {'word' if words == 1 else 'words'}: {excerpt}" if words else ""
        case "author" | "tags":
            return ", ".join(getattr(article, field))
        case "image":
            image = article.image
            return f"{image.url} ({image.alt})" if image and image.alt else image.url if image else ""
    return str(getattr(article, field) or "")


def _quality(article: Article) -> str:
    return (
        f"id {terminal_safe(article.id)}, quality {'unknown' if article.quality is None else f'{article.quality:.2f}'}"
    )


def _lines(field: str, value: str, verdict: FieldDecision | None) -> Iterator[tuple[int, Text]]:
    sure = f"{verdict.confidence:.2f}" if verdict and verdict.winner else "   –"
    line = Text(f"{field:<{_NAMES}}", style="bold") + Text(f"{sure}  ", style="cyan")
    yield (
        2,
        line + Text(terminal_safe(value) if value else "undated" if field == "published" else "none", style="not bold"),
    )
    if verdict is None:
        return
    alone = verdict.winner if len(verdict.entries) == 1 else None
    told = f"{alone.origin}: {verdict.rule.words}" if alone else verdict.rule.words
    yield 2 + _NAMES, Text(terminal_safe(told), style="dim")
    for entry in verdict.entries if not alone else ():
        yield 2 + _NAMES, _candidate(entry)


def _mended(repairs: Sequence[Repair]) -> Iterator[tuple[int, Text]]:
    for number, repair in enumerate(repairs):
        times = "once" if repair.count == 1 else f"{repair.count:,} times"
        told = f"{repair.kind.replace('-', ' ')}, {times}: {repair.example}"
        name = Text(f"{'' if number else 'repaired':<{_NAMES}}", style="bold")
        yield 2, name + Text(" " * len("0.00  ") + terminal_safe(told), style="not bold")


def _candidate(entry: ProvenanceEntry) -> Text:
    sure = f"{entry.confidence:.2f}" if entry.confidence else "   –"
    line = Text(f"{sure}  ") + Text(f"{entry.outcome.value:<9}", style=_STYLES[entry.outcome])
    line += Text(f"  {terminal_safe(entry.origin)}: {terminal_safe(entry.value)}")
    return line + Text(f" ({terminal_safe(entry.reason)})", style="dim") if entry.reason else line
