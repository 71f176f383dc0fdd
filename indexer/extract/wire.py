"""Parses a wire story: separates header and agency credit from the text, and reads them and the dateline.

The dateline stays in the text as it was printed, since people search for its words; header and credit do not.
"""

import re
from dataclasses import dataclass

from indexer.extract.bylines import agency_name
from indexer.extract.candidates import Candidate, make_candidates
from indexer.extract.cleanup import split_paragraphs
from indexer.extract.datelines import Dateline, parse_dateline
from indexer.extract.dates import month_number, parse_date
from indexer.extract.fields import Field
from indexer.extract.result import RepairKind, RepairLog
from indexer.extract.settings import DateOrder
from indexer.extract.wire_header import is_byline, split_header, strip_header
from search.article import Precision, Published

_DASH = r"(?:--?|—|–|―|_)"
_MAX_LEAD_CHARS = 4_000
_DATE_WITHOUT_YEAR = re.compile(
    r"(?:le\s+)?(?:(?P<day>\d{1,2})\.?\s+)?(?P<name>[^\W\d_]{3,10})\.?(?:\s+(?P<day2>\d{1,2}))?"
)
_CREDIT_LINE = re.compile(
    rf"(?:{_DASH}{{1,2}}\s*|\(\s*|\[\s*)?(?:with\s+(?:agency\s+)?inputs?\s+from\s+)?([^()\[\]\n]{{2,40}}?)\s*[)\]]?\.?",
    re.IGNORECASE,
)
_OWNED_LINE = re.compile(
    r"(?:©|\(c\)|copyright:?|source:|quelle:|fuente:|via:?)\s*(?:©\s*)?(?:\d{4}\s+)?(?:by\s+)?([^\n.]{2,40}?)\.?",
    re.IGNORECASE,
)
_CREDIT_TAIL = re.compile(rf"(?<=[.!?\"”’»)])\s+(?:{_DASH}{{1,2}}\s*([^()\n]{{2,30}}?)|\(([^()\n]{{2,30}})\))\.?$")


@dataclass(frozen=True, slots=True)
class WireStory:
    """The paragraphs of the story alone, and what its header, dateline and credit state."""

    paragraphs: list[str]
    candidates: tuple[Candidate, ...]


def parse_wire_story(paragraphs: list[str], order: DateOrder, log: RepairLog) -> WireStory:
    """Separate header lines and agency credit from the paragraphs of a plain text, and read its dateline.

    Only what is surely of the wire is removed: a document that begins with prose, verse or a list keeps every line.
    """
    rest, credit = _strip_credit(paragraphs, log)
    rest, header = strip_header(split_header(rest, order, _begins_with_dateline), order, log)
    if not rest:
        return WireStory(paragraphs, (*header, *credit))  # nothing but header: then it is the text
    has_header = any(one.field in {Field.PUBLISHED, Field.AUTHOR, Field.SOURCE} for one in (*header, *credit))
    dateline = _dateline(rest, has_header, _stated_year(header, order), log)
    return WireStory(rest, (*dateline.refined, *header, *dateline.candidates, *credit))


@dataclass(frozen=True, slots=True)
class _Dateline:
    """What a dateline states; `refined` is a day in the year or month that the header states."""

    candidates: tuple[Candidate, ...] = ()
    refined: tuple[Candidate, ...] = ()


def dateline_candidates(text: str) -> tuple[Candidate, ...]:
    """Return place, date and agency of a dateline that is sure on its own, as `VESPER, March 3, 2021 (Agency) -`.

    A byline may stand above it.
    """
    for block in split_paragraphs(text[:_MAX_LEAD_CHARS])[:2]:
        dateline = parse_dateline(block)
        if dateline is not None:
            return _stated(dateline) if dateline.is_sure else ()
        if not is_byline(block):
            break
    return ()


