"""May this search go on? A limit of time, looked at between pieces of work."""

import time
from collections.abc import Iterable, Iterator
from typing import TypeVar

Item = TypeVar("Item")


class Budget:
    """Once it is spent it stays so. What was left out must then only ever make a result smaller."""

    __slots__ = ("_deadline", "over")

    def __init__(self, seconds: float) -> None:
        self._deadline = time.perf_counter() + seconds
        self.over = False

    def spent(self) -> bool:
        """Whether the time is up."""
        if not self.over:
            self.over = time.perf_counter() > self._deadline
        return self.over

    def while_open(self, items: Iterable[Item]) -> Iterator[Item]:
        """The items, as long as there is time."""
        for item in items:
            if self.spent():
                return
            yield item
