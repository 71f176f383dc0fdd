"""Parses dates in the forms that documents print them, and finds them in a line: what they say, and how precisely."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from indexer.extract.calendars import (
    PERSIAN_MONTHS,
    from_persian,
    is_persian_year,
    replace_numerals,
    western_year,
)
from indexer.extract.date_patterns import (
    COMMON_MOMENTS,
    LABEL,
    MONTH_ONLY,
    RARE_MOMENTS,
    TIME_FIRST,
    WEEKDAY_ALONE,
    WORDS_AFTER_TIME,
    ZONES,
)
from indexer.extract.settings import DateOrder
from search.analysis.languages import languages
from search.article import Precision, Published


def _folded(word: str) -> str:
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))


_BY_NAME = {
    _folded(name.replace("-", " ").rstrip(".")): month
    for language in languages()
    for month, names in enumerate(language.dates.months, start=1)
    for name in names.split()
}


def month_number(word: str) -> int | None:
    """Return 1 to 12 for a month's name or abbreviation, with or without a full stop, in any case; else None."""
    return _BY_NAME.get(_folded(word.rstrip(".")))


_MAX_DATE_CHARS = 200  # more than this is prose about a date
_MAX_LINE_CHARS = 2000
_MAX_DATES_PER_LINE = 10


# As clocks of Unix print it: Fri Nov 27 13:46:00 EST 2015.
_YEAR_LAST = re.compile(
    r"^(?:[A-Za-z]{3},?\s+)?([A-Za-z]{3})\s+(\d{1,2})\s+(\d\d:\d\d(?::\d\d)?)\s+"
    r"(?:([A-Za-z]{2,5}|[+-]\d{4})\s+)?(\d{4})$"
)
_COMPACT_CLOCK = re.compile(r"^(\d{8})T(\d\d)(\d\d)(\d\d)(?!\d)")
_EPOCH = re.compile(r"/?(?:Date\()?(?P<count>\d{9,19})(?:\.\d+)?(?:[+-]\d{4})?\)?/?")
_DIGITS_OF_UNIT = ((11, 0), (14, 3), (17, 6), (19, 9))
"""Up to how many digits an epoch counts seconds, thousandths, millionths and so on: these decimal places."""
_DIGITS = re.compile(r"\d{4}|\d[/.-]\s?\d|年|\d[-/][A-Za-z]{3}")  # every date has some of these
_AFTERNOON = frozenset({"午後", "下午", "오후", "晚上"})
_ROMAN = {
    name: number
    for number, name in enumerate(["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"], start=1)
}


@dataclass(frozen=True, slots=True)
class DateMatch:
    """A date in a line: its offsets, and what it says; None for an impossible one such as 31/02/2020."""

    start: int
    end: int
    published: Published | None


def parse_date(text: str, order: DateOrder = DateOrder.AUTO) -> Published | None:
    """Return the date that a whole text states, with time and zone only where it states them; None if it states none.

    Reads ISO 8601 and RFC 822 forms, `27/11/2015 13:46`, `27. November 2015`, `November 27, 2015, 1:46 p.m. EST`, month
    names in several languages, years and months alone, and Unix seconds. Impossible dates give None. Never raises.
    """
    text = " ".join(text[: _MAX_DATE_CHARS + 1].split())
    if not text or len(text) > _MAX_DATE_CHARS:
        return None
    text = _with_ascii_digits(replace_numerals(text)) if not text.isascii() else text
    try:
        published = Published.parse(text)
        if published.precision < Precision.DAY or not is_persian_year(published.moment.year):
            return published
    except ValueError:
        pass
    text = _COMPACT_CLOCK.sub(r"\1 \2:\3:\4", _YEAR_LAST.sub(r"\2 \1 \5 \3 \4", LABEL.sub("", text)))
    for date in find_dates(text, order):
        rest = (text[: date.start] + text[date.end :]).strip(" ,.;|()[]-–—")
        if not rest or _is_time_or_zone_note(rest):
            return date.published
    return _time_before_date(text, order) or _month_and_year(text) or _unix_time(text)


def find_dates(text: str, order: DateOrder = DateOrder.AUTO) -> list[DateMatch]:
    """Return the dates with day, month and year in a line, in their order, none overlapping another."""
    dates: list[DateMatch] = []
    text = text[:_MAX_LINE_CHARS]
    if not text.isascii():
        text = _with_ascii_digits(text)
    if not _DIGITS.search(text):
        return []
    for pattern in (*(each for sign, each in RARE_MOMENTS if sign.search(text)), *COMMON_MOMENTS):
        for match in pattern.finditer(text):
            if len(dates) >= _MAX_DATES_PER_LINE or any(
                other.start < match.end() and match.start() < other.end for other in dates
            ):
                continue
            parts = match.groupdict()
            if parts.get("name") and month_number(parts["name"] or "") is None:
                continue
            dates.append(DateMatch(match.start(), match.end(), _date_of(parts, order)))
    return sorted(dates, key=lambda one: one.start)