def strip_dateline(text: str) -> str:
    """Return a text without the dateline that it may begin with: for a headline made of it."""
    dateline = parse_dateline(text)
    return text[dateline.end :] if dateline and dateline.is_sure else text


def _begins_with_dateline(line: str) -> bool:
    dateline = parse_dateline(line)
    return dateline is not None and dateline.is_sure


def _dateline(paragraphs: list[str], has_header: bool, year: Published | None, log: RepairLog) -> _Dateline:
    lead = paragraphs[0]
    dateline = parse_dateline(lead)
    if dateline is None or not (dateline.is_sure or has_header):
        return _Dateline()
    if not dateline.agency and _are_speakers(lead[: dateline.end], paragraphs[1:]):
        return _Dateline()
    stated = _stated(dateline)
    refined = _day_within(dateline.date, year) if year else ()
    said = [one for one in stated if not (refined and one.field is Field.PUBLISHED)]
    summary = ", ".join(f"{one.field} {one.value}" for one in (*said, *refined))
    log.note(RepairKind.DATELINE, f"{lead[: dateline.end].strip()} says {summary}")
    return _Dateline(stated, refined)


def _are_speakers(lead: str, others: list[str]) -> bool:
    """Return whether what stands before a colon begins other paragraphs too: then it is a speaker, and no place."""
    mark = lead.strip()[-1:]
    return mark == ":" and any(other.startswith(lead.strip()) for other in others)


def _stated(dateline: Dateline) -> tuple[Candidate, ...]:
    return (
        *make_candidates(Field.PLACE, "text dateline", dateline.place),
        *make_candidates(Field.SOURCE, "text dateline", dateline.agency),
        *make_candidates(Field.PUBLISHED, "text dateline", dateline.date if dateline.has_year else None),
    )


def _stated_year(header: tuple[Candidate, ...], order: DateOrder) -> Published | None:
    """Return the year or month that a header states where it states no day."""
    first = next((one for one in header if one.field is Field.PUBLISHED), None)
    published = parse_date(first.value, order) if first else None
    return published if published and published.precision in {Precision.YEAR, Precision.MONTH} else None


def _day_within(date: str, stated: Published) -> tuple[Candidate, ...]:
    """Return the day that a dateline without a year names, within what the header states."""
    parts = _DATE_WITHOUT_YEAR.fullmatch(date)
    month = month_number(parts["name"]) if parts else None
    day = parts["day"] or parts["day2"] if parts else None
    if month is None or day is None or (stated.precision is Precision.MONTH and stated.moment.month != month):
        return ()
    return make_candidates(Field.PUBLISHED, "text dateline", f"{stated.moment.year:04}-{month:02}-{int(day):02}")


def _strip_credit(paragraphs: list[str], log: RepairLog) -> tuple[list[str], tuple[Candidate, ...]]:
    """Separate the agency credit at the end of the last paragraph: a line `- PTI`, `Source: Reuters`, or `(AP)`."""
    if len(paragraphs) < 2:
        return paragraphs, ()
    *body, last = paragraphs
    lines = last.split("\n")
    owned, named = _OWNED_LINE.fullmatch(lines[-1]), _CREDIT_LINE.fullmatch(lines[-1])
    name = owned[1] if owned else agency_name(named[1]) if named else None
    if name is None and named and re.match(rf"{_DASH}", lines[-1]) and re.fullmatch(r"[A-Z]{2,6}", named[1]):
        name = named[1]
    if name is not None:
        log.note(RepairKind.CREDIT, lines[-1])
        left = "\n".join(lines[:-1])
        return [*body, left] if left else body, make_candidates(Field.SOURCE, "text credit", name)
    tail = _CREDIT_TAIL.search(last)
    name = agency_name(tail[1] or tail[2]) if tail else None
    if tail is None or name is None:
        return paragraphs, ()
    log.note(RepairKind.CREDIT, tail[0].strip())
    return [*body, last[: tail.start()]], make_candidates(Field.SOURCE, "text credit", name)
