"""The port through which long work reports its progress."""

from typing import Protocol


class Progress(Protocol):
    """What long work reports to. Calls are cheap; they may be made for every document."""

    def begin(self, title: str, total: int | None = None, *, about: bool = False) -> None:
        """Begin a piece of work of `total` steps, or of `about` as many; None where that is not known."""
        ...

    def step(self, done: int, note: str = "") -> None:
        """Report how many steps are done; `note` says what came of them."""
        ...

    def end(self, summary: str) -> None:
        """End the piece of work; `summary` stays on the screen."""
        ...


class NoProgress:
    """A progress that reports nothing."""

    def begin(self, title: str, total: int | None = None, *, about: bool = False) -> None:
        """Do nothing."""

    def step(self, done: int, note: str = "") -> None:
        """Do nothing."""

    def end(self, summary: str) -> None:
        """Do nothing."""
