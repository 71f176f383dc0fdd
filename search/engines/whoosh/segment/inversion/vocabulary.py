"""Which number does a term have? A vocabulary that grows while it is used."""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from search.engines.whoosh.segment.inversion import kernels


class Vocabulary:
    """Numbers terms from 0 in the order in which they are met. Not for several threads at once."""

    def __init__(self) -> None:
        self._slots = np.zeros(1 << 12, np.uint32)
        self._words = np.empty(1 << 16, np.uint8)
        self._offsets = np.zeros(1 << 12, np.int64)
        self._state = np.zeros(1, np.int64)

    def __len__(self) -> int:
        return int(self._state[0])

    def numbers(self, arena: NDArray[np.uint8], bounds: NDArray[np.int64]) -> NDArray[np.uint32]:
        """The number of each token `arena[bounds[k]:bounds[k + 1]]`, new terms entered. Mean cost is constant."""
        ids = np.empty(len(bounds) - 1, np.uint32)
        done = 0
        while True:
            done = kernels.number(arena, bounds, done, self._slots, self._words, self._offsets, self._state, ids)
            if done == len(ids):
                return ids
            self._grow(int(bounds[done + 1] - bounds[done]))

    def terms(self, first: int = 0) -> list[bytes]:
        """The terms from number `first` on."""
        count = len(self)
        data = self._words[: self._offsets[count]].tobytes()
        offsets = self._offsets[first : count + 1].tolist()
        return [data[start:stop] for start, stop in pairwise(offsets)]

    def _grow(self, needed: int) -> None:
        count = len(self)
        if len(self._words) - self._offsets[count] < needed:
            self._words = np.concatenate([self._words, np.empty(len(self._words) + needed, np.uint8)])
        if count + 1 >= len(self._offsets):
            self._offsets = np.concatenate([self._offsets, np.zeros_like(self._offsets)])
        if count >= len(self._slots) * 7 // 10:
            self._slots = np.zeros(2 * len(self._slots), np.uint32)
            kernels.rehash(self._words, self._offsets, count, self._slots)
