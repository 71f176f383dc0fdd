"""Phrases and windows: how often terms follow one another, or occur near one another, in a segment.

Documents are intersected first, then positions are compared in the few that are left.
"""

from collections import Counter

import numpy as np

from search.engines.whoosh.ranking import phrase_kernels as kernels
from search.engines.whoosh.ranking.doc_lists import Frequencies
from search.engines.whoosh.segment.postings import NO_OCCURRENCES, Occurrences
from search.engines.whoosh.segment.reader import SegmentTerm

MAX_WINDOW_POSITIONS = 1 << 32
"""More positions than an article can have."""


def phrase_frequencies(tests: list[list[SegmentTerm]]) -> Frequencies:
    """Return how often the terms of the tests follow one another in a segment; each test has alternatives."""
    by_frequency = sorted(range(len(tests)), key=lambda number: sum(term.doc_frequency for term in tests[number]))
    rarest = by_frequency[0]
    occurrences = _unite([term.occurrences() for term in tests[rarest]])
    for number in by_frequency[1:]:
        if not len(occurrences.docs):
            break
        occurrences = _unite([_keep_adjacent(occurrences, other, number - rarest) for other in tests[number]])
    return occurrences.docs, np.diff(occurrences.at).astype(np.uint32)


def window_frequencies(terms: list[SegmentTerm], distance: int) -> Frequencies:
    """Return the documents in which each term has its own position with at most `distance` others among them.

    Each counts once. A term named twice must occur twice.
    """
    counts = Counter(terms)
    occurrences = {term: term.occurrences() for term in counts}
    common, *rest = sorted((each.docs for each in occurrences.values()), key=len)
    for docs in rest:
        met = np.empty(len(common), np.uint32)
        common = met[: kernels.intersect_docs(common, docs, met)]
    keys, owners = [], []
    for owner, each in enumerate(occurrences.values()):
        positions = np.empty(kernels.gather_positions(common, *each, np.empty(0, np.int64), 0), np.int64)
        kernels.gather_positions(common, *each, positions, 0)
        keys.append(positions)
        owners.append(np.full(len(positions), owner))
    all_keys = np.concatenate(keys)
    order = np.argsort(all_keys, kind="stable")
    required = np.array([counts[term] for term in occurrences], np.int64)
    is_match = np.zeros(len(common), bool)
    max_span = min(len(terms) - 1 + distance, MAX_WINDOW_POSITIONS)
    kernels.match_windows(
        all_keys[order], np.concatenate(owners)[order], required, max_span, np.empty_like(required), is_match
    )
    docs = common[is_match]
    return docs, np.ones(len(docs), np.uint32)


def _keep_adjacent(occurrences: Occurrences, other: SegmentTerm, distance: int) -> Occurrences:
    docs, at = np.empty(len(occurrences.docs), np.uint32), np.empty(len(occurrences.docs) + 1, np.int64)
    positions = np.empty(len(occurrences.positions), np.uint32)
    located = other.locate_positions(occurrences.docs)
    count, keys = kernels.phrase_positions(*occurrences, *located, other.positions, distance, docs, at, positions)
    return Occurrences(docs[:count], at[: count + 1], positions[:keys])


def _unite(parts: list[Occurrences]) -> Occurrences:
    """Return all occurrences of several terms, with positions of 32 bits."""
    parts = [part for part in parts if len(part.docs)]
    if not parts:
        return NO_OCCURRENCES
    if len(parts) == 1:
        return parts[0]._replace(positions=parts[0].positions.astype(np.uint32, copy=False))
    keys = [np.repeat(part.docs.astype(np.int64) << 32, np.diff(part.at)) | part.positions for part in parts]
    distinct = np.unique(np.concatenate(keys))
    docs, counts = np.unique(distinct >> 32, return_counts=True)
    at = np.concatenate([[0], np.cumsum(counts)])
    return Occurrences(docs.astype(np.uint32), at, (distinct & 0xFFFFFFFF).astype(np.uint32))
