"""The parser of JSON Feed, which reads what it can of a feed that is not valid JSON."""

import json
import re
from collections.abc import Mapping
from typing import Any

from indexer.fetch.response import FetchError
from indexer.sources.feed_entry import Feed, FeedEntry, Fields, absolute_url, text_member
from indexer.sources.feed_values import clean_names, normalize_date, strip_footer, unescape_markup
from indexer.sources.text_stream import detect_wide_encoding

_ITEMS = re.compile(r'"items"\s*:\s*\[')
_ITEM_START = re.compile(r"\{")
_COMMA_BEFORE_END = re.compile(r",(\s*[\]}])")
_MAX_RESTARTS = 200


def parse_json_feed(data: bytes, url: str) -> Feed:
    """Parse a JSON Feed. Relative links are resolved against `url`.

    Line breaks in strings and commas before brackets are forgiven; an item that cannot be read counts as broken, and
    the others are read. Raises FetchError `not-a-feed`.
    """
    text = _decode(data)
    feed, broken = _parse(text)
    if not isinstance(feed, dict) or "jsonfeed.org/version" not in str(feed.get("version")):
        raise FetchError("not-a-feed", "It is JSON, but no JSON Feed: its version does not say so.")
    items = feed.get("items")
    if not isinstance(items, list):
        raise FetchError("not-a-feed", "The JSON Feed has no list of items.")
    objects = [each for each in items if isinstance(each, dict)]
    everyone = feed.get("authors") or feed.get("author")
    title, language = text_member(feed, "title"), text_member(feed, "language")
    base = url or absolute_url(text_member(feed, "home_page_url"), "")
    entries = tuple(_parse_item(each, base, title, everyone, language) for each in objects)
    return Feed(title, entries, len(items) - len(objects) + broken)


def _decode(data: bytes) -> str:
    encoding = detect_wide_encoding(data)
    if encoding:
        return data.decode(encoding, "replace").lstrip("\ufeff")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _parse(text: str) -> tuple[object, int]:
    """Return the feed, and how many of its items cannot be read."""
    try:
        return json.loads(text, strict=False), 0
    except RecursionError as error:
        raise FetchError("not-a-feed", "It is no JSON Feed, since it is nested too deeply.") from error
    except ValueError as error:
        fault = str(error)[:200]
    decoder = json.JSONDecoder(strict=False)
    text = _COMMA_BEFORE_END.sub(r"\1", text)
    start = _ITEMS.search(text)
    try:
        return json.loads(text, strict=False), 0
    except (ValueError, RecursionError):
        if start is None:
            raise FetchError("not-a-feed", f"It is no JSON Feed, since it is no JSON: {fault}.") from None
    head = _read_head(text[: start.start()])
    items, broken, at, is_lost = [], 0, start.end(), False
    restarts = 0
    while (found := _ITEM_START.search(text, at)) and restarts < _MAX_RESTARTS:
        try:
            item, at = decoder.raw_decode(text, found.start())
        except (ValueError, RecursionError):
            # Within a broken item, braces lead on to its inner objects, which are no items.
            broken, is_lost, at, restarts = broken + (not is_lost), True, found.end(), restarts + 1
            continue
        if not is_lost or _is_item(item):
            items.append(item)
            is_lost = False
    if not items:
        raise FetchError("not-a-feed", f"It is no JSON Feed, since it is no JSON: {fault}.")
    return {**head, "items": items}, max(broken, 1)


def _read_head(text: str) -> Mapping[str, Any]:
    """Return the members before the items of a feed that is no JSON."""
    try:
        head = json.loads(text.rstrip().rstrip(",") + "}", strict=False)
    except (ValueError, RecursionError):
        version = re.search(r'"version"\s*:\s*"([^"]*)"', text)
        title = re.search(r'"title"\s*:\s*"([^"\\]*)"', text)
        return {"version": version[1] if version else "", "title": title[1] if title else ""}
    return head if isinstance(head, dict) else {}


def _is_item(value: object) -> bool:
    return (
        isinstance(value, dict)
        and ("id" in value or "url" in value)
        and bool(value.keys() & {"content_html", "content_text", "title", "date_published", "summary"})
    )


def _parse_item(item: Mapping[str, Any], base: str, site: str, everyone: object, language: str) -> FeedEntry:
    link = absolute_url(text_member(item, "url") or text_member(item, "external_url"), base)
    stated = item.get("id")
    name = str(stated).strip() if isinstance(stated, str | int | float) else ""
    link = link or absolute_url(name, "")
    authors = item.get("authors") or item.get("author") or everyone
    title = text_member(item, "title")
    html = strip_footer(unescape_markup(text_member(item, "content_html")), link, title, site)
    fields: Fields = {
        "title": title,
        "url": link,
        "published": normalize_date(text_member(item, "date_published")),
        "updated": normalize_date(text_member(item, "date_modified")),
        "author": clean_names(authors if isinstance(authors, list) else [authors]),
        "tags": [tag for tag in tags if isinstance(tag, str)] if isinstance(tags := item.get("tags"), list) else [],
        "image": text_member(item, "image") or text_member(item, "banner_image"),
        "language": text_member(item, "language") or language,
        "html": html,
        "text": "" if html else strip_footer(text_member(item, "content_text"), link, title, site),
        "summary": text_member(item, "summary"),
    }
    return FeedEntry(name or link, link, {key: value for key, value in fields.items() if value})
