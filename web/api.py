"""The JSON API of searches: results, timeline and suggestions; and its index."""

from dataclasses import replace

from flask import Blueprint, Response, request

from search.query.normalize import make_and
from search.query.options import Notice, NoticeCode
from search.query.tree import Field, Prefix, Word
from search.query.words import tokens_of
from search.request import SearchOptions
from web import serialize
from web.caching import answer_unchanged, result_tag, tagged_if_complete
from web.context import site
from web.json_answers import json_response
from web.links import article_link, page_links, site_root
from web.log_search import log_search
from web.pages.query_text import explain
from web.param_types import NameList, Text, WholeNumber
from web.parameters import (
    COLLAPSE,
    FIELDS,
    FINDING,
    HISTOGRAM,
    SEARCH,
    ParamDefaults,
    Parameter,
    parse_query_string,
    values_by_name,
)
from web.requests import interpret_query, read_search_params, read_timeline_params, run_search
from web.searches.entry import Surface

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")

RESULT_FIELDS = Parameter(
    FIELDS,
    NameList(serialize.RESULT_FIELDS),
    "The members of each result that are wanted, separated by commas; the default is all. The id always comes.",
    repeatable=True,
)
SEARCH_PARAMETERS: tuple[Parameter[object], ...] = (*SEARCH, RESULT_FIELDS)

TIMELINE_PARAMETERS = (*(parameter for parameter in FINDING if parameter is not COLLAPSE), HISTOGRAM)
"""The parameters of a timeline: those that say what a search finds, and the width of a period."""

SUGGEST_PARAMETERS: tuple[Parameter[object], ...] = (
    Parameter("q", Text(), "What was typed so far; its last word is completed."),
    Parameter("limit", WholeNumber(1, 20), "The maximum number of words, and of titles."),
)
DEFAULT_SUGGESTIONS = 6

ADDRESSES = {
    "search": "/api/v1/search",
    "timeline": "/api/v1/timeline",
    "suggest": "/api/v1/suggest",
    "article": "/api/v1/articles/{id}",
    "similar": "/api/v1/articles/{id}/similar",
    "versions": "/api/v1/articles/{id}/versions",
    "export": "/api/v1/export",
    "rss": "/search.rss",
    "atom": "/search.atom",
    "json_feed": "/search.json",
    "openapi": "/openapi.json",
    "help": "/help/api",
}
"""The addresses that the index of the API names, by what they answer."""


@blueprint.get("", strict_slashes=False)
@blueprint.get("/", strict_slashes=False)
def index() -> Response:
    """Return the addresses of the API, and the state of the index."""
    parse_query_string(request.query_string, ())
    stats = site().searcher.stats()
    addresses = {name: site_root() + path for name, path in ADDRESSES.items()}
    body = {"title": site().settings.title, "links": addresses, "index": serialize.index_state(stats)}
    return json_response(body)


@blueprint.route("/search", methods=["GET", "POST"], strict_slashes=False)
def search() -> Response:
    """Return one page of results. A request whose `ETag` is still valid is answered without a search.

    POST takes the same parameters as a form, for queries that are too long for an address.
    """
    params = read_search_params(ParamDefaults(page_size=site().settings.page_size), (RESULT_FIELDS,))
    fields = RESULT_FIELDS.read(values_by_name(params.pairs), site().clock())
    if fields is not None and serialize.MARKED_FIELDS.isdisjoint(fields):
        params = replace(params, options=replace(params.options, snippets=0))
    interpretation = interpret_query(params)
    tag = result_tag(params, interpretation.query)
    if request.method != "POST" and (unchanged := answer_unchanged(tag)) is not None:
        return unchanged
    results = run_search(params, interpretation)
    if not results.hits and params.options.offset and results.total + results.partial:
        last = -(-(results.total + results.partial) // params.options.limit)
        notice = Notice(0, f"The last page is {last}.", NoticeCode.BEYOND_LAST_PAGE)
        results = replace(results, notices=(*results.notices, notice))
    log_search(params, results, Surface.API)
    links = page_links(params, results)
    body = serialize.results(
        results,
        text=params.text,
        explained=explain(results.query, params.options.filters),
        page=params.page,
        page_size=params.options.limit,
        facets=params.options.facets,
        links=links,
        article_root=site_root(),
        fields=fields,
    )
    response = tagged_if_complete(json_response(body), tag, results)
    if links["next"]:
        response.headers["Link"] = f'<{links["next"]}>; rel="next"'
    return response


@blueprint.get("/timeline", strict_slashes=False)
def timeline() -> Response:
    """Return how many articles of a search appeared in each period."""
    params = read_timeline_params(parse_query_string(request.query_string, TIMELINE_PARAMETERS))
    interpretation = interpret_query(params)
    tag = result_tag(params, interpretation.query)
    if (unchanged := answer_unchanged(tag)) is not None:
        return unchanged
    results = run_search(params, interpretation)
    return tagged_if_complete(json_response(serialize.timeline(results, params.text)), tag, results)


@blueprint.get("/suggest", strict_slashes=False)
def suggest() -> Response:
    """Return words of the archive that complete what was typed, and titles that have it."""
    given = dict(parse_query_string(request.query_string, SUGGEST_PARAMETERS))
    text = given.get("q", "")
    limit = WholeNumber(1, 20).parse(given.get("limit", str(DEFAULT_SUGGESTIONS)), "limit", site().clock())
    tokens = tokens_of(text[-200:])
    words, titles = [], []
    # After a blank no word is being typed.
    if tokens and not text[-1].isspace():
        before, last = text[: len(text) - len(text[-200:]) + tokens[-1].start], tokens[-1].exact
        words = [
            {"text": before + each.text, "word": each.text, "articles": each.articles}
            for each in site().searcher.suggest(last, limit)
        ]
        whole = [Word(token.exact, Field.TITLE) for token in tokens[:-1][-8:]]
        request_ = SearchOptions(limit=limit, snippets=0).request(make_and([*whole, Prefix(last, Field.TITLE)]))
        titles = [
            {"id": hit.article.id, "title": hit.article.title, "link": article_link(hit.article.id)}
            for hit in site().searcher.search(request_).hits
        ]
    return json_response({"q": text, "words": words, "titles": titles})
