"""Score boosts: for words side by side as typed, for a title that is the whole query, and for newer articles.

    score  = (sum of the words' scores + proximity + whole title) * recency
    recency = 1 + setting * 2 ** (-age / half-life)

`proximity` has its own module. A match whose title consists of the tokens that were typed, in their order, gets the
highest score of all matches in addition, so that it comes first.

The age counts from the newest live article, not from today: so the same search gives the same order until the next
commit, and an archive that ended long ago has its newest articles, too. Articles without a date have the factor 1.

The bonus of a pair of words is one more list, cached like those of words. Where both words are frequent and the pair
weighs little, it is computed only for the documents for which it may matter to the page.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from search.arrays import F32Array, U32Array
from search.engines.whoosh.cache import ByteCache
from search.engines.whoosh.index_reader import IndexReader
from search.engines.whoosh.ranking.doc_lists import ONE, Matches, add_scores, union
from search.engines.whoosh.ranking.evaluator import Evaluator
from search.engines.whoosh.ranking.proximity import ProximityScorer, WeightedPair, pair_factor
from search.engines.whoosh.ranking.score_kernels import filter_by_score
from search.engines.whoosh.ranking.top_docs import SortOrder, TopK
from search.engines.whoosh.schema import UNDATED
from search.query.pairs import adjacent_pairs
from search.query.terms import resolve
from search.query.tree import And, Field, MostOf, Or, Phrase, Query, Synonyms, TextLeaf
from search.request import SearchRequest, Sort
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


MAX_DOCS_OF_LISTED_PAIR = 150_000
"""Documents of two words together, above which their pair is scored only where it may matter to the page."""

MAX_LATE_WEIGHT = 0.5
"""Weight of a pair relative to its rarer word's, above which it may matter to most documents that have both words."""

MAX_CACHED_QUERIES = 8192
"""Queries whose pairs are cached."""

MAX_TITLE_TOKENS = 50
"""Tokens of a text that may be a whole title."""

NO_DOCS: U32Array = np.empty(0, np.uint32)

MAX_ROUNDING_ERROR = 1e-5
"""The relative error that single precision may bring into a comparison."""


@dataclass(frozen=True, slots=True)
class QueryBoosts:
    """The boosts of one search.

    `lists` are the pairs that have lists, `pairs` those that are scored late, `titled` the documents whose whole title
    was typed.
    """

    evaluator: Evaluator
    proximity: ProximityScorer
    recency: RecencyBoost | None
    lists: list[Matches]
    pairs: list[WeightedPair]
    titled: U32Array

    @property
    def is_late(self) -> bool:
        """Whether something is to be added once the scores of the words are known."""
        return bool(self.pairs or self.recency)

    def add_lists(self, query: Query, parts: list[Matches]) -> list[Matches]:
        """Return the matches of a tree's words, with what the listed pairs and a whole title add."""
        lists = [pair for pair in self.lists if len(pair.docs)]
        if lists and isinstance(query, Or) and all(isinstance(child, TextLeaf | Synonyms) for child in query.children):
            # What has two leaves side by side matches both, so the pairs bring no new document.
            parts = [*parts, *lists]
        elif lists:
            found = union(parts, self.evaluator.work)
            for pair in lists:
                found = add_scores(pair, found)
            parts = [found]
        return self._add_title(union(parts, self.evaluator.work)) if len(self.titled) else parts

    def _add_title(self, found: Matches) -> list[Matches]:
        highest = found.weight * found.impacts.max(initial=0)
        return [add_scores(Matches(self.titled, np.ones(len(self.titled), np.float32), highest), found)]

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


class Boosts:
    """The boosts of the settings, on one commit."""

    def __init__(self, settings: SearchSettings, proximity: ProximityScorer, recency: RecencyBoost) -> None:
        self._share, self._proximity = settings.proximity, proximity
        self._recency = recency if settings.recency else None
        self._query_pairs: ByteCache[Query, tuple[list[WeightedPair], list[WeightedPair]]] = ByteCache(
            MAX_CACHED_QUERIES
        )

    def for_request(self, request: SearchRequest, evaluator: Evaluator) -> QueryBoosts | None:
        """Return the boosts of a search by relevance; None where there are none."""
        query = request.query
        listed: list[WeightedPair] = []
        late: list[WeightedPair] = []
        titled = _titled(request.typed, evaluator) if request.typed else NO_DOCS
        if self._share and isinstance(query, And | Or | MostOf):
            listed, late = self._query_pairs.get(query) or self._weigh_pairs(query, evaluator)
            if len(titled):
                # The highest score is known only with all pairs.
                listed, late = [*listed, *late], []
        lists = [self._proximity.matches(pair, evaluator) for pair in listed]
        boosts = QueryBoosts(evaluator, self._proximity, self._recency, lists, late, titled)
        return boosts if lists or boosts.is_late or len(titled) else None

    def _weigh_pairs(
        self, query: And | Or | MostOf, evaluator: Evaluator
    ) -> tuple[list[WeightedPair], list[WeightedPair]]:
        """Return the pairs that get a list, and those that are scored late."""
        listed: list[WeightedPair] = []
        late: list[WeightedPair] = []
        pairs = adjacent_pairs(query)
        for pair in pairs:
            counts = [len(evaluator.matches(leaf).docs) for leaf in (pair.one, pair.other)]
            if not all(counts):
                continue
            factor = pair_factor(pair, self._share, len(pairs))
            weighted = self._proximity.weigh(pair, factor, counts)
            is_late = pair.is_plain and factor <= MAX_LATE_WEIGHT and sum(counts) > MAX_DOCS_OF_LISTED_PAIR
            (late if is_late else listed).append(weighted)
        if not evaluator.budget.is_exhausted:
            self._query_pairs.put(query, (listed, late), 1)
        return listed, late


def _titled(typed: str, evaluator: Evaluator) -> U32Array:
    """Return the documents whose title has the tokens that were typed, all of them and no others."""
    title = Phrase(typed, Field.TITLE)
    count = len(resolve(title).slots)
    if not 0 < count <= MAX_TITLE_TOKENS:
        return NO_DOCS
    docs = evaluator.matches(title).docs
    titled: U32Array = docs[evaluator.index.lengths["title"][docs] == count]
    return titled
