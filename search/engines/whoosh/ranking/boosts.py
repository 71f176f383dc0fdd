"""Score boosts: more where words are next to each other as typed, and more for newer articles.

    score  = (sum of the words' scores + proximity) * recency
    recency = 1 + setting * 2 ** (-age / half-life)

The age counts from the newest live article, not from today: so the same search gives the same order until the next
commit, and an archive that ended long ago has its newest articles, too. Articles without a date have the factor 1.

The bonus of a pair of adjacent words is one more list, cached like those of words. Where that list would be long, it is
computed only for the documents for which it may matter to the page.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from search.arrays import F32, F32Array, U32Array
from search.engines.whoosh.cache import ByteCache
from search.engines.whoosh.index_reader import IndexReader
from search.engines.whoosh.ranking import phrase_kernels as kernels
from search.engines.whoosh.ranking.bm25 import Bm25, idf
from search.engines.whoosh.ranking.context import SearchBudget
from search.engines.whoosh.ranking.doc_lists import ONE, Matches, add_scores
from search.engines.whoosh.ranking.evaluator import Evaluator
from search.engines.whoosh.ranking.score_kernels import add_bm25, filter_by_score
from search.engines.whoosh.ranking.top_docs import SortOrder, TopK
from search.engines.whoosh.schema import TEXTS, UNDATED
from search.query.terms import adjacent_pairs, single_term
from search.query.tree import And, MostOf, Or, Phrase, Query
from search.request import Sort
from search.settings import SearchSettings

SECONDS_PER_DAY = 86_400


class RecencyBoost:
    """The recency factors of one commit."""

    def __init__(self, index: IndexReader, settings: SearchSettings) -> None:
        self._index, self._settings = index, settings

    @cached_property
    def factors(self) -> F32Array:
        """The factor of each document."""
        times, live = self._index.published, self._index.live
        dated = times != UNDATED
        factors = np.ones(len(times), np.float32)
        if (dated & live).any():
            age = (times[dated & live].max() - times[dated]) / (self._settings.half_life * SECONDS_PER_DAY)
            # A deleted document may be newer than all live ones; it is no match anyway.
            factors[dated] += self._settings.recency * np.exp2(-np.maximum(age, 0))
        return factors


@dataclass(frozen=True, slots=True)
class WeightedPair:
    """Two words of the query, as tokens, and the weight of the term that they form together."""

    first: str
    second: str
    weight: float


class ProximityScorer:
    """The scores of pairs of words in the documents of one commit."""

    def __init__(self, index: IndexReader, bm25: Bm25) -> None:
        self._index, self._bm25 = index, bm25

    def max_bonus(self, pairs: list[WeightedPair]) -> float:
        """Return an upper bound of what the pairs add to any score."""
        return sum(self._bm25.max_term_score(pair.weight) for pair in pairs)

    def add(self, pairs: list[WeightedPair], docs: U32Array, scores: F32Array, budget: SearchBudget) -> None:
        """Add the bonus of the pairs to the score of each of these documents (ascending).

        Pairs that the budget does not allow are left out.
        """
        bases = self._index.bases
        bounds = np.searchsorted(docs, bases).tolist() if len(bases) > 2 else [0, len(docs)]
        for pair in budget.until_exhausted(pairs):
            frequencies = np.zeros(len(docs), np.float32)
            for name in TEXTS:
                first = self._index.segment_terms(name, pair.first)
                second = self._index.segment_terms(name, pair.second)
                for segment in first.keys() & second.keys():
                    here = docs[bounds[segment] : bounds[segment + 1]]
                    if len(here):
                        one, other = first[segment], second[segment]
                        budget.count_postings(one.doc_frequency + other.doc_frequency)
                        kernels.add_pair_frequency(
                            here, *one.locate_positions(here), one.positions, *other.locate_positions(here),
                            other.positions,
                            self._bm25.factors[name], frequencies, bounds[segment],
                        )  # fmt: skip
            add_bm25(frequencies, np.float32(pair.weight), self._bm25.k1, scores)


MAX_DOCS_OF_LISTED_PAIR = 150_000
"""Documents of two words together, above which their pair is scored only where it may matter to the page."""

MAX_CACHED_QUERIES = 8192
"""Queries whose pairs are cached."""

MAX_ROUNDING_ERROR = 1e-5
"""The relative error that single precision may bring into a comparison."""


@dataclass(frozen=True, slots=True)
class QueryBoosts:
    """The boosts of one search: `lists` are the pairs that have lists, `pairs` those that are scored late."""

    evaluator: Evaluator
    proximity: ProximityScorer
    recency: RecencyBoost | None
    lists: list[Matches]
    pairs: list[WeightedPair]

    @property
    def is_late(self) -> bool:
        """Whether something is to be added once the scores of the words are known."""
        return bool(self.pairs or self.recency)

    def add_lists(self, query: Query, parts: list[Matches]) -> list[Matches]:
        """Return the matches of a tree's words, with what the listed pairs add."""
        if isinstance(query, Or):
            return [*parts, *(pair for pair in self.lists if len(pair.docs))]
        for pair in self.lists:
            parts = [add_scores(pair, part) for part in parts]
        return parts

    def add_late_scores(self, docs: U32Array, scores: F32Array) -> tuple[U32Array, F32Array]:
        """Return the documents, ascending, with their final scores."""
        order = np.argsort(docs)
        docs, scores = docs[order], scores[order]
        self.proximity.add(self.pairs, docs, scores, self.evaluator.budget)
        return docs, scores if self.recency is None else scores * self.recency.factors[docs]

    def top_k(self, docs: U32Array, scores: F32Array, order: SortOrder, count: int) -> TopK:
        """Return the first `count` matches by relevance.

        Final scores are at least those of the words, so the last of the page by these is a floor: what cannot reach it
        with the maximal proximity bonus is not scored again.
        """
        least: F32Array = scores if self.recency is None else scores * self.recency.factors[docs]
        page = order.top_k(docs, least, ONE, False, Sort.RELEVANCE, count, None)
        if not self.pairs:
            return page
        if len(page.docs) == count:
            docs, scores = self._candidates(docs, scores, float(page.scores[-1]) * (1 - MAX_ROUNDING_ERROR))
        docs, scores = self.add_late_scores(docs, scores)
        top = order.top_k(docs, scores, ONE, False, Sort.RELEVANCE, count, None)
        return top._replace(remaining=page.remaining)

    def _candidates(self, docs: U32Array, scores: F32Array, floor: float) -> tuple[U32Array, F32Array]:
        """Return the documents that proximity may bring to the floor."""
        max_bonus = self.proximity.max_bonus(self.pairs)
        if self.recency is None:
            near, near_scores = np.empty(len(docs) + 1, np.uint32), np.empty(len(docs) + 1, np.float32)
            count = filter_by_score(docs, scores, np.float32(floor - max_bonus), near, near_scores)
            return near[:count], near_scores[:count]
        chosen = (scores + np.float32(max_bonus)) * self.recency.factors[docs] >= floor
        return docs[chosen], scores[chosen]


