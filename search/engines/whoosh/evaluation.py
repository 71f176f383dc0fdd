"""Here is a query tree: which documents, with what scores?"""

from dataclasses import dataclass
from functools import reduce
from typing import assert_never

import numpy as np

from search.engines.whoosh.expansion import Expansions
from search.engines.whoosh.fields import FACET_VALUES, TEXTS, UNDATED, form_field, language_codes
from search.engines.whoosh.positions import SPAN, near, occurrences, side_by_side
from search.engines.whoosh.scoring import Scores, bm25f, idf
from search.engines.whoosh.segments import Ints
from search.engines.whoosh.snapshot import Snapshot
from search.plan import Exact, Sequence, Slot, Window, resolve
from search.published import EPOCH
from search.query import (
    And,
    Boost,
    DateRange,
    Field,
    Fuzzy,
    MatchAll,
    MatchNone,
    Near,
    Not,
    Or,
    Phrase,
    Prefix,
    Query,
    Synonyms,
    Undated,
    Wildcard,
    Word,
)  # fmt: skip
from search.request import Facet
from search.settings import SearchSettings


@dataclass(frozen=True, slots=True)
class Matches:
    """Live documents, ascending, each with its score."""

    docs: Ints
    scores: Scores


Frequencies = dict[str, tuple[Ints, Scores]]
"""For each field the documents in which a leaf occurs, ascending, and how often in each."""


class Evaluation:
    """Evaluates trees on one snapshot. Exact: no document is skipped and every total is the length of `docs`."""

    def __init__(self, snapshot: Snapshot, settings: SearchSettings) -> None:
        self.snapshot = snapshot
        self.settings = settings
        self.expansions = Expansions(snapshot, settings.max_expansions)

    def matches(self, query: Query) -> Matches:
        """The documents that match, with their scores. A node is what `search.query` says it is."""
        match query:
            case MatchAll():
                return _unscored(np.flatnonzero(self.snapshot.live))
            case MatchNone():
                return _unscored(np.empty(0, np.int64))
            case Word() | Phrase() | Near() | Prefix() | Wildcard() | Fuzzy():
                return self._leaf(query)
            case Synonyms(original, alternatives):
                return self._synonyms((original, *alternatives))
            case DateRange(since, until):
                times = self.snapshot.published
                inside = self.snapshot.live & (times != UNDATED)
                if since is not None:
                    inside &= times >= int((since - EPOCH).total_seconds())
                if until is not None:
                    # A bound with a fraction of a second keeps the whole second before it.
                    inside &= times < -int(-(until - EPOCH).total_seconds() // 1)
                return _unscored(np.flatnonzero(inside))
            case Undated():
                return _unscored(np.flatnonzero(self.snapshot.live & (self.snapshot.published == UNDATED)))
            case And(children):
                return reduce(_both, map(self.matches, children))
            case Or(children):
                return reduce(_either, map(self.matches, children))
            case Not(child):
                rest = self.snapshot.live.copy()
                rest[self.matches(child).docs] = False
                return _unscored(np.flatnonzero(rest))
            case Boost(child, factor):
                found = self.matches(child)
                return Matches(found.docs, found.scores * factor)
            case _:
                assert_never(query)

    def _leaf(self, leaf: Word | Phrase | Near | Prefix | Wildcard | Fuzzy) -> Matches:
        plan = resolve(leaf)
        if plan.field is Field.LANG:
            return self._language(plan)
        if plan.field not in (None, Field.TITLE):
            docs = self._frequencies(plan, plan.field.value)[0]
            return Matches(docs, np.full(len(docs), idf(len(docs), self.snapshot.articles)))
        found = self._score(self._by_field(plan))
        if isinstance(plan, Sequence) and plan.accented is not None:
            spelled = {name: self._places_of(name, form_field(name), plan.accented) for name in _fields(plan.field)}
            extra = self._score(spelled)
            bonus = np.zeros(len(found.docs))
            bonus[np.searchsorted(found.docs, extra.docs)] = extra.scores
            return Matches(found.docs, found.scores + bonus)
        return found

    def _synonyms(self, leaves: tuple[Word | Phrase, ...]) -> Matches:
        together: Frequencies = {}
        for leaf in leaves:
            for name, (docs, counts) in self._by_field(resolve(leaf)).items():
                together[name] = _added(together[name], (docs, counts)) if name in together else (docs, counts)
        return self._score(together)

    def _by_field(self, plan: Sequence | Window) -> Frequencies:
        return {name: self._frequencies(plan, name) for name in _fields(plan.field)}

    def _score(self, frequencies: Frequencies) -> Matches:
        docs = reduce(np.union1d, [found for found, _ in frequencies.values()])
        aligned = {}
        for name, (found, counts) in frequencies.items():
            aligned[name] = np.zeros(len(docs))
            aligned[name][np.searchsorted(docs, found)] = counts
        return Matches(docs, bm25f(self.snapshot, self.settings, docs, aligned))

    def _frequencies(self, plan: Sequence | Window, name: str) -> tuple[Ints, Scores]:
        match plan:
            case Sequence(slots):
                if len(slots) == 1:
                    parts = [self._places_of(name, *term) for term in self.expansions.terms(slots[0], name)]
                    return reduce(_added, parts) if parts else _NOWHERE
                if not slots:
                    return _NOWHERE
                starts = side_by_side([self._places(slot, name) for slot in slots])
                docs, counts = np.unique(starts // SPAN, return_counts=True)
                return docs, counts.astype(float)
            case Window(slots, distance):
                if not slots:
                    return _NOWHERE
                named = [(repr(slot), self._places(slot, name)) for slot in slots]
                docs = near(named, distance)
                return docs, np.ones(len(docs))
            case _:
                assert_never(plan)

    def _places_of(self, _: str, field: str, term: str) -> tuple[Ints, Scores]:
        found = self.snapshot.postings(field, term)
        return found.docs, found.freqs.astype(float)

    def _places(self, slot: Slot, name: str) -> Ints:
        parts = [occurrences(self.snapshot.postings(*term)) for term in self.expansions.terms(slot, name)]
        return np.unique(np.concatenate(parts)) if parts else np.empty(0, np.int64)

    def _language(self, plan: Sequence | Window) -> Matches:
        code = plan.slots[0].term if plan.slots and isinstance(plan.slots[0], Exact) else ""
        field = FACET_VALUES[Facet.LANGUAGE]
        known = [value for value in self.snapshot.terms(field) if code in language_codes(value)]
        parts = [self.snapshot.postings(field, value).docs for value in known]
        return _unscored(np.unique(np.concatenate(parts)) if parts else np.empty(0, np.int64))


_NOWHERE = (np.empty(0, np.int64), np.empty(0, np.float64))


def _fields(field: Field | None) -> tuple[str, ...]:
    return TEXTS if field is None else (field.value,)


def _unscored(docs: Ints) -> Matches:
    return Matches(docs, np.zeros(len(docs)))


def _added(one: tuple[Ints, Scores], other: tuple[Ints, Scores]) -> tuple[Ints, Scores]:
    docs = np.union1d(one[0], other[0])
    counts = np.zeros(len(docs))
    for found, many in (one, other):
        counts[np.searchsorted(docs, found)] += many
    return docs, counts


def _both(one: Matches, other: Matches) -> Matches:
    docs, here, there = np.intersect1d(one.docs, other.docs, assume_unique=True, return_indices=True)
    return Matches(docs, one.scores[here] + other.scores[there])


def _either(one: Matches, other: Matches) -> Matches:
    return Matches(*_added((one.docs, one.scores), (other.docs, other.scores)))