def _with_ascii_digits(text: str) -> str:
    """Return a text with the digits of all scripts as ASCII ones, each in its place."""
    return "".join(str(unicodedata.decimal(each)) if each > "\x7f" and each.isdecimal() else each for each in text)


def _date_of(parts: dict[str, str | None], order: DateOrder) -> Published | None:
    try:
        year, month, day = _year_month_day(parts, order)
        if parts["hour"] is None:
            return Published(datetime(year, month, day), Precision.DAY)
        hour = int(parts["hour"])
        half = (parts.get("half") or "").lower()
        if (half or parts.get("part")) and 1 <= hour <= 12:
            hour = hour % 12 + (12 if half == "p" or parts.get("part") in _AFTERNOON else 0)
        if hour > 23:
            return Published(datetime(year, month, day), Precision.DAY)
        minute = int(parts["minute"] or parts.get("minute_") or 0)
        clock = datetime(year, month, day, hour, minute, int(parts["second"] or 0))
        return Published(clock.replace(tzinfo=_zone(parts.get("zone"))))
    except (ValueError, OverflowError):
        return None


def _year_month_day(parts: dict[str, str | None], order: DateOrder) -> tuple[int, int, int]:
    year, day = int(parts["year"] or 0), int(parts.get("day") or 0)
    if len(parts["year"] or "") == 2 and not parts.get("era"):
        year += 1900 if year >= 69 else 2000
    if parts.get("persian"):
        western = from_persian(year, PERSIAN_MONTHS[parts["persian"] or ""], day)
        return western.year, western.month, western.day
    year = western_year(year, parts.get("era") or "")
    if parts.get("name"):
        return year, month_number(parts["name"] or "") or 0, day
    if parts.get("roman"):
        return year, _ROMAN[(parts["roman"] or "").upper()], day
    if parts.get("first") is None:
        slashed = parts.get("separator") == "/"
        return _western(year, int(parts["month"] or 0), day, slashed=slashed)
    first, second = int(parts["first"] or 0), int(parts["second_"] or 0)
    month_first = order is DateOrder.MONTH_FIRST and not (parts.get("separator") or "").startswith(".")
    if (month_first and first <= 12) or second > 12:
        return year, first, second
    return year, second, first


def _western(year: int, month: int, day: int, *, slashed: bool) -> tuple[int, int, int]:
    """Return a day that is stated in figures; years like 1394 are of the Persian calendar."""
    if not is_persian_year(year, slashed=slashed):
        return year, month, day
    western = from_persian(year, month, day)
    return western.year, western.month, western.day


def _zone(text: str | None) -> tzinfo | None:
    """Return a zone that is surely known; None for letters that name none, or several."""
    if not text:
        return None
    text = text.lower().replace(" ", "")
    if text in ZONES:
        return UTC if ZONES[text] == 0 else timezone(timedelta(minutes=ZONES[text]))
    match = re.fullmatch(r"(?:utc|gmt)?([+-])(\d{1,2}):?(\d\d)?", text)
    if match is None:
        return None
    offset = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
    if offset >= timedelta(hours=24):
        return None
    return timezone(-offset if match[1] == "-" else offset) if offset else UTC


def _is_time_or_zone_note(rest: str) -> bool:
    """Return whether this may follow a whole date without making it something else: `(CET)`, `UTC`, `Uhr`."""
    return re.fullmatch(r"[A-Z]{2,5}", rest) is not None or (
        rest.lower() in WORDS_AFTER_TIME or WEEKDAY_ALONE.fullmatch(rest) is not None
    )


def _time_before_date(text: str, order: DateOrder) -> Published | None:
    """Parse `13:46, 27 November 2015`: the clock first, as some sites print it."""
    match = TIME_FIRST.match(text)
    if match is None:
        return None
    date = parse_date(text[match.end() :], order)
    if date is None or date.precision is not Precision.DAY:
        return None
    day = date.moment
    parts: dict[str, str | None] = {"year": f"{day.year:04}", "month": str(day.month), "day": str(day.day)}
    return _date_of({**parts, **match.groupdict()}, order)


def _month_and_year(text: str) -> Published | None:
    match = MONTH_ONLY.fullmatch(text)
    if match is None:
        return None
    month = month_number(match["name"]) if match["name"] else int(match["month"])
    year = int(match["year"] or match["cjk_year"])
    if month is None or not 1 <= month <= 12 or year == 0:
        return None
    return Published(datetime(western_year(year), month, 1), Precision.MONTH)


def _unix_time(text: str) -> Published | None:
    """Parse what programs count from 1970: seconds, thousandths, millionths or billionths, and `/Date(…)/`."""
    match = _EPOCH.fullmatch(text)
    if match is None:
        return None
    count = match["count"]
    places = next(places for digits, places in _DIGITS_OF_UNIT if len(count) <= digits)
    try:
        return Published(datetime.fromtimestamp(int(count) // 10**places, UTC))
    except (ValueError, OverflowError, OSError):
        return None
