"""The JSON shape of results and articles, which the API and `dateline search --json` share."""

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from pathlib import PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING, Any

from search.article import Article, to_record, to_utc_text
from search.query.tree import has_text_terms
from search.request import Facet, Interval
from search.results import Fragment, Histogram, Hit, IndexStats, SearchResults
from web.markup import highlight_html
from web.urls import article_path

if TYPE_CHECKING:  # the archive brings SQLAlchemy, which a search in the terminal need not wait for
    from indexer.archive import Provenance


LINKS = ("self", "first", "prev", "next", "last", "feed")
"""The links of a page of results."""

RESULT_FIELDS = (
    "id", "title", "title_html", "url", "published", "author", "source", "section", "language", "link",
    "title_highlights", "score", "matches", "missing", "copies", "snippets",
)  # fmt: skip
"""The members of a result."""

MARKED_FIELDS = frozenset(("title_html", "title_highlights", "matches", "snippets"))
"""The members of a result for which its article is matched against the query."""

RECORD_FIELDS = tuple(to_record(Article(id="")))
"""The members of a line of an export."""

MATCH_FIELDS = ("title_highlights", "text_html", "text_highlights", "matches")
"""The members that an article has where it is read with a query."""

ARTICLE_FIELDS = (*dict.fromkeys((*RESULT_FIELDS[:9], *RECORD_FIELDS, "first_seen", "ledger")), *MATCH_FIELDS)
"""The members of an article."""


def select(body: dict[str, Any], fields: Collection[str] | None) -> dict[str, Any]:
    """Return those members of a result or an article that `fields` names, and its id; all where that is None."""
    return body if fields is None else {name: value for name, value in body.items() if name == "id" or name in fields}


def results(
    answer: SearchResults,
    *,
    text: str,
    explained: str,
    page: int | None,
    page_size: int,
    facets: Iterable[Facet] = (),
    links: Mapping[str, str | None] | None = None,
    article_root: str | None = None,
    fields: Collection[str] | None = None,
) -> dict[str, Any]:
    """Return one page of answer. `text` is the query as typed; `page` is None where a cursor was used.

    `links` has the addresses of LINKS, None where there is none. `article_root` begins the addresses of articles, None
    where they have no pages. `explained` is the search in plain words. `fields` are the members of each result that are
    wanted, None for all. Offsets count characters (code points) from 0.
    """
    links = links or {}
    has_scores = has_text_terms(answer.query)
    return {
        "query": {
            "q": text,
            "parsed": answer.parsed,
            "explained": explained,
            "notices": [
                {"position": notice.position, "code": notice.code.value, "message": notice.message}
                for notice in answer.notices
            ],
        },
        "total": {
            "value": answer.total,
            "relation": "eq" if answer.total_is_exact else "gte",
            "partial": answer.partial,
        },
        "page": page,
        "page_size": page_size,
        "links": {name: links.get(name) for name in LINKS},
        "next_cursor": answer.next_cursor,
        "results": [select(hit(each, article_root, has_scores), fields) for each in answer.hits],
        "facets": {
            facet.value: [{"value": entry.value, "count": entry.count} for entry in answer.facets.get(facet, ())]
            for facet in facets
        },
        "facet_totals": {facet.value: answer.facet_totals.get(facet, 0) for facet in facets},
        "histogram": None if answer.histogram is None else _histogram(answer.histogram),
        "suggestions": list(answer.suggestions),
        "took_ms": round(answer.took * 1000, 1),
        "index": index_state(answer.stats),
    }


def timeline(answer: SearchResults, text: str) -> dict[str, Any]:
    """Return how many articles of a search appeared in each period; `text` is the query as typed."""
    histogram = answer.histogram or Histogram(Interval.YEAR, (), 0)
    return {
        "q": text,
        "total": {"value": answer.total, "relation": "eq" if answer.total_is_exact else "gte"},
        **_histogram(histogram),
        "index": index_state(answer.stats),
    }


def index_state(stats: IndexStats) -> dict[str, Any]:
    """Return which index answered."""
    return {"generation": stats.generation, "articles": stats.articles, "updated": to_utc_text(stats.updated)}


def article(
    article: Article,
    first_seen: datetime | None,
    ledger: "Provenance | None",
    marked: tuple[Fragment, Fragment] | None = None,
) -> dict[str, Any]:
    """Return one whole article: the fields of a result, without score and snippets, and those of the article alone.

    `ledger` says where its fields came from; it is null where the archive has no provenance. `marked` are its title and
    its text with the matches of a query, None where there is no query.
    """
    whole = {
        **_fields(article, Fragment(article.title)),
        **to_record(article),
        "location": public_location(article.location),
        "first_seen": to_utc_text(first_seen),
        "ledger": None if ledger is None else ledger.to_json(),
    }
    if marked is None:
        return whole
    title, text = marked
    matches = {
        "title_html": highlight_html(title),
        "title_highlights": title.highlights,
        "text_html": highlight_html(text),
        "text_highlights": text.highlights,
        "matches": len(text.highlights),
    }
    return whole | matches


def public_location(location: str | None) -> str | None:
    """Return where an article was read from, without the folders of the server: of a whole path, its last part."""
    file, mark, record = (location or "").partition("#")
    if not PurePosixPath(file).is_absolute() and not PureWindowsPath(file).drive:
        return location
    return re.split(r"[\\/]", file)[-1] + mark + record


def _fields(article: Article, title: Fragment) -> dict[str, Any]:
    return {
        "id": article.id,
        "title": article.title,
        "title_html": highlight_html(title),
        "url": article.url,
        "published": None if article.published is None else str(article.published),
        "author": list(article.author),
        "source": article.source,
        "section": article.section,
        "language": article.language,
    }


def hit(found: Hit, article_root: str | None, has_scores: bool) -> dict[str, Any]:
    """Return one result. `article_root` begins the address of its page; None where it has none."""
    return {
        **_fields(found.article, found.title),
        "link": None if article_root is None else article_root + article_path(found.article.id),
        "title_highlights": found.title.highlights,
        # By date nothing is scored, and neither is a query without words.
        "score": round(found.score, 6) if has_scores and found.score else None,
        "matches": found.matches,
        "missing": list(found.missing),
        "copies": {"count": found.copy_count, "articles": [_copy(each, article_root) for each in found.copies]},
        "snippets": [
            {"text": snippet.text, "html": highlight_html(snippet), "highlights": snippet.highlights}
            for snippet in found.snippets
        ],
    }


def _copy(article: Article, article_root: str | None) -> dict[str, Any]:
    """Return what tells a copy from the article that it is a copy of."""
    return {
        "id": article.id,
        "title": article.title,
        "source": article.source,
        "published": None if article.published is None else str(article.published),
        "link": None if article_root is None else article_root + article_path(article.id),
    }


def _histogram(histogram: Histogram) -> dict[str, Any]:
    return {
        "interval": histogram.interval.value,
        "undated": histogram.undated,
        "buckets": [{"start": bucket.start.isoformat(), "count": bucket.count} for bucket in histogram.buckets],
    }
