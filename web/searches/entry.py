"""One search as the log has it, and which searches it has at all."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

MAX_LOGGED_CHARS = 200
"""A longer query is a pasted text, and may be anybody's letter."""

MIN_PRIVATE_DIGITS = 9
"""Numbers of telephones, accounts and cards have as many digits or more."""

_MAIL = re.compile(r"[^\s@]+@[^\s@]+\.\w")
_SIGNS = r"[)\]]{0,2} ?[-./]? ?[(\[+]{0,2}"
"""What people write between the groups of a number. Two full stops are a span, and join nothing."""
_NUMBER = re.compile(rf"\d(?:{_SIGNS}\d)*")
_YEAR, _MONTH, _DAY = r"(?:1[5-9]|20)\d\d", r"(?:0?[1-9]|1[0-2])", r"(?:0?[1-9]|[12]\d|3[01])"
_DATE = rf"(?:{_YEAR}[-./]{_MONTH}[-./]{_DAY}|{_DAY}[-./] ?{_DAY}[-./] ?{_YEAR})"
_DATE_APART = re.compile(rf"(?:(?<= )|^){_DATE}(?= |$)")
_TIME = rf"(?:{_DATE}|{_YEAR}[-./]{_MONTH}|{_YEAR}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])|{_YEAR})"
_TIMES = re.compile(rf"{_TIME}(?:(?: ?[-./] ?| ){_TIME})*")

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
    long number, whatever its groups are written with. Dates and years are no such number.
    """
    # Of the characters that cannot be seen, those that join letters are left alone.
    composed = unicodedata.normalize("NFC", text)
    plain = "".join(" " if unicodedata.category(each) in ("Cc", "Cs") else each for each in composed)
    words = plain.split()
    query = " ".join(word if len(word) > 1 and word.isupper() else word.lower() for word in words)
    if not query or len(query) > MAX_LOGGED_CHARS or _is_personal(query):
        return None
    return query


def _is_personal(query: str) -> bool:
    compatible = unicodedata.normalize("NFKC", query)
    # What cannot be seen parts no number, and every dash is a hyphen.
    categories = ((each, unicodedata.category(each)) for each in compatible)
    plain = "".join("-" if category == "Pd" else each for each, category in categories if category != "Cf")
    return _MAIL.search(plain) is not None or any(map(_is_private_number, _NUMBER.findall(plain)))


def _is_private_number(number: str) -> bool:
    if _TIMES.fullmatch(number):
        return False
    # With a date before or after it, a number is as long as the rest.
    digits = sum(map(str.isdecimal, _DATE_APART.sub("", number)))
    return digits >= MIN_PRIVATE_DIGITS


def is_crawler(user_agent: str) -> bool:
    """Whether a client says that it is a crawler."""
    return _CRAWLER.search(user_agent) is not None
