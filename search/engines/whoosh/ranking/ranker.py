"""The ranker: from a search request to its top documents, their number, facets and histogram."""

import time
from dataclasses import dataclass

from search.arrays import F32Array, U32Array
from search.engines.whoosh.index_reader import IndexReader
from search.engines.whoosh.ranking.bm25 import Bm25
from search.engines.whoosh.ranking.boosts import Boosts, RecencyBoost
from search.engines.whoosh.ranking.context import SearchBudget, thread_work_arrays
from search.engines.whoosh.ranking.doc_lists import ONE, ScoredDocs, align_scores, filter_scored, union_unsorted
from search.engines.whoosh.ranking.evaluator import Evaluator
from search.engines.whoosh.ranking.facets import DateHistogram, FacetCounter, FacetCounts
from search.engines.whoosh.ranking.filters import FilterCache
from search.engines.whoosh.ranking.leaf_scorer import LeafScorer
from search.engines.whoosh.ranking.proximity import ProximityScorer
from search.engines.whoosh.ranking.top_docs import SortOrder, parse_cursor
from search.jit import compile_all
from search.message import Message
from search.query.options import Notice, NoticeCode
from search.request import Facet, SearchRequest, Sort
from search.results import SearchResults
from search.settings import SearchSettings

SEARCH_KERNELS = (
    "search.analysis.",
    "search.engines.whoosh.ranking.",
    "search.engines.whoosh.segment.postings_kernels",
    "search.engines.whoosh.segment.term_kernels",
)
"""The modules whose kernels a search calls, as prefixes of their names."""


@dataclass(frozen=True, slots=True)
class TopDocs:
    """The documents of one page in order, their scores, and the results of the search without hits and suggestions.

    `copies` has for each document the others with the same words; it is empty where such documents are hits, too.
    """

    docs: U32Array
    scores: F32Array
    results: SearchResults
    copies: tuple[U32Array, ...] = ()


class Ranker:
    """Answers requests on one commit. Safe to share between threads."""

    def __init__(self, index: IndexReader, settings: SearchSettings) -> None:
        # Loading the kernels of a search may take longer than its time limit, so that comes before the clock starts.
        compile_all(*SEARCH_KERNELS)
        self.index = index
        self._settings = settings
        bm25 = Bm25(index, settings)
        self._leaf_scorer, self._filters = LeafScorer(index, settings, bm25), FilterCache(index)
        proximity, recency = ProximityScorer(index, bm25), RecencyBoost(index, settings)
        self._boosts = Boosts(settings, proximity, recency)
        self._order, self._facet_counter, self._date_histogram = (
            SortOrder(index),
            FacetCounter(index),
            DateHistogram(index),
        )

    def rank(self, request: SearchRequest) -> TopDocs:
        """Evaluate a request without reading the articles. Raises `RequestError`."""
        after = parse_cursor(request.cursor, request.sort) if request.cursor else None
        seconds = min(self._settings.time_limit_ms / 1000, request.deadline - time.perf_counter())
        budget = SearchBudget(seconds, self._settings.max_postings)
        mask = self._filters.combined_mask(request.filters)
        offset = 0 if after else request.offset
        histogram = None
        with thread_work_arrays(len(self.index.live)) as work:
            evaluator = Evaluator(self.index, self._leaf_scorer, self._filters, budget, work)
            lists = evaluator.match_lists(request.query)
            count = offset + request.limit if request.limit else 0
            ordered = lists and count and request.sort is Sort.RELEVANCE
            boosts = self._boosts.for_request(request, evaluator) if ordered else None
            if boosts:
                lists = boosts.add_lists(request.query, lists)
            late_boosts = boosts if boosts and boosts.is_late else None
            matches = union_unsorted(lists, work)
            facets = self._filtered_facets(matches.docs, request)
            if len(mask):
                matches = filter_scored(mask, matches)
            if late_boosts and (after or request.collapse):
                matches, late_boosts = (
                    ScoredDocs(*late_boosts.add_late_scores(*align_scores(matches)), ONE, by_doc=False),
                    None,
                )
            facets |= {
                facet: self._facet_counter.count(facet, matches.docs, request.facet_size)
                for facet in request.facets
                if facet not in facets
            }
            collapsed = matches.docs
            if request.collapse:
                matches = ScoredDocs(*self._order.dedupe(*align_scores(matches), request.sort), ONE, by_doc=False)
            if request.histogram is not None:
                histogram = self._date_histogram.histogram(matches.docs, request.histogram, request.histogram_buckets)
            if late_boosts:
                page = late_boosts.top_k(*align_scores(matches), self._order, count)
            else:
                page = self._order.top_k(*matches, request.sort, count, after)
        docs, scores = page.docs[offset:], page.scores[offset:]
        has_more = 0 < len(docs) < page.remaining - offset
        notices = self._notices(evaluator) if evaluator.truncated or budget.is_exhausted else ()
        results = SearchResults(
            query=request.query,
            hits=(),
            total=len(matches.docs),
            stats=self.index.stats,
            took=0.0,
            total_is_exact=not notices,
            facets={facet: facets[facet].most for facet in request.facets},
            facet_totals={facet: facets[facet].total for facet in request.facets},
            histogram=histogram,
            next_cursor=self._order.cursor(int(docs[-1]), float(scores[-1]), request.sort) if has_more else None,
            notices=notices,
        )
        has_copies = len(collapsed) > len(matches.docs)
        return TopDocs(docs, scores, results, self._order.copies(collapsed, docs) if has_copies else ())

    def _filtered_facets(self, docs: U32Array, request: SearchRequest) -> dict[Facet, FacetCounts]:
        """Count the facets that the request filters by, without that filter: what other choices would give."""
        facets = {}
        for facet in request.facets:
            if request.filters.values.get(facet):
                mask = self._filters.combined_mask(request.filters, except_for=facet)
                chosen = docs[mask[docs]] if len(mask) else docs
                facets[facet] = self._facet_counter.count(facet, chosen, request.facet_size)
        return facets

    def _notices(self, evaluator: Evaluator) -> tuple[Notice, ...]:
        limit, seconds = self._settings.max_expansions, self._settings.time_limit_ms / 1000
        notices = [
            Notice(
                0,
                Message(
                    "%(pattern)s matches too many words; only the %(limit)s most frequent ones are searched.",
                    pattern=pattern,
                    limit=f"{limit:,}",
                ),
                NoticeCode.INCOMPLETE,
            )
            for pattern in dict.fromkeys(evaluator.truncated)
        ]
        if evaluator.budget.is_out_of_postings:
            max_postings = self._settings.max_postings
            message = Message(
                "The search would have read more than %(limit)s postings; there may be more than it found.",
                limit=f"{max_postings:,}",
            )
            notices.append(Notice(0, message, NoticeCode.INCOMPLETE))
        elif evaluator.budget.is_exhausted:
            notices.append(
                Notice(
                    0,
                    Message(
                        "The search took longer than %(seconds)s s; there may be more than it found.",
                        seconds=f"{seconds:g}",
                    ),
                    NoticeCode.INCOMPLETE,
                )
            )
        return tuple(notices)
