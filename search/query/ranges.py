"""Which span of time does a person mean by `2015-11`, `yesterday` or `P7D`? And how is a span written shortest?

Spans are half-open, `[since, until)`, in wall-clock times without a zone, as everywhere (see `search.article`).
"""

import re
from datetime import MAXYEAR, datetime, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from search.article import Precision, Published

CALENDAR_START = datetime(1, 1, 1)
"""The first moment of the calendar: a span that would begin earlier begins here."""

CALENDAR_END = datetime(MAXYEAR, 12, 31, 23, 59, 59, 999_999)
"""The last one: a span that would end later ends here."""

_WITH_SECONDS = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d.*", re.ASCII)
_DURATION = re.compile(
    r"P(?=\w)(?:(?P<years>\d+)Y)?(?:(?P<months>\d+)M)?(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?"
    r"(?:T(?=\d)(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+)S)?)?",
    re.ASCII | re.IGNORECASE,
)


def parse_period(text: str, now: datetime) -> tuple[datetime, datetime]:
    """The span that `text` names: since (inclusive) and until (exclusive).

    Reads a year, month, day or minute (`2015`, `2015-11`, `2015-11-27`, `2015-11-27T13:46`), RFC 3339 (one second; its
    zone is dropped), `today`, `yesterday` and ISO 8601 durations (`P7D`, `P2W`, `P1M`, `P1Y`, `PT12H`: back from `now`
    until `now`). `now` is a wall-clock time; parts of a second are left out. A span that would leave the calendar ends
    with it. Raises ValueError, with a message for people, for anything else.
    """
    text, now = text.strip(), now.replace(microsecond=0, tzinfo=None)
    midnight = datetime(now.year, now.month, now.day)
    match text.lower():
        case "today":
            return midnight, _later(midnight, timedelta(days=1))
        case "yesterday":
            return _earlier(midnight, timedelta(days=1)), midnight
    duration = _DURATION.fullmatch(text)
    if duration is not None:
        since = _back(now, {part: number for part, number in duration.groupdict().items() if number})
        if since == now:
            raise ValueError(f"{text!r} is no time at all: use P1D for one day")
        return since, now
    try:
        published = Published.parse(text.upper())
    except ValueError:
        raise ValueError(f"{text!r} is not a date: use 2015, 2015-11, 2015-11-27 or P7D") from None
    since = published.wall
    match published.precision:
        case Precision.YEAR:
            return since, _next_month(since.replace(month=12))
        case Precision.MONTH:
            return since, _next_month(since)
        case Precision.DAY:
            return since, _later(since, timedelta(days=1))
        case Precision.TIME:
            return since, _later(since, timedelta(seconds=1 if _WITH_SECONDS.fullmatch(text) else 60))


def format_period(since: datetime, until: datetime) -> str | None:
    """The one date whose span is exactly this, as `parse_period` reads it; None when no single date has it."""
    dates = (text for text in _lengthening(since) if parse_period(text, since) == (since, until))
    return next(dates, None)


def format_start(since: datetime) -> str:
    """The shortest date that begins at `since`, which is a whole second."""
    if since.second:
        return since.isoformat(timespec="seconds")
    if since.hour or since.minute:
        return since.isoformat(timespec="minutes")
    if since.day > 1:
        return f"{since.year:04}-{since.month:02}-{since.day:02}"
    return f"{since.year:04}-{since.month:02}" if since.month > 1 else f"{since.year:04}"


def format_end(until: datetime) -> str:
    """The shortest date that ends at `until`: a whole second after the first of the calendar, or its very end."""
    last = CALENDAR_END.replace(microsecond=0) if until == CALENDAR_END else until - timedelta(seconds=1)
    return next(text for text in _lengthening(last) if parse_period(text, last)[1] == until)


def _lengthening(moment: datetime) -> tuple[str, ...]:
    whole = moment.isoformat(timespec="seconds")
    return tuple(whole[:length] for length in (4, 7, 10, 16, 19))


