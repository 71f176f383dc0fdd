"""Which parameters does a search have? The one list that reading, errors and the help page share."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeVar
from urllib.parse import unquote_to_bytes

from search.did_you_mean import closest_name as misspelt
from search.query.options import MatchMode
from search.query.ranges import parse_period
from search.request import MAX_OFFSET, Facet, Filters, Interval, SearchRequest, Sort
from web.errors import BadParameter


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter by its name. With `many` it may be given several times, which means "any of these"."""

    name: str
    values: str
    help: str
    many: bool = False


SEARCH = (
    Parameter("q", "text", "What to search for, in the query language; nothing means every article."),
    Parameter("match", "all, any", "Whether articles must have all words or any of them."),
    Parameter("from", "2015, 2015-11, 2015-11-27, RFC 3339, P7D", "Published then or later."),
    Parameter(
        "to", "2015, 2015-11, 2015-11-27, RFC 3339, P7D", "Published then or earlier, all of the period included."
    ),
    Parameter("date", "none", "Only articles without a publication date."),
    Parameter("source", "name", "Published by this outlet or agency.", many=True),
    Parameter("section", "name", "In this section.", many=True),
    Parameter("author", "name", "By this author.", many=True),
    Parameter("tag", "name", "With this tag.", many=True),
    Parameter("lang", "code", "In this language, as an ISO 639-1 code.", many=True),
    Parameter("sort", "relevance, newest, oldest", "The order; relevance unless given."),
    Parameter("page", "1, 2, …", "The page, from 1."),
    Parameter("page_size", "1 to 100", "How many results a page has."),
    Parameter("cursor", "text", "Where an earlier answer ended, instead of a page; as it stands in links.next."),
    Parameter("snippets", "0 to 5", "At most so many passages of each article."),
    Parameter("snippet_chars", "80 to 600", "At most so many characters of passages together."),
    Parameter("facets", ", ".join(facet.value for facet in Facet), "Fields to count by value, separated by commas."),
    Parameter("facet_size", "1 to 100", "At most so many values of each field."),
    Parameter("histogram", "auto, day, month, year", "Counts by period."),
    Parameter("collapse", "none, duplicates", "With duplicates, articles with the same words are one result."),
)

# What other APIs call these parameters and their values, so that an error can name ours.
_ELSEWHERE = {
    "query": "q", "search": "q", "text": "q", "keywords": "q", "operator": "match", "mode": "match", "since": "from",
    "after": "from", "start": "from", "start_date": "from", "begin_date": "from", "from_date": "from", "until": "to",
    "before": "to", "end": "to", "end_date": "to", "to_date": "to", "outlet": "source", "sources": "source",
    "publisher": "source", "domains": "source", "category": "section", "byline": "author", "keyword": "tag",
    "tags": "tag", "language": "lang", "locale": "lang", "order": "sort", "order_by": "sort", "sort_by": "sort",
    "sortby": "sort", "p": "page", "offset": "page", "start_page": "page", "limit": "page_size", "size": "page_size",
    "count": "page_size", "per_page": "page_size", "rows": "page_size",
    "pagesize": "page_size", "search_after": "cursor",
    "highlight": "snippets", "fragments": "snippets", "facet": "facets", "aggs": "facets", "interval": "histogram",
    "date": "newest", "latest": "newest", "recent": "newest", "desc": "newest", "asc": "oldest", "score": "relevance",
    "best": "relevance", "and": "all", "or": "any", "week": "day", "quarter": "month", "decade": "year",
}  # fmt: skip

_TRACKERS = ("utm_", "fbclid", "gclid", "mc_cid", "mc_eid", "msclkid")

QueryParams = tuple[tuple[str, str], ...]


