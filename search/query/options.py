"""On what terms is a query read, and what does reading it give?"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from search.query.tree import Query

_MAX_NOTICES = 20


@dataclass(frozen=True, slots=True)
class Notice:
    """A remark about the query that a person should see. `position` counts characters of the query text from 0."""

    position: int
    message: str


class MatchMode(StrEnum):
    """Whether an article must have all the words of a query, or any."""

    ALL = "all"
    ANY = "any"


def _now() -> datetime:
    return datetime.now().astimezone().replace(tzinfo=None)


@dataclass(frozen=True, slots=True)
class ParseOptions:
    """How to read a query text.

    `language` says whose stop words are left out (None: nobody's), `now` is the wall clock that relative dates count
    from. The limits keep the cost of a search within bounds: characters read, leaves of the tree, and how deep And and
    Or stand in each other. What exceeds them is left out with a notice.
    """

    match: MatchMode = MatchMode.ALL
    language: str | None = "en"
    now: datetime = field(default_factory=_now)
    max_length: int = 2000
    max_clauses: int = 64
    max_depth: int = 20


@dataclass(frozen=True, slots=True)
class ParseResult:
    """The tree, in normal form, and what a person should know about how their text was read, by place in the text.

    `demanded` are those members of the tree that had a `+`: an easier reading must keep them.
    """

    query: Query
    notices: tuple[Notice, ...] = ()
    demanded: tuple[Query, ...] = ()


AddNotice = Callable[[int, str], None]
"""Remarks at a place in the text; the same remark is made once."""


class Notices:
    """Collects remarks; of very many, the first."""

    def __init__(self) -> None:
        self._found: dict[tuple[int, str], Notice] = {}

    def __call__(self, position: int, message: str) -> None:
        """Take a remark."""
        self._found.setdefault((position, message), Notice(position, message))

    def __len__(self) -> int:
        return len(self._found)

    def ordered(self) -> tuple[Notice, ...]:
        """By place in the text. Beyond the limit, the last one tells how many more there were."""
        found = sorted(self._found.values(), key=lambda notice: notice.position)
        if len(found) <= _MAX_NOTICES:
            return tuple(found)
        shown, more = found[: _MAX_NOTICES - 1], len(found) - _MAX_NOTICES + 1
        return (*shown, Notice(found[_MAX_NOTICES - 1].position, f"There are {more} more such remarks from here on."))
