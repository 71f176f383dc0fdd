"""The evaluator: a query tree in, the matching documents with their scores out.

When the time is up every node gives at most a part of its matches, never a document that is none.
"""

from dataclasses import dataclass, field
from typing import assert_never

import numpy as np

from search.arrays import BoolArray
from search.engines.whoosh.index_reader import IndexReader
from search.engines.whoosh.ranking.bm25 import idf
from search.engines.whoosh.ranking.context import SearchBudget, WorkArrays
from search.engines.whoosh.ranking.doc_lists import NO_MATCHES, Matches, filter_matches, intersect, union, unscored
from search.engines.whoosh.ranking.filters import FilterCache
from search.engines.whoosh.ranking.leaf_scorer import LeafScorer
from search.query.terms import word_count
from search.query.tree import (
    And,
    Boost,
    Condition,
    DateRange,
    MatchAll,
    MatchNone,
    MostOf,
    Not,
    Or,
    QualityRange,
    Query,
    Synonyms,
    TextLeaf,
    Undated,
)

MAX_SUM_ERROR = 1e-9
"""The relative error of a sum of weights, at most."""

MAX_WEIGHT = 1e30
"""The greatest weight, well within single precision."""


@dataclass(slots=True)
class Evaluator:
    """Evaluates one tree on one commit. `truncated` collects the patterns that matched too many terms."""

    index: IndexReader
    leaf_scorer: LeafScorer
    filters: FilterCache
    budget: SearchBudget
    work: WorkArrays
    truncated: list[str] = field(default_factory=list)

    def match_lists(self, query: Query) -> list[Matches]:
        """Return the matches of a whole tree as lists that overlap; a document's score is the sum over the lists."""
        parts = map(self.matches, query.children) if isinstance(query, Or) else [self.matches(query)]
        return [part for part in parts if len(part.docs)]

    def matches(self, query: Query, is_joined: bool = False) -> Matches:
        """Return the documents that match, with their scores. `search.query.tree` defines the nodes.

        `is_joined` says that the result will be intersected with that of another node.
        """
        if isinstance(query, TextLeaf | Synonyms):
            return self.leaf_scorer.matches(query, self.work, self.budget, self.truncated, is_joined)
        match query:
            case And(children):
                return self._intersect_children(children)
            case Or(children):
                return union([self.matches(child) for child in children], self.work)
            case MostOf(children, share, least):
                return self._most_of(children, share, least)
            case Boost(child, factor):
                found = self.matches(child)
                return found._replace(weight=np.float32(min(float(found.weight) * factor, MAX_WEIGHT)))
            case MatchNone():
                return NO_MATCHES
            case _:
                return unscored(np.flatnonzero(self._mask(query)).astype(np.uint32))

    def _intersect_children(self, children: tuple[Query, ...]) -> Matches:
        parts, filters = [], []
        for child in children:
            if isinstance(child, Condition | Not):
                filters.append(child)
            elif not isinstance(child, MatchAll):
                part = self.matches(child, is_joined=True)
                if not len(part.docs):
                    return NO_MATCHES
                parts.append(part)
        if not parts:
            parts.append(self.matches(filters.pop() if filters else MatchAll()))
        found = intersect(parts, self.work)
        for child in filters:
            if not len(found.docs):
                break
            found = filter_matches(self._mask(child), found)
        return found

    def _most_of(self, children: tuple[Query, ...], share: float, least: int) -> Matches:
        found = {child: self.matches(child) for child in children}
        if self.budget.is_exhausted:
            # With a part of the matches of a child its weight is not known.
            return NO_MATCHES
        weights, counts = np.zeros(len(self.index.live)), np.zeros(len(self.index.live), np.int64)
        total = 0.0
        for child, part in found.items():
            if len(part.docs):
                weight = idf(len(part.docs), self.index.article_count)
                weights[part.docs] += weight
                counts[part.docs] += word_count(child)
                total += weight
        # Sums of the same weights in another order may differ in the last digits.
        is_match = (weights > total * share * (1 + MAX_SUM_ERROR)) & (counts >= least)
        return filter_matches(is_match, union([found[child] for child in children], self.work))

    def _mask(self, query: MatchAll | Condition | Not) -> BoolArray:
        match query:
            case MatchAll():
                return self.index.live
            case DateRange(since, until):
                return self.filters.mask((since, until))
            case Undated():
                return self.filters.mask(None)
            case QualityRange():
                return self.filters.mask(query)
            case Not(child):
                excluded = self.matches(child)
                if self.budget.is_exhausted:
                    # Documents that the child lacks may just not have been found yet.
                    return np.zeros_like(self.index.live)
                rest = self.index.live.copy()
                rest[excluded.docs] = False
                return rest
            case _:
                assert_never(query)
