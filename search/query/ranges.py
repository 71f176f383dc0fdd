"""Ranges of dates and of qualities: parsed from query text, and formatted as short as possible.

`2015-11`, `yesterday` and `P7D` are periods: half-open spans `[since, until)` of wall-clock times without a zone, as
everywhere (see `search.article`). `<0.6` and `0.4..0.7` are ranges of qualities, in hundredths.
"""

import re
from datetime import MAXYEAR, datetime, timedelta
from fractions import Fraction
from math import ceil, floor

from search.article import Precision, Published
from search.message import Message

CALENDAR_START = datetime(1, 1, 1)
"""The first moment of the calendar: a period that would begin earlier begins here."""

CALENDAR_END = datetime(MAXYEAR, 12, 31, 23, 59, 59, 999_999)
"""The last moment of the calendar: a period that would end later ends here."""

_WITH_SECONDS = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d.*", re.ASCII)
_DURATION = re.compile(
    r"P(?=\w)(?:(?P<years>\d+)Y)?(?:(?P<months>\d+)M)?(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?"
    r"(?:T(?=\d)(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+)S)?)?",
    re.ASCII | re.IGNORECASE,
)


def parse_period(text: str, now: datetime) -> tuple[datetime, datetime]:
    """Return the period that `text` names: since (inclusive) and until (exclusive).

    Parses a year, month, day or minute (`2015`, `2015-11`, `2015-11-27`, `2015-11-27T13:46`), RFC 3339 (one second; its
    zone is dropped), `today`, `yesterday`, `tomorrow` and ISO 8601 durations (`P7D`, `P2W`, `P1M`, `P1Y`, `PT12H`: back
    from `now` until `now`). `now` is a wall-clock time; fractions of a second are dropped. A period that would leave
    the calendar ends with it. Raises ValueError, with a message for people, for anything else.
    """
    text, now = text.strip(), now.replace(microsecond=0, tzinfo=None)
    midnight = datetime(now.year, now.month, now.day)
    match text.lower():
        case "today":
            return midnight, _add(midnight, timedelta(days=1))
        case "yesterday":
            return _subtract(midnight, timedelta(days=1)), midnight
        case "tomorrow":
            following = _add(midnight, timedelta(days=1))
            return following, _add(following, timedelta(days=1))
    duration = _DURATION.fullmatch(text)
    if duration is not None:
        since = _subtract_duration(now, {part: number for part, number in duration.groupdict().items() if number})
        if since == now:
            raise ValueError(Message("'%(text)s' is an empty period: use P1D for one day", text=repr(text)[1:-1]))
        return since, now
    try:
        published = Published.parse(text.upper())
    except ValueError:
        raise ValueError(
            Message("'%(text)s' is not a date: use 2015, 2015-11, 2015-11-27 or P7D", text=repr(text)[1:-1])
        ) from None
    since = published.wall
    match published.precision:
        case Precision.YEAR:
            return since, _next_month(since.replace(month=12))
        case Precision.MONTH:
            return since, _next_month(since)
        case Precision.DAY:
            return since, _add(since, timedelta(days=1))
        case Precision.TIME:
            return since, _add(since, timedelta(seconds=1 if _WITH_SECONDS.fullmatch(text) else 60))


def format_period(since: datetime, until: datetime) -> str | None:
    """Return the one date whose period is exactly this; None when no single date has it."""
    dates = (text for text in _precisions(since) if parse_period(text, since) == (since, until))
    return next(dates, None)


def format_start(since: datetime) -> str:
    """Return the shortest date that begins at `since`, which is a whole second."""
    if since.second:
        return since.isoformat(timespec="seconds")
    if since.hour or since.minute:
        return since.isoformat(timespec="minutes")
    if since.day > 1:
        return f"{since.year:04}-{since.month:02}-{since.day:02}"
    return f"{since.year:04}-{since.month:02}" if since.month > 1 else f"{since.year:04}"


def format_end(until: datetime) -> str:
    """Return the shortest date that ends at `until`: a whole second after CALENDAR_START, or CALENDAR_END."""
    last = CALENDAR_END.replace(microsecond=0) if until == CALENDAR_END else until - timedelta(seconds=1)
    return next(text for text in _precisions(last) if parse_period(text, last)[1] == until)


def _precisions(moment: datetime) -> tuple[str, ...]:
    whole = moment.isoformat(timespec="seconds")
    return tuple(whole[:length] for length in (4, 7, 10, 16, 19))


