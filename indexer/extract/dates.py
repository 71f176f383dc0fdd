"""When does this text say that an article was published, and how precisely?"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from indexer.extract.settings import DateOrder
from indexer.extract.word_patterns import all_words, any_of
from search.analysis.languages import languages
from search.article import Precision, Published


def _folded(word: str) -> str:
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))


_BY_NAME = {
    _folded(name): month
    for language in languages()
    for month, names in enumerate(language.dates.months, start=1)
    for name in names.split()
}


def month_number(word: str) -> int | None:
    """1 to 12 for a month's name or abbreviation, with or without a full stop, in any case; else None."""
    return _BY_NAME.get(_folded(word.rstrip(".")))


_LONGEST = 200  # characters; more than this is prose about a date

_ZONES = {"z": 0, "utc": 0, "gmt": 0, "ut": 0, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6,
          "pst": -8, "pdt": -7, "cet": 1, "cest": 2, "mez": 1, "mesz": 2, "eet": 2, "eest": 3, "msk": 3, "wet": 0,
          "west": 1, "jst": 9, "kst": 9, "hkt": 8, "aest": 10, "aedt": 11, "nzst": 12, "nzdt": 13}  # fmt: skip
_UNSURE_ZONES = ("ist", "bst", "et", "ct", "mt", "pt")  # letters that mean several zones: read, and left out

_ON = any_of(all_words(lambda language: language.dates.on))
_AT = any_of(all_words(lambda language: language.dates.at))
_OF = any_of(all_words(lambda language: language.dates.of))
_IN = any_of(all_words(lambda language: language.dates.before_month))
_SUFFIX = any_of(all_words(lambda language: language.dates.ordinal_suffixes))
_OCLOCK = any_of(all_words(lambda language: language.dates.oclock))
_WORDS_AFTER_TIME = all_words(lambda language: (*language.dates.oclock, *language.dates.hours))
_TIME = rf"""(?P<hour>\d{{1,2}})(?:[:.h](?P<minute>[0-5]\d)(?:[:.](?P<second>[0-5]\d)(?:[.,]\d{{1,9}})?)?
    |(?=\s*(?:[ap]\.?m\b|{_OCLOCK}\b)))
    (?:\s*(?P<half>[ap])\.?\s?m\b\.?|\s*{any_of(("h", *_WORDS_AFTER_TIME))}\b)?
    (?:\s*\(?(?P<zone>(?:utc|gmt)?\s?[+-]\d{{1,2}}(?::?\d\d)?(?!\d)|(?:{"|".join([*_ZONES, *_UNSURE_ZONES])})\b)\)?)?"""
