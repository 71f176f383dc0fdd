"""How do numbers, dates and languages read in a sentence?"""

from collections.abc import Sequence
from datetime import date, datetime

from search.analysis.languages import codes, get_language, primary_code
from search.article import Precision, Published
from search.request import Interval

_MONTHS = (
    "January February March April May June July August September October November December".split()  # noqa: SIM905 - a table reads better so
)


def number(value: int) -> str:
    """1204 as "1,204"."""
    return f"{value:,}"


def counted(value: int, one: str, many: str | None = None) -> str:
    """A number with its noun: "1 article", "1,204 articles"."""
    return f"{value:,} {one if value == 1 else many or one + 's'}"


def listed(items: Sequence[str], joint: str = "and") -> str:
    """Items as a sentence has them: "a, b and c"."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {joint} {items[-1]}"


def day(value: date) -> str:
    """A day: "27 November 2015"."""
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def month(value: date) -> str:
    """A month: "November 2015"."""
    return f"{_MONTHS[value.month - 1]} {value.year}"


def published(value: Published) -> str:
    """A publication time as precise as it is known: "2015", "November 2015", "27 November 2015, 13:46"."""
    match value.precision:
        case Precision.YEAR:
            return str(value.moment.year)
        case Precision.MONTH:
            return month(value.moment)
        case Precision.DAY:
            return day(value.moment)
        case Precision.TIME:
            return f"{day(value.moment)}, {value.moment:%H:%M}"


def moment(value: datetime) -> str:
    """A point in time in UTC, for notes on the archive itself."""
    return f"{day(value)}, {value:%H:%M} UTC"


def period(start: date, interval: Interval) -> tuple[str, str]:
    """A bucket of a histogram: how it reads, and how the address states it."""
    match interval:
        case Interval.DAY:
            return day(start), start.isoformat()
        case Interval.MONTH:
            return month(start), f"{start:%Y-%m}"
        case Interval.YEAR | Interval.AUTO:
            return str(start.year), f"{start.year:04}"


def direction(code: str | None) -> str:
    """Which way a language is written, as the `dir` of a page has it."""
    return "auto" if code is None else get_language(primary_code(code)).direction


def language(code: str) -> str:
    """A language by its English name, or by its code where we know no name."""
    primary = primary_code(code)
    return get_language(primary).name if primary in codes() else code
