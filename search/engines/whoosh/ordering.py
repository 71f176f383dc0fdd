"""In what order do hits stand, and where does a page begin?

Every order is total: equal scores or times fall to the newer article, then to the hash of the id. So a cursor, which
names the last hit of a page by these keys, means the same place after a commit.
"""

import base64
import json

import numpy as np
from numpy.typing import NDArray

from search.engines.whoosh.evaluation import Matches
from search.engines.whoosh.fields import UNDATED
from search.engines.whoosh.segments import Ints
from search.engines.whoosh.snapshot import Snapshot
from search.errors import CursorExpired
from search.request import Sort

Keys = tuple[NDArray[np.float64], Ints, NDArray[np.uint64]]
"""Three columns, each ascending in the order of hits."""


def keys(snapshot: Snapshot, found: Matches, sort: Sort) -> Keys:
    """The sort keys of each match. Undated articles come last, whichever way dates run."""
    times = snapshot.published[found.docs]
    undated = times == UNDATED
    newest = np.where(undated, np.iinfo(np.int64).max, -times)
    tie = snapshot.tie[found.docs]
    match sort:
        case Sort.RELEVANCE:
            return -found.scores, newest, tie
        case Sort.NEWEST:
            return np.zeros(len(times)), newest, tie
        case Sort.OLDEST:
            return np.zeros(len(times)), np.where(undated, np.iinfo(np.int64).max, times), tie


def ordered(columns: Keys) -> Ints:
    """The matches, by number, in the order of hits."""
    first, second, third = columns
    return np.lexsort((third, second, first))


def after(columns: Keys, order: Ints, cursor: str, sort: Sort) -> Ints:
    """What of an order comes after the cursor's place. Raises `CursorExpired` for a cursor of another order."""
    place = _decode(cursor, sort)
    first, second, third = (column[order] for column in columns)
    beyond = (first > place[0]) | (
        (first == place[0]) & ((second > place[1]) | ((second == place[1]) & (third > np.uint64(place[2]))))
    )
    return np.asarray(order[beyond])


def cursor_after(columns: Keys, number: int, sort: Sort) -> str:
    """The cursor of the page that follows this match."""
    place = [sort.value, *(column[number].item() for column in columns)]
    return base64.urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")


def _decode(cursor: str, sort: Sort) -> tuple[float, int, int]:
    try:
        name, first, second, third = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        place = float(first), int(second), int(third)
        if name != sort.value or not 0 <= place[2] < 1 << 64 or abs(place[1]) >= 1 << 63:
            raise ValueError(name)
    except (ValueError, TypeError, OverflowError):
        raise CursorExpired("This cursor belongs to another search. Start again from the first page.") from None
    return place
