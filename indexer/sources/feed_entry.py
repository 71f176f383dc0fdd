"""What a feed gives, whatever its format: its title and its entries."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

_MAX_URL_CHARS = 2_000
Fields = dict[str, object]


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """An entry: its name in the feed, its page ("" for none), and what it states, by the names of a record."""

    name: str
    link: str
    fields: Fields = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Feed:
    """The entries of a feed in its order, its title, and how many of them are not what an entry should be."""

    title: str
    entries: tuple[FeedEntry, ...]
    broken: int = 0


def text_member(record: Mapping[str, Any], name: str) -> str:
    """Return a member that is text, without white space around it; "" where there is none."""
    # Not by get alone: feedparser answers `updated` with `published` where there is no other, and warns about it.
    value = record.get(name) if name in record else None
    return value.strip() if isinstance(value, str) else ""


def absolute_url(text: str, base: str) -> str:
    """Return the absolute http(s) URL of a link, "" where it is none."""
    try:
        whole = urljoin(base, text) if text else ""
        urlsplit(whole)
    except ValueError:
        return ""
    return whole if whole.startswith(("http://", "https://")) and len(whole) <= _MAX_URL_CHARS else ""