@dataclass(frozen=True, slots=True)
class _QueryPairs:
    """The adjacent words of a query: phrases with their weights, and pairs whose lists would be long."""

    phrases: tuple[tuple[Phrase, F32], ...]
    pairs: list[WeightedPair]


NO_PAIRS = _QueryPairs((), [])


class Boosts:
    """The boosts of the settings, on one commit."""

    def __init__(self, settings: SearchSettings, proximity: ProximityScorer, recency: RecencyBoost) -> None:
        self._share, self._proximity = settings.proximity, proximity
        self._recency = recency if settings.recency else None
        self._query_pairs: ByteCache[Query, _QueryPairs] = ByteCache(MAX_CACHED_QUERIES)

    def for_query(self, query: Query, evaluator: Evaluator) -> QueryBoosts | None:
        """Return the boosts of a search for a tree; None where there are none."""
        pairs_of_query = NO_PAIRS
        if self._share and isinstance(query, And | Or | MostOf):
            pairs_of_query = self._query_pairs.get(query) or self._weigh_pairs(query, evaluator)
        lists = []
        for phrase, weight in pairs_of_query.phrases:
            found = evaluator.matches(phrase)
            lists.append(Matches(found.docs, found.impacts, weight))
        boosts = QueryBoosts(evaluator, self._proximity, self._recency, lists, pairs_of_query.pairs)
        return boosts if lists or boosts.is_late else None

    def _weigh_pairs(self, query: And | Or | MostOf, evaluator: Evaluator) -> _QueryPairs:
        phrases, late_pairs = [], []
        for one, other in adjacent_pairs(query):
            counts = [len(evaluator.matches(word).docs) for word in (one, other)]
            weight = self._share * sum(idf(count, evaluator.index.article_count) for count in counts)
            if sum(counts) > MAX_DOCS_OF_LISTED_PAIR:
                late_pairs.append(WeightedPair(single_term(one), single_term(other), weight))
            else:
                phrases.append((Phrase(f"{one.text} {other.text}"), np.float32(weight)))
        pairs_of_query = _QueryPairs(tuple(phrases), late_pairs)
        if not evaluator.budget.is_exhausted:
            self._query_pairs.put(query, pairs_of_query, 1)
        return pairs_of_query