_BETWEEN = rf"(?:\s*[,|•·\-–—]\s*|\s+|\s*T)(?:{_AT}\s+)?"
_WEEKDAY = rf"(?:{any_of(all_words(lambda language: language.dates.weekdays))}\.?,?\s+)?(?:{_ON}\s+)?"
_SHAPES = {
    "iso": r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})",
    "iso-slash": r"(?P<year>\d{4})(?P<separator>[/.])(?P<month>\d{1,2})(?P=separator)(?P<day>\d{1,2})",
    "numeric": r"(?P<first>\d{1,2})(?P<separator>[/\-]|\.\s?)(?P<second_>\d{1,2})(?P=separator)(?P<year>\d{4}|\d\d)",
    "day-month": rf"{_WEEKDAY}(?P<day>\d{{1,2}})(?:{_SUFFIX}|\.)?[\s\-]*(?:{_OF}\s+)?"
    rf"(?P<name>[^\W\d_]{{3,12}})\.?,?[\s\-]*(?:{_OF}\s+)?(?P<year>\d{{4}})",
    "month-day": rf"{_WEEKDAY}(?P<name>[^\W\d_]{{3,12}})\.?\s*(?P<day>\d{{1,2}}){_SUFFIX}?,?\s+(?P<year>\d{{4}})",
    "year-month-day": r"(?P<year>\d{4})\.?\s+(?P<name>[^\W\d_]{3,12})\.?\s+(?P<day>\d{1,2})\.?",
    "cjk": r"(?P<year>\d{4})\s?[年년]\s?(?P<month>\d{1,2})\s?[月월]\s?(?P<day>\d{1,2})\s?[日일]",
    "compact": r"(?P<year>\d{4})(?P<month>[01]\d)(?P<day>[0-3]\d)",
}
_MOMENTS = [
    re.compile(rf"(?<![\w/]){shape}(?:{_BETWEEN}{_TIME})?(?![\w/])", re.VERBOSE | re.IGNORECASE)
    for shape in (text.replace(" ", r"\ ") for text in _SHAPES.values())
]
_DIGITS = re.compile(r"\d{4}|\d[/.-]\s?\d")  # every date has some of these
_TIME_FIRST = re.compile(rf"^{_TIME}(?:\s*[,|•·\-–—]\s*|\s+)(?=\S)", re.VERBOSE | re.IGNORECASE)
_MONTH_ONLY = re.compile(rf"(?P<name>[^\W\d_]{{3,12}})\.?,?\s+(?:{_OF}\s+)?(?P<year>\d{{4}})", re.IGNORECASE)
_COMPACT_CLOCK = re.compile(r"^(\d{8})T(\d\d)(\d\d)(\d\d)(?!\d)")
# As clocks of Unix print it: Fri Nov 27 13:46:00 EST 2015.
_YEAR_LAST = re.compile(
    r"^(?:[A-Za-z]{3},?\s+)?([A-Za-z]{3})\s+(\d{1,2})\s+(\d\d:\d\d(?::\d\d)?)\s+(?:([A-Za-z]{2,5}|[+-]\d{4})\s+)?(\d{4})$"
)
_EPOCH = re.compile(r"(\d{9,10})(?:\.\d+)?|(\d{12,13})(?:\.\d+)?")
_LABELS = any_of(all_words(lambda language: language.dates.labels))
_LABEL = re.compile(rf"^(?:{_LABELS}(?:\s+(?:{_ON}|{_AT}|{_IN}))?\s*:?\s+|{_ON}\s+)", re.IGNORECASE)
_LONGEST_LINE = 2000
_FIELDS = 10  # at most this many moments of one line are looked at


@dataclass(frozen=True, slots=True)
class Found:
    """A date in a line: where it stands, and what it says; None for an impossible one such as 31/02/2020."""

    start: int
    end: int
    published: Published | None


def parse_date(text: str, order: DateOrder = DateOrder.AUTO) -> Published | None:
    """The moment that a whole text states, with time and zone only where it states them; None if it states none.

    Reads ISO 8601 and RFC 822 forms, `27/11/2015 13:46`, `27. November 2015`, `November 27, 2015, 1:46 p.m. EST`, month
    names in several languages, years and months alone, and Unix seconds. Impossible dates give None. Never raises.
    """
    text = " ".join(text[: _LONGEST + 1].split())
    if not text or len(text) > _LONGEST:
        return None
    try:
        return Published.parse(text)
    except ValueError:
        pass
    text = _COMPACT_CLOCK.sub(r"\1 \2:\3:\4", _YEAR_LAST.sub(r"\2 \1 \5 \3 \4", _LABEL.sub("", text)))
    for found in find_dates(text, order):
        rest = (text[: found.start] + text[found.end :]).strip(" ,.;|()[]-–—")
        if not rest or _is_time_or_zone_note(rest):
            return found.published
    return _time_before_date(text, order) or _month_and_year(text) or _unix_time(text)


