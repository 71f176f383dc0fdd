"""Header lines: separates headline, time, byline and labels at the beginning of a text from the text."""

import re
from collections.abc import Callable

from indexer.extract.bylines import agency_name
from indexer.extract.candidates import Candidate, make_candidates
from indexer.extract.dates import find_dates
from indexer.extract.fields import Field
from indexer.extract.result import RepairKind, RepairLog
from indexer.extract.settings import DateOrder
from indexer.extract.word_patterns import all_words, any_of
from search.analysis.languages import languages

_MAX_HEADER_BLOCKS = 6
_MIN_PROSE_CHARS = 45  # of a line; header lines right above a shorter one may be verse or a list
_MAX_HEADER_LINES = 20  # in one block; a longer block is the story, and to look for dates in each line is slow
_MAX_TITLE_CHARS = 200
_MAX_HEADER_CHARS = 160
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
_LABELLED = re.compile(r"([^\W\d_](?:[^\W\d_]| ){0,18}?)\s?(?::\s+|：\s*)(\S.*)")
_RELATIVE = re.compile(
    rf"{any_of(all_words(lambda language: language.dates.relative_days))}(?:[\s,]+\d{{1,2}}[:.]\d\d(?:\s?[ap]m)?)?"
    rf"|(?:about\s+)?\d{{1,3}}\s?{any_of(all_words(lambda language: language.dates.ago))}"
    rf"|{any_of(all_words(lambda language: language.dates.ago_before))}\s+\d{{1,3}}\s+[^\W\d_]{{1,12}}",
    re.IGNORECASE,
)
_CJK_BYLINE = re.compile(
    r"(?:本报|本報|本紙|特約)?(?:记者|記者|文|撰文)[\s/／|]+[\u30a0-\u30ff\u4e00-\u9fff·・\s]{2,12}"
    r"|[\uac00-\ud7a3]{2,4}\s?(?:기자|특파원|선임기자|인턴기자)(?:\s\S+@\S+)?"
    r"|[\u30a0-\u30ff\u3040-\u309f\u4e00-\u9fff]{2,8}\s?(?:記者|编辑|編集委員|特派員)"
)


def strip_page_header(
    paragraphs: list[str], titles: frozenset[str], log: RepairLog
) -> tuple[list[str], tuple[Candidate, ...]]:
    """Separate headline, byline and time from the beginning of a page's text, where they are blocks of their own.

    `titles` are the page's titles in folded case. A text that is nothing else stays as it is.
    """
    candidates: list[Candidate] = []
    header_end = 0
    for block in paragraphs[:_MAX_HEADER_BLOCKS]:
        stated = _stated_by_lines(block.split("\n"), DateOrder.AUTO)
        if not all(stated) and block.casefold() not in titles:
            break
        if any(one.field not in {Field.PUBLISHED, Field.AUTHOR} for line in stated for one in line):
            break
        candidates.extend(one for line in stated for one in line)
        header_end += 1
    if not header_end or header_end == len(paragraphs):
        return paragraphs, ()
    if candidates:
        log.note(RepairKind.HEADER, " / ".join(paragraphs[:header_end]), header_end)
    return paragraphs[header_end:], tuple(candidates)


def split_header(paragraphs: list[str], order: DateOrder, begins_story: Callable[[str], bool]) -> list[str]:
    """Return the paragraphs with header lines split from a story that follows them without an empty line.

    `begins_story` says of a line that it surely begins a story.
    """
    for number, block in enumerate(paragraphs[:3]):
        lines = block.split("\n")
        stated = _stated_by_lines(lines[:_MAX_HEADER_BLOCKS], order)
        first = 1 if number == 0 and not stated[0] and _may_be_title(lines[0]) else 0
        ends = next((at for at in range(first, len(stated)) if not stated[at]), len(stated))
        if 0 < ends < len(lines) and (
            begins_story(lines[ends]) or (ends > first and len(lines[ends]) >= _MIN_PROSE_CHARS)
        ):
            pieces = ["\n".join(lines[:ends]), "\n".join(lines[ends:])]
            return [*paragraphs[:number], *pieces, *paragraphs[number + 1 :]]
        if ends < len(lines):
            break
    return paragraphs


