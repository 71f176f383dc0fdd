"""What does an article score beside its words? More where they stand as typed, more where it is new.

    score = (words + nearness) * recency

What a pair of words adds everywhere is one more list, and kept like those of words. Where that would be long, it is
asked only of the documents for which it may matter to the page.
"""

from dataclasses import dataclass

import numpy as np

from search.engines.whoosh.kept import Kept
from search.engines.whoosh.ranking.evaluation import Evaluation
from search.engines.whoosh.ranking.kernels import reaching
from search.engines.whoosh.ranking.lists import ONE, Matches, raised_by
from search.engines.whoosh.ranking.nearness import Nearness, RatedPair
from search.engines.whoosh.ranking.order.hits import Order, Page
from search.engines.whoosh.ranking.recency import Recency
from search.engines.whoosh.ranking.scoring import idf
from search.kernels import Single, Singles, Words
from search.proximity import exact, pairs
from search.query import And, Or, Phrase, Query
from search.request import Sort
from search.settings import SearchSettings

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

    def raised(self, docs: Words, scores: Singles) -> tuple[Words, Singles]:
        """The documents, ascending, with their whole scores."""
        order = np.argsort(docs)
        docs, scores = docs[order], scores[order]
        self.nearness.add(self.pairs, docs, scores, self.evaluation.budget)
        return docs, scores if self.recency is None else scores * self.recency.factors[docs]

    def best(self, docs: Words, scores: Singles, order: Order, room: int) -> Page:
        """The first `room` matches in order of relevance.

        Whole scores are at least those of the words, so the last of the page by these is a floor: what cannot reach it
        with the most that nearness brings is not looked at again.
        """
        least: Singles = scores if self.recency is None else scores * self.recency.factors[docs]
        page = order.best(docs, least, ONE, False, Sort.RELEVANCE, room, None)
        if not self.pairs:
            return page
        if len(page.docs) == room:
            docs, scores = self._near(docs, scores, float(page.scores[-1]) * (1 - ROUNDING))
        docs, scores = self.raised(docs, scores)
        again = order.best(docs, scores, ONE, False, Sort.RELEVANCE, room, None)
        return again._replace(beyond=page.beyond)

    def _near(self, docs: Words, scores: Singles, floor: float) -> tuple[Words, Singles]:
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

    phrases: tuple[tuple[Phrase, Single], ...]
    pairs: list[RatedPair]


NOTHING = _Wanted((), [])


class Preferences:
    """What the settings prefer, on one snapshot."""

    def __init__(self, settings: SearchSettings, nearness: Nearness, recency: Recency) -> None:
        self._share, self._nearness = settings.proximity, nearness
        self._recency = recency if settings.recency else None
        self._wanted: Kept[Query, _Wanted] = Kept(QUERIES)

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
        for one, other in pairs(query):
            counts = [len(evaluation.matches(word).docs) for word in (one, other)]
            weight = self._share * sum(idf(count, evaluation.snapshot.articles) for count in counts)
            if sum(counts) > LONG:
                late.append(RatedPair(exact(one), exact(other), weight))
            else:
                phrases.append((Phrase(f"{one.text} {other.text}"), np.float32(weight)))
        wanted = _Wanted(tuple(phrases), late)
        if not evaluation.budget.over:
            self._wanted.put(query, wanted, 1)
        return wanted
