"""Schedule lines such as `every 15m` and `0 4 * * sun`, and the times at which they fall due.

A cron line means what Debian's cron makes of it. Sunday is 0 and 7. If both a day of the month and a day of the week
are given, either will do. If the clock skips a time of day in spring, the line falls due right after the gap; a time of
day that comes twice in autumn counts once.
"""

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo
from hashlib import blake2b
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError
from tzlocal import get_localzone

_INTERVAL = re.compile(r"every\s+((?:\d{1,6}\s*[a-z]+\s*)+)")
_INTERVAL_PART = re.compile(r"(\d+)\s*([a-z]+)")
_UNIT_SECONDS = {
    name: seconds
    for seconds, names in {
        1: "s sec second seconds",
        60: "m min minute minutes",
        3_600: "h hour hours",
        86_400: "d day days",
        604_800: "w week weeks",
    }.items()
    for name in names.split()
}
_MIN_INTERVAL_SECONDS, _MAX_INTERVAL_SECONDS = 10, 366 * 86_400
_NUMBER = re.compile(r"[0-9]{1,4}")
_ALIASES = {
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
    "@monthly": "0 0 1 * *",
    "@weekly": "0 0 * * 0",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@hourly": "0 * * * *",
}
_FIELDS = (
    ("a minute", 0, 59, ()),
    ("an hour", 0, 23, ()),
    ("a day of the month", 1, 31, ()),
    ("a month", 1, 12, ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")),
    ("a day of the week", 0, 7, ("sun", "mon", "tue", "wed", "thu", "fri", "sat")),
)
"""The fields of a cron line: what a value is called, the smallest and the largest number, and the names of numbers."""
_EPOCH = datetime(2000, 1, 3, tzinfo=UTC)
"""Intervals are counted from this Monday, so that weeks begin where people expect it."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """The times at which something falls due: every `interval`, or else by a cron line in the time of a zone.

    `zone` is a name such as `Europe/Paris`, or "" for the zone of this machine. All times are later by `offset`.
    """

    interval: timedelta | None = None
    cron: str = ""
    zone: str = ""
    offset: timedelta = timedelta()

    def next_after(self, moment: datetime) -> datetime:
        """Return the first time after a moment, in UTC, however many times have passed since."""
        start = moment - self.offset
        if self.interval is not None:
            return _EPOCH + ((start - _EPOCH) // self.interval + 1) * self.interval + self.offset
        times = (time.astimezone(UTC) for time in CronSim(self.cron, start.astimezone(_zone(self.zone))))
        # In the hour that the clock repeats, CronSim also gives times of the first pass, which lie before the start.
        return next(time for time in times if time > start) + self.offset

    def with_jitter(self, name: str, max_seconds: float) -> "Schedule":
        """Return the schedule of one of many jobs, later by up to `max_seconds`, so that they do not all start at once.

        The delay depends on the name alone. It is a tenth of an interval at most.
        """
        share = int.from_bytes(blake2b(name.encode(), digest_size=4).digest(), "big") / 2**32
        limit = max_seconds if self.interval is None else min(max_seconds, self.interval.total_seconds() / 10)
        return replace(self, offset=timedelta(seconds=int(share * limit)))


def parse_schedule(line: str, zone: str = "") -> Schedule:
    """Return the schedule that a line states, in the time of a zone ("": the zone of this machine).

    Raises ValueError, whose text says what is wrong, for a line that cannot be read or that never falls due.
    """
    text = " ".join(line.lower().split())
    if text.startswith("every"):
        return Schedule(interval=_parse_interval(text))
    cron = _ALIASES.get(text, text)
    values = cron.split()
    if len(values) != len(_FIELDS):
        raise ValueError(
            "it must be an interval such as every 15m, or a cron line of five fields:"
            " minute, hour, day of the month, month, day of the week"
        )
    for field, value in zip(_FIELDS, values, strict=True):
        _check_field(value, *field)
    try:
        next(CronSim(cron, datetime.now(UTC)))
    except (CronSimError, StopIteration) as error:
        raise ValueError("it never falls due: there is no such day") from error
    return Schedule(cron=cron, zone=zone)


def _parse_interval(text: str) -> timedelta:
    match = _INTERVAL.fullmatch(text)
    parts = _INTERVAL_PART.findall(match[1]) if match else []
    if not parts or any(unit not in _UNIT_SECONDS for _, unit in parts):
        raise ValueError("an interval is every and a number with s, m, h, d or w: every 15m, every 1h 30m")
    seconds = sum(int(count) * _UNIT_SECONDS[unit] for count, unit in parts)
    if not _MIN_INTERVAL_SECONDS <= seconds <= _MAX_INTERVAL_SECONDS:
        raise ValueError("an interval is at least ten seconds and at most a year")
    return timedelta(seconds=seconds)


def _check_field(text: str, field: str, low: int, high: int, names: tuple[str, ...]) -> None:
    """Raise ValueError unless the text is a list of numbers, ranges and steps such as `1-5`, `*/20` or `mon,fri`.

    CronSim checks the same, but its error names the field alone.
    """
    for part in text.split(","):
        span, slash, step = part.partition("/")
        if slash and (not _NUMBER.fullmatch(step) or int(step) == 0):
            raise ValueError(f"{step or 'nothing'} is not a step: the number after the / in {part} must be 1 or more")
        if span == "*":
            continue
        bounds = []
        for value in span.split("-", 1):
            number = low + names.index(value) if value in names else int(value) if _NUMBER.fullmatch(value) else -1
            if not low <= number <= high:
                known = f"{low} to {high}{' or ' if names else ''}{' '.join(names)}"
                raise ValueError(f"{value or 'nothing'} is not {field}: these are {known}")
            bounds.append(number)
        if bounds[0] > bounds[-1]:
            raise ValueError(f"{span} is not a range: {' comes after '.join(span.split('-'))}")


def _zone(name: str) -> tzinfo:
    return ZoneInfo(name) if name else get_localzone()
