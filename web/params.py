"""Here is the address of a search: what is asked? Nothing is clamped or ignored; what cannot be used is an error."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from search.parser import Match
from search.periods import parse_period
from search.request import MAX_OFFSET, Facet, Filters, Interval, SearchRequest, Sort
from web.errors import BadParameter
from web.query_string import Pairs, nearest, shorten

MAX_PAGE_SIZE = 100
_FILTERED = {facet.value: facet for facet in Facet}

Choice = TypeVar("Choice", bound=StrEnum)


class Collapse(StrEnum):
    """Whether articles with the same words are one result."""

    NONE = "none"
    DUPLICATES = "duplicates"


@dataclass(frozen=True, slots=True)
class Defaults:
    """What holds where the address does not say."""

    page_size: int = 20
    facets: tuple[Facet, ...] = ()
    facet_size: int = 10
    histogram: Interval | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A search as the address states it. `page` is None with a cursor; `pairs` are the parameters that were given."""

    text: str
    match: Match | None
    request: SearchRequest
    page: int | None
    pairs: Pairs


def read_search(pairs: Pairs, now: datetime, defaults: Defaults) -> Asked:
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
    return Asked(single.get("q", ""), read_choice(single, "match", Match), request, page, pairs)


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
    meant = nearest(text, values)
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


def _filters(pairs: Pairs, single: dict[str, str], now: datetime) -> Filters:
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
