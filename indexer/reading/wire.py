"""What do the first and last lines of a wire story say about it: headline, time, byline, dateline, credit?"""

import re
from dataclasses import dataclass

from indexer.reading.agencies import agency
from indexer.reading.authors import recased
from indexer.reading.dates import find_dates
from indexer.reading.draft import Candidate, Field, candidate
from indexer.reading.repairs import RepairKind, RepairLog
from indexer.reading.settings import DateOrder

_HEADER_BLOCKS = 6
_LONGEST_TITLE = 200
_LONGEST_HEADER = 160
_BYLINE = re.compile(
    r"(?:(?:written|reported|posted|published|words|text|story|reporting)\s+)?(?:by|von|par|por)[:\s]\s*(\S.{0,100})",
    re.IGNORECASE,
)
_STAMP_WORDS = re.compile(
    r"(?:first|published|posted|updated|last|modified|created|released|issued|filed|date|on|at|am|le|el|um|stand|uhr"
    r"|hrs|hours|ist|gmt|utc|et|pt|time|local|veröffentlicht|publié|publicado)",
    re.IGNORECASE,
)
_STAMP_LEAD = re.compile(rf"^(?:{_STAMP_WORDS.pattern}\b[\s:,|]*)+", re.IGNORECASE)
_LABELS = {
    "title": Field.TITLE, "headline": Field.TITLE, "subject": Field.TITLE, "titel": Field.TITLE, "titre": Field.TITLE,
    "date": Field.PUBLISHED, "published": Field.PUBLISHED, "publication date": Field.PUBLISHED,
    "datum": Field.PUBLISHED,
    "author": Field.AUTHOR, "authors": Field.AUTHOR, "byline": Field.AUTHOR, "autor": Field.AUTHOR,
    "auteur": Field.AUTHOR, "from": Field.AUTHOR,
    "source": Field.SOURCE, "publisher": Field.SOURCE, "publication": Field.SOURCE, "quelle": Field.SOURCE,
    "section": Field.SECTION, "category": Field.SECTION, "tags": Field.TAGS, "keywords": Field.TAGS,
    "place": Field.PLACE, "dateline": Field.PLACE, "language": Field.LANGUAGE, "lang": Field.LANGUAGE,
    "url": Field.URL, "link": Field.URL,
}  # fmt: skip
_LABELLED = re.compile(r"([A-Za-z][A-Za-z ]{1,18}):\s+(\S.*)")
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
    rest, header = _header(rest, order, log)
    if not rest:
        return WireStory(paragraphs, (*header, *found))  # nothing but header: then it is what there is to read
    stamped = any(one.field in {Field.PUBLISHED, Field.AUTHOR, Field.SOURCE} for one in (*header, *found))
    rest, dateline = _dateline(rest, stamped, log)
    return WireStory(rest, (*header, *dateline, *found))


def take_opening(
    paragraphs: list[str], titles: frozenset[str], log: RepairLog
) -> tuple[list[str], tuple[Candidate, ...]]:
    """Part headline, byline and time from the beginning of a page's text, where they stand in blocks of their own.

    `titles` are the page's titles in folded case. A text that is nothing else stays as it is.
    """
    found: list[Candidate] = []
    taken = 0
    for block in paragraphs[:_HEADER_BLOCKS]:
        stated = [_header_line(line, DateOrder.AUTO) for line in block.split("\n")]
        if not all(stated) and block.casefold() not in titles:
            break
        if any(one.field not in {Field.PUBLISHED, Field.AUTHOR} for line in stated for one in line):
            break
        found.extend(one for line in stated for one in line)
        taken += 1
    if not taken or taken == len(paragraphs):
        return paragraphs, ()
    if found:
        log.note(RepairKind.HEADER, " / ".join(paragraphs[:taken]), taken)
    return paragraphs[taken:], tuple(found)


def _header(paragraphs: list[str], order: DateOrder, log: RepairLog) -> tuple[list[str], tuple[Candidate, ...]]:
    found: list[Candidate] = []
    kept: list[str] = []  # a standfirst between headline and time
    taken = used = 0
    for number, block in enumerate(paragraphs[:_HEADER_BLOCKS]):
        lines = block.split("\n")
        stated = [_header_line(line, order) for line in lines]
        titled = any(one.field is Field.TITLE for one in found)
        if all(stated):
            found.extend(one for line in stated for one in line)
        elif not titled and any(stated) and _is_title(lines[0]) and not stated[0] and all(stated[1:]):
            found.extend((*candidate(Field.TITLE, "first-line", lines[0]), *(one for line in stated for one in line)))
        elif not titled and len(lines) == 1 and _is_title(block) and number + 1 < len(paragraphs):
            found.extend(candidate(Field.TITLE, "first-line", block))
        elif (
            titled and len(block) < 2 * _LONGEST_HEADER and _header_follows(paragraphs[number + 1 : number + 2], order)
        ):
            kept.append(block)
            continue
        else:
            break
        taken, used = number + 1, len(kept)
    if taken:
        log.note(RepairKind.HEADER, " / ".join(paragraphs[:taken]), taken - used)
    return kept[:used] + paragraphs[taken:], tuple(found)


def _header_follows(blocks: list[str], order: DateOrder) -> bool:
    return bool(blocks) and all(_header_line(line, order) for line in blocks[0].split("\n"))


def _is_title(line: str) -> bool:
    return len(line) <= _LONGEST_TITLE and not re.search(r"[.,;:]$", line) and line[0] not in "-–—*•>|#"


def _header_line(line: str, order: DateOrder) -> tuple[Candidate, ...]:
    """What a line states if it states nothing but header matter: a time, a byline, a label, an agency."""
    if len(line) > _LONGEST_HEADER:
        return ()
    labelled = _LABELLED.fullmatch(line)
    field = _LABELS.get(labelled[1].casefold()) if labelled else None
    if labelled and field is not None and (field is not Field.PUBLISHED or not find_dates(labelled[2], order)):
        return candidate(field, "header", labelled[2])
    for date in find_dates(line, order):
        rest = " ".join((line[: date.start], line[date.end :])).strip(" ,.;:|·•()[]-–—/")
        stamp = candidate(Field.PUBLISHED, "header", line[date.start : date.end])
        if not _STAMP_WORDS.sub("", rest).strip(" ,.;:|·•()[]-–—/"):
            return stamp
        byline = _STAMP_LEAD.sub("", rest)
        if _is_byline(byline):
            return (*stamp, *candidate(Field.AUTHOR, "byline", byline))
        if agency(rest):
            return (*stamp, *candidate(Field.SOURCE, "header", agency(rest)))
    if _is_byline(line):
        return candidate(Field.AUTHOR, "byline", line)
    return candidate(Field.SOURCE, "header", agency(line))


def _is_byline(line: str) -> bool:
    """Whether names or one user's name follow `by`, and not a sentence such as "By noon all was over"."""
    match = _BYLINE.fullmatch(line)
    if match is None or re.search(r"[.!?]$", line):
        return False
    words = match[1].split()
    return len(words) == 1 or (len(words) <= 14 and sum(word[0].isupper() for word in words) * 2 >= len(words))


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
