"""One search as the log has it, and which searches it has at all."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

MAX_LOGGED_CHARS = 200
"""A longer query is a pasted text, and may be anybody's letter."""

_PERSONAL = re.compile(r"[^\s@]+@[^\s@]+\.\w|\d{9,}")
"""E-mail addresses, and numbers as long as those of telephones, accounts and cards."""

_CRAWLER = re.compile(r"(?<!\bcu)bot\b|crawl|spider|slurp|scrap|archiver", re.IGNORECASE)
"""What crawlers call themselves; Cubot makes telephones."""


class Surface(StrEnum):
    """Where a search was made."""

    PAGE = "page"
    API = "api"


@dataclass(frozen=True, slots=True)
class LoggedSearch:
    """A search within its hour. `hour` is in UTC: "2026-11-30T09".

    `total` is the number of articles that match the query as typed, `partial` the number of those that match most of
    it or an easier reading. `filtered` says whether there were filters, and not which.
    """

    hour: str
    query: str
    surface: Surface
    filtered: bool
    total: int
    partial: int
    took_ms: float


def hour_text(moment: datetime) -> str:
    """Return the hour of a time with a zone, in UTC."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H")


def loggable_query(text: str) -> str | None:
    """Return a query as the log groups it: without capitals except for words of them, with single blanks.

    None for what is not logged: an empty query, one of more than 200 characters, and one with an e-mail address or a
    long number.
    """
    # Of the characters that cannot be seen, those that join letters are left alone.
    composed = unicodedata.normalize("NFC", text)
    plain = "".join(" " if unicodedata.category(each) in ("Cc", "Cs") else each for each in composed)
    words = plain.split()
    query = " ".join(word if len(word) > 1 and word.isupper() else word.lower() for word in words)
    if not query or len(query) > MAX_LOGGED_CHARS or _PERSONAL.search(query):
        return None
    return query


def is_crawler(user_agent: str) -> bool:
    """Whether a client says that it is a crawler."""
    return _CRAWLER.search(user_agent) is not None
