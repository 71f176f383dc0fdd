"""What do words add that stand side by side as they were typed? Asked of the documents for which it may matter."""

from dataclasses import dataclass

import numpy as np

from search.engines.whoosh.fields import TEXTS
from search.engines.whoosh.ranking.budget import Budget
from search.engines.whoosh.ranking.kernels import add_saturated
from search.engines.whoosh.ranking.places import kernels
from search.engines.whoosh.ranking.scoring import Scoring
from search.engines.whoosh.snapshot import Snapshot
from search.kernels import Singles, Words


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

    def add(self, pairs: list[RatedPair], docs: Words, scores: Singles, budget: Budget) -> None:
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
