"""The options and the result of parsing a query, and the notices about how its text was read."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from search.message import plural_message
from search.query.tree import Query

_MAX_NOTICES = 20


class MatchMode(StrEnum):
    """Whether an article must have all the words of a query, or any."""

    ALL = "all"
    ANY = "any"


def _now() -> datetime:
    return datetime.now().astimezone().replace(tzinfo=None)


@dataclass(frozen=True, slots=True)
class ParseOptions:
    """How to read a query text.

    `language` says whose stop words are ignored (None: no language's), `now` is the wall clock that relative dates
    count from. The limits bound the cost of a search: characters read, leaves of the tree, and how deep And and Or are
    nested. What exceeds them is ignored with a notice.
    """

    match: MatchMode = MatchMode.ALL
    language: str | None = "en"
    now: datetime = field(default_factory=_now)
    max_length: int = 2000
    max_clauses: int = 64
    max_depth: int = 20


class NoticeCode(StrEnum):
    """What a notice is about, for programs. Codes stay what they are; more may come."""

    IGNORED = "ignored"
    """A part of the query has no meaning where it stands."""
    READ_AS = "read_as"
    """A part was read otherwise than typed."""
    UNCLOSED = "unclosed"
    """A quotation or parenthesis has no end."""
    UNKNOWN_FIELD = "unknown_field"
    INVALID_CONDITION = "invalid_condition"
    """A date or quality that cannot be read; the condition was ignored."""
    DATE_HINT = "date_hint"
    """A date among the words; the message proposes a condition."""
    TOO_LONG = "too_long"
    """The query is longer than allowed; its end was ignored."""
    UNMET_CONDITION = "unmet_condition"
    """No article has this value; the message proposes the nearest."""
    EASIER_QUERY = "easier_query"
    """Nothing matches the query, and an easier reading of it was searched for."""
    PARTIAL_MATCHES = "partial_matches"
    """No article has all the words."""
    BEYOND_LAST_PAGE = "beyond_last_page"
    """There are results, but fewer than would reach this page."""
    INCOMPLETE = "incomplete"
    """The search stopped at a limit, so there may be more than it found."""


@dataclass(frozen=True, slots=True)
class Notice:
    """A remark about the query that a person should see. `position` counts characters of the query text from 0.

    The message is in English; one that is a `Message` can be shown in other languages.
    """

    position: int
    message: str
    code: NoticeCode = NoticeCode.IGNORED


@dataclass(frozen=True, slots=True)
class ParseResult:
    """The tree, in normal form, and what a person should know about how their text was read, by position in the text.

    `required` are those members of the tree that had a `+`: an easier reading must keep them. `literal` is the tree
    with the names of fields that are directly before a word read as words (`source:Rovers` may be of a headline), where
    that is another one: what to search for when nothing matches `query`.
    """

    query: Query
    notices: tuple[Notice, ...] = ()
    required: tuple[Query, ...] = ()
    literal: Query | None = None


class AddNotice(Protocol):
    """Adds a notice, given its position in the text, its message and its code."""

    def __call__(self, position: int, message: str, code: NoticeCode = NoticeCode.IGNORED, /) -> None:
        """Add a notice."""
        ...


class NoticeList:
    """The notices of one parse; call it to add one. The same notice is kept once, and of very many the first."""

    def __init__(self) -> None:
        self._notices: dict[tuple[int, str], Notice] = {}

    def __call__(self, position: int, message: str, code: NoticeCode = NoticeCode.IGNORED, /) -> None:
        """Add a notice."""
        self._notices.setdefault((position, message), Notice(position, message, code))

    def __len__(self) -> int:
        return len(self._notices)

    def ordered(self) -> tuple[Notice, ...]:
        """Return them by position in the text. Beyond the limit, the last one says how many more there were."""
        notices = sorted(self._notices.values(), key=lambda notice: notice.position)
        if len(notices) <= _MAX_NOTICES:
            return tuple(notices)
        first, more = notices[: _MAX_NOTICES - 1], len(notices) - _MAX_NOTICES + 1
        return (
            *first,
            Notice(
                notices[_MAX_NOTICES - 1].position,
                plural_message(
                    "There is %(num)s more notice after this point.",
                    "There are %(num)s more notices after this point.",
                    more,
                ),
            ),
        )