def strip_header(paragraphs: list[str], order: DateOrder, log: RepairLog) -> tuple[list[str], tuple[Candidate, ...]]:
    """Separate the header of a plain text from what follows; a standfirst within it stays with the text."""
    candidates: list[Candidate] = []
    standfirst: list[str] = []  # between headline and time
    header_end = standfirst_end = 0
    for number, block in enumerate(paragraphs[:_MAX_HEADER_BLOCKS]):
        lines = block.split("\n")
        stated = _stated_by_lines(lines, order)
        titled = any(one.field is Field.TITLE for one in candidates)
        if all(stated):
            candidates.extend(one for line in stated for one in line)
        elif not titled and any(stated) and _may_be_title(lines[0]) and not stated[0] and all(stated[1:]):
            candidates.extend(make_candidates(Field.TITLE, "text first line", lines[0]))
            candidates.extend(one for line in stated for one in line)
        elif not titled and len(lines) == 1 and _may_be_title(block) and number + 1 < len(paragraphs):
            candidates.extend(make_candidates(Field.TITLE, "text first line", block))
        elif (
            titled
            and len(block) < 2 * _MAX_HEADER_CHARS
            and _header_follows(paragraphs[number + 1 : number + 2], order)
        ):
            standfirst.append(block)
            continue
        else:
            break
        header_end, standfirst_end = number + 1, len(standfirst)
    if header_end:
        log.note(RepairKind.HEADER, " / ".join(paragraphs[:header_end]), header_end - standfirst_end)
    return standfirst[:standfirst_end] + paragraphs[header_end:], tuple(candidates)


def _header_follows(blocks: list[str], order: DateOrder) -> bool:
    return bool(blocks) and all(_stated_by_lines(blocks[0].split("\n"), order))


def _may_be_title(line: str) -> bool:
    return len(line) <= _MAX_TITLE_CHARS and not re.search(r"[.,;:]$", line) and line[0] not in "-–—*•>|#"


def _stated_by_lines(lines: list[str], order: DateOrder) -> list[tuple[Candidate, ...]]:
    """Return what each line of a block states; nothing for a block too long to be a header."""
    if len(lines) > _MAX_HEADER_LINES:
        return [()] * len(lines)
    return [_stated_by_line(line, order) for line in lines]


def _stated_by_line(line: str, order: DateOrder) -> tuple[Candidate, ...]:
    """Return what a line states if it has nothing but header matter: a time, a byline, a label, an agency."""
    if len(line) > _MAX_HEADER_CHARS:
        return ()
    labelled = _LABELLED.fullmatch(line)
    field = _LABELS.get(labelled[1].casefold()) if labelled else None
    if labelled and field is not None and (field is not Field.PUBLISHED or not find_dates(labelled[2], order)):
        return make_candidates(field, "text header", labelled[2])
    for date in find_dates(line, order):
        rest = " ".join((line[: date.start], line[date.end :])).strip(" ,.;:|·•()[]-–—/")
        stamp = make_candidates(Field.PUBLISHED, "text header", line[date.start : date.end])
        if not _STAMP_WORDS.sub("", rest).strip(" ,.;:|·•()[]-–—/"):
            return stamp
        byline = _STAMP_LEAD.sub("", rest)
        if is_byline(byline):
            return (*stamp, *make_candidates(Field.AUTHOR, "text byline", byline))
        if agency_name(rest):
            return (*stamp, *make_candidates(Field.SOURCE, "text header", agency_name(rest)))
    if is_byline(line):
        return make_candidates(Field.AUTHOR, "text byline", line)
    if _RELATIVE.fullmatch(line.strip(" .|·•–-")):
        return make_candidates(Field.PUBLISHED, "text header", line)  # a date line, though it names no day
    return make_candidates(Field.SOURCE, "text header", agency_name(line))


def is_byline(line: str) -> bool:
    """Return whether names or one user's name follow `by`, and not a sentence such as "By noon all was over"."""
    if not line.isascii() and _CJK_BYLINE.fullmatch(line):
        return True
    match = _BYLINE.fullmatch(line)
    if match is None or re.search(r"[.!?]$", line):
        return False
    words = match[1].split()
    return len(words) == 1 or (len(words) <= 14 and sum(word[0].isupper() for word in words) * 2 >= len(words))
