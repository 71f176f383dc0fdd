"""What does a `time` element state, and do its words agree?"""

from itertools import chain, islice

from indexer.reading.clocks import same_date
from indexer.reading.dates import find_dates, parse_date
from indexer.reading.page.words import text_of
from indexer.reading.parsing import Element
from indexer.reading.settings import DateOrder

_LONGEST_TIME, _MOST_ATTRIBUTES = 160, 10


def stated_by(time: Element) -> str:
    """What its attribute says, "" where it has none."""
    return time.get("datetime") or time.get("content") or ""


def contradicts(time: Element) -> bool:
    """Whether its words name dates, and none of them can be the one that its attribute states."""
    stated = parse_date(stated_by(time))
    if stated is None:
        return False
    words = text_of(time, _LONGEST_TIME)
    named = [each.published for order in DateOrder for each in find_dates(words, order) if each.published]
    return bool(named) and not any(same_date(stated, each) for each in named)


def is_at_odds(element: Element) -> bool:
    """Whether a `time` that an element holds, or stands in, contradicts itself."""
    times = chain(element.iter("time"), element.iterancestors("time"))
    return any(contradicts(time) for time in islice(times, _MOST_ATTRIBUTES))