def find_dates(text: str, order: DateOrder = DateOrder.AUTO) -> list[Found]:
    """The dates with day, month and year in a line, in their order, none overlapping another."""
    found: list[Found] = []
    text = text[:_LONGEST_LINE]
    for pattern in _MOMENTS if _DIGITS.search(text) else ():
        for match in pattern.finditer(text):
            if len(found) >= _FIELDS or any(other.start < match.end() and match.start() < other.end for other in found):
                continue
            parts = match.groupdict()
            if parts.get("name") and month_number(parts["name"]) is None:
                continue
            found.append(Found(match.start(), match.end(), _published(parts, order)))
    return sorted(found, key=lambda one: one.start)


def _published(parts: dict[str, str | None], order: DateOrder) -> Published | None:
    try:
        year, month, day = _calendar(parts, order)
        if parts["hour"] is None:
            return Published(datetime(year, month, day), Precision.DAY)
        hour = int(parts["hour"])
        if parts["half"] and 1 <= hour <= 12:
            hour = hour % 12 + (12 if parts["half"].lower() == "p" else 0)
        if hour > 23:
            return Published(datetime(year, month, day), Precision.DAY)
        clock = datetime(year, month, day, hour, int(parts["minute"] or 0), int(parts["second"] or 0))
        return Published(clock.replace(tzinfo=_zone(parts["zone"])))
    except (ValueError, OverflowError):
        return None


def _calendar(parts: dict[str, str | None], order: DateOrder) -> tuple[int, int, int]:
    year = int(parts["year"] or 0)
    if len(parts["year"] or "") == 2:
        year += 1900 if year >= 69 else 2000
    if parts.get("name"):
        return year, month_number(parts["name"] or "") or 0, int(parts["day"] or 0)
    if parts.get("first") is None:
        return year, int(parts["month"] or 0), int(parts["day"] or 0)
    first, second = int(parts["first"] or 0), int(parts["second_"] or 0)
    month_first = order is DateOrder.MONTH_FIRST and not (parts.get("separator") or "").startswith(".")
    if (month_first and first <= 12) or second > 12:
        return year, first, second
    return year, second, first


def _zone(text: str | None) -> tzinfo | None:
    """A zone that is surely known; letters that name none, or several, give None."""
    if not text:
        return None
    text = text.lower().replace(" ", "")
    if text in _ZONES:
        return UTC if _ZONES[text] == 0 else timezone(timedelta(hours=_ZONES[text]))
    match = re.fullmatch(r"(?:utc|gmt)?([+-])(\d{1,2}):?(\d\d)?", text)
    if match is None:
        return None
    offset = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
    if offset >= timedelta(hours=24):
        return None
    return timezone(-offset if match[1] == "-" else offset) if offset else UTC


def _is_time_or_zone_note(rest: str) -> bool:
    """What may stand beside a whole date without making it something else: `(CET)`, `UTC`, `Uhr`."""
    return re.fullmatch(r"[A-Z]{2,5}", rest) is not None or rest.lower() in _WORDS_AFTER_TIME


def _time_before_date(text: str, order: DateOrder) -> Published | None:
    """`13:46, 27 November 2015`: the clock first, as some sites print it."""
    match = _TIME_FIRST.match(text)
    if match is None:
        return None
    date = parse_date(text[match.end() :], order)
    if date is None or date.precision is not Precision.DAY:
        return None
    day = date.moment
    parts: dict[str, str | None] = {"year": f"{day.year:04}", "month": str(day.month), "day": str(day.day)}
    return _published({**parts, **match.groupdict()}, order)


def _month_and_year(text: str) -> Published | None:
    match = _MONTH_ONLY.fullmatch(text)
    month = month_number(match["name"]) if match else None
    if match is None or month is None or match["year"] == "0000":
        return None
    return Published(datetime(int(match["year"]), month, 1), Precision.MONTH)


def _unix_time(text: str) -> Published | None:
    match = _EPOCH.fullmatch(text)
    if match is None:
        return None
    seconds = int(match[1]) if match[1] else int(match[2]) // 1000
    return Published(datetime.fromtimestamp(seconds, UTC))
