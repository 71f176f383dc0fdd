"""Here is a request: how many articles match, which stand first, and how are all of them spread?"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from search.arrays import F32Array, U32Array
from search.engines.whoosh.index_reader import Snapshot
from search.engines.whoosh.ranking.bm25 import Scoring
from search.engines.whoosh.ranking.boosts import Nearness, Preferences, Recency
from search.engines.whoosh.ranking.context import Budget, scratch
from search.engines.whoosh.ranking.doc_lists import ONE, Found, by_place, together, within
from search.engines.whoosh.ranking.evaluator import Evaluation
from search.engines.whoosh.ranking.facets import Periods, Values
from search.engines.whoosh.ranking.filters import Masks
from search.engines.whoosh.ranking.leaf_scorer import Leaves
from search.engines.whoosh.ranking.top_docs import Order, place_of
from search.query.options import Notice
from search.request import Facet, SearchRequest, Sort
from search.results import FacetCount, Histogram
from search.settings import SearchSettings


@dataclass(slots=True)
class Ranked:
    """The numbers of one answer: the documents of the page in order, their scores, and figures of all matches.

    `follows` is the order of the hits that follow those of the page, if any do.
    """

    total: int
    docs: U32Array
    scores: F32Array
    follows: tuple[Order, Sort] | None = None
    notices: tuple[Notice, ...] = ()
    facets: Mapping[Facet, tuple[FacetCount, ...]] = field(default_factory=dict)
    histogram: Histogram | None = None

    @property
    def total_is_exact(self) -> bool:
        """Whether nothing was left out to save work; each thing that was has its notice."""
        return not self.notices

    @property
    def next_cursor(self) -> str | None:
        """The cursor of the page after this one, if there is one."""
        if self.follows is None:
            return None
        order, sort = self.follows
        return order.cursor(int(self.docs[-1]), float(self.scores[-1]), sort)


class Ranking:
    """Answers requests on one snapshot; it may be shared between threads."""

    def __init__(self, snapshot: Snapshot, settings: SearchSettings) -> None:
        self.snapshot = snapshot
        self._settings = settings
        scoring = Scoring(snapshot, settings)
        self._leaves, self._masks = Leaves(snapshot, settings, scoring), Masks(snapshot)
        nearness, recency = Nearness(snapshot, scoring), Recency(snapshot, settings)
        self._preferences = Preferences(settings, nearness, recency)
        self._order, self._values, self._periods = Order(snapshot), Values(snapshot), Periods(snapshot)

    def rank(self, request: SearchRequest) -> Ranked:
        """Evaluate a request but for the articles' own texts. Raises `CursorExpired` and `RequestError`."""
        after = place_of(request.cursor, request.sort) if request.cursor else None
        budget = Budget(self._settings.time_limit_ms / 1000, self._settings.max_postings)
        mask = self._masks.filtered(request.filters)
        offset = 0 if after else request.offset
        histogram = None
        with scratch(len(self.snapshot.live)) as work:
            evaluation = Evaluation(self.snapshot, self._leaves, self._masks, budget, work)
            parts = evaluation.alternatives(request.query)
            room = offset + request.limit if request.limit else 0
            ordered = parts and room and request.sort is Sort.RELEVANCE
            preference = self._preferences.of(request.query, evaluation) if ordered else None
            if preference:
                parts = preference.listed(request.query, parts)
            late = preference if preference and preference.is_late else None
            found = together(parts, work)
            facets = self._facets_of_their_own(found.docs, request)
            if len(mask):
                found = within(mask, found)
            if late and (after or request.collapse):
                found, late = Found(*late.raised(*by_place(found)), ONE, by_doc=False), None
            facets |= {
                facet: self._values.count(facet, found.docs, request.facet_size)
                for facet in request.facets
                if facet not in facets
            }
            if request.collapse:
                found = Found(*self._order.first_of_each(*by_place(found), request.sort), ONE, by_doc=False)
            if request.histogram is not None:
                histogram = self._periods.histogram(found.docs, request.histogram)
            if late:
                page = late.best(*by_place(found), self._order, room)
            else:
                page = self._order.best(*found, request.sort, room, after)
        docs, scores = page.docs[offset:], page.scores[offset:]
        return Ranked(
            len(found.docs),
            docs,
            scores,
            (self._order, request.sort) if 0 < len(docs) < page.beyond - offset else None,
            self._notices(evaluation) if evaluation.cut or budget.over else (),
            {facet: facets[facet] for facet in request.facets},
            histogram,
        )

    def _facets_of_their_own(self, docs: U32Array, request: SearchRequest) -> dict[Facet, tuple[FacetCount, ...]]:
        """The values of facets that are filtered by: what would be found with others of them chosen."""
        counted = {}
        for facet in request.facets:
            if request.filters.values.get(facet):
                mask = self._masks.filtered(request.filters, leaving_out=facet)
                chosen = docs[mask[docs]] if len(mask) else docs
                counted[facet] = self._values.count(facet, chosen, request.facet_size)
        return counted

    def _notices(self, evaluation: Evaluation) -> tuple[Notice, ...]:
        limit, seconds = self._settings.max_expansions, self._settings.time_limit_ms / 1000
        notices = [
            Notice(0, f"{pattern} stands for too many words; the {limit:,} commonest count.")
            for pattern in dict.fromkeys(evaluation.cut)
        ]
        if evaluation.budget.postings_over:
            most = self._settings.max_postings
            said = f"The search would have read more than {most:,} postings; there may be more than it found."
            notices.append(Notice(0, said))
        elif evaluation.budget.over:
            notices.append(Notice(0, f"The search took longer than {seconds:g} s; there may be more than it found."))
        return tuple(notices)
