"""Feeds of a search: RSS 2.0, Atom and JSON Feed 1.1, newest articles first, so that a feed is an alert."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import format_datetime
from urllib.parse import quote

from flask import Blueprint, Response, request
from lxml import etree

from search.article import Article, Precision, to_utc_text
from search.request import Filters, PartialMatches, Sort
from search.results import Hit, SearchResults
from search.service import search
from web.caching import answer_unchanged, result_tag, tagged_if_complete
from web.context import site
from web.links import article_link, feed_params, site_root
from web.markup import highlight_html, linkable_url, replace_unsafe
from web.pages.query_text import explain
from web.parameters import FINDING, PAGE_SIZE, ParamDefaults, parse_query_string, parse_search_params
from web.requests import interpret_query
from web.urls import build_url

blueprint = Blueprint("feeds", __name__)

ATOM = "http://www.w3.org/2005/Atom"
FEED_PARAMETERS = (*FINDING, PAGE_SIZE)
"""The parameters of a feed: those that say what a search finds, and how many entries there are."""


@dataclass(frozen=True, slots=True)
class Feed:
    """What all three formats say of a search. Addresses are absolute where the site knows its own."""

    title: str
    description: str
    page: str
    address: str
    updated: datetime
    hits: tuple[Hit, ...]


@blueprint.get("/search.rss")
def rss() -> Response:
    """Return a search as RSS 2.0."""
    return _answer(_rss, "application/rss+xml; charset=utf-8")


@blueprint.get("/search.atom")
def atom() -> Response:
    """Return a search as Atom (RFC 4287)."""
    return _answer(_atom, "application/atom+xml; charset=utf-8")


@blueprint.get("/search.json")
def json_feed() -> Response:
    """Return a search as JSON Feed 1.1."""
    return _answer(_json, "application/feed+json; charset=utf-8")


def _answer(write: Callable[[Feed], bytes], content_type: str) -> Response:
    """Return the newest full matches of the search: a feed has no partial matches, since it must not repeat itself."""
    pairs = parse_query_string(request.query_string, FEED_PARAMETERS, ignore_trackers=True)
    params = parse_search_params(pairs, site().clock(), ParamDefaults(page_size=site().settings.page_size))
    options = replace(params.options, sort=Sort.NEWEST, snippets=1, snippet_chars=400, partial=PartialMatches.NONE)
    params = replace(params, options=options)
    interpretation = interpret_query(params)
    tag = result_tag(params, interpretation.query)
    if (unchanged := answer_unchanged(tag)) is not None:
        return unchanged
    results = search(site().searcher, interpretation, options, relax=False)
    response = Response(write(_feed(results, params.text, pairs, options.filters)), content_type=content_type)
    return tagged_if_complete(response, tag, results)


def _feed(results: SearchResults, text: str, pairs: tuple[tuple[str, str], ...], filters: Filters) -> Feed:
    name = site().settings.title
    shown = feed_params(pairs)
    return Feed(
        title=f"{text} – {name}" if text else name,
        description=explain(results.query, filters),
        page=build_url(f"{site_root()}/search", shown),
        address=build_url(site_root() + request.path, pairs),
        updated=results.stats.updated or datetime.fromtimestamp(0, UTC),
        hits=results.hits,
    )


def _entry_id(article: Article) -> str:
    """Return the id of an entry, which stays what it is when the site moves."""
    return f"urn:dateline:{quote(article.id, safe='', errors='replace')}"


def _published(article: Article) -> datetime | None:
    """Return when an article was published, if that is known to the day; a time without a zone is taken as UTC."""
    stated = article.published
    if stated is None or stated.precision < Precision.DAY:
        return None
    return stated.moment if stated.moment.tzinfo else stated.moment.replace(tzinfo=UTC)


def _updated(hit: Hit, feed: Feed) -> datetime:
    seen = hit.article.first_seen
    moment = _published(hit.article) or seen or feed.updated
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _summary(hit: Hit) -> str:
    return " … ".join(highlight_html(snippet) for snippet in hit.snippets)


def _names(article: Article) -> Iterable[str]:
    return dict.fromkeys((*([article.section] if article.section else []), *article.tags))


def _add(parent: etree._Element, name: str, text: str | None = None, **attributes: str) -> etree._Element:
    child = etree.SubElement(parent, name, {key: replace_unsafe(value) for key, value in attributes.items()})
    child.text = None if text is None else replace_unsafe(text)
    return child


def _rss(feed: Feed) -> bytes:
    root = etree.Element("rss", {"version": "2.0"}, nsmap={"atom": ATOM})
    channel = _add(root, "channel")
    for name, text in (("title", feed.title), ("link", feed.page), ("description", feed.description)):
        _add(channel, name, text)
    _add(channel, "lastBuildDate", format_datetime(feed.updated))
    _add(channel, f"{{{ATOM}}}link", href=feed.address, rel="self", type="application/rss+xml")
    for hit in feed.hits:
        item = _add(channel, "item")
        _add(item, "title", hit.article.title or "(untitled)")
        _add(item, "link", article_link(hit.article.id))
        _add(item, "guid", _entry_id(hit.article), isPermaLink="false")
        _add(item, "description", _summary(hit))
        if moment := _published(hit.article):
            _add(item, "pubDate", format_datetime(moment))
        for name in _names(hit.article):
            _add(item, "category", name)
    return _xml(root)


def _atom(feed: Feed) -> bytes:
    def qualified(name: str) -> str:
        return f"{{{ATOM}}}{name}"

    root = etree.Element(qualified("feed"), nsmap={None: ATOM})
    _add(root, qualified("title"), feed.title)
    _add(root, qualified("subtitle"), feed.description)
    _add(root, qualified("id"), f"urn:dateline:search:{quote(feed.page, safe='')}")
    _add(root, qualified("updated"), to_utc_text(feed.updated))
    _add(root, qualified("link"), href=feed.address, rel="self", type="application/atom+xml")
    _add(root, qualified("link"), href=feed.page, rel="alternate", type="text/html")
    _add(_add(root, qualified("author")), qualified("name"), site().settings.title)
    for hit in feed.hits:
        article = hit.article
        entry = _add(root, qualified("entry"))
        _add(entry, qualified("title"), article.title or "(untitled)")
        _add(entry, qualified("id"), _entry_id(article))
        _add(entry, qualified("updated"), to_utc_text(_updated(hit, feed)))
        if moment := _published(article):
            _add(entry, qualified("published"), to_utc_text(moment))
        _add(entry, qualified("link"), href=article_link(article.id), rel="alternate", type="text/html")
        if original := linkable_url(article.url):
            _add(entry, qualified("link"), href=original, rel="via", type="text/html")
        for author in article.author or ((article.source,) if article.source else ()):
            _add(_add(entry, qualified("author")), qualified("name"), author)
        for name in _names(article):
            _add(entry, qualified("category"), term=name)
        _add(entry, qualified("summary"), _summary(hit), type="html")
    return _xml(root)


def _xml(root: etree._Element) -> bytes:
    written: bytes = etree.tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _json(feed: Feed) -> bytes:
    body = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "description": feed.description,
        "home_page_url": feed.page,
        "feed_url": feed.address,
        "items": [_json_item(hit) for hit in feed.hits],
    }
    return (json.dumps(body, ensure_ascii=False) + "\n").encode("utf-8", "replace")


def _json_item(hit: Hit) -> dict[str, object]:
    article = hit.article
    moment = _published(article)
    item: dict[str, object] = {
        "id": _entry_id(article),
        "url": article_link(article.id),
        "title": replace_unsafe(article.title),
        "content_html": _summary(hit),
    }
    if original := linkable_url(article.url):
        item["external_url"] = original
    if moment:
        item["date_published"] = moment.isoformat(timespec="seconds")
    if article.author:
        item["authors"] = [{"name": replace_unsafe(name)} for name in article.author]
    if names := list(_names(article)):
        item["tags"] = [replace_unsafe(name) for name in names]
    if article.language:
        item["language"] = article.language
    return item
