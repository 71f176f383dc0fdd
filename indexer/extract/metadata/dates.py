"""Which dates does a page show, and what are they dates of?"""

import re
from collections.abc import Iterator
from itertools import chain, islice

from indexer.extract.candidates import Candidate, Field, make_candidates
from indexer.extract.date_rules import can_be_same_date
from indexer.extract.dates import find_dates, parse_date
from indexer.extract.html_parser import Element
from indexer.extract.metadata.dom import (
    MAX_ELEMENTS,
    HeadlineContext,
    PageElements,
    PlacedElement,
    class_and_id,
    element_text,
)
from indexer.extract.settings import DateOrder

# FOLDED: What does a `time` element state, and do its words agree?


_LONGEST_TIME, _MOST_ATTRIBUTES = 160, 10


def time_attribute(time: Element) -> str:
    """What its attribute says, "" where it has none."""
    return time.get("datetime") or time.get("content") or ""


def contradicts_itself(time: Element) -> bool:
    """Whether its words name dates, and none of them can be the one that its attribute states."""
    stated = parse_date(time_attribute(time))
    if stated is None:
        return False
    words = element_text(time, _LONGEST_TIME)
    named = [each.published for order in DateOrder for each in find_dates(words, order) if each.published]
    return bool(named) and not any(can_be_same_date(stated, each) for each in named)


def stands_in_contradictory_time(element: Element) -> bool:
    """Whether a `time` that an element holds, or stands in, contradicts itself."""
    times = chain(element.iter("time"), element.iterancestors("time"))
    return any(contradicts_itself(time) for time in islice(times, _MOST_ATTRIBUTES))


_MARKED = re.compile(r"publi[sc]|(?:entry|post|pub|article)-?date|date-?pub|created", re.IGNORECASE)
_CHANGE = re.compile(
    r"updat|modif|aktualis|actualis|mis\s+à\s+jour|stand\b|edit(?:ed|iert)|revised|änderung|geändert|last\s+change",
    re.IGNORECASE,
)
_DATED = re.compile(r"date|datum|fecha|data\b|time|stamp|publi[sc]|posted|meta|by-?line|info")
_LONGEST, _MOST_TIMES, _MOST_MARKED = 160, 60, 400
_MOST_REMAINING = 5
_UNSEEN = frozenset({"script", "style", "noscript", "template"})
_IN_SCRIPT = re.compile(
    r"""["'](date_?published|published_?(?:at|date|time|on)|publish_?(?:date|time)|publication_?date|first_?published"""
    r"""|pub_?date)["']\s*:\s*["']([^"'<>\n]{8,40})["']""",
    re.IGNORECASE,
)
_MOST_WORDS = 14  # of a line with a date in it; a longer one is a sentence
_LONGEST_LABEL = 30
_AT_ODDS = "at odds with itself"
_BEFORE, _AFTER = 12, 60  # elements round the headline whose own words are looked at


def date_candidates(found: PageElements, around: HeadlineContext) -> tuple[Candidate, ...]:
    """The dates of `time` elements, of elements marked as dates, and of short lines round the headline."""
    return (
        *_times(found, around),
        *_marked(found, around),
        *_lines(found, around),
    )


def _times(found: PageElements, around: HeadlineContext) -> Iterator[Candidate]:
    for spot in found.times[:_MOST_TIMES]:
        element = spot.element
        told = f"{element.get('class', '')} {element.get('itemprop', '')}"
        parent = element.getparent()
        told_around = told if parent is None else f"{told} {parent.get('class', '')}"
        value = time_attribute(element) or element_text(element, _LONGEST)
        if _CHANGE.search(told) or _CHANGE.search(_label(element)):
            yield from make_candidates(Field.UPDATED, "time marked as change", value)
        else:
            where = around.where(spot)
            if contradicts_itself(element):
                where = _AT_ODDS
            elif where != "elsewhere" and ("pubdate" in element.attrib or _MARKED.search(told_around)):
                where = "marked as publication"
            yield from make_candidates(Field.PUBLISHED, f"time {where}", value)


def _marked(found: PageElements, around: HeadlineContext) -> Iterator[Candidate]:
    for spot in found.marked[:_MOST_MARKED]:
        element = spot.element
        told = class_and_id(element)
        if element.tag == "time" or not _DATED.search(told):
            continue
        text = element.get("title", "") if element.tag == "abbr" else ""
        text = text or element_text(element, 2 * _LONGEST)
        if len(text) > _LONGEST:
            continue
        yield from _dates(text, "stamp", spot, around)


def _lines(found: PageElements, around: HeadlineContext) -> Iterator[Candidate]:
    """The dates in the words of elements close to the headline, whatever they are called."""
    if around.headline is not None:
        first = max(0, around.headline.place - _BEFORE)
        yield from _of_elements(found, first, around.headline.place + _AFTER, around)


def fallback_date_candidates(found: PageElements, around: HeadlineContext) -> tuple[Candidate, ...]:
    """The first dates in short lines anywhere in the page: for one that states none in any better place."""
    return tuple(islice(_of_elements(found, 0, MAX_ELEMENTS, around), _MOST_REMAINING))


def script_date_candidates(html: str) -> tuple[Candidate, ...]:
    """The dates in data for the page's own scripts, by their usual names."""
    found = islice(_IN_SCRIPT.finditer(html), _MOST_REMAINING)
    return tuple(one for match in found for one in make_candidates(Field.PUBLISHED, f"script {match[1]}", match[2]))


def _of_elements(found: PageElements, first: int, end: int, around: HeadlineContext) -> Iterator[Candidate]:
    for place, element in enumerate(found.all[first:end], first):
        tag = element.tag
        own = element.text if isinstance(tag, str) and tag not in _UNSEEN else None
        for text, inside in ((own, True), (element.tail, False)):
            if text and len(text) <= 2 * _LONGEST and any(character.isdigit() for character in text):
                label = _label(element) if inside else _words(element_text(element, _LONGEST))
                yield from _dates(" ".join(text.split()), "line", PlacedElement(place, element), around, label)


def _label(element: Element) -> str:
    """The words that stand directly before an element and may say what it is: `Updated <time>`."""
    previous, parent = element.getprevious(), element.getparent()
    if previous is None:
        return _words(parent.text or "") if parent is not None else ""
    told = previous.tail or ""
    return _words(told if told.strip() or not isinstance(previous.tag, str) else element_text(previous, _LONGEST))


def _words(text: str) -> str:
    """The text if it may be a label: a long one, or one with a date of its own, speaks of something else."""
    label = text.strip()
    return label if len(label) <= _LONGEST_LABEL and not any(map(str.isdigit, label)) else ""


def _dates(text: str, kind: str, spot: PlacedElement, around: HeadlineContext, label: str = "") -> Iterator[Candidate]:
    if len(text.split()) > _MOST_WORDS:
        return
    end = 0
    for date in find_dates(text):
        before = text[end : date.start] if end else f"{label} {text[: date.start]}"
        field = Field.UPDATED if _CHANGE.search(before) else Field.PUBLISHED
        where = _AT_ODDS if stands_in_contradictory_time(spot.element) else around.where(spot)
        yield from make_candidates(field, f"{kind} {where}", text[date.start : date.end])
        end = date.end
