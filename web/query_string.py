"""Which parameters does a search have? The one list that reading, errors and the help page share."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from search.nearest import nearest as misspelt
from search.request import Facet
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

Pairs = tuple[tuple[str, str], ...]


def read_pairs(query_string: bytes, known: Iterable[Parameter], *, trackers: bool = False) -> Pairs:
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
    meant = nearest(name, known)
    if meant is not None:
        return f"Did you mean {meant!r}?"
    names = ", ".join(known)
    return f"There are {names}." if names else "This address takes none."


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name that a person most likely meant: what others call it so, or what it misspells; None for others."""
    names = list(known)
    alias = _ELSEWHERE.get(name.lower().replace("-", "_"))
    if alias in names:
        return alias
    return misspelt(name.lower(), names)


def shorten(text: str, limit: int = 60) -> str:
    """The text for a message: its beginning when it is long."""
    return text if len(text) <= limit else text[:limit] + "…"
