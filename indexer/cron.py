"""Here is a line such as `every 15m` or `0 4 * * sun`: at which times does it fall due?

A cron line means what cron makes of it: Sunday is 0 and 7, and of a day of the month and a day of the week either will
do.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo
from hashlib import blake2b
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from apscheduler.triggers.cron import CronTrigger

_EVERY = re.compile(r"every\s+((?:\d{1,6}\s*[a-z]+\s*)+)")
_PART = re.compile(r"(\d+)\s*([a-z]+)")
_SECONDS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800}
_WORDS = {
    name: unit
    for unit, names in {
        "s": "s sec second seconds",
        "m": "m min minute minutes",
        "h": "h hour hours",
        "d": "d day days",
        "w": "w week weeks",
    }.items()
    for name in names.split()
}
_SHORTEST, _LONGEST = 10, 366 * 86_400
_NAMED = {
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
    "@monthly": "0 0 1 * *",
    "@weekly": "0 0 * * 0",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@hourly": "0 * * * *",
}
_DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_EPOCH = datetime(2000, 1, 3, tzinfo=UTC)
"""A Monday, so that weeks begin where people expect it."""


@dataclass(frozen=True, slots=True)
class Timing:
    """When something falls due. `late` is how much later than the line says."""

    line: str
    interval: timedelta | None
    triggers: "tuple[CronTrigger, ...]" = ()
    late: timedelta = timedelta()

    def after(self, moment: datetime) -> datetime:
        """The first time after a moment, in UTC. However many have passed since, it is one time that is due."""
        if self.interval is not None:
            passed = (moment - self.late - _EPOCH) // self.interval
            return _EPOCH + (passed + 1) * self.interval + self.late
        # A trigger answers with the moment itself when it fits.
        start = moment - self.late + timedelta(seconds=1)
        found: list[datetime | None] = [trigger.get_next_fire_time(None, start) for trigger in self.triggers]
        return min(time for time in found if time is not None).astimezone(UTC) + self.late

    def spread(self, name: str, jitter: float) -> "Timing":
        """The same for one of many, later by up to `jitter` seconds: always by as much for the same name.

        Of an interval it is a tenth at most.
        """
        share = int.from_bytes(blake2b(name.encode(), digest_size=4).digest(), "big") / 2**32
        most = jitter if self.interval is None else min(jitter, self.interval.total_seconds() / 10)
        return replace(self, late=timedelta(seconds=int(share * most)))


def timing_of(line: str, zone: str = "") -> Timing:
    """What a line says, in the time of a zone such as `Europe/Paris` ("": that of this machine).

    Raises ValueError, whose text says what is wrong, for a line that cannot be read or that never falls due.
    """
    text = " ".join(line.lower().split())
    if text.startswith("every"):
        return Timing(line, _interval(text))
    fields = _NAMED.get(text, text).split()
    if len(fields) != 5:
        raise ValueError(
            "it must be an interval such as every 15m, or a cron line of five fields:"
            " minute, hour, day of the month, month, day of the week"
        )
    triggers = _triggers(fields, ZoneInfo(zone) if zone else None)
    now = datetime.now(UTC)
    due = tuple(trigger for trigger in triggers if trigger.get_next_fire_time(None, now) is not None)
    if not due:
        raise ValueError("it never falls due: there is no such day")
    return Timing(line, None, due)


def _interval(text: str) -> timedelta:
    found = _EVERY.fullmatch(text)
    parts = _PART.findall(found[1]) if found else []
    if not parts or any(word not in _WORDS for _, word in parts):
        raise ValueError("an interval is every and a number with s, m, h, d or w: every 15m, every 1h 30m")
    seconds = sum(int(count) * _SECONDS[_WORDS[word]] for count, word in parts)
    if not _SHORTEST <= seconds <= _LONGEST:
        raise ValueError("an interval is at least ten seconds and at most a year")
    return timedelta(seconds=seconds)


def _triggers(fields: Sequence[str], zone: tzinfo | None) -> "list[CronTrigger]":
    from apscheduler.triggers.cron import CronTrigger

    minute, hour, day, month, weekday = fields
    days = _weekdays(weekday)
    either = [(day, "*"), ("*", days)] if day != "*" and days != "*" else [(day, days)]
    try:
        return [
            CronTrigger(minute=minute, hour=hour, day=each, month=month, day_of_week=of_week, timezone=zone)
            for each, of_week in either
        ]
    except ValueError as error:
        raise ValueError(f"it is no cron line: {str(error)[:1].lower()}{str(error)[1:]}") from error


def _weekdays(field: str) -> str:
    """The days of the week by name: cron counts them from Sunday, the library from Monday."""
    if field == "*":
        return field
    chosen: set[int] = set()
    for part in field.split(","):
        span, _, step = part.partition("/")
        first, dash, last = span.partition("-")
        start, end = (0, 6) if span == "*" else (_weekday(first), _weekday(last if dash else first))
        if step and not dash:
            end = 6
        if (step and not step.isdecimal()) or step == "0" or start > end:
            raise ValueError(f"{part} is no day of the week, nor a span of them")
        chosen.update(number % 7 for number in range(start, end + 1, int(step or 1)))
    return ",".join(_DAYS[number] for number in sorted(chosen))


def _weekday(text: str) -> int:
    if text in _DAYS:
        return _DAYS.index(text)
    if text.isdecimal() and len(text) == 1 and int(text) <= 7:
        return int(text)
    raise ValueError(f"{text or 'nothing'} is no day of the week: these are 0 to 7 or {' '.join(_DAYS)}")
