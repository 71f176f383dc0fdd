"""The parameters of a search, each declared once: help pages, parsing, errors and filter labels come from here.

Example: `?q=river+flood&source=PTI&source=RNA&from=2015-11` asks for articles of either source since November 2015.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Generic, TypeVar
from urllib.parse import unquote_to_bytes

from search.message import Message
from search.query.options import MatchMode
from search.request import MAX_OFFSET, Facet, Filters, Interval, PartialMatches, SearchOptions, Sort
from web.errors import BadParameter
from web.param_types import NameList, OneOf, ParamType, Period, Text, WholeNumber, closest_known, quotable, shorten
from web.texts import to_translate

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

QueryParams = tuple[tuple[str, str], ...]
"""The parameters of an address as (name, value), in their order."""


@dataclass(frozen=True, slots=True)
class Parameter(Generic[T_co]):
    """A parameter by its name.

    A `repeatable` one may be given several times, which means "any of these", or of a list that the parts are joined.
    `filter_label` says how pages name the filter that it sets, with `%(value)s` for the value; "" for one that sets
    none.
    """

    name: str
    type: ParamType[T_co]
    help: str
    repeatable: bool = False
    lowercase: bool = False
    filter_label: str = ""

    @property
    def values(self) -> str:
        """The accepted values, as the help page lists them."""
        return self.type.values

    def read(self, given: dict[str, str], now: datetime) -> T_co | None:
        """Return the value, or None where the parameter is not given. Raises `BadParameter`."""
        text = given.get(self.name)
        return None if text is None else self.type.parse(text, self.name, now)


class DateOption(StrEnum):
    """The value of `date`."""

    NONE = "none"


class Collapse(StrEnum):
    """Whether articles with the same text are one result."""

    NONE = "none"
    DUPLICATES = "duplicates"


def _facet(facet: Facet, filter_label: str, meaning: str, values: str = Message("name")) -> Parameter[str]:
    """Declare the filter by one field. Language codes are lower case, however they are typed."""
    lowercase = facet is Facet.LANGUAGE
    return Parameter(facet.value, Text(values), meaning, True, lowercase, filter_label)


Q = Parameter("q", Text(), to_translate("The query, in the query language. Without it, every article is found."))
MATCH = Parameter(
    "match", OneOf(MatchMode), to_translate("Whether articles must contain all words of the query or any of them.")
)
PARTIAL = Parameter(
    "partial",
    OneOf(PartialMatches),
    to_translate("With auto, articles that have most of the words follow where fewer than a page have all of them."),
)
FROM = Parameter(
    "from", Period(), to_translate("Published on this date or later."), filter_label=to_translate("From %(value)s")
)
TO = Parameter(
    "to",
    Period(),
    to_translate("Published on this date or earlier; the whole day, month or year counts."),
    filter_label=to_translate("To %(value)s"),
)
DATE = Parameter(
    "date",
    OneOf(DateOption, to_translate("For a period, use 'from' and 'to'.")),
    to_translate("Only articles without a publication date."),
    filter_label=to_translate("Undated"),
)
FACET_FILTERS = {
    Facet.SOURCE: _facet(
        Facet.SOURCE, to_translate("Source: %(value)s"), to_translate("Published by this outlet or agency.")
    ),
    Facet.SECTION: _facet(Facet.SECTION, to_translate("Section: %(value)s"), to_translate("In this section.")),
    Facet.AUTHOR: _facet(Facet.AUTHOR, to_translate("Author: %(value)s"), to_translate("By this author.")),
    Facet.TAG: _facet(Facet.TAG, to_translate("Tag: %(value)s"), to_translate("With this tag.")),
    Facet.LANGUAGE: _facet(
        Facet.LANGUAGE,
        to_translate("Language: %(value)s"),
        to_translate("In this language, an ISO 639-1 code."),
        "code",
    ),
}
SORT = Parameter("sort", OneOf(Sort), to_translate("The order of the results; the default is relevance."))
PAGE = Parameter("page", WholeNumber(1), to_translate("The page number, starting at 1."))
PAGE_SIZE = Parameter("page_size", WholeNumber(1, 100), to_translate("The number of results on a page."))
CURSOR = Parameter(
    "cursor",
    Text(),
    to_translate("Continues after an earlier page, in place of a page number; links.next contains it."),
)
SNIPPETS = Parameter("snippets", WholeNumber(0, 5), to_translate("The maximum number of snippets for each article."))
SNIPPET_CHARS = Parameter(
    "snippet_chars",
    WholeNumber(80, 600),
    to_translate("The maximum length of an article's snippets together, in characters."),
)
FACETS = Parameter(
    "facets",
    NameList(tuple(Facet)),
    to_translate("The fields to count by value, separated by commas."),
    repeatable=True,
)
FACET_SIZE = Parameter("facet_size", WholeNumber(1, 100), to_translate("The maximum number of values for each field."))
HISTOGRAM = Parameter("histogram", OneOf(Interval), to_translate("Counts the results by day, month or year."))
COLLAPSE = Parameter(
    "collapse",
    OneOf(Collapse),
    to_translate("With duplicates, articles with the same text are one result."),
    filter_label=to_translate("Duplicates shown"),
)

SEARCH: tuple[Parameter[object], ...] = (
    Q, MATCH, PARTIAL, FROM, TO, DATE, *FACET_FILTERS.values(), SORT, PAGE, PAGE_SIZE, CURSOR, SNIPPETS, SNIPPET_CHARS,
    FACETS, FACET_SIZE, HISTOGRAM, COLLAPSE,
)  # fmt: skip
"""All parameters of a search, in the order of the help page."""

_SHAPE = (SORT, PAGE, PAGE_SIZE, CURSOR, SNIPPETS, SNIPPET_CHARS, FACETS, FACET_SIZE, HISTOGRAM)
SHAPE_NAMES = frozenset(parameter.name for parameter in _SHAPE)
"""The names of the parameters that say what an answer shows, and in which order."""

FINDING = tuple(parameter for parameter in SEARCH if parameter.name not in SHAPE_NAMES)
"""The parameters that say what a search finds."""

FIELDS = "fields"
"""The name of the parameter by which the API leaves out members of results and articles."""

_LISTS = frozenset((FACETS.name, FIELDS))

_TRACKER_PREFIXES = ("utm_", "fbclid", "gclid", "mc_cid", "mc_eid", "msclkid")


def parse_query_string(
    query_string: bytes, known: Iterable[Parameter[object]], *, ignore_trackers: bool = False
) -> QueryParams:
    """Return the parameters of an address in their order, without those that are empty (forms send them so).

    With `ignore_trackers`, what newsletters and social networks append to links is left out, too.
    Raises `BadParameter` for text that is not UTF-8, an unknown name, and a second value where only one is allowed.
    """
    by_name = {parameter.name: parameter for parameter in known}
    params: list[tuple[str, str]] = []
    seen: set[str] = set()
    for part in query_string.replace(b"+", b" ").split(b"&"):
        if not part:
            continue
        raw_name, _, raw_value = part.partition(b"=")
        name = _decode(raw_name, None)
        parameter = by_name.get(name)
        if parameter is None:
            if ignore_trackers and name.startswith(_TRACKER_PREFIXES):
                continue
            message = Message(
                "There is no parameter '%(name)s'. %(hint)s", name=quotable(shorten(name)), hint=_hint(name, by_name)
            )
            raise BadParameter("unknown_parameter", name, message, closest_known(name, by_name))
        value = _decode(raw_value, name)
        if parameter.lowercase:
            value = value.lower()
        if not value:
            continue
        if name in seen:
            if not parameter.repeatable:
                raise BadParameter("repeated_parameter", name, Message("'%(name)s' may be given only once.", name=name))
            if (name, value) in params:
                continue
        seen.add(name)
        params.append((name, value))
    return tuple(params)


def _decode(raw: bytes, name: str | None) -> str:
    data = unquote_to_bytes(raw) if b"%" in raw else raw
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        shown = name or shorten(data.decode("utf-8", "replace"))
        raise BadParameter(
            "invalid_encoding",
            shown,
            Message(
                "The text of '%(name)s' is not valid UTF-8, at byte %(place)s.", name=quotable(shown), place=error.start
            ),
        ) from error


def _hint(name: str, known: Iterable[str]) -> Message:
    meant = closest_known(name, known)
    if meant is not None:
        return Message("Did you mean '%(proposal)s'?", proposal=meant)
    if names := ", ".join(known):
        return Message("The parameters are %(names)s.", names=names)
    return Message("This address takes no parameters.")


@dataclass(frozen=True, slots=True)
class ParamDefaults:
    """The values of parameters that an address does not set."""

    page_size: int = 20
    facets: tuple[Facet, ...] = ()
    facet_size: int = 10
    histogram: Interval | None = None
    histogram_buckets: int = 24
    collapse: Collapse = Collapse.NONE


@dataclass(frozen=True, slots=True)
class SearchParams:
    """A search as an address states it. `page` is None with a cursor; `pairs` are the parameters that were given."""

    text: str
    match: MatchMode | None
    options: SearchOptions
    page: int | None
    pairs: QueryParams


def values_by_name(pairs: QueryParams) -> dict[str, str]:
    """Return the last value of each parameter; several values of a list are joined by commas, as one has them."""
    given: dict[str, str] = {}
    for name, value in pairs:
        given[name] = f"{given[name]},{value}" if name in _LISTS and name in given else value
    return given


def parse_search_params(pairs: QueryParams, now: datetime, defaults: ParamDefaults) -> SearchParams:
    """Return the search that the parameters ask for; the query stays text.

    `now` is a wall-clock time without a zone, for P7D and the like. Raises `BadParameter`.
    """
    given = values_by_name(pairs)

    def value(parameter: Parameter[T], default: T) -> T:
        found = parameter.read(given, now)
        return default if found is None else found

    page_size = value(PAGE_SIZE, defaults.page_size)
    facets = FACETS.read(given, now)
    cursor = CURSOR.read(given, now)
    page = None if cursor else _page(value(PAGE, 1), page_size)
    if cursor and PAGE.name in given:
        raise BadParameter("conflicting_parameters", PAGE.name, Message("Use either 'cursor' or 'page', not both."))
    options = SearchOptions(
        filters=_filters(pairs, given, now),
        sort=value(SORT, Sort.RELEVANCE),
        offset=0 if page is None else (page - 1) * page_size,
        limit=page_size,
        cursor=cursor,
        snippets=value(SNIPPETS, 2),
        snippet_chars=value(SNIPPET_CHARS, 240),
        facets=defaults.facets if facets is None else tuple(map(Facet, facets)),
        facet_size=value(FACET_SIZE, defaults.facet_size),
        histogram=HISTOGRAM.read(given, now) or defaults.histogram,
        histogram_buckets=defaults.histogram_buckets,
        collapse=value(COLLAPSE, defaults.collapse) is Collapse.DUPLICATES,
        partial=value(PARTIAL, PartialMatches.AUTO),
    )
    return SearchParams(value(Q, ""), MATCH.read(given, now), options, page, pairs)


def _page(page: int, page_size: int) -> int:
    deepest = MAX_OFFSET // page_size
    if page > deepest:
        raise BadParameter(
            "page_out_of_range",
            PAGE.name,
            Message(
                "Pages go up to %(deepest)s with %(page_size)s results each. To read on, use 'cursor' as in"
                " 'links.next', or narrow the search.",
                deepest=deepest,
                page_size=page_size,
            ),
        )
    return page


def _filters(pairs: QueryParams, given: dict[str, str], now: datetime) -> Filters:
    undated = DATE.read(given, now) is DateOption.NONE
    since, until = _bounds(given, now)
    for name in (FROM.name, TO.name):
        if undated and name in given:
            raise BadParameter(
                "conflicting_parameters", name, Message("'%(name)s' cannot be combined with date=none.", name=name)
            )
    values = {
        facet: tuple(value for name, value in pairs if name == facet.value) for facet in Facet if facet.value in given
    }
    return Filters(since, until, undated, values)


def _bounds(given: dict[str, str], now: datetime) -> tuple[datetime | None, datetime | None]:
    first, last = FROM.read(given, now), TO.read(given, now)
    since = None if first is None else first[0]
    # A duration counts back from now: `to=P7D` ends seven days ago, where `from=P7D` begins.
    is_duration = given.get(TO.name, "").lstrip()[:1] in ("P", "p")
    until = None if last is None else last[0] if is_duration else last[1]
    if since is not None and until is not None and since >= until:
        raise BadParameter(
            "conflicting_parameters", FROM.name, Message("'from' is after 'to', so no article can match.")
        )
    return since, until
