"""What tells programs about the site: OpenAPI, OpenSearch description, robots.txt and sitemaps."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from flask import Blueprint, Response, request
from lxml import etree

from search.article import Article, to_utc_text
from search.message import Message
from search.query.tree import MatchAll
from search.request import Filters, Interval, SearchOptions
from search.results import Bucket
from web.context import site
from web.errors import NoSuchPage
from web.json_answers import json_response
from web.links import article_link, site_root
from web.openapi import openapi_document
from web.parameters import parse_query_string

blueprint = Blueprint("discovery", __name__)

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
OPENSEARCH = "http://a9.com/-/spec/opensearch/1.1/"
MAX_SITEMAP_ADDRESSES = 50_000
"""Addresses of one sitemap, as sitemaps.org allows; of a month with more, the newest are named."""
PAGE_SIZE = 100
UNDATED = "undated"

ROBOTS = """\
User-agent: *
Disallow: /search
Disallow: /facets/
Disallow: /api/
Disallow: /articles/*?
"""
"""Crawlers read the articles, which the sitemap names, and not the searches, of which there is no end."""


@blueprint.get("/openapi.json")
def openapi() -> Response:
    """Return the description of the API, made from the declarations of its parameters."""
    parse_query_string(request.query_string, ())
    return json_response(openapi_document(site().settings.title, site_root()))


@blueprint.get("/opensearch.xml")
def opensearch() -> Response:
    """Return the description with which a browser makes the site one of its search engines."""
    parse_query_string(request.query_string, ())
    name = site().settings.title
    root = etree.Element("OpenSearchDescription", nsmap={None: OPENSEARCH})
    # The specification allows 16 characters for the short name and 1024 for the description.
    for tag, text in (("ShortName", name[:16]), ("LongName", name[:48]), ("Description", f"Search {name}"[:1024])):
        etree.SubElement(root, tag).text = text
    for media_type, address in (
        ("text/html", "/search?q={searchTerms}"),
        ("application/rss+xml", "/search.rss?q={searchTerms}"),
        ("application/atom+xml", "/search.atom?q={searchTerms}"),
    ):
        etree.SubElement(root, "Url", type=media_type, template=site_root() + address)
    etree.SubElement(root, "InputEncoding").text = "UTF-8"
    return _xml(root, "application/opensearchdescription+xml")


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Return what crawlers may read."""
    root = site_root()
    sitemap = f"\nSitemap: {root}/sitemap.xml\n" if root else ""
    return Response(ROBOTS + sitemap, content_type="text/plain; charset=utf-8")


@blueprint.get("/sitemap.xml")
def sitemap_index() -> Response:
    """Return the index of the sitemaps: one for each month with articles, and one for those without a date."""
    root = etree.Element("sitemapindex", nsmap={None: SITEMAP})
    months, undated = _months()
    names = [f"{bucket.start:%Y-%m}" for bucket in months if bucket.count]
    for name in [*names, *([UNDATED] if undated else [])]:
        entry = etree.SubElement(root, "sitemap")
        etree.SubElement(entry, "loc").text = f"{_absolute_root()}/sitemaps/{name}.xml"
    return _xml(root, "application/xml")


@blueprint.get("/sitemaps/<name>.xml")
def sitemap(name: str) -> Response:
    """Return the sitemap of a month (`2015-11`) or of the articles without a date (`undated`)."""
    filters = Filters(undated=True) if name == UNDATED else _month(name)
    root = etree.Element("urlset", nsmap={None: SITEMAP})
    for article in _articles(filters):
        entry = etree.SubElement(root, "url")
        etree.SubElement(entry, "loc").text = _absolute_root() + article_link(article.id).removeprefix(site_root())
        changed = article.updated or article.published
        if changed is not None and changed.moment.tzinfo is not None:
            etree.SubElement(entry, "lastmod").text = to_utc_text(changed.moment)
    return _xml(root, "application/xml")


def _absolute_root() -> str:
    """Return the root for addresses that must be absolute. Raises `NoSuchPage` where the site does not know its own."""
    if not (root := site_root()):
        raise NoSuchPage(
            Message("There is no sitemap, since the site does not know its own address (setting web.base_url).")
        )
    return root


def _months() -> tuple[tuple[Bucket, ...], int]:
    options = SearchOptions(limit=0, snippets=0, histogram=Interval.MONTH)
    histogram = site().searcher.search(options.request(MatchAll())).histogram
    return ((), 0) if histogram is None else (histogram.buckets, histogram.undated)


def _month(name: str) -> Filters:
    try:
        since = datetime.strptime(name, "%Y-%m")  # noqa: DTZ007 -- articles have the clock that was printed
    except ValueError:
        raise NoSuchPage(Message("There is no sitemap of this name.")) from None
    return Filters(since, datetime(since.year + since.month // 12, since.month % 12 + 1, 1))


def _articles(filters: Filters) -> Iterator[Article]:
    options = SearchOptions(filters=filters, limit=PAGE_SIZE, snippets=0)
    for _ in range(MAX_SITEMAP_ADDRESSES // PAGE_SIZE):
        results = site().searcher.search(options.request(MatchAll()))
        yield from (hit.article for hit in results.hits)
        if results.next_cursor is None:
            return
        options = replace(options, cursor=results.next_cursor)


def _xml(root: etree._Element, content_type: str) -> Response:
    written: bytes = etree.tostring(root, encoding="utf-8", xml_declaration=True)
    return Response(written + b"\n", content_type=f"{content_type}; charset=utf-8")
