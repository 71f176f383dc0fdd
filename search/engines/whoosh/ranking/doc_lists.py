"""Algebra of document lists: intersection, union, filters and sums of scores."""

from typing import NamedTuple

import numpy as np

from search.arrays import F32, BoolArray, F32Array, U32Array, U64Array
from search.engines.whoosh.ranking import intersect_kernels as intersect_kernels
from search.engines.whoosh.ranking import score_kernels as score_kernels
from search.engines.whoosh.ranking.context import WorkArrays

MIN_DENSITY_TO_SCAN = 8
"""A list with more than one in this many documents is dense: scanning all documents is cheaper than sorting it."""

MIN_DENSITY_FOR_BITMAP = 64
"""A list with fewer than one in this many documents would be shorter than its bitmap."""


class Bitmap(NamedTuple):
    """A bit for every document that a list has, and how many it has before each 64 of them; or nothing at all."""

    bits: U64Array
    ranks: U32Array


NO_BITMAP = Bitmap(np.empty(0, np.uint64), np.empty(0, np.uint32))


class Matches(NamedTuple):
    """Live documents, ascending; a document's score is `weight * impact`, in single precision."""

    docs: U32Array
    impacts: F32Array
    weight: F32
    bitmap: Bitmap = NO_BITMAP

    def with_bitmap(self, documents: int) -> "Matches":
        """Return the same with a bitmap where it pays, which speeds up intersections with other lists."""
        if not self._needs_bitmap(documents):
            return self
        bitmap = Bitmap(np.zeros((documents >> 6) + 1, np.uint64), np.empty((documents >> 6) + 1, np.uint32))
        intersect_kernels.build_bitmap(self.docs, *bitmap)
        return self._replace(bitmap=bitmap)

    def memory_bytes(self, documents: int) -> int:
        """Return the bytes of memory that it takes, its bitmap included."""
        return self.docs.nbytes + self.impacts.nbytes + (documents // 16 * 3 if self._needs_bitmap(documents) else 0)

    def _needs_bitmap(self, documents: int) -> bool:
        return len(self.docs) * MIN_DENSITY_FOR_BITMAP >= documents


class ScoredDocs(NamedTuple):
    """All matches of a search, in any order.

    The score of `docs[i]` is `weight * scores[i]`, or with `by_doc` the value of `scores` at the document's number.
    """

    docs: U32Array
    scores: F32Array
    weight: F32
    by_doc: bool


Frequencies = tuple[U32Array, U32Array]
"""The documents in which something occurs, ascending, and how often in each."""

ONE = np.float32(1)
NO_FREQUENCIES: Frequencies = (np.empty(0, np.uint32), np.empty(0, np.uint32))
NO_MATCHES = Matches(np.empty(0, np.uint32), np.empty(0, np.float32), np.float32(0))


def unscored(docs: U32Array) -> Matches:
    """Return documents that match without adding to a score."""
    return Matches(docs, np.zeros(len(docs), np.float32), np.float32(0))


def intersect(parts: list[Matches], work: WorkArrays) -> Matches:
    """Return the documents that every part has.

    Begins with the shortest, so that the others are read as little as possible.
    """
    parts = sorted(parts, key=lambda part: len(part.docs))
    found = parts[0]
    for part in parts[1:]:
        if not len(found.docs):
            break
        docs, sums = np.empty(len(found.docs) + 1, np.uint32), np.empty(len(found.docs) + 1, np.float32)
        count = intersect_kernels.intersect(
            found.docs, found.impacts, found.weight, part.docs, part.impacts, part.weight,
            *part.bitmap, work.sums, docs, sums,
        )  # fmt: skip
        found = Matches(docs[:count], sums[:count], ONE)
    return found


def union(parts: list[Matches], work: WorkArrays) -> Matches:
    """Return the documents that some part has."""
    parts = [part for part in parts if len(part.docs)]
    if len(parts) < 2:
        return parts[0] if parts else NO_MATCHES
    room = min(sum(len(part.docs) for part in parts), work.documents) + 1
    docs, sums = np.empty(room, np.uint32), np.empty(room, np.float32)
    if len(parts) == 2:
        count = score_kernels.union_two(*parts[0][:3], *parts[1][:3], docs, sums)
    else:
        count = _accumulate(parts, work)
        if count * MIN_DENSITY_TO_SCAN > work.documents:
            score_kernels.drain_all(work.sums, work.documents, docs, sums)
        else:
            docs[:count] = np.sort(work.seen[:count])
            score_kernels.drain_scores(docs[:count], work.sums, sums[:count])
    return Matches(docs[:count], sums[:count], ONE)


def add_scores(added: Matches, found: Matches) -> Matches:
    """Return the documents of `found`, with what the `added` list adds to those that it has too."""
    if not len(added.docs) or not len(found.docs):
        return found
    sums = np.empty(len(found.docs), np.float32)
    intersect_kernels.add_at(*found[:3], *added[:3], sums)
    return Matches(found.docs, sums, ONE)


def filter_matches(mask: BoolArray, found: Matches) -> Matches:
    """Return the documents that a mask has."""
    docs, sums = np.empty(len(found.docs) + 1, np.uint32), np.empty(len(found.docs) + 1, np.float32)
    count = score_kernels.filter_by_mask(found.docs, found.impacts, found.weight, mask, docs, sums)
    return Matches(docs[:count], sums[:count], ONE)


def sum_frequencies(parts: list[Frequencies], work: WorkArrays) -> Frequencies:
    """Return several lists of one field as one: how often any of them occurs."""
    parts = [part for part in parts if len(part[0])]
    if len(parts) < 2:
        return parts[0] if parts else NO_FREQUENCIES
    # Whole numbers up to 16 million are exact in single precision.
    found = union([Matches(docs, freqs.astype(np.float32), ONE) for docs, freqs in parts], work)
    return found.docs, found.impacts.astype(np.uint32)


def greater_frequencies(one: Frequencies, other: Frequencies) -> Frequencies:
    """Return two lists of one field as one: a document that both have has the greater of its frequencies."""
    if not len(one[0]) or not len(other[0]):
        return other if len(other[0]) else one
    docs = np.union1d(one[0], other[0])
    freqs = np.zeros(len(docs), np.uint32)
    for found in (one, other):
        places = np.searchsorted(docs, found[0])
        freqs[places] = np.maximum(freqs[places], found[1])
    return docs, freqs


def union_unsorted(parts: list[Matches], work: WorkArrays) -> ScoredDocs:
    """Return the documents that some part has. Those of several lie in `work`, unsorted, to save the sorting."""
    if len(parts) < 2:
        return ScoredDocs(*(parts[0] if parts else NO_MATCHES)[:3], by_doc=False)
    return ScoredDocs(work.seen[: _accumulate(parts, work)], work.sums, ONE, by_doc=True)


def align_scores(found: ScoredDocs) -> tuple[U32Array, F32Array]:
    """Return the documents and the score of each, aligned; the cells of `found` are free again."""
    if not found.by_doc:
        return found.docs, found.weight * found.scores
    scores = np.empty(len(found.docs), np.float32)
    score_kernels.drain_scores(found.docs, found.scores, scores)
    return found.docs, scores


def filter_scored(mask: BoolArray, found: ScoredDocs) -> ScoredDocs:
    """Return those of the documents that a mask has; the cells of `found` are free again."""
    if not found.by_doc:
        return ScoredDocs(*filter_matches(mask, Matches(found.docs, found.scores, found.weight))[:3], by_doc=False)
    docs, scores = np.empty(len(found.docs) + 1, np.uint32), np.empty(len(found.docs) + 1, np.float32)
    count = score_kernels.drain_filtered(found.docs, found.scores, mask, docs, scores)
    return ScoredDocs(docs[:count], scores[:count], ONE, by_doc=False)


def _accumulate(parts: list[Matches], work: WorkArrays) -> int:
    count = 0
    for docs, impacts, weight, *_ in parts:
        count = score_kernels.accumulate(docs, impacts, weight, work.sums, work.seen, count)
    return count
