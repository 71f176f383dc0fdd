"""Here is a query tree: which documents, with what scores?

Every node gives a part of its matches at most when the time is up, never one that is none.
"""

from dataclasses import dataclass, field
from typing import assert_never

import numpy as np

from search.arrays import BoolArray
from search.engines.whoosh.index_reader import Snapshot
from search.engines.whoosh.ranking.context import Budget, Scratch
from search.engines.whoosh.ranking.doc_lists import NO_MATCH, Matches, in_all, in_any, kept_by, unscored
from search.engines.whoosh.ranking.filters import Masks
from search.engines.whoosh.ranking.leaf_scorer import Leaves
from search.query.tree import (  # fmt: skip
    And,
    Boost,
    DateRange,
    Fuzzy,
    MatchAll,
    MatchNone,
    Near,
    Not,
    Or,
    Phrase,
    Prefix,
    QualityRange,
    Query,
    Synonyms,
    Undated,
    Wildcard,
    Word,
)

HEAVIEST = 1e30
"""The greatest weight, well within single precision."""


@dataclass(slots=True)
class Evaluation:
    """Evaluates one tree on one snapshot. `cut` collects the patterns that stood for too many words."""

    snapshot: Snapshot
    leaves: Leaves
    masks: Masks
    budget: Budget
    work: Scratch
    cut: list[str] = field(default_factory=list)

    def alternatives(self, query: Query) -> list[Matches]:
        """The matches of a whole tree as lists that overlap; a document's score is the sum of what each list gives."""
        parts = map(self.matches, query.children) if isinstance(query, Or) else [self.matches(query)]
        return [part for part in parts if len(part.docs)]

    def matches(self, query: Query, joined: bool = False) -> Matches:
        """The documents that match, with their scores. A node is what `search.query` says it is.

        `joined` says that the answer will be searched for what another node has.
        """
        match query:
            case Word() | Phrase() | Near() | Prefix() | Wildcard() | Fuzzy() | Synonyms():
                return self.leaves.matches(query, self.work, self.budget, self.cut, joined)
            case And(children):
                return self._all(children)
            case Or(children):
                return in_any([self.matches(child) for child in children], self.work)
            case Boost(child, factor):
                found = self.matches(child)
                return found._replace(weight=np.float32(min(float(found.weight) * factor, HEAVIEST)))
            case MatchNone():
                return NO_MATCH
            case MatchAll() | DateRange() | Undated() | QualityRange() | Not():
                return unscored(np.flatnonzero(self._mask(query)).astype(np.uint32))
            case _:
                assert_never(query)

    def _all(self, children: tuple[Query, ...]) -> Matches:
        parts, masks = [], []
        for child in children:
            if isinstance(child, DateRange | Undated | QualityRange | Not):
                masks.append(child)
            elif not isinstance(child, MatchAll):
                part = self.matches(child, joined=True)
                if not len(part.docs):
                    return NO_MATCH
                parts.append(part)
        if not parts:
            parts.append(self.matches(masks.pop() if masks else MatchAll()))
        found = in_all(parts, self.work)
        for child in masks:
            if not len(found.docs):
                break
            found = kept_by(self._mask(child), found)
        return found

    def _mask(self, query: MatchAll | DateRange | Undated | QualityRange | Not) -> BoolArray:
        match query:
            case MatchAll():
                return self.snapshot.live
            case DateRange(since, until):
                return self.masks.of((since, until))
            case Undated():
                return self.masks.of(None)
            case QualityRange():
                return self.masks.of(query)
            case Not(child):
                inside = self.matches(child)
                if self.budget.over:
                    # What the child lacks may only not have been found.
                    return np.zeros_like(self.snapshot.live)
                rest = self.snapshot.live.copy()
                rest[inside.docs] = False
                return rest
            case _:
                assert_never(query)
