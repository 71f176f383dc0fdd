"""What pages and API do alike: read the search from the address, run it, and load an article."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from flask import request
from werkzeug.exceptions import UnsupportedMediaType

from indexer.archive import Provenance, RecordDamaged, StoredArticle
from search.article import Article
from search.highlight.fragmenter import mark_text, mark_title
from search.highlight.matcher import match
from search.message import Message
from search.query.options import MatchMode, ParseOptions
from search.request import Interval
from search.results import Fragment, SearchResults
from search.service import Interpretation, interpret, search
from web.context import serving, site
from web.errors import ArticleRemoved, NoSuchArticle
from web.parameters import (
    SEARCH,
    ParamDefaults,
    Parameter,
    QueryParams,
    SearchParams,
    parse_query_string,
    parse_search_params,
)

logger = logging.getLogger("dateline.web")


def read_search_params(
    defaults: ParamDefaults, more: Iterable[Parameter[object]] = (), *, page: bool = False
) -> SearchParams:
    """Return the search in the address of the current request, for a page or for the API. Raises `BadParameter`."""
    given = request.query_string
    if request.method == "POST":
        given = b"&".join(filter(None, (given, _form_body())))
    pairs = parse_query_string(given, (*SEARCH, *more), ignore_trackers=page)
    return parse_search_params(pairs, site().clock(), defaults)


def _form_body() -> bytes:
    """Return the parameters in the body of a POST, as an address has them."""
    if request.mimetype != "application/x-www-form-urlencoded":
        raise UnsupportedMediaType
    return request.get_data(cache=False)


def read_timeline_params(pairs: QueryParams) -> SearchParams:
    """Return the search of a timeline: no results, but a histogram. Raises `BadParameter`."""
    params = parse_search_params(pairs, site().clock(), ParamDefaults(histogram=Interval.AUTO))
    return replace(params, options=replace(params.options, limit=0, snippets=0))


def interpret_query(params: SearchParams) -> Interpretation:
    """Return what the query is searched for as, by the settings and the synonyms of the site."""
    return interpret_text(params.text, params.match)


def interpret_text(text: str, match: MatchMode | None) -> Interpretation:
    """Return what a text is searched for as; `match` is None for that of the settings."""
    return interpret(text, parse_options(match), site().groups, site().searcher)


def run_search(params: SearchParams, interpretation: Interpretation) -> SearchResults:
    """Search for the interpreted query. Raises what the engine raises."""
    results = search(site().searcher, interpretation, params.options)
    server = serving()
    if server is not None and server.metrics is not None:
        server.metrics.count_search(results.took)
    return results


def mark_article(article: Article, interpretation: Interpretation) -> tuple[Fragment, Fragment]:
    """Return the title and the text of an article with the matches of a query, or else of an easier reading of it."""
    for query in interpretation.queries():
        matched = match(article, query)
        if matched is not None:
            return mark_title(article, matched), mark_text(article, matched)
    return Fragment(article.title), Fragment(article.text)


def parse_options(match: MatchMode | None) -> ParseOptions:
    """Return how a query is parsed now: by the settings of the site, unless the address overrides `match`."""
    chosen = site().options()
    return chosen if match is None else replace(chosen, match=match)


@dataclass(frozen=True, slots=True)
class LoadedArticle:
    """An article, and what the archive knows about it: None where there is no archive. Times are in UTC."""

    article: Article
    first_seen: datetime | None
    stored: StoredArticle | None = None

    @property
    def changed(self) -> datetime | None:
        """When its text last changed; None if it never has."""
        return self.stored.updated if self.stored is not None and self.stored.versions > 1 else None

    @property
    def ledger(self) -> Provenance | None:
        """Where its fields came from; None if the archive has no provenance."""
        return self.stored.ledger if self.stored is not None else None


def load_article(article_id: str) -> LoadedArticle:
    """Return the article with that id, from the archive where there is one, otherwise from the index.

    The index also has what is damaged in the archive, as it was when it was written. Raises `NoSuchArticle`, or
    `ArticleRemoved`, or `RecordDamaged`.
    """
    archive, damage = site().archive, None
    stored = None
    try:
        stored = None if archive is None else archive.get(article_id)
    except RecordDamaged as error:
        logger.error("%s", error)
        damage = error
    if stored is not None:
        if stored.removed_at is not None:
            raise ArticleRemoved(Message("This article was removed from its source, so its text is no longer shown."))
        return LoadedArticle(stored.article, stored.first_seen, stored)
    article = site().searcher.get(article_id)
    if article is None and damage is not None:
        raise damage
    if article is None:
        raise NoSuchArticle(Message("There is no article at this address. Search for words you remember from it."))
    return LoadedArticle(article, article.first_seen)
