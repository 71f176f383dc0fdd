"""What is told of how an article was read? The archive's ledger, as far as pages and API look at it."""

from collections.abc import Iterator, Sequence
from typing import Any, Protocol


class Entry(Protocol):
    """One candidate of a field."""

    @property
    def value(self) -> str:
        """What was found, on one line."""
        ...

    @property
    def origin(self) -> str:
        """Where."""
        ...

    @property
    def outcome(self) -> str:
        """`won`, `agrees`, `outranked` or `rejected`."""
        ...

    @property
    def reason(self) -> str:
        """Why it was rejected, as the end of a sentence that begins with it."""
        ...


class Rule(Protocol):
    """By what a candidate won."""

    @property
    def words(self) -> str:
        """The rule as a person reads it."""
        ...


class Verdict(Protocol):
    """How a field was decided."""

    @property
    def field(self) -> str:
        """The field, by its name in an export line."""
        ...

    @property
    def confidence(self) -> float:
        """How sure its value is, from 0 to 1."""
        ...

    @property
    def rule(self) -> Rule:
        """By what its value won."""
        ...

    @property
    def entries(self) -> Sequence[Entry]:
        """All candidates, the winner first."""
        ...


class Ledger(Protocol):
    """The verdicts on the fields that any place stated."""

    def __iter__(self) -> Iterator[Verdict]:
        """In the order in which they are shown."""
        ...

    def to_json(self) -> dict[str, Any]:
        """All of it as JSON values."""
        ...
