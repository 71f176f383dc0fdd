"""Proximity: the scores of pairs of words that were typed side by side, in the articles that have them side by side.

A pair (`search.query.pairs`) is one more term of the query. It occurs where its second word follows the first directly;
with one word between them, as stop words are left out of queries, it counts a quarter (the inverse square of the
distance: Büttcher, Clarke, Lushman: Term Proximity Scoring for Ad-Hoc Retrieval, 2006). Its score is that of
`bm25`, with k1 1.2, and with a weight instead of the idf:

    weight = proximity * (1 + (4 / pairs) ** 3) * idf of the rarer word

`pairs` is how many the query has: a name of two words is little but its phrase, while in a question of ten words it
says little that two of them follow one another. A letter beside a number (`s 400`) is a name, however long the query.
"""

from dataclasses import dataclass

import numpy as np

from search.arrays import F32Array, U32Array
from search.engines.whoosh.cache import ByteCache
from search.engines.whoosh.index_reader import IndexReader
from search.engines.whoosh.ranking import phrase_kernels as kernels
from search.engines.whoosh.ranking.bm25 import Bm25, idf
from search.engines.whoosh.ranking.context import SearchBudget
from search.engines.whoosh.ranking.doc_lists import ONE, Matches
from search.engines.whoosh.ranking.evaluator import Evaluator
from search.engines.whoosh.ranking.score_kernels import add_bm25, union_two
from search.engines.whoosh.schema import TEXTS
from search.engines.whoosh.segment.reader import SegmentTerm
from search.query.pairs import Pair

PAIR_K1 = np.float32(1.2)
"""k1 of a pair: once side by side says more than once in the text, and the second time less."""

NAME_PAIRS = 4
"""In a query of this many pairs a pair has twice the weight that it has in a very long one."""

PAIR_CACHE_BYTES = 32_000_000


PairKey = Pair | tuple[str, str]
"""A pair; of a plain one its tokens alone, which are hashed much faster."""


@dataclass(frozen=True, slots=True)
class WeightedPair:
    """A pair, the weight of the term that it is, and the key of its list in the cache."""

    pair: Pair
    weight: np.float32
    key: PairKey


def pair_factor(pair: Pair, share: float, pairs: int) -> float:
    """Return the weight of a pair relative to the idf of its rarer word, in a query with so many pairs."""
    return share * (1 + (NAME_PAIRS / (1 if pair.is_name else pairs)) ** 3)


class ProximityScorer:
    """The scores of pairs of words in the documents of one commit."""

    def __init__(self, index: IndexReader, bm25: Bm25) -> None:
        self._index, self._bm25 = index, bm25
        self._cache: ByteCache[PairKey, Matches] = ByteCache(PAIR_CACHE_BYTES)

    def weigh(self, pair: Pair, factor: float, counts: list[int]) -> WeightedPair:
        """Return a pair with its weight: the factor times the idf of the rarer leaf; `counts` articles match them."""
        weight = factor * idf(min(counts), self._index.article_count)
        return WeightedPair(pair, np.float32(weight), (pair.first, pair.second) if pair.is_plain else pair)

    def max_bonus(self, pairs: list[WeightedPair]) -> float:
        """Return an upper bound of what the pairs add to any score."""
        return sum(float(pair.weight) for pair in pairs) * float(PAIR_K1 + 1 + self._bm25.delta)

    def matches(self, weighted: WeightedPair, evaluator: Evaluator) -> Matches:
        """Return the documents that have a pair, with what it adds; fewer when the budget is exhausted."""
        found = self._cache.get(weighted.key)
        if found is None:
            found = self._list(weighted.pair, evaluator)
            if not evaluator.budget.is_exhausted:
                self._cache.put(weighted.key, found, found.docs.nbytes + found.impacts.nbytes + 500)
        return Matches(found.docs, found.impacts, weighted.weight)

    def add(self, pairs: list[WeightedPair], docs: U32Array, scores: F32Array, budget: SearchBudget) -> None:
        """Add the bonus of plain pairs to the score of each of these documents (ascending).

        Pairs that the budget does not allow are left out.
        """
        bases = self._index.bases
        bounds = np.searchsorted(docs, bases).tolist() if len(bases) > 2 else [0, len(docs)]
        for weighted in budget.until_exhausted(pairs):
            frequencies = np.zeros(len(docs), np.float32)
            for name in TEXTS:
                for segment, one, other in self._segments(weighted.pair, name, budget):
                    begin, end = bounds[segment], bounds[segment + 1]
                    self._add_frequencies(docs[begin:end], one, other, name, frequencies, begin)
            add_bm25(frequencies, weighted.weight, PAIR_K1, self._bm25.delta, scores)

    def _list(self, pair: Pair, evaluator: Evaluator) -> Matches:
        by_field = []
        for name in TEXTS:
            docs, sums = [np.empty(0, np.uint32)], [np.empty(0, np.float32)]
            for _, one, other in self._segments(pair, name, evaluator.budget):
                rarer = one if one.doc_frequency < other.doc_frequency else other
                here = rarer.field.postings(rarer.number, rarer.base).docs
                frequencies = np.zeros(len(here), np.float32)
                self._add_frequencies(here, one, other, name, frequencies, 0)
                has_pair = (frequencies > 0) & self._index.live[here]
                docs.append(here[has_pair])
                sums.append(frequencies[has_pair])
            by_field.append((np.concatenate(docs), np.concatenate(sums)))
        (title, title_sums), (text, text_sums) = by_field
        found, tf = np.empty(len(title) + len(text), np.uint32), np.empty(len(title) + len(text), np.float32)
        count = union_two(title, title_sums, ONE, text, text_sums, ONE, found, tf)
        found, tf = found[:count], tf[:count]
        if not pair.is_plain:
            for leaf in (pair.one, pair.other):
                matched = np.isin(found, evaluator.matches(leaf).docs, assume_unique=True)
                found, tf = found[matched], tf[matched]
        impacts = np.zeros(len(found), np.float32)
        add_bm25(tf, ONE, PAIR_K1, self._bm25.delta, impacts)
        return Matches(found.copy(), impacts, ONE)

    def _segments(self, pair: Pair, name: str, budget: SearchBudget) -> list[tuple[int, SegmentTerm, SegmentTerm]]:
        """Return the segments that have both words of a pair in a field, by number, with these two terms of it."""
        first = self._index.segment_terms(name, pair.first)
        second = self._index.segment_terms(name, pair.second) if first else {}
        both = [(segment, first[segment], second[segment]) for segment in sorted(first.keys() & second.keys())]
        budget.count_postings(sum(one.doc_frequency + other.doc_frequency for _, one, other in both))
        return both

    def _add_frequencies(
        self, docs: U32Array, one: SegmentTerm, other: SegmentTerm, name: str, frequencies: F32Array, begin: int
    ) -> None:
        if len(docs):
            kernels.add_pair_frequency(
                docs, *one.locate_positions(docs), one.positions, *other.locate_positions(docs), other.positions,
                self._bm25.factors[name], frequencies, begin,
            )  # fmt: skip
