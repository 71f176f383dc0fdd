"""What does an article score beside its words? More where they stand as typed, more where it is new.

    score = (words + nearness) * recency

What a pair of words adds everywhere is one more list, and kept like those of words. Where that would be long, it is
asked only of the documents for which it may matter to the page.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from search.arrays import F32, F32Array, U32Array
from search.engines.whoosh.cache import ByteCache
from search.engines.whoosh.index_reader import Snapshot
from search.engines.whoosh.ranking import phrase_kernels as kernels
from search.engines.whoosh.ranking.bm25 import Scoring, idf
from search.engines.whoosh.ranking.context import Budget
from search.engines.whoosh.ranking.doc_lists import ONE, Matches, raised_by
from search.engines.whoosh.ranking.evaluator import Evaluation
from search.engines.whoosh.ranking.score_kernels import add_saturated, reaching
from search.engines.whoosh.ranking.top_docs import Order, Page
from search.engines.whoosh.schema import TEXTS, UNDATED
from search.query.terms import adjacent_pairs, single_term
from search.query.tree import And, Or, Phrase, Query
from search.request import Sort
from search.settings import SearchSettings

# FOLDED: How much more does a newer article count? A factor for each document, halved in its excess with every half-life.
# FOLDED:
# FOLDED:     factor = 1 + recency * 2 ** (-age / half-life)
# FOLDED:
# FOLDED: The age counts from the newest article that is live, not from today: so the same search gives the same order until the
# FOLDED: next commit, and an archive that ended long ago has its newest articles, too. Articles without a date have the factor 1.


_DAY = 86_400


class Recency:
    """The factors of one snapshot."""

    def __init__(self, snapshot: Snapshot, settings: SearchSettings) -> None:
        self._snapshot, self._settings = snapshot, settings

    @cached_property
    def factors(self) -> F32Array:
        """The factor of each document."""
        times, live = self._snapshot.published, self._snapshot.live
        dated = times != UNDATED
        factors = np.ones(len(times), np.float32)
        if (dated & live).any():
            age = (times[dated & live].max() - times[dated]) / (self._settings.half_life * _DAY)
            # A deleted document may be newer than all that are live; it is no match anyway.
            factors[dated] += self._settings.recency * np.exp2(-np.maximum(age, 0))
        return factors


# FOLDED: What do words add that stand side by side as they were typed? Asked of the documents for which it may matter.


@dataclass(frozen=True, slots=True)
class RatedPair:
    """Two words of the query, as tokens, and what the term that they are together weighs."""

    first: str
    second: str
    weight: float


class Nearness:
    """The scores of pairs of words in the documents of one snapshot."""

    def __init__(self, snapshot: Snapshot, scoring: Scoring) -> None:
        self._snapshot, self._scoring = snapshot, scoring

    def most(self, pairs: list[RatedPair]) -> float:
        """More than the pairs add to any score."""
        return sum(self._scoring.most_of_term(pair.weight) for pair in pairs)

    def add(self, pairs: list[RatedPair], docs: U32Array, scores: F32Array, budget: Budget) -> None:
        """Add to the score of each of these documents (ascending) what the pairs add; less when the budget is spent."""
        bases = self._snapshot.bases
        cuts = np.searchsorted(docs, bases).tolist() if len(bases) > 2 else [0, len(docs)]
        for pair in budget.while_open(pairs):
            frequencies = np.zeros(len(docs), np.float32)
            for name in TEXTS:
                first = self._snapshot.standing(name, pair.first)
                second = self._snapshot.standing(name, pair.second)
                for segment in first.keys() & second.keys():
                    here = docs[cuts[segment] : cuts[segment + 1]]
                    if len(here):
                        one, other = first[segment], second[segment]
                        budget.read(one.count + other.count)
                        kernels.followed(
                            here, *one.located(here), one.positions, *other.located(here), other.positions,
                            self._scoring.factors[name], frequencies, cuts[segment],
                        )  # fmt: skip
            add_saturated(frequencies, np.float32(pair.weight), self._scoring.k1, scores)


LONG = 150_000
"""Documents that two words have from which on a pair is not looked for in all of them."""

QUERIES = 8192
"""How many queries are remembered with what they would have side by side."""

ROUNDING = 1e-5
"""The relative error that single precision may bring into a comparison."""


@dataclass(frozen=True, slots=True)
class Preference:
    """What one search prefers."""

    evaluation: Evaluation
    nearness: Nearness
    recency: Recency | None
    lists: list[Matches]
    pairs: list[RatedPair]

    @property
    def is_late(self) -> bool:
        """Whether something is left to add when the scores of the words are known."""
        return bool(self.pairs or self.recency)

    def listed(self, query: Query, parts: list[Matches]) -> list[Matches]:
        """What a tree's words match and score, with what the short lists add."""
        if isinstance(query, Or):
            return [*parts, *(pair for pair in self.lists if len(pair.docs))]
        for pair in self.lists:
            parts = [raised_by(pair, part) for part in parts]
        return parts

    def raised(self, docs: U32Array, scores: F32Array) -> tuple[U32Array, F32Array]:
        """The documents, ascending, with their whole scores."""
        order = np.argsort(docs)
        docs, scores = docs[order], scores[order]
        self.nearness.add(self.pairs, docs, scores, self.evaluation.budget)
        return docs, scores if self.recency is None else scores * self.recency.factors[docs]

    def best(self, docs: U32Array, scores: F32Array, order: Order, room: int) -> Page:
        """The first `room` matches in order of relevance.

        Whole scores are at least those of the words, so the last of the page by these is a floor: what cannot reach it
        with the most that nearness brings is not looked at again.
        """
        least: F32Array = scores if self.recency is None else scores * self.recency.factors[docs]
        page = order.best(docs, least, ONE, False, Sort.RELEVANCE, room, None)
        if not self.pairs:
            return page
        if len(page.docs) == room:
            docs, scores = self._near(docs, scores, float(page.scores[-1]) * (1 - ROUNDING))
        docs, scores = self.raised(docs, scores)
        again = order.best(docs, scores, ONE, False, Sort.RELEVANCE, room, None)
        return again._replace(beyond=page.beyond)

    def _near(self, docs: U32Array, scores: F32Array, floor: float) -> tuple[U32Array, F32Array]:
        """The documents that nearness may bring to the floor."""
        most = self.nearness.most(self.pairs)
        if self.recency is None:
            near, kept = np.empty(len(docs) + 1, np.uint32), np.empty(len(docs) + 1, np.float32)
            count = reaching(docs, scores, np.float32(floor - most), near, kept)
            return near[:count], kept[:count]
        chosen = (scores + np.float32(most)) * self.recency.factors[docs] >= floor
        return docs[chosen], scores[chosen]


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What a query would have side by side: phrases with what they weigh, and pairs that are long."""

    phrases: tuple[tuple[Phrase, F32], ...]
    pairs: list[RatedPair]


NOTHING = _Wanted((), [])


class Preferences:
    """What the settings prefer, on one snapshot."""

    def __init__(self, settings: SearchSettings, nearness: Nearness, recency: Recency) -> None:
        self._share, self._nearness = settings.proximity, nearness
        self._recency = recency if settings.recency else None
        self._wanted: ByteCache[Query, _Wanted] = ByteCache(QUERIES)

    def of(self, query: Query, evaluation: Evaluation) -> Preference | None:
        """What is preferred in a search for a tree; None where its words say it all."""
        wanted = NOTHING
        if self._share and isinstance(query, And | Or):
            wanted = self._wanted.get(query) or self._weighed(query, evaluation)
        lists = []
        for phrase, weight in wanted.phrases:
            found = evaluation.matches(phrase)
            lists.append(Matches(found.docs, found.impacts, weight))
        preference = Preference(evaluation, self._nearness, self._recency, lists, wanted.pairs)
        return preference if lists or preference.is_late else None

    def _weighed(self, query: And | Or, evaluation: Evaluation) -> _Wanted:
        phrases, late = [], []
        for one, other in adjacent_pairs(query):
            counts = [len(evaluation.matches(word).docs) for word in (one, other)]
            weight = self._share * sum(idf(count, evaluation.snapshot.articles) for count in counts)
            if sum(counts) > LONG:
                late.append(RatedPair(single_term(one), single_term(other), weight))
            else:
                phrases.append((Phrase(f"{one.text} {other.text}"), np.float32(weight)))
        wanted = _Wanted(tuple(phrases), late)
        if not evaluation.budget.over:
            self._wanted.put(query, wanted, 1)
        return wanted
