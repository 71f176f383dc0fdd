"""Prints what was extracted from documents, and why: styled on a terminal, plain when piped."""

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
from indexer.inspection import InspectedArticle, InspectionResult, UnreadableDocument
from search.article import Article, to_record

_NAME_COLUMNS = 11
_ALWAYS_SHOWN = ("title", "text", "published", "author")
"""The fields that are shown even if they are empty."""
_EXCERPT_CHARS = 100
_STYLES = {Outcome.WON: "green", Outcome.AGREES: "green", Outcome.OUTRANKED: "yellow", Outcome.REJECTED: "red"}


def print_inspection(
    documents: Iterable[InspectionResult],
    out: TextIO,
    report: Callable[[str], None],
    *,
    as_json: bool,
) -> None:
    """Print documents to `out` as they come, for people or as JSON Lines; failures and what was skipped go to `report`.

    An object has the members of an export line and two more: `ledger`, null for an article from before provenance was
    recorded, and `repairs`: of each kind how many, and the first example.
    Raises SourceError at the end if any document could not be read.
    """
    read = unread = 0
    for each in documents:
        if not isinstance(each, InspectedArticle):
            unread += isinstance(each, UnreadableDocument)
            report(terminal_safe(str(each)))
            continue
        if as_json:
            out.write(json.dumps(_record(each), ensure_ascii=False) + "\n")
        else:
            print_document(each, out, first=not read)
        read += 1
    if unread:
        raise SourceError(f"{unread:,} of {read + unread:,} documents could not be read.")


def _record(inspected: InspectedArticle) -> dict[str, object]:
    repairs = [{"kind": each.kind, "count": each.count, "example": each.example} for each in inspected.repairs]
    ledger = inspected.ledger.to_json() if inspected.ledger else None
    return {**to_record(inspected.article), "ledger": ledger, "repairs": repairs}


def print_document(inspected: InspectedArticle, out: TextIO, *, first: bool) -> None:
    """Print one document, after an empty line if it is not the `first`."""
    console = Console(file=out, highlight=False, soft_wrap=not out.isatty())
    if not first:
        console.print()
    article = inspected.article
    console.print(Text(terminal_safe(article.location or article.id), style="bold"))
    console.print(Text(f"  {_summary(article)}", style="dim"))
    for field in DECIDED_FIELDS:
        decision = inspected.ledger.decision(field) if inspected.ledger else None
        value = value_line(article, field)
        if value or decision or field in _ALWAYS_SHOWN:
            _print(console, _lines(field, value, decision))
    _print(console, _repair_lines(inspected.repairs))


def _print(console: Console, lines: Iterable[tuple[int, Text]]) -> None:
    for indent, line in lines:
        # Padding fills the line with blanks, which have no place in a file.
        padded = Padding(line, (0, 0, 0, indent), expand=False) if console.is_terminal else None
        console.print(padded or Text(" " * indent) + line)


def value_line(article: Article, field: str) -> str:
    """Return the value of a field as one line; "" where it has none."""
    match field:
        case "text":
            words = len(article.text.split())
            excerpt = article.text[:_EXCERPT_CHARS] + "…" if len(article.text) > _EXCERPT_CHARS else article.text
            return f"{words:,} {'word' if words == 1 else 'words'}: {excerpt}" if words else ""
        case "author" | "tags":
            return ", ".join(getattr(article, field))
        case "image":
            image = article.image
            return f"{image.url} ({image.alt})" if image and image.alt else image.url if image else ""
    return str(getattr(article, field) or "")


def _summary(article: Article) -> str:
    confidence = "unknown" if article.quality is None else f"{article.quality:.2f}"
    return f"id {terminal_safe(article.id)}, extraction confidence {confidence}"


def _lines(field: str, value: str, decision: FieldDecision | None) -> Iterator[tuple[int, Text]]:
    confidence = f"{decision.confidence:.2f}" if decision and decision.winner else "   –"
    line = Text(f"{field:<{_NAME_COLUMNS}}", style="bold") + Text(f"{confidence}  ", style="cyan")
    yield (
        2,
        line + Text(terminal_safe(value) if value else "undated" if field == "published" else "none", style="not bold"),
    )
    if decision is None:
        return
    alone = decision.winner if len(decision.entries) == 1 else None
    why = f"{alone.origin}: {decision.rule.words}" if alone else decision.rule.words
    yield 2 + _NAME_COLUMNS, Text(terminal_safe(why), style="dim")
    for entry in decision.entries if not alone else ():
        yield 2 + _NAME_COLUMNS, _candidate(entry)


def _repair_lines(repairs: Sequence[Repair]) -> Iterator[tuple[int, Text]]:
    for number, repair in enumerate(repairs):
        times = "once" if repair.count == 1 else f"{repair.count:,} times"
        text = f"{repair.kind.replace('-', ' ')}, {times}: {repair.example}"
        name = Text(f"{'' if number else 'repaired':<{_NAME_COLUMNS}}", style="bold")
        yield 2, name + Text(" " * len("0.00  ") + terminal_safe(text), style="not bold")


def _candidate(entry: ProvenanceEntry) -> Text:
    confidence = f"{entry.confidence:.2f}" if entry.confidence else "   –"
    line = Text(f"{confidence}  ") + Text(f"{entry.outcome.value:<9}", style=_STYLES[entry.outcome])
    line += Text(f"  {terminal_safe(entry.origin)}: {terminal_safe(entry.value)}")
    return line + Text(f" ({terminal_safe(entry.reason)})", style="dim") if entry.reason else line
