"""The dates that a page shows, and whether they are of the publication or of a change."""

import re
from collections.abc import Iterator
from itertools import chain, islice

from indexer.extract.candidates import Candidate, make_candidates
from indexer.extract.date_rules import can_be_same_date
from indexer.extract.dates import find_dates, parse_date
from indexer.extract.fields import Field
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

_PUBLICATION_NAME = re.compile(r"publi[sc]|(?:entry|post|pub|article)-?date|date-?pub|created", re.IGNORECASE)
_CHANGE_WORD = re.compile(
    r"updat|modif|aktualis|actualis|mis\s+à\s+jour|stand\b|edit(?:ed|iert)|revised|änderung|geändert|last\s+change",
    re.IGNORECASE,
)
_DATE_NAME = re.compile(r"date|datum|fecha|data\b|time|stamp|publi[sc]|posted|meta|by-?line|info")
_MAX_CHARS = 160
_MAX_TIMES, _MAX_NAMED, _MAX_NESTED_TIMES = 60, 400, 10
_MAX_FALLBACK_DATES = 5
_INVISIBLE_TAGS = frozenset({"script", "style", "noscript", "template"})
_IN_SCRIPT = re.compile(
    r"""["'](date_?published|published_?(?:at|date|time|on)|publish_?(?:date|time)|publication_?date|first_?published"""
    r"""|pub_?date)["']\s*:\s*["']([^"'<>\n]{8,40})["']""",
    re.IGNORECASE,
)
_MAX_LINE_WORDS = 14  # of a line with a date; a longer line is a sentence
_MAX_LABEL_CHARS = 30
_AT_ODDS = "at odds with itself"
_BEFORE, _AFTER = 12, 60  # elements around the headline whose own words are looked at


def date_candidates(elements: PageElements, context: HeadlineContext) -> tuple[Candidate, ...]:
    """Return the dates of `time` elements, of elements named as dates, and of short lines around the headline."""
    return (*_times(elements, context), *_named(elements, context), *_lines(elements, context))


def _times(elements: PageElements, context: HeadlineContext) -> Iterator[Candidate]:
    for placed in elements.times[:_MAX_TIMES]:
        element = placed.element
        names = f"{element.get('class', '')} {element.get('itemprop', '')}"
        parent = element.getparent()
        names_around = names if parent is None else f"{names} {parent.get('class', '')}"
        value = _time_attribute(element) or element_text(element, _MAX_CHARS)
        if _CHANGE_WORD.search(names) or _CHANGE_WORD.search(_label(element)):
            yield from make_candidates(Field.UPDATED, "time marked as change", value)
        else:
            zone = context.zone(placed)
            if _contradicts_itself(element):
                zone = _AT_ODDS
            elif zone != "elsewhere" and ("pubdate" in element.attrib or _PUBLICATION_NAME.search(names_around)):
                zone = "marked as publication"
            yield from make_candidates(Field.PUBLISHED, f"time {zone}", value)


def _time_attribute(time: Element) -> str:
    """Return what the attribute of a `time` element states, "" where it has none."""
    return time.get("datetime") or time.get("content") or ""


def _contradicts_itself(time: Element) -> bool:
    """Return whether the words of a `time` element name dates, and none of them can be the one that it states."""
    stated = parse_date(_time_attribute(time))
    if stated is None:
        return False
    words = element_text(time, _MAX_CHARS)
    named = [each.published for order in DateOrder for each in find_dates(words, order) if each.published]
    return bool(named) and not any(can_be_same_date(stated, each) for each in named)


def _has_contradictory_time(element: Element) -> bool:
    """Return whether a `time` that an element holds, or stands in, contradicts itself."""
    times = chain(element.iter("time"), element.iterancestors("time"))
    return any(_contradicts_itself(time) for time in islice(times, _MAX_NESTED_TIMES))


def _named(elements: PageElements, context: HeadlineContext) -> Iterator[Candidate]:
    for placed in elements.named[:_MAX_NAMED]:
        element = placed.element
        if element.tag == "time" or not _DATE_NAME.search(class_and_id(element)):
            continue
        text = element.get("title", "") if element.tag == "abbr" else ""
        text = text or element_text(element, 2 * _MAX_CHARS)
        if len(text) > _MAX_CHARS:
            continue
        yield from _dates(text, "stamp", placed, context)


def _lines(elements: PageElements, context: HeadlineContext) -> Iterator[Candidate]:
    """Yield the dates in the words of elements close to the headline, whatever their names."""
    if context.headline is not None:
        first = max(0, context.headline.position - _BEFORE)
        yield from _dates_in_own_words(elements, first, context.headline.position + _AFTER, context)


def fallback_date_candidates(elements: PageElements, context: HeadlineContext) -> tuple[Candidate, ...]:
    """Return the first dates in short lines anywhere in the page: for one that states none in any better place."""
    return tuple(islice(_dates_in_own_words(elements, 0, MAX_ELEMENTS, context), _MAX_FALLBACK_DATES))


def script_date_candidates(html: str) -> tuple[Candidate, ...]:
    """Return the dates in data for the page's own scripts, by their usual names."""
    matches = islice(_IN_SCRIPT.finditer(html), _MAX_FALLBACK_DATES)
    return tuple(one for match in matches for one in make_candidates(Field.PUBLISHED, f"script {match[1]}", match[2]))


def _dates_in_own_words(elements: PageElements, first: int, end: int, context: HeadlineContext) -> Iterator[Candidate]:
    for position, element in enumerate(elements.all[first:end], first):
        tag = element.tag
        own = element.text if isinstance(tag, str) and tag not in _INVISIBLE_TAGS else None
        for text, inside in ((own, True), (element.tail, False)):
            if text and len(text) <= 2 * _MAX_CHARS and any(character.isdigit() for character in text):
                label = _label(element) if inside else _label_text(element_text(element, _MAX_CHARS))
                yield from _dates(" ".join(text.split()), "line", PlacedElement(position, element), context, label)


def _label(element: Element) -> str:
    """Return the words directly before an element, which may say what it is: `Updated <time>`."""
    previous, parent = element.getprevious(), element.getparent()
    if previous is None:
        return _label_text(parent.text or "") if parent is not None else ""
    tail = previous.tail or ""
    return _label_text(
        tail if tail.strip() or not isinstance(previous.tag, str) else element_text(previous, _MAX_CHARS)
    )


def _label_text(text: str) -> str:
    """Return the text if it may be a label, else "": one that is long, or has digits, speaks of something else."""
    label = text.strip()
    return label if len(label) <= _MAX_LABEL_CHARS and not any(map(str.isdigit, label)) else ""


def _dates(
    text: str, kind: str, placed: PlacedElement, context: HeadlineContext, label: str = ""
) -> Iterator[Candidate]:
    if len(text.split()) > _MAX_LINE_WORDS:
        return
    end = 0
    for date in find_dates(text):
        before = text[end : date.start] if end else f"{label} {text[: date.start]}"
        field = Field.UPDATED if _CHANGE_WORD.search(before) else Field.PUBLISHED
        zone = _AT_ODDS if _has_contradictory_time(placed.element) else context.zone(placed)
        yield from make_candidates(field, f"{kind} {zone}", text[date.start : date.end])
        end = date.end
