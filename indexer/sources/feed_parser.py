"""The parser of feeds: RSS, Atom and RDF by feedparser, JSON Feed by its own rules."""

import io
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

import feedparser

from indexer.fetch.response import FetchError
from indexer.sources.detect_response import decode_beginning

_ENTITY = re.compile(rb"<!ENTITY\s+[%\w.-]+\s", re.IGNORECASE)
_WEEKDAY = re.compile(r"^[^\W\d_]+\.?,\s+")
"""What a date in a feed may open with, in any language; it adds nothing to the date."""
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


def parse_feed(data: bytes, url: str = "", content_type: str = "") -> Feed:
    """Parse a feed, well-formed or not. Relative links are resolved against `url`.

    Raises FetchError `not-a-feed`, or `entities` for one that declares entities made of entities.
    """
    if decode_beginning(data).lstrip().startswith("{"):
        return _parse_json_feed(data, url)
    if _nests_entities(data):
        raise FetchError("entities", "It declares entities that are made of others, which are not read.")
    # Where the encoding that the server states is wrong, feedparser tries the one that the feed itself states.
    headers = {"content-location": url, "content-type": content_type if "charset" in content_type else "text/xml"}
    try:
        parsed = feedparser.parse(io.BytesIO(data), response_headers=headers)
    except Exception as error:  # what it raises for odd input is not documented, and is no fault of ours
        raise FetchError("not-a-feed", f"It cannot be read as a feed: {type(error).__name__}: {error}.") from error
    if not parsed.get("version") and not parsed.entries:
        start = decode_beginning(data).lstrip()[:200].lower()
        what = "a web page, perhaps one to log in" if "<html" in start or "<!doctype html" in start else "no feed"
        raise FetchError("not-a-feed", f"It is {what}; nothing in it is an entry of RSS, Atom or RDF.")
    title, language = _text(parsed.feed, "title"), _text(parsed.feed, "language")
    # The one date that an entry of RSS may have is that of its publication, by whatever name feedparser calls it.
    one_date = not str(parsed.get("version")).startswith("atom")
    return Feed(title, tuple(_parse_entry(each, url, language, one_date=one_date) for each in parsed.entries))


def _nests_entities(data: bytes) -> bool:
    """Return whether an entity is declared that is made of others. Each byte is looked at once, so time is linear."""
    at = 0
    while declared := _ENTITY.search(data, at):
        at = data.find(b">", declared.end())
        if at < 0:
            return False
        if any(mark in data[declared.end() : at] for mark in (b"&", b"%")):
            return True
    return False


def _parse_entry(entry: Mapping[str, Any], base: str, language: str, *, one_date: bool) -> FeedEntry:
    link = _url(_text(entry, "link"), base)
    name = _text(entry, "id")
    if not link:
        link = _url(name, "")
    published = _WEEKDAY.sub("", _text(entry, "published") or _text(entry, "created"))
    updated = _text(entry, "updated")
    if one_date and not published:
        published, updated = updated, ""
    fields: Fields = {
        "title": _text(entry, "title"),
        "url": link,
        "published": published,
        "updated": updated,
        "author": _authors(entry),
        "tags": [tag for each in entry.get("tags", ()) if (tag := _text(each, "label") or _text(each, "term"))],
        "source": _text(entry.get("source", {}), "title"),
        "image": _image(entry),
        **_content(entry, language),
    }
    return FeedEntry(name or link, link, {key: value for key, value in fields.items() if value})


def _content(entry: Mapping[str, Any], language: str) -> Fields:
    """Return the entry's own text, the longest of its variants, and its stated language."""
    contents = [each for each in entry.get("content", ()) if each.get("value")]
    best = max(contents, key=lambda each: len(each["value"]), default=None)
    detail = entry.get("summary_detail") or {}
    summary = _text(entry, "summary")
    language = (best or {}).get("language") or detail.get("language") or language
    if best is None or len(summary) > len(best["value"]):
        return {"summary": summary, "language": language}
    plain = best.get("type") == "text/plain"
    return {"text" if plain else "html": best["value"], "language": language}


def _authors(entry: Mapping[str, Any]) -> list[str]:
    named = [name for each in entry.get("authors", ()) if (name := _text(each, "name"))]
    return list(dict.fromkeys(named)) or [name for name in [_text(entry, "author")] if name]


def _image(entry: Mapping[str, Any]) -> str:
    media = [*entry.get("media_content", ()), *entry.get("enclosures", ())]
    pictures = [
        _text(each, "url") or _text(each, "href")
        for each in media
        if each.get("medium") == "image" or str(each.get("type", "")).startswith("image/")
    ]
    return next(
        (each for each in (*pictures, *(_text(each, "url") for each in entry.get("media_thumbnail", ()))) if each), ""
    )


def _parse_json_feed(data: bytes, url: str) -> Feed:
    try:
        feed = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise FetchError("not-a-feed", f"It is no JSON Feed, since it is no JSON: {str(error)[:200]}.") from error
    if not isinstance(feed, dict) or "jsonfeed.org/version" not in str(feed.get("version")):
        raise FetchError("not-a-feed", "It is JSON, but no JSON Feed: its version does not say so.")
    items = feed.get("items")
    if not isinstance(items, list):
        raise FetchError("not-a-feed", "The JSON Feed has no list of items.")
    objects = [each for each in items if isinstance(each, dict)]
    everyone = feed.get("authors") or feed.get("author")
    entries = tuple(_parse_json_item(each, url, everyone, _text(feed, "language")) for each in objects)
    return Feed(_text(feed, "title"), entries, len(items) - len(objects))


def _parse_json_item(item: Mapping[str, Any], base: str, everyone: object, language: str) -> FeedEntry:
    link = _url(_text(item, "url") or _text(item, "external_url"), base)
    stated = item.get("id")
    name = str(stated).strip() if isinstance(stated, str | int | float) else ""
    authors = item.get("authors") or item.get("author") or everyone
    people = authors if isinstance(authors, list) else [authors]
    fields: Fields = {
        "title": _text(item, "title"),
        "url": link or _url(name, ""),
        "published": _text(item, "date_published"),
        "updated": _text(item, "date_modified"),
        "author": [_text(each, "name") for each in people if isinstance(each, dict) and _text(each, "name")],
        "tags": [tag for tag in tags if isinstance(tag, str)] if isinstance(tags := item.get("tags"), list) else [],
        "image": _text(item, "image") or _text(item, "banner_image"),
        "language": _text(item, "language") or language,
        "html": _text(item, "content_html"),
        "text": "" if _text(item, "content_html") else _text(item, "content_text"),
        "summary": _text(item, "summary"),
    }
    return FeedEntry(name or link, str(fields["url"]), {key: value for key, value in fields.items() if value})


def _text(record: Mapping[str, Any], name: str) -> str:
    # Not by get alone: feedparser answers `updated` with `published` where there is no other, and warns about it.
    value = record.get(name) if name in record else None
    return value.strip() if isinstance(value, str) else ""


def _url(text: str, base: str) -> str:
    """Return the absolute http(s) URL of a link, "" where it is none."""
    try:
        whole = urljoin(base, text) if text else ""
    except ValueError:
        return ""
    return whole if whole.startswith(("http://", "https://")) and len(whole) <= _MAX_URL_CHARS else ""