def _back(now: datetime, parts: dict[str, str]) -> datetime:
    # Twelve digits of seconds are 31,000 years: whatever the unit, more of it is before the calendar.
    if any(len(number.lstrip("0")) > 12 for number in parts.values()):
        return CALENDAR_START
    count = {part: int(number) for part, number in parts.items()}
    months = (now.year - 1) * 12 + now.month - 1 - 12 * count.get("years", 0) - count.get("months", 0)
    if months < 0:
        return CALENDAR_START
    first = datetime(months // 12 + 1, months % 12 + 1, 1, now.hour, now.minute, now.second)
    # A month back from 31 March is the last day of February.
    moment = first.replace(day=min(now.day, _days(first)))
    units = ("weeks", "days", "hours", "minutes", "seconds")
    try:
        return _earlier(moment, timedelta(**{unit: count.get(unit, 0) for unit in units}))
    except OverflowError:
        return CALENDAR_START


def _days(month: datetime) -> int:
    if month.year == MAXYEAR and month.month == 12:
        return 31
    return (_next_month(month) - timedelta(days=1)).day


def _next_month(moment: datetime) -> datetime:
    if moment.month < 12:
        return datetime(moment.year, moment.month + 1, 1)
    return datetime(moment.year + 1, 1, 1) if moment.year < MAXYEAR else CALENDAR_END


def _later(moment: datetime, span: timedelta) -> datetime:
    return moment + span if CALENDAR_END - moment >= span else CALENDAR_END


def _earlier(moment: datetime, span: timedelta) -> datetime:
    return moment - span if moment - CALENDAR_START >= span else CALENDAR_START


# FOLDED: Which qualities does `0.4..0.7` or `<0.6` mean? In hundredths, as finely as articles have them.
# FOLDED:
# FOLDED: The quality of an article says from 0 to 1 how surely it was read as it was meant.


MAX_QUALITY = 100
_BOUND = re.compile(
    r"(?P<sign><=|>=|=<|=>|[<>≤≥=]?)(?P<figure>[0-9]+(?:[.,][0-9]{0,9})?|[.,][0-9]{1,9})(?P<percent>%?)"
)


def quality_hundredths(quality: float | None) -> int | None:
    """A quality in whole hundredths from 0 to 100; None where it is not known."""
    return None if quality is None else min(max(round(quality * MAX_QUALITY), 0), MAX_QUALITY)


def parse_quality(text: str) -> tuple[int, int]:
    """The least and the greatest quality, in hundredths, that a text means; the least may be above the greatest.

    Reads `0.8`, `<0.6`, `<=0.6`, `>0.6`, `>=0.8`, `0.4..0.7`, `0.4..`, `..0.7`, `*`, and percent: `<60%`. Raises
    ValueError, with a sentence for a person, for anything else.
    """
    if text in {"*", ".."}:
        return 0, MAX_QUALITY
    first, dots, last = text.partition("..")
    if dots:
        least = _figure(first, text) if first else Decimal(0)
        most = _figure(last, text) if last else Decimal(MAX_QUALITY)
        return _up(least), _down(most)
    bound = _BOUND.fullmatch(text)
    if bound is None:
        raise _no_quality(text)
    figure = _figure(text[bound.end("sign") :], text)
    match bound["sign"]:
        case "<":
            return 0, _up(figure) - 1
        case ">":
            return _down(figure) + 1, MAX_QUALITY
        case "<=" | "=<" | "≤":
            return 0, _down(figure)
        case ">=" | "=>" | "≥":
            return _up(figure), MAX_QUALITY
        case _:
            return _up(figure), _down(figure)


def format_quality(least: int, most: int) -> str:
    """The shortest text that `parse_quality` reads as these bounds; they are within 0 and 100, the least first."""
    if least == most:
        return _written(least)
    if most == MAX_QUALITY:
        return f">={_written(least)}"
    if least == 0:
        return f"<{_written(most + 1)}" if most % 10 == 9 else f"<={_written(most)}"
    return f"{_written(least)}..{_written(most)}"


def _figure(text: str, whole: str) -> Decimal:
    """A number from 0 to 1, or from 0 to 100 %, in hundredths."""
    bound = _BOUND.fullmatch(text)
    if bound is None or bound["sign"]:
        raise _no_quality(whole)
    figure = Decimal(bound["figure"].replace(",", ".")) * (1 if bound["percent"] else MAX_QUALITY)
    if figure > MAX_QUALITY:
        raise _no_quality(whole)
    return figure


def _no_quality(text: str) -> ValueError:
    return ValueError(f"'{text}' is not a quality: use 0 to 1, as in quality:<0.6, quality:>=0.8 or quality:0.4..0.7")


def _up(figure: Decimal) -> int:
    return int(figure.to_integral_value(ROUND_CEILING))


def _down(figure: Decimal) -> int:
    return int(figure.to_integral_value(ROUND_FLOOR))


def _written(figure: int) -> str:
    return f"{figure / MAX_QUALITY:g}"
