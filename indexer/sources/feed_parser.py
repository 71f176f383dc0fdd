"""The parser of feeds: RSS, Atom and RDF by feedparser, JSON Feed by its own rules."""

import io
import re
from collections.abc import Mapping
from typing import Any

import feedparser

from indexer.fetch.response import FetchError
from indexer.sources.beginning import decode_beginning, root_name, strip_beginning
from indexer.sources.feed_entry import Feed, FeedEntry, Fields, absolute_url, text_member
from indexer.sources.feed_values import author_names, normalize_date, strip_footer, unescape_markup
from indexer.sources.json_feed import parse_json_feed
from indexer.sources.text_stream import detect_wide_encoding

_ENTITY = re.compile(rb"<!ENTITY\s+[%\w.-]+\s", re.IGNORECASE)
_BLOGGER_KIND = "schemas.google.com/g/2005#kind"
_BLOGGER_ARTICLES = ("#post", "#page")
_LONG_NAME = re.compile(
    rb"(<(?:[\w-]{1,40}:)?(?:author|creator|contributor|name|email|managingEditor|webMaster|publisher|owner)\b[^<>]{0,500}>"
    rb"[^<\]]{0,20}(?:<!\[CDATA\[)?[^<\]]{2000})[^<\]]+",
    re.IGNORECASE,
)
_XML_PROLOGUE = re.compile(rb"\s*<\?xml[^>]*\?>")


def parse_feed(data: bytes, url: str = "", content_type: str = "") -> Feed:
    """Parse a feed, well-formed or not. Relative links are resolved against `url`.

    Raises FetchError `not-a-feed`, or `entities` for one that declares entities made of entities.
    """
    if decode_beginning(data).lstrip("\ufeff \t\r\nï»¿").startswith("{"):
        return parse_json_feed(data, url)
    data = strip_beginning(data)
    if root_name(decode_beginning(data)) == "entry":  # one entry, saved alone
        data = b"<feed xmlns='http://www.w3.org/2005/Atom'>" + _XML_PROLOGUE.sub(b"", data, count=1) + b"</feed>"
    if encoding := detect_wide_encoding(data):
        text = data.decode(encoding, "replace").lstrip("\ufeff").encode("utf-8", "replace")
        data = _XML_PROLOGUE.sub(b"<?xml version='1.0'?>", text, count=1)
    if b"&lt;![CDATA[" in data:  # the marks of a section were escaped along with what it holds
        data = data.replace(b"&lt;![CDATA[", b"").replace(b"]]&gt;", b"")
    if _nests_entities(data):
        raise FetchError("entities", "It declares entities that are made of others, which are not read.")
    data = _LONG_NAME.sub(rb"\1", data)  # feedparser takes quadratic time to look for an address in a name
    # Where the encoding that the server states is wrong, feedparser tries the one that the feed itself states.
    headers = {"content-location": url, "content-type": content_type if "charset" in content_type else "text/xml"}
    try:
        parsed = feedparser.parse(io.BytesIO(data), response_headers=headers, sanitize_html=False)
    except Exception as error:  # what it raises for odd input is not documented, and is no fault of ours
        raise FetchError("not-a-feed", f"It cannot be read as a feed: {type(error).__name__}: {error}.") from error
    if not parsed.get("version") and not parsed.entries:
        start = decode_beginning(data).lstrip()[:200].lower()
        what = "a web page, perhaps one to log in" if "<html" in start or "<!doctype html" in start else "no feed"
        raise FetchError("not-a-feed", f"It is {what}; nothing in it is an entry of RSS, Atom or RDF.")
    title, language = text_member(parsed.feed, "title"), text_member(parsed.feed, "language")
    # The one date that an entry of RSS may have is that of its publication, by whatever name feedparser calls it.
    one_date = not str(parsed.get("version")).startswith("atom")
    entries = (_parse_entry(each, url, title, language, one_date=one_date) for each in parsed.entries)
    return Feed(title, tuple(each for each in entries if each is not None))


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


def _parse_entry(entry: Mapping[str, Any], base: str, site: str, language: str, *, one_date: bool) -> FeedEntry | None:
    """Return an entry; None for what Blogger exports beside its articles: comments, settings and templates."""
    kinds = [
        text_member(each, "term") for each in entry.get("tags", ()) if _BLOGGER_KIND in text_member(each, "scheme")
    ]
    if kinds and not kinds[0].endswith(_BLOGGER_ARTICLES):
        return None
    # FeedBurner replaced the links of entries by its own, and is not what it was.
    link = absolute_url(text_member(entry, "feedburner_origlink") or text_member(entry, "pheedo_origlink"), base)
    link = link or absolute_url(text_member(entry, "link"), base)
    name = text_member(entry, "id")
    if not link:
        link = absolute_url(name, "")
    published = normalize_date(text_member(entry, "published") or text_member(entry, "created"))
    updated = normalize_date(text_member(entry, "updated"))
    if one_date and not published:
        published, updated = updated, ""
    title = text_member(entry, "title")
    fields: Fields = {
        "title": title,
        "url": link,
        "published": published,
        "updated": updated,
        "author": author_names(entry),
        "tags": _tags(entry),
        "source": text_member(entry.get("source", {}), "title"),
        "image": _image(entry),
        **_content(entry, link, title, site, language),
    }
    return FeedEntry(name or link, link, {key: value for key, value in fields.items() if value})


def _tags(entry: Mapping[str, Any]) -> list[str]:
    tags = (each for each in entry.get("tags", ()) if _BLOGGER_KIND not in text_member(each, "scheme"))
    return [tag for each in tags if (tag := text_member(each, "label") or text_member(each, "term"))]


def _content(entry: Mapping[str, Any], link: str, title: str, site: str, language: str) -> Fields:
    """Return the entry's own text, the longest of its variants, and its stated language."""
    contents = [each for each in entry.get("content", ()) if each.get("value")]
    best = max(contents, key=lambda each: len(each["value"]), default=None)
    detail = entry.get("summary_detail") or {}
    summary = text_member(entry, "summary")
    language = (best or {}).get("language") or detail.get("language") or language
    if best is None or len(summary) > len(best["value"]):
        return {"summary": _clean(summary, link, title, site), "language": language}
    if best.get("type") == "text/plain":
        return {"text": strip_footer(best["value"], link, title, site), "language": language}
    return {"html": _clean(best["value"], link, title, site), "language": language}


def _clean(content: str, link: str, title: str, site: str) -> str:
    return strip_footer(unescape_markup(content), link, title, site)


def _image(entry: Mapping[str, Any]) -> str:
    media = [*entry.get("media_content", ()), *entry.get("enclosures", ())]
    pictures = [
        text_member(each, "url") or text_member(each, "href")
        for each in media
        if each.get("medium") == "image" or str(each.get("type", "")).startswith("image/")
    ]
    return next(
        (
            each
            for each in (*pictures, *(text_member(each, "url") for each in entry.get("media_thumbnail", ())))
            if each
        ),
        "",
    )
