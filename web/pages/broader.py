"""Broader searches for an empty result, each with its number of articles: without one filter, without one word."""

from collections.abc import Iterator
from dataclasses import dataclass

from search.query.normalize import make_and
from search.query.printer import to_text
from search.query.tree import And, Query, has_text_terms
from search.request import Facet, SearchRequest
from search.service import Interpretation
from web.context import site
from web.pages.cards import clip
from web.pages.facet_texts import FACET_TEXTS
from web.parameters import ParamDefaults, QueryParams, SearchParams, parse_search_params
from web.texts import to_translate
from web.urls import drop_page, drop_params, search_url, set_params

MAX_WORDS = 6
"""Each word is a search of its own, so those of a query with more are not tried."""

_MAX_WORD_CHARS = 60

_FILTER_KINDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (to_translate("Without dates"), ("from", "to", "date")),
    *((FACET_TEXTS[facet].any_text, (facet.value,)) for facet in Facet),
)


@dataclass(frozen=True, slots=True)
class BroaderSearch:
    """The same search with less asked of articles. `label`, for catalogues, may name the `word` that was left out."""

    label: str
    word: str
    count: int
    address: str


def broader_searches(params: SearchParams, interpretation: Interpretation) -> tuple[BroaderSearch, ...]:
    """Return the searches without one kind of filter, without any, or without one word, that find something.

    Where none of them does, those without any filter and one word.
    Raises what the engine raises.
    """
    found = [*_without_filters(params, interpretation.query), *_without_words(params, interpretation, params.pairs)]
    if not any(search.count for search in found):
        unfiltered = drop_params(params.pairs, *(name for _, names in _FILTER_KINDS for name in names))
        if unfiltered != params.pairs:
            found = list(
                _without_words(
                    params, interpretation, unfiltered, to_translate("Without any filter and without %(word)s")
                )
            )
    return tuple(search for search in found if search.count)


def _without_filters(params: SearchParams, query: Query) -> Iterator[BroaderSearch]:
    given = {name for name, _ in params.pairs}
    kinds = [(label, names) for label, names in _FILTER_KINDS if given.intersection(names)]
    if len(kinds) > 1:
        kinds.append((to_translate("Without any filter"), tuple(name for _, names in kinds for name in names)))
    for label, names in kinds:
        pairs = drop_params(drop_page(params.pairs), *names)
        yield BroaderSearch(label, "", _count(query, params, pairs), search_url(pairs))


def _without_words(
    params: SearchParams,
    interpretation: Interpretation,
    given: QueryParams,
    label: str = to_translate("Without %(word)s"),
) -> Iterator[BroaderSearch]:
    words = query_words(interpretation.query)
    if not 1 < len(words) <= MAX_WORDS:
        return
    children = interpretation.query.children if isinstance(interpretation.query, And) else ()
    for word in words:
        rest = make_and([child for child in children if child is not word])
        text = to_text(rest, interpretation.stop_words)
        pairs = set_params(given, q=text)
        yield BroaderSearch(label, word_text(word, interpretation), _count(rest, params, pairs), search_url(pairs))


def query_words(query: Query) -> list[Query]:
    """Return the members of a conjunction that ask for words, or the query itself where it does so alone."""
    children = query.children if isinstance(query, And) else (query,)
    return [child for child in children if has_text_terms(child)]


def word_text(word: Query, interpretation: Interpretation) -> str:
    """Return a member of the query as it would be typed, clipped."""
    return clip(to_text(word, interpretation.stop_words), _MAX_WORD_CHARS)


def _count(query: Query, params: SearchParams, pairs: QueryParams) -> int:
    broader = parse_search_params(drop_params(pairs, "q"), site().clock(), ParamDefaults()).options
    # Only the count is needed: no hit is loaded, nothing is highlighted.
    counting = SearchRequest(query, filters=broader.filters, limit=0, snippets=0, collapse=params.options.collapse)
    return site().searcher.search(counting).total
