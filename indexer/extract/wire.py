"""Parses a wire story: separates header and agency credit from the text, and reads them and the dateline.

The dateline stays in the text as it was printed, since people search for its words; header and credit do not.
"""

import re
from dataclasses import dataclass

from indexer.extract.bylines import agency_name, title_case
from indexer.extract.candidates import Candidate, make_candidates
from indexer.extract.dates import find_dates, month_number, parse_date
from indexer.extract.fields import Field
from indexer.extract.result import RepairKind, RepairLog
from indexer.extract.settings import DateOrder
from indexer.extract.wire_header import split_header, strip_header
from search.article import Precision, Published

_DASH = r"(?:--?|—|–|―|_)"
_DATE_PART = r"(?:(?:le\s+)?\d{1,2}\.?\s+[^\W\d_]{3,10}\.?|[^\W\d_]{3,10}\.?\s+\d{1,2})(?:,?\s+\d{4})?"
_CAPITALS = (
    r"(?:(?!(?:UPDATE|BREAKING|EXCLUSIVE|CORRECTION|WATCH|VIDEO|OPINION|ANALYSIS|LIVE|URGENT|FACTBOX|Q|A)\b)"
    r"[A-ZÀ-ÖØ-Þ](?:[A-ZÀ-ÖØ-Þ.'’]|-(?=[A-Z]))*(?:\.|(?<=\w)|(?<=\.)))"
)
_UPPER = rf"{_CAPITALS}(?:[ /]{_CAPITALS}){{0,4}}(?:,\s(?:[A-Z][\w.]+)(?:\s[A-Z][\w.]+)?)?"
_TITLED = (
    r"(?:[A-ZÀ-ÖØ-Þ][\w.'’-]+)(?:[ /](?:(?:de|del|la|le|am|an|der|upon|of|the|al|el)\s)?[A-ZÀ-ÖØ-Þ][\w.'’-]+){0,3}"
    r"(?:,\s[A-Z][\w.]+(?:\s[A-Z][\w.]+)?)?"
)
_SURE_DATELINE = re.compile(
    rf"(?P<place>{_UPPER}|{_TITLED})(?:,?\s+(?P<date>{_DATE_PART}),?)?\s*\((?P<agency>[^()\n]{{2,40}})\)\s*[:,]?\s*"
    rf"{_DASH}\s*(?:(?P<late>{_DATE_PART})\s*(?:{_DASH}|:)\s+)?(?=\S)"
    rf"|(?P<place2>{_UPPER})(?:,\s+(?P<date2>{_DATE_PART}))?\s*(?:{_DASH}\s+|:\s+)(?=[\"“«'‘A-ZÀ-ÖØ-Þ0-9])"
    rf"|(?P<place3>{_TITLED}),\s+(?P<date3>{_DATE_PART})\s*(?:{_DASH}\s+|:\s+)(?=[\"“«'‘A-ZÀ-ÖØ-Þ0-9])"
)
_DATE_WITHOUT_YEAR = re.compile(
    r"(?:le\s+)?(?:(?P<day>\d{1,2})\.?\s+)?(?P<name>[^\W\d_]{3,10})\.?(?:\s+(?P<day2>\d{1,2}))?"
)
_POSSIBLE_DATELINE = re.compile(rf"(?P<place>{_TITLED})\s*(?::|\s{_DASH})\s+(?=[\"“«'‘A-ZÀ-ÖØ-Þ0-9])")
_NO_PLACE = re.compile(
    r"(?:update|note|notes|correction|question|answer|q|a|summary|source|sources|photo|image|caption|video|watch|read"
    r"|breaking|exclusive|opinion|analysis|review|background|today|yesterday|editor|comment|listen|live|warning|tip|spoiler"
    r"|related|more|also|abstract|introduction|monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b",
    re.IGNORECASE,
)
_MIN_LEAD_CHARS = 40  # that must follow a dateline: after less it is a label
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
    """Return place and date of a dateline that is sure on its own, as `VESPER, March 3, 2021 (Agency) -`."""
    match = _SURE_DATELINE.match(text[:200])
    return () if match is None or _NO_PLACE.match(text) else (*_place(match), *_date(match))


def strip_dateline(text: str) -> str:
    """Return a text without the dateline that it may begin with: for a headline made of it."""
    match = _SURE_DATELINE.match(text[:200])
    return text if match is None or _NO_PLACE.match(text) else text[match.end() :]


def _begins_with_dateline(line: str) -> bool:
    match = _SURE_DATELINE.match(line[:200])
    return match is not None and len(line) - match.end() >= _MIN_LEAD_CHARS and _NO_PLACE.match(line) is None


def _dateline(paragraphs: list[str], has_header: bool, year: Published | None, log: RepairLog) -> _Dateline:
    lead = paragraphs[0]
    match = _SURE_DATELINE.match(lead) or (_POSSIBLE_DATELINE.match(lead) if has_header else None)
    if match is None or len(lead) - match.end() < _MIN_LEAD_CHARS or _NO_PLACE.match(lead):
        return _Dateline()
    place = _part(match, "place", "place2", "place3") or ""
    if any(_POSSIBLE_DATELINE.match(other) and other.startswith(place) for other in paragraphs[1:]):
        return _Dateline()  # the speakers of an interview, not a place
    stated = _place(match)
    if name := _part(match, "agency"):
        stated += make_candidates(Field.SOURCE, "text dateline", name.strip())
    date = _date(match)
    refined = _day_within(match, year) if year else ()
    summary = ", ".join(f"{one.field} {one.value}" for one in (*stated, *(refined or date)))
    log.note(RepairKind.DATELINE, f"{match[0].strip()} says {summary}")
    return _Dateline((*stated, *date), refined)


def _part(match: re.Match[str], *names: str) -> str | None:
    parts = match.groupdict()
    return next((parts[name] for name in names if parts.get(name)), None)


def _place(match: re.Match[str]) -> tuple[Candidate, ...]:
    return make_candidates(
        Field.PLACE, "text dateline", title_case((_part(match, "place", "place2", "place3") or "").strip())
    )


def _date_text(match: re.Match[str]) -> str:
    return _part(match, "date", "date2", "date3", "late") or ""


def _date(match: re.Match[str]) -> tuple[Candidate, ...]:
    """Return the date of a dateline that has a year."""
    text = _date_text(match)
    return make_candidates(Field.PUBLISHED, "text dateline", text) if find_dates(text) else ()


def _stated_year(header: tuple[Candidate, ...], order: DateOrder) -> Published | None:
    """Return the year or month that a header states where it states no day."""
    first = next((one for one in header if one.field is Field.PUBLISHED), None)
    published = parse_date(first.value, order) if first else None
    return published if published and published.precision in {Precision.YEAR, Precision.MONTH} else None


def _day_within(match: re.Match[str], stated: Published) -> tuple[Candidate, ...]:
    """Return the day that a dateline without a year names, within what the header states."""
    parts = _DATE_WITHOUT_YEAR.fullmatch(_date_text(match))
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
