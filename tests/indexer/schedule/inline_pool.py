"""A worker pool for tests of a schedule with a clock of their own: it runs each job at once, in the caller's thread."""

from collections.abc import Callable

from indexer.schedule.loop import WorkerPool


class InlinePool(WorkerPool):
    def __init__(self) -> None:
        super().__init__(1)

    def start(self, name: str, work: Callable[[], object]) -> bool:
        work()
        return True
