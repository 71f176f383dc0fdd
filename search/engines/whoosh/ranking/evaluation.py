"""Here is a query tree: which documents, with what scores?

Every node gives a part of its matches at most when the time is up, never one that is none.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import assert_never

import numpy as np

from search.engines.whoosh.ranking.budget import Budget
from search.engines.whoosh.ranking.leaves import Leaves
from search.engines.whoosh.ranking.lists import NO_MATCH, Matches, in_all, in_any, kept_by, raised_by, unscored
from search.engines.whoosh.ranking.masks import Masks
from search.engines.whoosh.ranking.scratch import Scratch
from search.engines.whoosh.snapshot import Snapshot
from search.kernels import Flags
from search.proximity import pairs
from search.query import (
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
)  # fmt: skip

HEAVIEST = 1e30
"""The greatest weight, well within single precision."""


@dataclass(slots=True)
class Evaluation:
    """Evaluates one tree on one snapshot. `proximity` is how much words that stand together add, beside a phrase.

    `cut` collects the patterns that stood for too many words.
    """

    snapshot: Snapshot
    leaves: Leaves
    masks: Masks
    budget: Budget
    work: Scratch
    proximity: float = 0.0
    cut: list[str] = field(default_factory=list)

    def alternatives(self, query: Query) -> list[Matches]:
        """The matches of a whole tree as lists that overlap; a document's score is the sum of what each list gives."""
        parts = self._each(query.children) if isinstance(query, Or) else [self.matches(query)]
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
                return in_any(self._each(children), self.work)
            case Boost(child, factor):
                found = self.matches(child)
                return found._replace(weight=np.float32(min(float(found.weight) * factor, HEAVIEST)))
            case MatchNone():
                return NO_MATCH
            case MatchAll() | DateRange() | Undated() | QualityRange() | Not():
                return unscored(np.flatnonzero(self._mask(query)).astype(np.uint32))
            case _:
                assert_never(query)

    def _each(self, children: tuple[Query, ...]) -> list[Matches]:
        """The matches of alternatives, and of pairs of them, which have no document that none of them has."""
        return [*(self.matches(child) for child in children), *self._together(children)]

    def _together(self, children: tuple[Query, ...]) -> Iterator[Matches]:
        """What words that should stand together add where they do."""
        if self.proximity:
            for pair in pairs(children):
                found = self.matches(pair)
                yield found._replace(weight=np.float32(float(found.weight) * self.proximity))

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
        if len(parts) > 1:
            for pair in self._together(children):
                found = raised_by(pair, found)
        for child in masks:
            if not len(found.docs):
                break
            found = kept_by(self._mask(child), found)
        return found

    def _mask(self, query: MatchAll | DateRange | Undated | QualityRange | Not) -> Flags:
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
