"""What do the first lines of a text say about it: headline, time, byline?"""

import re
from collections.abc import Callable

from indexer.extract.bylines import agency
from indexer.extract.candidates import Candidate, Field, candidate
from indexer.extract.dates import find_dates
from indexer.extract.result import RepairKind, RepairLog
from indexer.extract.settings import DateOrder
from indexer.extract.word_patterns import all_words, any_of
from search.analysis.languages import languages

_HEADER_BLOCKS = 6
_PROSE = 45  # characters of a line; header lines that stand right above a shorter one may be verse or a list
_HEADER_LINES = 20  # in one block; a longer one is the story, and looking for dates in each line of it takes time
_LONGEST_TITLE = 200
_LONGEST_HEADER = 160
_WRITTEN = any_of(all_words(lambda language: language.bylines.written))
_BY = any_of(all_words(lambda language: language.bylines.sure_by))
_BYLINE = re.compile(rf"(?:{_WRITTEN}\s+)?{_BY}[:\s]\s*(\S.{{0,100}})", re.IGNORECASE)
_ZONES = ("gmt", "utc", "ist", "et", "pt")
_STAMP_WORDS = re.compile(any_of((*_ZONES, *all_words(lambda language: language.dates.stamp_words))), re.IGNORECASE)
_STAMP_LEAD = re.compile(rf"^(?:{_STAMP_WORDS.pattern}\b[\s:,|]*)+", re.IGNORECASE)
_LABELS = {
    label: Field(field)
    for language in languages()
    for field, labels in language.header_labels.items()
    for label in labels
}
_LABELLED = re.compile(r"([A-Za-z][A-Za-z ]{1,18}):\s+(\S.*)")


def take_opening(
    paragraphs: list[str], titles: frozenset[str], log: RepairLog
) -> tuple[list[str], tuple[Candidate, ...]]:
    """Part headline, byline and time from the beginning of a page's text, where they stand in blocks of their own.

    `titles` are the page's titles in folded case. A text that is nothing else stays as it is.
    """
    found: list[Candidate] = []
    taken = 0
    for block in paragraphs[:_HEADER_BLOCKS]:
        stated = _stated(block.split("\n"), DateOrder.AUTO)
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


def parted(paragraphs: list[str], order: DateOrder, begins: Callable[[str], bool]) -> list[str]:
    """The paragraphs with header lines parted from a story that follows them without an empty line.

    `begins` says of a line that it surely begins a story.
    """
    for number, block in enumerate(paragraphs[:3]):
        lines = block.split("\n")
        stated = _stated(lines[:_HEADER_BLOCKS], order)
        first = 1 if number == 0 and not stated[0] and _is_title(lines[0]) else 0
        ends = next((at for at in range(first, len(stated)) if not stated[at]), len(stated))
        if 0 < ends < len(lines) and (begins(lines[ends]) or (ends > first and len(lines[ends]) >= _PROSE)):
            pieces = ["\n".join(lines[:ends]), "\n".join(lines[ends:])]
            return [*paragraphs[:number], *pieces, *paragraphs[number + 1 :]]
        if ends < len(lines):
            break
    return paragraphs


def take_header(paragraphs: list[str], order: DateOrder, log: RepairLog) -> tuple[list[str], tuple[Candidate, ...]]:
    """Part the header of a plain text from what follows; a standfirst within it stays with the text."""
    found: list[Candidate] = []
    kept: list[str] = []  # a standfirst between headline and time
    taken = used = 0
    for number, block in enumerate(paragraphs[:_HEADER_BLOCKS]):
        lines = block.split("\n")
        stated = _stated(lines, order)
        titled = any(one.field is Field.TITLE for one in found)
        if all(stated):
            found.extend(one for line in stated for one in line)
        elif not titled and any(stated) and _is_title(lines[0]) and not stated[0] and all(stated[1:]):
            found.extend(candidate(Field.TITLE, "text first line", lines[0]))
            found.extend(one for line in stated for one in line)
        elif not titled and len(lines) == 1 and _is_title(block) and number + 1 < len(paragraphs):
            found.extend(candidate(Field.TITLE, "text first line", block))
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
    return bool(blocks) and all(_stated(blocks[0].split("\n"), order))


def _is_title(line: str) -> bool:
    return len(line) <= _LONGEST_TITLE and not re.search(r"[.,;:]$", line) and line[0] not in "-–—*•>|#"


def _stated(lines: list[str], order: DateOrder) -> list[tuple[Candidate, ...]]:
    """What each line of a block states; nothing in a block too long to be a header."""
    if len(lines) > _HEADER_LINES:
        return [()] * len(lines)
    return [_header_line(line, order) for line in lines]


def _header_line(line: str, order: DateOrder) -> tuple[Candidate, ...]:
    """What a line states if it states nothing but header matter: a time, a byline, a label, an agency."""
    if len(line) > _LONGEST_HEADER:
        return ()
    labelled = _LABELLED.fullmatch(line)
    field = _LABELS.get(labelled[1].casefold()) if labelled else None
    if labelled and field is not None and (field is not Field.PUBLISHED or not find_dates(labelled[2], order)):
        return candidate(field, "text header", labelled[2])
    for date in find_dates(line, order):
        rest = " ".join((line[: date.start], line[date.end :])).strip(" ,.;:|·•()[]-–—/")
        stamp = candidate(Field.PUBLISHED, "text header", line[date.start : date.end])
        if not _STAMP_WORDS.sub("", rest).strip(" ,.;:|·•()[]-–—/"):
            return stamp
        byline = _STAMP_LEAD.sub("", rest)
        if is_byline(byline):
            return (*stamp, *candidate(Field.AUTHOR, "text byline", byline))
        if agency(rest):
            return (*stamp, *candidate(Field.SOURCE, "text header", agency(rest)))
    if is_byline(line):
        return candidate(Field.AUTHOR, "text byline", line)
    return candidate(Field.SOURCE, "text header", agency(line))


def is_byline(line: str) -> bool:
    """Whether names or one user's name follow `by`, and not a sentence such as "By noon all was over"."""
    match = _BYLINE.fullmatch(line)
    if match is None or re.search(r"[.!?]$", line):
        return False
    words = match[1].split()
    return len(words) == 1 or (len(words) <= 14 and sum(word[0].isupper() for word in words) * 2 >= len(words))
