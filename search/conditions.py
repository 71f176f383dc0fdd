"""Conditions that no article meets: an author, source, section, tag or language that the archive does not have.

A search with such a condition finds nothing, whatever its words are; a notice says which one it is and proposes the
nearest value that there is.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from search.analysis import fold
from search.analysis.languages import codes, get_language
from search.condition_texts import CONDITION_TEXTS
from search.did_you_mean import closest_name
from search.engine import Searcher
from search.message import Message
from search.query.normalize import make_and
from search.query.options import Notice, NoticeCode
from search.query.tree import And, Field, MatchAll, Query, TextLeaf, Word, iter_leaves
from search.request import Facet, Filters, SearchOptions

MAX_CONDITIONS = 8
"""Each condition is a search of its own, so of a query with more of them only the first are looked up."""

MAX_VALUES_COMPARED = 10_000
MAX_VALUES_NAMED = 5

_FACETS = {
    Field.AUTHOR: Facet.AUTHOR,
    Field.SOURCE: Facet.SOURCE,
    Field.SECTION: Facet.SECTION,
    Field.TAG: Facet.TAG,
    Field.LANG: Facet.LANGUAGE,
}


def unmet_conditions(searcher: Searcher, query: Query) -> tuple[TextLeaf, ...]:
    """Return the conditions on metadata in a query that no article meets, filters aside; exclusions are none.

    Raises what `Searcher.search` raises.
    """
    leaves = dict.fromkeys(iter_leaves(query, under_not=False))
    conditions = [leaf for leaf in leaves if isinstance(leaf, TextLeaf) and leaf.field in _FACETS]
    counting = SearchOptions(limit=0, snippets=0)
    return tuple(leaf for leaf in conditions[:MAX_CONDITIONS] if not searcher.search(counting.request(leaf)).total)


def condition_notices(searcher: Searcher, conditions: Iterable[TextLeaf], text: str) -> Iterator[Notice]:
    """Yield a notice for each condition that no article meets; `text` is the query as typed."""
    for leaf in conditions:
        if leaf.field is None or leaf.field not in _FACETS:
            continue
        facet = _FACETS[leaf.field]
        values = _values(searcher, facet)
        nearest = nearest_value(leaf.text, values, facet)
        proposal = None if nearest is None else f"{leaf.field}:{_as_value(nearest)}"
        yield Notice(
            max(text.find(leaf.text), 0), _message(facet, leaf.text, proposal, values), NoticeCode.UNMET_CONDITION
        )


def filter_notices(searcher: Searcher, filters: Filters) -> Iterator[Notice]:
    """Yield a notice for each filter by value that no article passes, all other filters and the query aside."""
    for facet, wanted in filters.values.items():
        if not wanted or _count(searcher, Filters(values={facet: wanted})):
            continue
        values = _values(searcher, facet)
        for value in wanted[:MAX_CONDITIONS]:
            nearest = nearest_value(value, values, facet)
            yield Notice(
                0,
                _message(facet, value, None if nearest is None else f"“{nearest}”", values),
                NoticeCode.UNMET_CONDITION,
            )


def nearest_value(text: str, values: Iterable[str], facet: Facet) -> str | None:
    """Return the value that was probably meant: one that contains the text, else one that is spelled like it.

    Case and accents do not count. Of several the first is taken. A language may be meant by its English name.
    """
    by_folded: dict[str, str] = {}
    for value in values:
        by_folded.setdefault(_folded(value), value)
    wanted = _folded(text)
    if not wanted:
        return None
    if facet is Facet.LANGUAGE:
        named = {fold(get_language(code).name): code for code in codes()}
        code = named.get(closest_name(wanted, named) or "")
        return next((value for folded, value in by_folded.items() if folded.partition("-")[0] == code), None)
    containing = (value for folded, value in by_folded.items() if wanted in folded)
    contained = (value for folded, value in by_folded.items() if f" {folded} " in f" {wanted} ")
    if found := next(containing, None) or next(contained, None):
        return found
    if closest := closest_name(wanted, by_folded):
        return by_folded[closest]
    # Of `The Hale` the last word may be right, and one word of a name may be misspelled.
    by_word: dict[str, str] = {}
    for folded, value in by_folded.items():
        for word in folded.split():
            by_word.setdefault(word.strip(".,;"), value)
    for word in sorted(wanted.split(), key=len, reverse=True):
        if len(word) > 2 and (closest := closest_name(word, by_word)):
            return by_word[closest]
    return None


def as_words(query: Query, conditions: Iterable[TextLeaf]) -> Query | None:
    """Return the query with these conditions as the words that they may have been (`Source: unknown`), or None.

    Only single words can be meant so: a value in quotes is a value.
    """
    unmet = [leaf for leaf in conditions if isinstance(leaf, Word) and leaf.field is not None]
    if not unmet:
        return None
    children = query.children if isinstance(query, And) else (query,)
    words: list[Query] = []
    for child in children:
        if isinstance(child, Word) and child in unmet and child.field is not None:
            words += [Word(child.field.value), replace(child, field=None)]
        else:
            words.append(child)
    return make_and(words)


def _message(facet: Facet, text: str, proposal: str | None, values: tuple[str, ...]) -> Message:
    texts = CONDITION_TEXTS[facet]
    said = Message(texts.unmet, value=text)
    if proposal is not None:
        said_more = Message("Did you mean %(proposal)s?", proposal=proposal)
    elif not values:
        said_more = Message(texts.none)
    elif len(values) == 1:
        said_more = Message(texts.only, value=values[0])
    elif len(values) <= MAX_VALUES_NAMED:
        said_more = Message(texts.all, values=", ".join(values))
    else:
        return said
    return Message("%(first)s %(second)s", first=said, second=said_more)


def _folded(text: str) -> str:
    return " ".join((text.lower() if text.isascii() else fold(text)).split())


def _as_value(value: str) -> str:
    return value if value.isalnum() else f'"{value}"'


def _values(searcher: Searcher, facet: Facet) -> tuple[str, ...]:
    """Return the values of a field, those of most articles first."""
    options = SearchOptions(limit=0, snippets=0, facets=(facet,), facet_size=MAX_VALUES_COMPARED)
    return tuple(entry.value for entry in searcher.search(options.request(MatchAll())).facets.get(facet, ()))


def _count(searcher: Searcher, filters: Filters) -> int:
    return searcher.search(SearchOptions(filters=filters, limit=0, snippets=0).request(MatchAll())).total
