"""The port for what long work reports about itself."""

from typing import Protocol


class Progress(Protocol):
    """What long work tells about itself. Calls are cheap; they may be made for every document."""

    def begin(self, title: str, total: int | None = None, *, about: bool = False) -> None:
        """A piece of work begins; `total` is how many steps it has, or has `about`, where that is known."""
        ...

    def step(self, done: int, note: str = "") -> None:
        """So many steps of it are done; `note` says what came of them."""
        ...

    def end(self, summary: str) -> None:
        """It is over; `summary` stays."""
        ...


class Silent:
    """Says nothing."""

    def begin(self, title: str, total: int | None = None, *, about: bool = False) -> None:
        """See `Progress`."""

    def step(self, done: int, note: str = "") -> None:
        """See `Progress`."""

    def end(self, summary: str) -> None:
        """See `Progress`."""
