"""The tools: search, get_article, timeline and facets, each with its parameters and its answer.

They ask what the JSON API asks, with the same parameters, and show less of the answer.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from search.article import Article
from search.request import Facet
from search.results import SearchResults
from web import serialize
from web.context import site
from web.errors import BadParameter, NoSuchArticle
from web.markup import linkable_url
from web.mcp.arguments import read_arguments
from web.mcp.schemas import ARTICLE_OUTPUT, FACETS_OUTPUT, SEARCH_OUTPUT, TIMELINE_OUTPUT, input_schema
from web.mcp.text import article_text, facets_text, search_text, timeline_text
from web.openapi import Schema
from web.pages.citation import citation_parts
from web.pages.query_text import explain
from web.param_types import Text, WholeNumber
from web.parameters import (
    COLLAPSE,
    CURSOR,
    FACET_SIZE,
    FACETS,
    FINDING,
    HISTOGRAM,
    PAGE,
    PAGE_SIZE,
    PARTIAL,
    SORT,
    ParamDefaults,
    Parameter,
    QueryParams,
    SearchParams,
    parse_search_params,
)
from web.requests import interpret_query, load_article, read_timeline_params, run_search
from web.urls import article_path, next_page_params

DEFAULT_PAGE_SIZE = 10
DEFAULT_FACET_SIZE = 10
MAX_BUCKETS = 400
"""The most periods of a timeline: more would fill the context of a model."""

ARTICLE_PAGE_CHARS = 8_000
"""The maximum length of a page of an article's text."""

Q = Parameter(
    "q",
    Text(),
    'The query. Words: all must occur, in any inflection. "exact phrase", OR, -word, (a OR b) c, word*, title:word,'
    ' author:"Ida Berg", "two words"~5 for words near each other. Without it, every article is found.',
)
ID = Parameter("id", Text(), "The id of the article, as a result of search states it.")
TEXT_PAGE = Parameter("page", WholeNumber(1), "The page of the text, starting at 1. Short texts have one page.")

_FINDING = (Q, *(parameter for parameter in FINDING if parameter.name != Q.name))
_COUNTED = tuple(parameter for parameter in _FINDING if parameter not in (PARTIAL, COLLAPSE))
SEARCH_PARAMETERS: tuple[Parameter[object], ...] = (
    *_FINDING,
    SORT,
    PAGE,
    replace(PAGE_SIZE, help=f"{PAGE_SIZE.help} The default is {DEFAULT_PAGE_SIZE}."),
    CURSOR,
)
ARTICLE_PARAMETERS: tuple[Parameter[object], ...] = (ID, TEXT_PAGE)
TIMELINE_PARAMETERS: tuple[Parameter[object], ...] = (
    *_COUNTED,
    replace(HISTOGRAM, help="The width of a period. The default, auto, gives few periods."),
)
FACETS_PARAMETERS: tuple[Parameter[object], ...] = (
    *_COUNTED,
    replace(FACETS, help=f"{FACETS.help} The default is all of them."),
    replace(FACET_SIZE, help=f"{FACET_SIZE.help} The default is {DEFAULT_FACET_SIZE}."),
)


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer of a tool: as text, and as JSON values that its schema describes."""

    text: str
    body: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool as clients see it. `run` answers for the parameters within an application context."""

    name: str
    title: str
    description: str
    parameters: tuple[Parameter[object], ...]
    output: Schema
    run: Callable[[QueryParams], Answer]
    required: tuple[str, ...] = ()

    @property
    def input(self) -> Schema:
        """The schema of the arguments."""
        return input_schema(self.parameters, self.required)

    def call(self, arguments: Mapping[str, Any]) -> Answer:
        """Return the answer. Raises `BadParameter` for the arguments, and what searching and reading raise."""
        return self.run(read_arguments(arguments, self.parameters, self.required))


def search(pairs: QueryParams) -> Answer:
    """Return one page of results, each with a snippet and a citation."""
    params = parse_search_params(pairs, site().clock(), ParamDefaults(page_size=DEFAULT_PAGE_SIZE))
    found = run_search(params, interpret_query(params))
    whole = _serialized(found, params)
    following = next_page_params(params, found)
    body = {
        "q": params.text,
        "explained": whole["query"]["explained"],
        "notices": _messages(whole),
        "suggestions": whole["suggestions"],
        "total": whole["total"],
        "page_size": whole["page_size"],
        "results": [
            {
                **_bibliographic(result, hit.article),
                "snippet": " … ".join(snippet["text"] for snippet in result["snippets"]),
                "missing": result["missing"],
            }
            for result, hit in zip(whole["results"], found.hits, strict=True)
        ],
        "next": None if following is None else _as_arguments(following[-1]),
        "index": whole["index"],
    }
    return Answer(search_text(body), body)