def parse_query_string(query_string: bytes, known: Iterable[Parameter], *, trackers: bool = False) -> QueryParams:
    """The parameters of an address in their order, those without a value left out (forms send them so).

    With `trackers`, what newsletters and networks append to the links that people follow is passed over.
    Raises `BadParameter` for text that is no UTF-8, a name that is not known, and a name given twice that may not be.
    """
    by_name = {parameter.name: parameter for parameter in known}
    pairs: list[tuple[str, str]] = []
    given: set[str] = set()
    for part in query_string.replace(b"+", b" ").split(b"&"):
        if not part:
            continue
        raw_name, _, raw_value = part.partition(b"=")
        name = _decode(raw_name, None)
        if trackers and name not in by_name and name.startswith(_TRACKERS):
            continue
        if name not in by_name:
            raise BadParameter(
                "unknown_parameter", name, f"There is no parameter {shorten(name)!r}. {_hint(name, by_name)}"
            )
        value = _decode(raw_value, name)
        if name == "lang":
            value = value.lower()
        if not value:
            continue
        if name in given:
            if not by_name[name].many:
                raise BadParameter("repeated_parameter", name, f"{name!r} may be given only once.")
            if (name, value) in pairs:
                continue
        given.add(name)
        pairs.append((name, value))
    return tuple(pairs)


def _decode(raw: bytes, name: str | None) -> str:
    data = unquote_to_bytes(raw) if b"%" in raw else raw
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        shown = name or shorten(data.decode("utf-8", "replace"))
        raise BadParameter(
            "invalid_encoding", shown, f"The text of {shown!r} is not valid UTF-8, at byte {error.start}."
        ) from error


def _hint(name: str, known: Iterable[str]) -> str:
    meant = closest_known(name, known)
    if meant is not None:
        return f"Did you mean {meant!r}?"
    names = ", ".join(known)
    return f"There are {names}." if names else "This address takes none."


def closest_known(name: str, known: Iterable[str]) -> str | None:
    """The known name that a person most likely meant: what others call it so, or what it misspells; None for others."""
    names = list(known)
    alias = _ELSEWHERE.get(name.lower().replace("-", "_"))
    if alias in names:
        return alias
    return misspelt(name.lower(), names)


def shorten(text: str, limit: int = 60) -> str:
    """The text for a message: its beginning when it is long."""
    return text if len(text) <= limit else text[:limit] + "…"


# FOLDED: Here is the address of a search: what is asked? Nothing is clamped or ignored; what cannot be used is an error.


MAX_PAGE_SIZE = 100
_FILTERED = {facet.value: facet for facet in Facet}

Choice = TypeVar("Choice", bound=StrEnum)


class Collapse(StrEnum):
    """Whether articles with the same words are one result."""

    NONE = "none"
    DUPLICATES = "duplicates"


@dataclass(frozen=True, slots=True)
class ParamDefaults:
    """What holds where the address does not say."""

    page_size: int = 20
    facets: tuple[Facet, ...] = ()
    facet_size: int = 10
    histogram: Interval | None = None


@dataclass(frozen=True, slots=True)
class SearchParams:
    """A search as the address states it. `page` is None with a cursor; `pairs` are the parameters that were given."""

    text: str
    match: MatchMode | None
    request: SearchRequest
    page: int | None
    pairs: QueryParams


def parse_search_params(pairs: QueryParams, now: datetime, defaults: ParamDefaults) -> SearchParams:
    """The search that the parameters ask for; the query stays text and is not yet in `request`.

    `now` is a wall-clock time without a zone, for P7D and the like. Raises `BadParameter`.
    """
    single = dict(pairs)
    page_size = _number(single, "page_size", 1, MAX_PAGE_SIZE, defaults.page_size)
    cursor = single.get("cursor")
    page = None if cursor else _page(single, page_size)
    if cursor and "page" in single:
        raise BadParameter("conflicting_parameters", "page", "'cursor' says where to go on: leave out 'page'.")
    request = SearchRequest(
        filters=_filters(pairs, single, now),
        sort=read_choice(single, "sort", Sort) or Sort.RELEVANCE,
        offset=0 if page is None else (page - 1) * page_size,
        limit=page_size,
        cursor=cursor,
        snippets=_number(single, "snippets", 0, 5, 2),
        snippet_chars=_number(single, "snippet_chars", 80, 600, 240),
        facets=_facets(single, defaults.facets),
        facet_size=_number(single, "facet_size", 1, 100, defaults.facet_size),
        histogram=read_choice(single, "histogram", Interval) or defaults.histogram,
        collapse=read_choice(single, "collapse", Collapse) is Collapse.DUPLICATES,
    )
    return SearchParams(single.get("q", ""), read_choice(single, "match", MatchMode), request, page, pairs)


