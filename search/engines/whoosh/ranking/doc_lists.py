"""Which documents do several lists have in common, or together?"""

from typing import NamedTuple

import numpy as np

from search.arrays import F32, BoolArray, F32Array, U32Array, U64Array
from search.engines.whoosh.ranking import intersect_kernels as intersection
from search.engines.whoosh.ranking import score_kernels as kernels
from search.engines.whoosh.ranking.context import Scratch

DENSE = 8
"""A list with more than one in so many documents is dense: to walk over all documents is cheaper than to sort it."""

SPARSE = 64
"""A list with fewer than one in so many documents would be shorter than its marks."""


class Marks(NamedTuple):
    """A bit for every document that a list has, and how many it has before each 64 of them; or nothing at all."""

    bits: U64Array
    before: U32Array


NO_MARKS = Marks(np.empty(0, np.uint64), np.empty(0, np.uint32))


class Matches(NamedTuple):
    """Live documents, ascending; a document's score is `weight * impact`, in single precision."""

    docs: U32Array
    impacts: F32Array
    weight: F32
    marks: Marks = NO_MARKS

    def marked(self, documents: int) -> "Matches":
        """The same with marks, where these pay: what is in it and in another list is found by looking at them."""
        if not self._is_marked(documents):
            return self
        marks = Marks(np.zeros((documents >> 6) + 1, np.uint64), np.empty((documents >> 6) + 1, np.uint32))
        intersection.mark(self.docs, *marks)
        return self._replace(marks=marks)

    def held(self, documents: int) -> int:
        """U8Array of memory that it takes, its marks included."""
        return self.docs.nbytes + self.impacts.nbytes + (documents // 16 * 3 if self._is_marked(documents) else 0)

    def _is_marked(self, documents: int) -> bool:
        return len(self.docs) * SPARSE >= documents


class Found(NamedTuple):
    """All matches of a search, in any order.

    The score of `docs[i]` is `weight * scores[i]`, or with `by_doc` what stands in `scores` at the document's place.
    """

    docs: U32Array
    scores: F32Array
    weight: F32
    by_doc: bool


Frequencies = tuple[U32Array, U32Array]
"""The documents in which something occurs, ascending, and how often in each."""

ONE = np.float32(1)
NOWHERE: Frequencies = (np.empty(0, np.uint32), np.empty(0, np.uint32))
NO_MATCH = Matches(np.empty(0, np.uint32), np.empty(0, np.float32), np.float32(0))


def unscored(docs: U32Array) -> Matches:
    """Documents that match without adding to a score."""
    return Matches(docs, np.zeros(len(docs), np.float32), np.float32(0))


def in_all(parts: list[Matches], work: Scratch) -> Matches:
    """The documents that every part has. Goes from the shortest on, so that the others are read as little as may be."""
    parts = sorted(parts, key=lambda part: len(part.docs))
    found = parts[0]
    for part in parts[1:]:
        if not len(found.docs):
            break
        docs, sums = np.empty(len(found.docs) + 1, np.uint32), np.empty(len(found.docs) + 1, np.float32)
        count = intersection.intersect(
            found.docs, found.impacts, found.weight, part.docs, part.impacts, part.weight,
            *part.marks, work.sums, docs, sums,
        )  # fmt: skip
        found = Matches(docs[:count], sums[:count], ONE)
    return found


def in_any(parts: list[Matches], work: Scratch) -> Matches:
    """The documents that some part has."""
    parts = [part for part in parts if len(part.docs)]
    if len(parts) < 2:
        return parts[0] if parts else NO_MATCH
    room = min(sum(len(part.docs) for part in parts), work.documents) + 1
    docs, sums = np.empty(room, np.uint32), np.empty(room, np.float32)
    if len(parts) == 2:
        count = kernels.merge(*parts[0][:3], *parts[1][:3], docs, sums)
    else:
        count = _add(parts, work)
        if count * DENSE > work.documents:
            kernels.collect(work.sums, work.documents, docs, sums)
        else:
            docs[:count] = np.sort(work.seen[:count])
            kernels.drain_scores(docs[:count], work.sums, sums[:count])
    return Matches(docs[:count], sums[:count], ONE)


def raised_by(other: Matches, found: Matches) -> Matches:
    """The documents of `found`; those that the other list has too score what it adds on top."""
    if not len(other.docs) or not len(found.docs):
        return found
    sums = np.empty(len(found.docs), np.float32)
    intersection.raised(*found[:3], *other[:3], sums)
    return Matches(found.docs, sums, ONE)


def kept_by(mask: BoolArray, found: Matches) -> Matches:
    """The documents that a mask has."""
    docs, sums = np.empty(len(found.docs) + 1, np.uint32), np.empty(len(found.docs) + 1, np.float32)
    count = kernels.keep(found.docs, found.impacts, found.weight, mask, docs, sums)
    return Matches(docs[:count], sums[:count], ONE)


def summed(parts: list[Frequencies], work: Scratch) -> Frequencies:
    """Several lists of one field as one: how often any of them occurs."""
    parts = [part for part in parts if len(part[0])]
    if len(parts) < 2:
        return parts[0] if parts else NOWHERE
    # Whole numbers up to 16 million are exact in single precision.
    found = in_any([Matches(docs, freqs.astype(np.float32), ONE) for docs, freqs in parts], work)
    return found.docs, found.impacts.astype(np.uint32)


def together(parts: list[Matches], work: Scratch) -> Found:
    """The documents that some part has. Those of several lie in `work`, unsorted, to save the sorting."""
    if len(parts) < 2:
        return Found(*(parts[0] if parts else NO_MATCH)[:3], by_doc=False)
    return Found(work.seen[: _add(parts, work)], work.sums, ONE, by_doc=True)


def by_place(found: Found) -> tuple[U32Array, F32Array]:
    """The same with the score of each beside it; the cells of `found` are free again."""
    if not found.by_doc:
        return found.docs, found.weight * found.scores
    scores = np.empty(len(found.docs), np.float32)
    kernels.drain_scores(found.docs, found.scores, scores)
    return found.docs, scores


def within(mask: BoolArray, found: Found) -> Found:
    """Those of the documents that a mask has; the cells of `found` are free again."""
    if not found.by_doc:
        return Found(*kept_by(mask, Matches(found.docs, found.scores, found.weight))[:3], by_doc=False)
    docs, scores = np.empty(len(found.docs) + 1, np.uint32), np.empty(len(found.docs) + 1, np.float32)
    count = kernels.take_kept(found.docs, found.scores, mask, docs, scores)
    return Found(docs[:count], scores[:count], ONE, by_doc=False)


def _add(parts: list[Matches], work: Scratch) -> int:
    count = 0
    for docs, impacts, weight, *_ in parts:
        count = kernels.add(docs, impacts, weight, work.sums, work.seen, count)
    return count
