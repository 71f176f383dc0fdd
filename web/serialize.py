"""What does a program get to see? The only JSON shape of results and articles."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from search.article import Article, to_record, to_utc_text
from search.results import Fragment, Histogram, Hit, SearchResults
from web.context import Ledger
from web.markup import marked
from web.parameters import Asked


def results(asked: Asked, found: SearchResults, links: Mapping[str, str | None]) -> dict[str, Any]:
    """One page of results. `links` has the absolute addresses `self`, `next` and `feed`, None where there is none.

    `page` is null where a cursor took the place of a page. Offsets count characters (code points) from 0.
    """
    return {
        "query": {
            "q": asked.text,
            "parsed": found.parsed,
            "notices": [{"position": notice.position, "message": notice.message} for notice in found.notices],
        },
        "total": {"value": found.total, "relation": "eq" if found.total_is_exact else "gte"},
        "page": asked.page,
        "page_size": asked.request.limit,
        "links": {name: links.get(name) for name in ("self", "next", "feed")},
        "results": [_hit(hit) for hit in found.hits],
        "facets": {
            facet.value: [{"value": entry.value, "count": entry.count} for entry in found.facets.get(facet, ())]
            for facet in asked.request.facets
        },
        "histogram": None if found.histogram is None else _histogram(found.histogram),
        "suggestions": list(found.suggestions),
        "took_ms": round(found.took * 1000, 1),
        "index": {"generation": found.stats.generation, "articles": found.stats.articles},
    }


def article(found: Article, first_seen: datetime | None, ledger: Ledger | None) -> dict[str, Any]:
    """One article whole: the fields of a result, less score and snippets, and what only the article has.

    `ledger` says where its fields came from; it is null where that was not kept.
    """
    return {
        **_fields(found, Fragment(found.title)),
        **to_record(found),
        "first_seen": to_utc_text(first_seen),
        "ledger": None if ledger is None else ledger.to_json(),
    }


def _fields(found: Article, title: Fragment) -> dict[str, Any]:
    return {
        "id": found.id,
        "title": found.title,
        "title_html": marked(title),
        "url": found.url,
        "published": None if found.published is None else str(found.published),
        "author": list(found.author),
        "source": found.source,
        "section": found.section,
        "language": found.language,
    }


def _hit(hit: Hit) -> dict[str, Any]:
    return {
        **_fields(hit.article, hit.title),
        "score": round(hit.score, 6),
        "snippets": [
            {
                "text": snippet.text,
                "html": marked(snippet),
                "highlights": snippet.highlights,
            }
            for snippet in hit.snippets
        ],
    }


def _histogram(histogram: Histogram) -> dict[str, Any]:
    return {
        "interval": histogram.interval.value,
        "undated": histogram.undated,
        "buckets": [{"start": bucket.start.isoformat(), "count": bucket.count} for bucket in histogram.buckets],
    }
