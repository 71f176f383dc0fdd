"""Can an article have appeared then? Not before anything was printed, and never later than now."""

from datetime import UTC, datetime, timedelta

from search.published import Precision, Published

FIRST_YEAR = 1400
"""Nothing older was printed."""
_EASTERNMOST = timedelta(hours=14)
"""Where a day begins first: no clock in the world is further ahead of UTC."""


def until_now(published: Published, now: datetime) -> Published | None:
    """The date, or as much of it as does not lie ahead of `now`; None for one that lies ahead altogether.

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