def _subtract_duration(now: datetime, parts: dict[str, str]) -> datetime:
    # Twelve digits of seconds are 31,000 years: whatever the unit, more of it is before the calendar.
    if any(len(number.lstrip("0")) > 12 for number in parts.values()):
        return CALENDAR_START
    count = {part: int(number) for part, number in parts.items()}
    months = (now.year - 1) * 12 + now.month - 1 - 12 * count.get("years", 0) - count.get("months", 0)
    if months < 0:
        return CALENDAR_START
    first = datetime(months // 12 + 1, months % 12 + 1, 1, now.hour, now.minute, now.second)
    # A month back from 31 March is the last day of February.
    moment = first.replace(day=min(now.day, _days_in_month(first)))
    units = ("weeks", "days", "hours", "minutes", "seconds")
    try:
        return _subtract(moment, timedelta(**{unit: count.get(unit, 0) for unit in units}))
    except OverflowError:
        return CALENDAR_START


def _days_in_month(month: datetime) -> int:
    if month.year == MAXYEAR and month.month == 12:
        return 31
    return (_next_month(month) - timedelta(days=1)).day


def _next_month(moment: datetime) -> datetime:
    if moment.month < 12:
        return datetime(moment.year, moment.month + 1, 1)
    return datetime(moment.year + 1, 1, 1) if moment.year < MAXYEAR else CALENDAR_END


def _add(moment: datetime, span: timedelta) -> datetime:
    return moment + span if CALENDAR_END - moment >= span else CALENDAR_END


def _subtract(moment: datetime, span: timedelta) -> datetime:
    return moment - span if moment - CALENDAR_START >= span else CALENDAR_START


# Qualities. The quality of an article, from 0 to 1, says how reliably it was extracted. Ranges are in hundredths, the
# precision in which articles have it.

MAX_QUALITY = 100
_FIGURE = re.compile(r"(?P<number>[0-9]+(?:\.[0-9]{0,9})?|\.[0-9]{1,9})(?P<percent>%?)")
_SPELLINGS = {"≤": "<=", "≥": ">=", ",": "."}


def quality_hundredths(quality: float | None) -> int | None:
    """Return a quality in whole hundredths from 0 to 100; None where it is not known."""
    return None if quality is None else min(max(round(quality * MAX_QUALITY), 0), MAX_QUALITY)


def parse_quality(text: str) -> tuple[int, int]:
    """Return the least and the greatest quality, in hundredths, that a text means; the least may exceed the greatest.

    Parses `0.8`, `<0.6`, `<=0.6`, `>0.6`, `>=0.8`, `0.4..0.7`, `0.4..`, `..0.7`, `*`, and percent: `<60%`. Raises
    ValueError, with a sentence for a person, for anything else.
    """
    spelled = "".join(_SPELLINGS.get(char, char) for char in text)
    first, dots, last = spelled.partition("..")
    try:
        if spelled == "*" or dots:
            return ceil(_hundredths(first if dots and first else "0")), floor(_hundredths(last or "1"))
        number = spelled.lstrip("<>=")
        figure = _hundredths(number)
        match spelled.removesuffix(number):
            case "<":
                return 0, ceil(figure) - 1
            case ">":
                return floor(figure) + 1, MAX_QUALITY
            case "<=":
                return 0, floor(figure)
            case ">=":
                return ceil(figure), MAX_QUALITY
            case "" | "=":
                return ceil(figure), floor(figure)
    except ValueError:
        pass
    raise ValueError(
        Message(
            "'%(text)s' is not a quality: use 0 to 1, as in quality:<0.6, quality:>=0.8 or quality:0.4..0.7", text=text
        )
    )


def format_quality(least: int, most: int) -> str:
    """Return the shortest text that `parse_quality` reads as these bounds, which are within 0 and 100, least first."""
    if least == most:
        return f"{least / 100:g}"
    if most == MAX_QUALITY:
        return f">={least / 100:g}"
    if least == 0:
        return f"<{(most + 1) / 100:g}" if most % 10 == 9 else f"<={most / 100:g}"
    return f"{least / 100:g}..{most / 100:g}"


def _hundredths(figure: str) -> Fraction:
    """Return a number from 0 to 1, or from 0 to 100 %, in hundredths. Raises ValueError for anything else."""
    match = _FIGURE.fullmatch(figure)
    if match is None:
        raise ValueError
    hundredths = Fraction(match["number"]) * (1 if match["percent"] else MAX_QUALITY)
    if hundredths > MAX_QUALITY:
        raise ValueError
    return hundredths
