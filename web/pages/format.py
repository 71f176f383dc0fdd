"""Numbers, dates, durations and languages as people read them."""

from collections.abc import Sequence
from datetime import date, datetime

from search.analysis.languages import codes, get_language, primary_code
from search.article import Precision, Published

_MONTHS = (
    "January February March April May June July August September October November December".split()  # noqa: SIM905 - a table reads better so
)


def format_number(value: int) -> str:
    """Return 1204 as "1,204"."""
    return f"{value:,}"


def counted(value: int, one: str, many: str | None = None) -> str:
    """Return a number with its noun: "1 article", "1,204 articles"."""
    return f"{value:,} {one if value == 1 else many or one + 's'}"


def join_words(items: Sequence[str], joint: str = "and") -> str:
    """Join items as in a sentence: "a, b and c"."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {joint} {items[-1]}"


def day_text(value: date) -> str:
    """Return a day: "27 November 2015"."""
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def month_name(value: date) -> str:
    """Return the name of a month: "November"."""
    return _MONTHS[value.month - 1]


def month_text(value: date) -> str:
    """Return a month: "November 2015"."""
    return f"{_MONTHS[value.month - 1]} {value.year}"


def published_text(value: Published) -> str:
    """Return a publication time as precise as it is known: "2015", "November 2015", "27 November 2015, 13:46"."""
    match value.precision:
        case Precision.YEAR:
            return str(value.moment.year)
        case Precision.MONTH:
            return month_text(value.moment)
        case Precision.DAY:
            return day_text(value.moment)
        case Precision.TIME:
            return f"{day_text(value.moment)}, {value.moment:%H:%M}"


def duration_text(seconds: float) -> str:
    """Return a duration as exact as a person wants it: "42 s", "12 min", "3 h 5 min"."""
    whole = round(seconds)
    if whole < 120:
        return f"{whole} s"
    minutes = round(whole / 60)
    return f"{minutes} min" if minutes < 120 else f"{minutes // 60} h {minutes % 60} min"


def took_text(seconds: float) -> str:
    """Return how long a search took: "4 ms", "1.2 s"."""
    return f"{max(round(seconds * 1000), 1)} ms" if seconds < 1 else f"{seconds:.1f} s"


def utc_time_text(value: datetime) -> str:
    """Return a point in time in UTC: "27 November 2015, 13:46 UTC"."""
    return f"{day_text(value)}, {value:%H:%M} UTC"


def text_direction(code: str | None) -> str:
    """Return which way a language is written, as the HTML attribute `dir` has it."""
    return "auto" if code is None else get_language(primary_code(code)).direction


def language_name(code: str) -> str:
    """Return the English name of a language, or its code if the name is unknown."""
    primary = primary_code(code)
    return get_language(primary).name if primary in codes() else code
