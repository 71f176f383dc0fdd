"""Dates as people write them (`July 26, 2005`, `26.07.2005`, `20050726`), read as ISO dates of text.

`search.query.ranges` reads ISO dates as periods. Months have the names of all languages, where those do not disagree.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from search.analysis import fold
from search.analysis.languages import get_language, languages

_MAX_LENGTH = 60
"""The longest date that anyone writes."""
_MAX_WORDS = 6
"""The most words of a date: `Tuesday, the 26th of July 2005`."""
_PART = re.compile(r"\d+|[^\s\d,.\-/]+")
_WORD = re.compile(r"[^\s,;]+")
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d|2100", re.ASCII)
_AROUND = " \t'\"’.,:;!?…"
_NUMERIC = tuple(
    re.compile(pattern, re.ASCII)
    for pattern in (
        r"(?P<year>\d{4})(?P<sign>[-/.])(?P<month>\d{1,2})(?:(?P=sign)(?P<day>\d{1,2}))?\.?",
        r"(?P<year>[12]\d{3})(?P<month>\d\d)(?P<day>\d\d)",
        r"(?P<month>\d{1,2})[-/.](?P<year>\d{4})",
        r"(?P<year>\d{4})\s*[年년]\s*(?P<month>\d{1,2})\s*[月월](?:\s*(?P<day>\d{1,2})\s*[日号일])?",
    )
)
_YEAR_LAST = re.compile(r"(?P<one>\d{1,2})(?P<sign>[-/.])\s?(?P<other>\d{1,2})(?P=sign)\s?(?P<year>\d{4})\.?", re.ASCII)


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """A date as an ISO date: a year, a month or a day. `other` is what it may mean as well (`05/07/2005`)."""

    iso: str
    other: str | None = None


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date among other words: its position, its text, and the ISO date, or two years with `..` between them."""

    start: int
    text: str
    iso: str


def read_date(text: str, language: str | None = None) -> WrittenDate | None:
    """Return the date that the whole text is; None for anything else, impossible dates included.

    Names of months are English and those of `language`; those of every language where it is None.
    """
    text = text.strip(" \t,;")
    if len(text) > _MAX_LENGTH:
        return None
    for pattern in _NUMERIC:
        match = pattern.fullmatch(text)
        if match is not None:
            parts = match.groupdict()
            return _written(parts["year"], int(parts["month"]), int(parts.get("day") or 0))
    match = _YEAR_LAST.fullmatch(text)
    if match is None:
        return _read_words(text, language)
    year, one, other = match["year"], int(match["one"]), int(match["other"])
    day_first, month_first = _written(year, other, one), _written(year, one, other)
    # With dots the day is first everywhere.
    if day_first is None or month_first is None or one == other or match["sign"] == ".":
        return day_first or month_first
    return WrittenDate(day_first.iso, month_first.iso)


def find_dates(text: str, language: str | None) -> Iterator[FoundDate]:
    """Yield the dates in a text that have a year from 1500 to 2100, a year alone among them."""
    words = list(_WORD.finditer(text))
    free = 0
    for place, word in enumerate(words):
        if place < free or not _YEAR.search(word[0]):
            continue
        found: FoundDate | None = None
        for first, last in _spans(place, free, len(words)):
            begin, typed = words[first].start(), text[words[first].start() : words[last].end()]
            bare = typed.strip(_AROUND)
            iso = _read_iso(bare, language)
            # A shorter span that means the same is without the "on" or "in" before the date.
            if iso is not None and (found is None or iso == found.iso):
                found = FoundDate(begin + typed.index(bare), bare, iso)
                free = max(free, last + 1)
        if found is not None:
            yield found


def find_end_of_words(text: str, start: int) -> int | None:
    """Return where the date of several words ends that begins at `start`; None where there is none.

    A first word that is a date by itself stays one: `date:2005 march`.
    """
    words = []
    for match in _WORD.finditer(text, start, start + _MAX_LENGTH):
        words.append(match)
        if len(words) == _MAX_WORDS:
            break
    if len(words) < 2 or words[0].start() != start or _YEAR.match(words[0][0]) or read_date(words[0][0]):
        return None
    for last in reversed(words[1:]):
        end = start + len(text[start : last.end()].rstrip(_AROUND + ")）"))
        if end > words[0].end() and _read_words(text[start:end], None) is not None:
            return end
    return None


def _spans(place: int, free: int, count: int) -> Iterator[tuple[int, int]]:
    """Yield the first and last of the words that may make a date with that one, the longest first."""
    spans = (
        (first, last)
        for first in range(max(place - _MAX_WORDS + 1, free), place + 1)
        for last in range(place, min(place + 3, count))
        if last - first < _MAX_WORDS
    )
    yield from sorted(spans, key=lambda span: span[0] - span[1])


def _read_iso(text: str, language: str | None) -> str | None:
    if _YEAR.fullmatch(text):
        return text
    years = re.split("[-–]", text)
    if len(years) == 2 and all(map(_YEAR.fullmatch, years)) and years[0] < years[1]:
        return "..".join(years)
    written = read_date(text, language or "en")
    return written.iso if written is not None and _YEAR.fullmatch(written.iso[:4]) else None


def _read_words(text: str, language: str | None) -> WrittenDate | None:
    """Read day, month and year, the month in letters, in the orders that occur."""
    numbers: list[tuple[int, str]] = []
    month = 0
    for place, match in enumerate(_PART.finditer(text)):
        part = match[0]
        if part.isascii() and part.isdigit():
            numbers.append((place, part))
        elif number := _month(part, language):
            if month:
                return None
            month = number
        elif fold(part) not in _fillers(language):
            return None
    years = [number for _, number in numbers if len(number) == 4]
    days = [number for _, number in numbers if len(number) < 3]
    if not month or len(years) != 1 or len(days) > 1 or len(years) + len(days) != len(numbers):
        return None
    return _written(years[0], month, int(days[0])) if days else _written(years[0], month, 0)


def _written(year: str, month: int, day: int) -> WrittenDate | None:
    try:
        date(int(year), month, day or 1)
    except ValueError:
        return None
    return WrittenDate(f"{year}-{month:02}-{day:02}" if day else f"{year}-{month:02}")


def _month(name: str, language: str | None) -> int | None:
    return _months(None if language is None else "en").get(fold(name)) or (
        _months(language).get(fold(name)) if language not in {None, "en"} else None
    )


@cache
def _months(language: str | None) -> dict[str, int]:
    """Return the months by their names in a language; in all languages, English first, those that they agree on."""
    if language is not None:
        strings = get_language(language).dates.months
        return {fold(name): number for number, names in enumerate(strings, 1) for name in names.split()}
    found: dict[str, set[int]] = {}
    for each in languages():
        for name, number in _months(each.code).items():
            found.setdefault(name, set()).add(number)
    return {name: numbers.pop() for name, numbers in found.items() if len(numbers) == 1} | _months("en")


@cache
def _fillers(language: str | None) -> frozenset[str]:
    """Return the other words of a date: "of", "on", days of the week, endings of ordinals."""
    several = languages() if language is None else (get_language("en"), get_language(language))
    words = {"the"}
    for each in several:
        words.update(each.dates.of, each.dates.on, each.dates.weekdays, each.dates.ordinal_suffixes)
    return frozenset(map(fold, words))
