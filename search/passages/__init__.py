"""Which parts of a long text show best what matched? Ranges of characters, which `search.snippet` makes readable."""

import threading
from collections import Counter
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from search.matching import LEAVES
from search.sentences import points_of
from search.sentences.characters import characters
from search.sentences.words import vocabulary

if TYPE_CHECKING:
    from search.kernels import Longs

WEIGHED: Final = 400
"""Of more marks than this, only the first and the first few of each leaf are weighed: hostile text stays cheap."""
WEIGHED_OF_EACH: Final = 20
MOST_KEPT: Final = 100_000
"""Sentences for which a thread keeps room for its next text."""


class Passage(NamedTuple):
    """`text[start:end]`; `head` and `tail` tell whether a sentence was cut there and an ellipsis shows it.

    `first` to `last` are the numbers of the marks that begin in it; `broken` tells whether it has a line break.
    """

    start: int
    end: int
    head: int
    tail: int
    first: int
    last: int
    broken: int


def best(text: str, language: str | None, marks: "Longs", limit: int, chars: int) -> list[Passage]:
    """At most `limit` passages around marks, in text order, apart, together no longer than `chars`.

    `marks` are those of `search.matching.Match`. First those passages are taken that bring most leaves not shown yet,
    then others while whole sentences fit; what room is left goes to their neighbours.
    """
    # Imported late: it loads the kernels, which a program that only imports this need not wait for.
    from search.passages.kernels import LEAST, choose

    weighed = marks if len(marks) <= WEIGHED else _weighed(marks)
    limit = max(1, min(limit, chars // LEAST))
    room = _room(len(text), len(weighed), limit)
    found = choose(
        *(points_of(text), weighed, marks, limit, chars, *characters(), *vocabulary(language)),
        *(room.units, room.marked, room.words, room.windows, room.taken, room.trial, room.passages),
    )
    passages = list(map(Passage._make, room.passages[:found].tolist()))
    _kept.room = room if len(room.units) <= MOST_KEPT else None
    return passages


class _Room:
    """Where the kernels write, for so many characters, marks and passages."""

    def __init__(self, length: int, marks: int, limit: int) -> None:
        from search.passages.kernels import PASSAGE
        from search.passages.windows.kernels import WINDOW

        self.size = length, marks, limit
        self.units = np.empty((length // 2 + 2 * marks + 2, 2), np.int64)
        self.marked = np.empty((marks, 5), np.int64)
        self.words = np.empty((marks, 3), np.int64)
        self.windows = np.empty((marks * (LEAVES + 1), WINDOW), np.int64)
        self.taken, self.trial = np.empty((limit, WINDOW), np.int64), np.empty((limit, WINDOW), np.int64)
        self.passages = np.empty((limit, PASSAGE), np.int64)


_kept = threading.local()


def _room(length: int, marks: int, limit: int) -> _Room:
    """Room that is large enough: that which the thread had last, where it may suffice."""
    room: _Room | None = getattr(_kept, "room", None)
    if room is None:
        return _Room(max(length, 16_000), max(marks, 64), max(limit, 5))
    known = room.size
    if length > known[0] or marks > known[1] or limit > known[2]:
        return _Room(max(length, known[0]), max(marks, known[1]), max(limit, known[2]))
    return room


def _weighed(marks: "Longs") -> "Longs":
    leaves = marks[:, 2].tolist()
    chosen = list(range(WEIGHED))
    seen = Counter(leaf for of in leaves[:WEIGHED] for leaf in _bits(of))
    for number in range(WEIGHED, len(leaves)):
        of = _bits(leaves[number])
        if any(seen[leaf] < WEIGHED_OF_EACH for leaf in of):
            seen.update(of)
            chosen.append(number)
    return marks[chosen]


def _bits(leaves: int) -> list[int]:
    return [leaf for leaf in range(leaves.bit_length()) if leaves >> leaf & 1]


def opening(text: str, language: str | None, start: int, chars: int) -> list[Passage]:
    """The beginning of `text[start:]`, at most `chars` characters: one passage, or none where only blanks are left."""
    # Imported late: see above.
    from search.passages.kernels import PASSAGE, begin

    passages = np.empty((1, PASSAGE), np.int64)
    found = begin(
        *(points_of(text), start, chars, *characters(), *vocabulary(language)),
        *(np.empty((chars // 2 + 3, 2), np.int64), np.empty((0, 2), np.int64)),
        passages,
    )
    return list(map(Passage._make, passages[:found].tolist()))