def read_number(single: dict[str, str], name: str) -> int | None:
    """A whole number from 1, or None where it is not given. Raises `BadParameter`."""
    return _number(single, name, 1, 10**9, 0) or None


def _page(single: dict[str, str], page_size: int) -> int:
    deepest = MAX_OFFSET // page_size
    if (_whole(single.get("page", "1")) or 0) > deepest:
        raise BadParameter(
            "page_out_of_range",
            "page",
            f"Pages go up to {deepest} with {page_size} results each. To read on, use 'cursor' as in 'links.next',"
            " or narrow the search.",
        )
    return _number(single, "page", 1, deepest, 1)


def _number(single: dict[str, str], name: str, least: int, most: int, default: int) -> int:
    text = single.get(name)
    if text is None:
        return default
    value = _whole(text)
    if value is not None and least <= value <= most:
        return value
    valid = most if value is not None and value > most else least if value is not None else default or least
    raise BadParameter(
        "invalid_parameter",
        name,
        f"{name!r} is a whole number from {least:,} to {most:,}, not {shorten(text)!r}; the nearest is {valid}.",
    )


def _whole(text: str) -> int | None:
    """The whole number that a text is, or one that is as much too large; int() would take signs and blanks too."""
    return int(text.lstrip("0")[:20] or "0") if text.isascii() and text.isdigit() else None


def read_choice(single: dict[str, str], name: str, kind: type[Choice]) -> Choice | None:
    """The member of `kind` that a parameter names, or None where it is not given. Raises `BadParameter`."""
    text = single.get(name)
    if text is None:
        return None
    values = [member.value for member in kind]
    if text in values:
        return kind(text)
    raise BadParameter(
        "invalid_parameter",
        name,
        f"{name!r} is one of {', '.join(values)}, not {shorten(text)!r}{_near(text, values)}.",
    )


def _near(text: str, values: list[str]) -> str:
    meant = closest_known(text, values)
    return "" if meant is None else f"; the nearest is {meant!r}"


def _facets(single: dict[str, str], default: tuple[Facet, ...]) -> tuple[Facet, ...]:
    if "facets" not in single:
        return default
    values = [facet.value for facet in Facet]
    asked = [name.strip() for name in single["facets"].split(",") if name.strip()]
    for name in asked:
        if name not in values:
            raise BadParameter(
                "invalid_parameter",
                "facets",
                f"'facets' are some of {', '.join(values)}, not {shorten(name)!r}{_near(name, values)}.",
            )
    return tuple(dict.fromkeys(Facet(name) for name in asked))


def _filters(pairs: QueryParams, single: dict[str, str], now: datetime) -> Filters:
    undated = "date" in single
    if undated and single["date"] != "none":
        raise BadParameter(
            "invalid_parameter",
            "date",
            f"'date' is only 'none', for articles without one, not {shorten(single['date'])!r};"
            " for a period use 'from' and 'to'.",
        )
    since, until = _bounds(single, now)
    for name in ("from", "to"):
        if undated and name in single:
            raise BadParameter("conflicting_parameters", name, f"An article without a date has no {name!r} either.")
    values = {
        facet: tuple(value for other, value in pairs if other == name)
        for name, facet in _FILTERED.items()
        if name in single
    }
    return Filters(since, until, undated, values)


def _bounds(single: dict[str, str], now: datetime) -> tuple[datetime | None, datetime | None]:
    since = until = None
    if "from" in single:
        since = _period(single["from"], "from", now)[0]
    if "to" in single:
        first, last = _period(single["to"], "to", now)
        # A length of time counts back from now: `to=P7D` ends seven days ago, where `from=P7D` begins.
        until = first if single["to"].lstrip()[:1] in "Pp" else last
    if since is not None and until is not None and since >= until:
        raise BadParameter("conflicting_parameters", "from", "'from' lies after 'to': no article can be in between.")
    return since, until


def _period(text: str, name: str, now: datetime) -> tuple[datetime, datetime]:
    try:
        return parse_period(text, now)
    except ValueError as error:
        raise BadParameter("invalid_parameter", name, f"In {name!r}: {str(error).rstrip('.')}.") from error
