"""The periods of a timeline: the smallest step that gives few bars, their counts, and their names.

Steps are a day, a week, a month, a quarter, or a round number of years.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from itertools import groupby

from search.request import Interval
from search.results import Bucket, Histogram
from web.pages.format import day_of_year_text, day_text, month_name, month_text, short_day_text, short_month_text
from web.texts import gettext as _

MAX_BARS = 24
"""The most bars of a timeline: more would be too narrow to see or touch."""

MAX_COUNTED = 7 * MAX_BARS
"""The most buckets of a histogram to make periods from: days for as many weeks as there are bars, or months."""


class Unit(Enum):
    """What a step counts in."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Step:
    """The length of a period: so many of a unit."""

    unit: Unit
    length: int = 1


_DAYS = (Step(Unit.DAY), Step(Unit.WEEK))
_MONTHS = (Step(Unit.MONTH), Step(Unit.MONTH, 3))
_YEARS = tuple(Step(Unit.YEAR, years) for years in (1, 5, 10, 25, 50, 100, 250, 500))
_STEPS = {
    Interval.DAY: (*_DAYS, *_MONTHS, *_YEARS),
    Interval.MONTH: (*_MONTHS, *_YEARS),
    Interval.YEAR: _YEARS,
}


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `first` to `last`, both included, and how many articles they have."""

    first: date
    last: date
    step: Step
    count: int

    @property
    def label(self) -> str:
        """The period in words: "27 November 2015", "23 to 29 November 2015", "July to September 2015", "2010–2014"."""
        match self.step.unit:
            case Unit.DAY:
                return day_text(self.first)
            case Unit.WEEK:
                return _days_text(self.first, self.last)
            case Unit.MONTH:
                last_month = month_text(self.last)
                if self.step.length == 1:
                    return last_month
                return _("%(first_month)s to %(last_month)s", first_month=month_name(self.first), last_month=last_month)
            case Unit.YEAR:
                years = str(self.first.year)
                return years if self.step.length == 1 else f"{years}–{self.last.year}"

    @property
    def short_label(self) -> str:
        """The start of the period as an axis has it: "27 Nov", "Nov 2015", "2015"."""
        match self.step.unit:
            case Unit.DAY | Unit.WEEK:
                return short_day_text(self.first)
            case Unit.MONTH:
                return short_month_text(self.first)
            case Unit.YEAR:
                return str(self.first.year)

    @property
    def bounds(self) -> tuple[str, str]:
        """The period as the parameters `from` and `to` have it, both included."""
        match self.step.unit:
            case Unit.DAY | Unit.WEEK:
                return self.first.isoformat(), self.last.isoformat()
            case Unit.MONTH:
                return self.first.isoformat()[:7], self.last.isoformat()[:7]
            case Unit.YEAR:
                return f"{self.first.year:04}", f"{self.last.year:04}"


def periods(histogram: Histogram) -> tuple[Period, ...]:
    """Return the periods of the smallest step that gives at most `MAX_BARS`, or of the largest step; none is skipped.

    >>> years = Histogram(Interval.YEAR, tuple(Bucket(date(year, 1, 1), 1) for year in range(1998, 2031)), 0)
    >>> [(period.label, period.count) for period in periods(years)][:2]
    [('1995–1999', 2), ('2000–2004', 5)]
    """
    if not histogram.buckets:
        return ()
    first, last = histogram.buckets[0].start, histogram.buckets[-1].start
    steps = _STEPS[histogram.interval]
    few = (step for step in steps if _number(last, step) - _number(first, step) < MAX_BARS)
    return _grouped(histogram.buckets, next(few, steps[-1]))


def each_year(histogram: Histogram) -> tuple[Period, ...]:
    """Return the periods of a histogram by year as they are, however many they are."""
    return _grouped(histogram.buckets, Step(Unit.YEAR))


def _grouped(buckets: tuple[Bucket, ...], step: Step) -> tuple[Period, ...]:
    found = []
    for _period, group in groupby(buckets, lambda bucket: _number(bucket.start, step)):
        members = tuple(group)
        start = _start(members[0].start, step)
        found.append(Period(start, _end(start, step), step, sum(bucket.count for bucket in members)))
    return tuple(found)


def _number(day: date, step: Step) -> int:
    """Return which of all periods of this step a day is in."""
    match step.unit:
        case Unit.DAY:
            return day.toordinal()
        case Unit.WEEK:
            return (day.toordinal() - 1) // 7
        case Unit.MONTH:
            return (day.year * 12 + day.month - 1) // step.length
        case Unit.YEAR:
            return day.year // step.length


def _start(day: date, step: Step) -> date:
    match step.unit:
        case Unit.DAY:
            return day
        case Unit.WEEK:
            return date.fromordinal(day.toordinal() - day.weekday())
        case Unit.MONTH:
            return day.replace(month=(day.month - 1) // step.length * step.length + 1, day=1)
        case Unit.YEAR:
            return date(max(day.year // step.length * step.length, 1), 1, 1)


def _end(start: date, step: Step) -> date:
    match step.unit:
        case Unit.DAY:
            return start
        case Unit.WEEK:
            return date.fromordinal(min(start.toordinal() + 6, date.max.toordinal()))
        case Unit.MONTH:
            months = start.month - 1 + step.length
            following = (start.year + months // 12, months % 12 + 1)
            return date.max if following[0] > date.max.year else date(*following, 1) - timedelta(1)
        case Unit.YEAR:
            last = start.year // step.length * step.length + step.length - 1
            return date(min(last, date.max.year), 12, 31)


def _days_text(first: date, last: date) -> str:
    if (first.year, first.month) == (last.year, last.month):
        return _("%(number)s to %(last_day)s", number=first.day, last_day=day_text(last))
    first_day = day_of_year_text(first) if first.year == last.year else day_text(first)
    return _("%(first_day)s to %(last_day)s", first_day=first_day, last_day=day_text(last))
