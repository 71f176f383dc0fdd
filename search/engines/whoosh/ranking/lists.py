"""Which documents do several lists have in common, or together?"""

from typing import NamedTuple

import numpy as np

from search.engines.whoosh.ranking import kernels
from search.engines.whoosh.ranking.scratch import Scratch, scratch
from search.kernels import Flags, Singles, Words

DENSE = 8
"""When a list has more than one in so many documents, walking over all of them is cheaper than sorting it."""


class Matches(NamedTuple):
    """Live documents, ascending; a document's score is `weight * impact`, in single precision."""

    docs: Words
    impacts: Singles
    weight: float


class Found(NamedTuple):
    """All matches of a search, in any order.

    The score of `docs[i]` is `weight * scores[i]`, or with `by_doc` what stands in `scores` at the document's place.
    """

    docs: Words
    scores: Singles
    weight: np.float32
    by_doc: bool


Frequencies = tuple[Words, Words]
"""The documents in which something occurs, ascending, and how often in each."""

NOWHERE: Frequencies = (np.empty(0, np.uint32), np.empty(0, np.uint32))
NO_MATCH = Matches(np.empty(0, np.uint32), np.empty(0, np.float32), 0.0)


def unscored(docs: Words) -> Matches:
    """Documents that match without adding to a score."""
    return Matches(docs, np.zeros(len(docs), np.float32), 0.0)


def in_all(parts: list[Matches], documents: int) -> Matches:
    """The documents that every part has. Goes from the shortest on, so that the others are read as little as may be."""
    parts = sorted(parts, key=lambda part: len(part.docs))
    found = parts[0]
    for part in parts[1:]:
        if not len(found.docs):
            break
        docs, sums = np.empty(len(found.docs) + 1, np.uint32), np.empty(len(found.docs) + 1, np.float32)
        with scratch(documents) as work:
            count = kernels.intersect(
                found.docs, found.impacts, np.float32(found.weight),
                part.docs, part.impacts, np.float32(part.weight), work.sums, docs, sums,
            )  # fmt: skip
        found = Matches(docs[:count], sums[:count], 1.0)
    return found


def in_any(parts: list[Matches], documents: int) -> Matches:
    """The documents that some part has."""
    parts = [part for part in parts if len(part.docs)]
    if len(parts) < 2:
        return parts[0] if parts else NO_MATCH
    room = min(sum(len(part.docs) for part in parts), documents) + 1
    docs, sums = np.empty(room, np.uint32), np.empty(room, np.float32)
    if len(parts) == 2:
        one, other = parts
        count = kernels.merge(
            one.docs, one.impacts, np.float32(one.weight),
            other.docs, other.impacts, np.float32(other.weight), docs, sums,
        )  # fmt: skip
        return Matches(docs[:count], sums[:count], 1.0)
    with scratch(documents) as work:
        count = _add(parts, work)
        if count * DENSE > documents:
            kernels.collect(work.sums, documents, docs, sums)
        else:
            docs[:count] = np.sort(work.seen[:count])
            kernels.take(docs[:count], work.sums, sums[:count])
    return Matches(docs[:count], sums[:count], 1.0)


def kept_by(mask: Flags, found: Matches) -> Matches:
    """The documents that a mask has."""
    docs, sums = np.empty(len(found.docs) + 1, np.uint32), np.empty(len(found.docs) + 1, np.float32)
    count = kernels.keep(found.docs, found.impacts, np.float32(found.weight), mask, docs, sums)
    return Matches(docs[:count], sums[:count], 1.0)


def summed(parts: list[Frequencies], documents: int) -> Frequencies:
    """Several lists of one field as one: how often any of them occurs."""
    parts = [part for part in parts if len(part[0])]
    if len(parts) < 2:
        return parts[0] if parts else NOWHERE
    # Whole numbers up to 16 million are exact in single precision.
    together = in_any([Matches(docs, freqs.astype(np.float32), 1.0) for docs, freqs in parts], documents)
    return together.docs, together.impacts.astype(np.uint32)


def together(parts: list[Matches], work: Scratch) -> Found:
    """The documents that some part has. Those of several lie in `work`, unsorted, to save the sorting."""
    if len(parts) < 2:
        docs, impacts, weight = parts[0] if parts else NO_MATCH
        return Found(docs, impacts, np.float32(weight), by_doc=False)
    return Found(work.seen[: _add(parts, work)], work.sums, np.float32(1), by_doc=True)


def by_place(found: Found) -> tuple[Words, Singles]:
    """The same with the score of each beside it; the cells of `found` are free again."""
    if not found.by_doc:
        return found.docs, found.weight * found.scores
    scores = np.empty(len(found.docs), np.float32)
    kernels.take(found.docs, found.scores, scores)
    return found.docs, scores


def _add(parts: list[Matches], work: Scratch) -> int:
    count = 0
    for docs, impacts, weight in parts:
        count = kernels.add(docs, impacts, np.float32(weight), work.sums, work.seen, count)
    return count
