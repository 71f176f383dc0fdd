"""Where do tokens stand side by side, or near one another? Documents are compared first, then positions in few."""

from collections import Counter

import numpy as np

from search.engines.whoosh.ranking import phrase_kernels as kernels
from search.engines.whoosh.ranking.doc_lists import Frequencies
from search.engines.whoosh.segment.postings import NO_OCCURRENCES, Occurrences, SegmentTerm

WIDEST = 1 << 32
"""More positions than an article can have."""


def side_by_side(slots: list[list[SegmentTerm]]) -> Frequencies:
    """How often the slots follow one another in a segment, each standing for any of its alternatives."""
    by_size = sorted(range(len(slots)), key=lambda number: sum(term.count for term in slots[number]))
    rarest = by_size[0]
    found = _united([term.occurrences() for term in slots[rarest]])
    for number in by_size[1:]:
        if not len(found.docs):
            break
        found = _united([_followed(found, other, number - rarest) for other in slots[number]])
    return found.docs, np.diff(found.at).astype(np.uint32)


def near(terms: list[SegmentTerm], distance: int) -> Frequencies:
    """The documents in which each term finds a place of its own with at most `distance` others among them, once each.

    A term named twice must stand twice.
    """
    wanted = Counter(terms)
    found = {term: term.occurrences() for term in wanted}
    common, *rest = sorted((each.docs for each in found.values()), key=len)
    for docs in rest:
        met = np.empty(len(common), np.uint32)
        common = met[: kernels.meet(common, docs, met)]
    places, owners = [], []
    for owner, each in enumerate(found.values()):
        positions = np.empty(kernels.pick(common, *each, np.empty(0, np.int64), 0), np.int64)
        kernels.pick(common, *each, positions, 0)
        places.append(positions)
        owners.append(np.full(len(positions), owner))
    together = np.concatenate(places)
    order = np.argsort(together, kind="stable")
    need = np.array([wanted[term] for term in found], np.int64)
    fits = np.zeros(len(common), bool)
    widest = min(len(terms) - 1 + distance, WIDEST)
    kernels.near(together[order], np.concatenate(owners)[order], need, widest, np.empty_like(need), fits)
    docs = common[fits]
    return docs, np.ones(len(docs), np.uint32)


def _followed(found: Occurrences, other: SegmentTerm, distance: int) -> Occurrences:
    docs, at = np.empty(len(found.docs), np.uint32), np.empty(len(found.docs) + 1, np.int64)
    positions = np.empty(len(found.positions), np.uint32)
    located = other.located(found.docs)
    count, places = kernels.follow(*found, *located, other.positions, distance, docs, at, positions)
    return Occurrences(docs[:count], at[: count + 1], positions[:places])


def _united(parts: list[Occurrences]) -> Occurrences:
    """All occurrences of several, their positions as wide as can be."""
    parts = [part for part in parts if len(part.docs)]
    if not parts:
        return NO_OCCURRENCES
    if len(parts) == 1:
        return parts[0]._replace(positions=parts[0].positions.astype(np.uint32, copy=False))
    keys = [np.repeat(part.docs.astype(np.int64) << 32, np.diff(part.at)) | part.positions for part in parts]
    places = np.unique(np.concatenate(keys))
    docs, counts = np.unique(places >> 32, return_counts=True)
    at = np.concatenate([[0], np.cumsum(counts)])
    return Occurrences(docs.astype(np.uint32), at, (places & 0xFFFFFFFF).astype(np.uint32))
