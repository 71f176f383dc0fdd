"""May this search go on? Limits of time and of postings read, looked at between pieces of work."""

import time
from collections.abc import Iterable, Iterator
from typing import TypeVar

Item = TypeVar("Item")


class Budget:
    """Once it is spent it stays so. What was left out must then only ever make a result smaller."""

    __slots__ = ("_deadline", "_postings", "over")

    def __init__(self, seconds: float, postings: int) -> None:
        self._deadline = time.perf_counter() + seconds
        self._postings = postings
        self.over = False

    @property
    def postings_over(self) -> bool:
        """Whether it was the postings that there were too many of."""
        return self._postings < 0

    def read(self, postings: int) -> None:
        """So many postings were read."""
        self._postings -= postings
        self.over = self.over or self._postings < 0

    def spent(self) -> bool:
        """Whether the search has to end with what it has."""
        if not self.over:
            self.over = time.perf_counter() > self._deadline
        return self.over

    def while_open(self, items: Iterable[Item]) -> Iterator[Item]:
        """The items, as long as something is left."""
        for item in items:
            if self.spent():
                return
            yield item