def get_article(pairs: QueryParams) -> Answer:
    """Return one page of an article's text."""
    given, now = dict(pairs), site().clock()
    number = TEXT_PAGE.read(given, now) or 1
    try:
        loaded = load_article(given["id"])
    except NoSuchArticle as error:
        raise NoSuchArticle("There is no article with this id. Use the id of a result of search.") from error
    article = loaded.article
    whole = serialize.article(article, loaded.first_seen, None)
    pages = text_pages(article.text)
    if number > len(pages):
        message = f"The text of this article ends with page {len(pages)}."
        raise BadParameter("page_out_of_range", TEXT_PAGE.name, message)
    body = {
        **_bibliographic(whole, article),
        "url": linkable_url(article.url),
        "tags": whole["tags"],
        "place": whole["place"],
        "text": pages[number - 1],
        "page": number,
        "pages": len(pages),
        "next": {TEXT_PAGE.name: number + 1} if number < len(pages) else None,
    }
    return Answer(article_text(body), body)


def timeline(pairs: QueryParams) -> Answer:
    """Return how many articles of a search appeared in each period."""
    params = read_timeline_params(pairs)
    found = run_search(params, interpret_query(params))
    body = {**serialize.timeline(found, params.text), "notices": [notice.message for notice in found.notices]}
    if len(body["buckets"]) > MAX_BUCKETS:
        message = (
            f"By {body['interval']} these are {len(body['buckets']):,} periods, and at most {MAX_BUCKETS} can be shown."
            " Use a wider histogram, or narrow the dates with from and to."
        )
        raise BadParameter("invalid_parameter", HISTOGRAM.name, message)
    return Answer(timeline_text(body), body)


def facets(pairs: QueryParams) -> Answer:
    """Return the values of fields, with the number of articles of a search that have each."""
    defaults = ParamDefaults(facets=tuple(Facet), facet_size=DEFAULT_FACET_SIZE)
    params = parse_search_params(pairs, site().clock(), defaults)
    params = replace(params, options=replace(params.options, limit=0, snippets=0))
    whole = _serialized(run_search(params, interpret_query(params)), params)
    body = {
        "q": params.text,
        "notices": _messages(whole),
        "total": whole["total"],
        "facets": whole["facets"],
        "index": whole["index"],
    }
    return Answer(facets_text(body, params.options.facet_size), body)


def text_pages(text: str) -> list[str]:
    """Return the text in pages, cut between paragraphs, else between words. Joined they are the text again."""
    pages: list[str] = []
    start = 0
    while len(text) - start > ARTICLE_PAGE_CHARS:
        limit = start + ARTICLE_PAGE_CHARS
        cuts = (text.rfind(mark, start, limit) + len(mark) for mark in ("\n\n", "\n", " "))
        # A cut near the start would make many short pages.
        end = next((cut for cut in cuts if cut > start + ARTICLE_PAGE_CHARS // 2), limit)
        pages.append(text[start:end])
        start = end
    return [*pages, text[start:]]


def _serialized(found: SearchResults, params: SearchParams) -> dict[str, Any]:
    return serialize.results(
        found,
        text=params.text,
        explained=explain(found.query, params.options.filters),
        page=params.page,
        page_size=params.options.limit,
        facets=params.options.facets,
    )


def _messages(whole: Mapping[str, Any]) -> list[str]:
    return [notice["message"] for notice in whole["query"]["notices"]]


def _bibliographic(serialized: Mapping[str, Any], article: Article) -> dict[str, Any]:
    """Return what identifies an article. Its link is None where the site has no public address."""
    names = ("id", "title", "published", "author", "source", "section", "language")
    root = site().settings.base_url
    link = root + article_path(article.id) if root else None
    cited = ", ".join(citation_parts(article, link or linkable_url(article.url) or "")) + "."
    return {**{name: serialized[name] for name in names}, "link": link, "citation": cited}


def _as_arguments(pair: tuple[str, str]) -> dict[str, str | int]:
    name, value = pair
    return {name: int(value) if name == PAGE.name else value}


TOOLS = (
    Tool(
        "search",
        "Search articles",
        "Search the articles of this archive. Returns titles, dates, sources, snippets, ids and citations.",
        SEARCH_PARAMETERS,
        SEARCH_OUTPUT,
        search,
    ),
    Tool(
        "get_article",
        "Read an article",
        "Read the text of one article, with its citation. Long texts have several pages.",
        ARTICLE_PARAMETERS,
        ARTICLE_OUTPUT,
        get_article,
        (ID.name,),
    ),
    Tool(
        "timeline",
        "Articles by date",
        "Count the articles of a search by day, month or year. Without a query, all articles are counted.",
        TIMELINE_PARAMETERS,
        TIMELINE_OUTPUT,
        timeline,
    ),
    Tool(
        "facets",
        "Articles by field",
        "List the sources, sections, authors, tags and languages of the articles of a search, with counts. The values"
        " can be used as arguments of the other tools.",
        FACETS_PARAMETERS,
        FACETS_OUTPUT,
        facets,
    ),
)
