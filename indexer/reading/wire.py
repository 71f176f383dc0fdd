"""Which parts of a wire story are not the story: header, dateline and agency credit?"""

import re
from dataclasses import dataclass

from indexer.reading.agencies import agency
from indexer.reading.authors import recased
from indexer.reading.draft import Candidate, Field, candidate
from indexer.reading.header import take_header
from indexer.reading.repairs import RepairKind, RepairLog
from indexer.reading.settings import DateOrder

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
_STRONG = re.compile(
    rf"(?P<place>{_UPPER}|{_TITLED})(?:,?\s+{_DATE_PART},?)?\s*\((?P<agency>[^()\n]{{2,40}})\)\s*[:,]?\s*{_DASH}\s*(?=\S)"
    rf"|(?P<place2>{_UPPER})(?:,\s+{_DATE_PART})?\s*(?:{_DASH}\s+|:\s+)(?=[\"“«'‘A-ZÀ-ÖØ-Þ0-9])"
    rf"|(?P<place3>{_TITLED}),\s+{_DATE_PART}\s*(?:{_DASH}\s+|:\s+)(?=[\"“«'‘A-ZÀ-ÖØ-Þ0-9])"
)
_WEAK = re.compile(rf"(?P<place>{_TITLED})\s*(?::|\s{_DASH})\s+(?=[\"“«'‘A-ZÀ-ÖØ-Þ0-9])")
_NO_PLACE = re.compile(
    r"(?:update|note|notes|correction|question|answer|q|a|summary|source|sources|photo|image|caption|video|watch|read"
    r"|breaking|exclusive|opinion|analysis|review|background|today|yesterday|editor|comment|listen|live|warning|tip|spoiler"
    r"|related|more|also|abstract|introduction|monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b",
    re.IGNORECASE,
)
_SHORTEST_LEAD = 40  # characters that must follow a dateline: after less it is a label
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


def take_apart(paragraphs: list[str], order: DateOrder, log: RepairLog) -> WireStory:
    """Part header lines, dateline and agency credit from the paragraphs of a plain text.

    Only what is surely of the wire is taken: a document that begins with prose, verse or a list keeps every line.
    """
    rest, found = _credit(paragraphs, log)
    rest, header = take_header(rest, order, log)
    if not rest:
        return WireStory(paragraphs, (*header, *found))  # nothing but header: then it is what there is to read
    stamped = any(one.field in {Field.PUBLISHED, Field.AUTHOR, Field.SOURCE} for one in (*header, *found))
    rest, dateline = _dateline(rest, stamped, log)
    return WireStory(rest, (*header, *dateline, *found))


def stated_place(text: str) -> tuple[Candidate, ...]:
    """The place of a dateline that is sure on its own, as `VESPER (Agency) -`; the text keeps it."""
    match = _STRONG.match(text[:200])
    if match is None or _NO_PLACE.match(text):
        return ()
    return candidate(Field.PLACE, "dateline", recased((match["place"] or match["place2"] or match["place3"]).strip()))


def _dateline(paragraphs: list[str], stamped: bool, log: RepairLog) -> tuple[list[str], tuple[Candidate, ...]]:
    if not paragraphs:
        return paragraphs, ()
    lead = paragraphs[0]
    match = _STRONG.match(lead) or (_WEAK.match(lead) if stamped else None)
    if match is None or len(lead) - match.end() < _SHORTEST_LEAD or _NO_PLACE.match(lead):
        return paragraphs, ()
    parts = match.groupdict()
    place = parts["place"] or parts.get("place2") or parts.get("place3") or ""
    if any(_WEAK.match(other) and other.startswith(place) for other in paragraphs[1:]):
        return paragraphs, ()  # the speakers of an interview, not a place
    log.note(RepairKind.DATELINE, match[0])
    found = candidate(Field.PLACE, "dateline", recased(place.strip()))
    if parts.get("agency"):
        found += candidate(Field.SOURCE, "dateline", parts["agency"].strip())
    return [lead[match.end() :], *paragraphs[1:]], found


def _credit(paragraphs: list[str], log: RepairLog) -> tuple[list[str], tuple[Candidate, ...]]:
    if len(paragraphs) < 2:
        return paragraphs, ()
    *body, last = paragraphs
    lines = last.split("\n")
    owned, named = _OWNED_LINE.fullmatch(lines[-1]), _CREDIT_LINE.fullmatch(lines[-1])
    name = owned[1] if owned else agency(named[1]) if named else None
    if name is None and named and re.match(rf"{_DASH}", lines[-1]) and re.fullmatch(r"[A-Z]{2,6}", named[1]):
        name = named[1]
    if name is not None:
        log.note(RepairKind.CREDIT, lines[-1])
        left = "\n".join(lines[:-1])
        return [*body, left] if left else body, candidate(Field.SOURCE, "credit", name)
    tail = _CREDIT_TAIL.search(last)
    name = agency(tail[1] or tail[2]) if tail else None
    if tail is None or name is None:
        return paragraphs, ()
    log.note(RepairKind.CREDIT, tail[0].strip())
    return [*body, last[: tail.start()]], candidate(Field.SOURCE, "credit", name)
