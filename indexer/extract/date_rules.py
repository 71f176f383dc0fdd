"""Rules for dates by the clocks of the world: whether two can mean the same, and whether one lies in the future."""

from datetime import UTC, datetime, timedelta

from search.article import Precision, Published

_EARLIEST, _LATEST = timedelta(hours=-11), timedelta(hours=13)
"""How far the clocks of the world differ from UTC, except on a few islands."""
_ZONE_STEP_SECONDS, _TOLERANCE_SECONDS = 15 * 60, 75
"""Zones differ by whole quarters of an hour, and what is printed leaves out the seconds."""


def can_be_same_date(one: Published, other: Published) -> bool:
    """Return whether two dates can mean the same.

    They do if they are the same moment; the same day, month or year as far as both are stated; or a moment in UTC and
    what a clock somewhere in the world showed at that moment.
    """
    if one.moment.tzinfo is not None and other.moment.tzinfo is not None and one.moment == other.moment:
        return True
    parts = min(one.precision, other.precision, Precision.DAY)
    if one.wall.timetuple()[:parts] == other.wall.timetuple()[:parts]:
        return True
    return _shows_on_a_clock(one, other) or _shows_on_a_clock(other, one)


def _shows_on_a_clock(universal: Published, printed: Published) -> bool:
    """Return whether a clock showed what is printed, without its zone, at a moment that is stated in UTC."""
    if universal.moment.tzinfo is not UTC or printed.moment.tzinfo is not None or printed.precision < Precision.DAY:
        return False
    if printed.precision is Precision.DAY:
        return (
            universal.wall + _EARLIEST < printed.wall + timedelta(days=1) and printed.wall <= universal.wall + _LATEST
        )
    distance = printed.wall - universal.wall
    beyond = distance.total_seconds() % _ZONE_STEP_SECONDS
    return _EARLIEST <= distance <= _LATEST and min(beyond, _ZONE_STEP_SECONDS - beyond) <= _TOLERANCE_SECONDS


EARLIEST_PRINT_YEAR = 1400
"""The year before which nothing was printed."""
_EASTERNMOST = timedelta(hours=14)
"""The zone in which a day begins first: no clock in the world is further ahead of UTC."""


def clip_to_now(published: Published, now: datetime) -> Published | None:
    """Return the date, or as much of it as does not lie after `now`; None for one that lies after it altogether.

    A moment with its zone lies ahead when it has not come; a clock without a zone when it shows that time nowhere yet;
    a day, a month or a year when it has begun nowhere yet. Of a moment that is still to come on a day that has begun,
    the day is what counts: the clocks of two machines differ, and `23:59` often means no more than the day.
    """
    now = now if now.tzinfo else now.replace(tzinfo=UTC)
    anywhere = now.astimezone(UTC).replace(tzinfo=None) + _EASTERNMOST
    zone = published.moment.tzinfo
    if published.precision is Precision.TIME:
        if (published.moment <= now) if zone else (published.wall <= anywhere):
            return published
        latest = now.astimezone(zone).replace(tzinfo=None) if zone else anywhere
        day = published.wall.replace(hour=0, minute=0, second=0)
        return Published(day, Precision.DAY) if day <= latest else None
    return published if published.wall <= anywhere else None
