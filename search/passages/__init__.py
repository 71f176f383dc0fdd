"""Which parts of a long text show best what matched? Ranges of characters, which `search.snippet` makes readable."""

import threading
from collections import Counter
from collections.abc import Sequence, Sized
from itertools import accumulate
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
    """The passages of one text; see `best_each`."""
    return best_each([text], [language], [marks], limit, chars)[0]


def best_each(
    texts: Sequence[str], languages: Sequence[str | None], marks: Sequence["Longs"], limit: int, chars: int
) -> list[list[Passage]]:
    """Of each text at most `limit` passages around marks, in text order, apart, together no longer than `chars`.

    `marks` are those of `search.matching.Match`; where there are none, there is no passage. First those passages are
    taken that bring most leaves not shown yet, then others while whole sentences fit; what room is left goes to their
    neighbours.
    """
    # Imported late: it loads the kernels, which a program that only imports this need not wait for.
    from search.passages.kernels import LEAST, PASSAGE, choose_each

    longest = max(map(len, texts))
    limit = max(1, min(limit, chars // LEAST, longest))
    begins, spans, firsts = _starts(texts), np.concatenate(marks), _starts(marks)
    points = points_of("".join(texts))
    weighed, weighed_firsts = spans, firsts
    if (firsts[1:] - firsts[:-1]).max() > WEIGHED:
        some = [each if len(each) <= WEIGHED else _weighed(each) for each in marks]
        weighed, weighed_firsts = np.concatenate(some), _starts(some)
    passages = np.empty((len(texts) * limit, PASSAGE), np.int64)
    counts = np.zeros(len(texts), np.int64)
    room = _room(longest, int((weighed_firsts[1:] - weighed_firsts[:-1]).max()), limit)
    for language in dict.fromkeys(languages):
        chosen = [at for at, each in enumerate(languages) if each == language and len(marks[at])]
        choose_each(
            *(points, begins, weighed, weighed_firsts, spans, firsts, np.array(chosen, np.int64), limit, chars),
            *(*characters(), *vocabulary(language), room.units, room.marked, room.words, room.windows),
            *(room.taken, room.trial, passages, counts),
        )
    _kept.room = room if len(room.units) <= MOST_KEPT else None
    rows = list(map(Passage._make, passages.tolist()))
    return [rows[at * limit : at * limit + count] for at, count in enumerate(counts.tolist())]


def _starts(parts: Sequence[Sized]) -> "Longs":
    """Where each part begins when they stand end to end, and where the last one ends."""
    return np.array([0, *accumulate(map(len, parts))], np.int64)


class _Room:
    """Where the kernels work, for so many characters, marks and passages."""

    def __init__(self, length: int, marks: int, limit: int) -> None:
        from search.passages.windows.kernels import WINDOW

        self.size = length, marks, limit
        self.units = np.empty((length // 2 + 2 * marks + 2, 2), np.int64)
        self.marked = np.empty((marks, 5), np.int64)
        self.words = np.empty((marks, 3), np.int64)
        self.windows = np.empty((marks * (LEAVES + 1), WINDOW), np.int64)
        self.taken, self.trial = np.empty((limit, WINDOW), np.int64), np.empty((limit, WINDOW), np.int64)


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
