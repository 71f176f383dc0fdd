"""What does a page's head say about its article? JSON-LD, meta elements, `<time>`, title and address."""

import re
from collections.abc import Iterable

from bs4 import BeautifulSoup, Tag
from bs4.filter import SoupStrainer

from indexer.reading.draft import Candidate, Field, candidate
from indexer.reading.identity import canonical_url, is_front_page
from indexer.reading.jsonld import json_ld_candidates

TELLING = ("meta", "link", "title", "script", "time", "h1")
"""The elements that speak about an article."""
ATTRIBUTES = frozenset(
    {"property", "name", "itemprop", "http-equiv", "content", "datetime", "pubdate", "rel", "href", "type"}
)
"""The attributes by which they do."""
# Most trusted first; names are those of `property`, `name` and `itemprop`, in lower case.
_META: tuple[tuple[Field, tuple[str, ...]], ...] = (
    (Field.TITLE, ("og:title", "headline", "parsely-title", "dc.title", "dcterms.title", "twitter:title")),
    (Field.PUBLISHED, ("article:published_time", "og:article:published_time", "datepublished", "parsely-pub-date",
                       "publish-date", "publish_date", "published-date", "publication_date", "article.published",
                       "pubdate", "sailthru.date", "dc.date.issued", "dcterms.issued", "dc.date.created",
                       "dcterms.created",
                       "dc.date", "dcterms.date", "citation_publication_date", "article_date_original", "date",
                       "datecreated",
                       "og:published_time", "release_date")),
    (Field.AUTHOR, ("author", "article:author", "byl", "parsely-author", "dc.creator", "dcterms.creator",
                    "sailthru.author", "citation_author", "og:article:author", "twitter:creator")),
    (Field.SOURCE, ("og:site_name", "application-name", "dc.publisher", "dcterms.publisher",
                    "article:publisher_name", "copyright-holder")),
    (Field.SECTION, ("article:section", "parsely-section", "og:article:section", "articlesection", "section")),
    (Field.TAGS, ("article:tag", "parsely-tags", "news_keywords", "keywords", "sailthru.tags")),
    (Field.LANGUAGE, ("dc.language", "content-language", "og:locale", "language", "inlanguage")),
    (Field.URL, ("og:url", "parsely-link", "twitter:url")),
)  # fmt: skip
_IN_URL = re.compile(r"/((?:19|20)\d\d)(?:[/-](\d\d?)[/-](\d\d?)|(\d\d)[/-]?(\d\d))(?!\d)")
_HTML_LANG = re.compile(r"<html\b[^>]{0,500}?\s(?:xml:)?lang\s*=\s*[\"']?([A-Za-z][\w-]{1,20})", re.IGNORECASE)
_HEAD_CHARS = 20_000


def page_candidates(telling: str, html: str, address: str = "") -> tuple[Candidate, ...]:
    """All that a page says of its article outside the text, best first for each field.

    `telling` is the source of the page's telling elements, which may be the whole page `html`; `address` is where the
    page stood.
    """
    soup = BeautifulSoup(telling, "lxml", parse_only=SoupStrainer(list(TELLING)))
    scripts = [tag.get_text() for tag in soup.find_all("script") if "ld+json" in _attribute(tag, "type").lower()]
    found: list[Candidate] = [
        *_links(soup),
        *json_ld_candidates(scripts),
        *_metas(soup),
        *_headings(soup),
        *_times(soup),
    ]
    lang = _HTML_LANG.search(html[:_HEAD_CHARS])
    if lang:
        found.insert(0, Candidate(Field.LANGUAGE, (lang[1],), "html lang"))
    return tuple(one for one in found if one.field is not Field.URL or _may_be_own(one.value, address))


def dated_by_address(stated: Iterable[Candidate], address: str) -> tuple[Candidate, ...]:
    """The date in an address such as /2015/11/27/pier, of the page or of the file that holds it."""
    for url in (address, *(one.value for one in stated if one.field is Field.URL)):
        dated = _IN_URL.search(url)
        if dated:
            year, *parts = (part for part in dated.groups() if part)
            return candidate(Field.PUBLISHED, "url", "-".join((year, *(part.zfill(2) for part in parts))))
    return ()


def _may_be_own(url: str, address: str) -> bool:
    """An address that a page may truly have as its own: whole, and not the front page for every page of the site."""
    canonical = canonical_url(url)
    return canonical is not None and (not is_front_page(canonical) or canonical == canonical_url(address))


def _attribute(tag: Tag, name: str) -> str:
    value = tag.get(name)
    return " ".join(value) if isinstance(value, list) else value or ""


def _links(soup: BeautifulSoup) -> list[Candidate]:
    return [
        one
        for tag in soup.find_all("link", limit=500)
        if "canonical" in _attribute(tag, "rel").lower().split()
        for one in candidate(Field.URL, "link canonical", _attribute(tag, "href"))
    ]


def _metas(soup: BeautifulSoup) -> list[Candidate]:
    contents: dict[str, list[str]] = {}
    for tag in soup.find_all(["meta", "time"], limit=2000):
        content = _attribute(tag, "content") or _attribute(tag, "datetime")
        for name in {_attribute(tag, key).lower() for key in ("property", "name", "itemprop", "http-equiv")} - {""}:
            contents.setdefault(name, []).append(content)
    found: list[Candidate] = []
    for field, names in _META:
        for name in names:
            values = contents.get(name, [])
            if field is Field.TAGS:
                values = [part.strip() for value in values for part in value.split(",")]
            elif field is not Field.AUTHOR:
                values = values[:1]
            found.extend(candidate(field, name, *values))
    return found


def _headings(soup: BeautifulSoup) -> list[Candidate]:
    headings = [tag.get_text(" ") for tag in soup.find_all("h1", limit=5)]
    titles = [tag.get_text(" ") for tag in soup.find_all("title", limit=1)]
    in_head, on_page = candidate(Field.TITLE, "title", *titles), candidate(Field.TITLE, "h1", *headings[:1])
    if len(headings) == 1 and titles and _telling(headings[0]) & _telling(titles[0]):
        return [*on_page, *in_head]  # two headlines of one story: the readers' comes before the search engines'
    return [*in_head, *on_page]


def _telling(title: str) -> set[str]:
    return set(re.findall(r"\w{4,}", title.casefold()))


def _times(soup: BeautifulSoup) -> list[Candidate]:
    times = soup.find_all("time", limit=50)
    marked = [tag for tag in times if tag.has_attr("pubdate")]
    found: list[Candidate] = []
    for tag in [*marked, *times]:
        found.extend(candidate(Field.PUBLISHED, "time", _attribute(tag, "datetime") or tag.get_text(" ")))
    return found[:3]
