"""Who does what is due in tests of a schedule, where time is handed in: the one who looks."""

from collections.abc import Callable


class Alone:
    """Does each job at once, and looks again when it is done."""

    def busy(self, name: str) -> bool:
        """See `indexer.schedule.loop.Crew`."""
        return False

    def take(self, name: str, work: Callable[[], object]) -> bool:
        """See `indexer.schedule.loop.Crew`."""
        work()
        return True
