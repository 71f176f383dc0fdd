"""When are segments merged? In tiers, so that an article is rewritten a few times in its life, never all at once.

A tier holds segments of about the same size, each tier ten times the one below. When a tier is full its segments become
one of the next. The largest are left alone, but for those of which a third is deleted.
"""

from collections import defaultdict
from pathlib import Path

import numpy as np

from search.engines.whoosh.codec import ColumnarSegment
from search.engines.whoosh.segment.merging import Source, merge
from search.engines.whoosh.segment.reader import SegmentReader
from search.engines.whoosh.toc import INDEX_NAME

LARGEST = 200_000
"""Articles beyond which a segment is not merged again."""

SMALLEST_TIER = 1_000
"""Articles up to which segments count as the same size."""


def merge_due(folder: Path, segments: list[ColumnarSegment], merge_at: int) -> list[ColumnarSegment] | None:
    """The segments after the one merge that is most due, or None when none is; the new file is on disk.

    Documents deleted in the sources are gone from what was merged.
    """
    group = _due(segments, merge_at)
    if not group:
        return None
    rest = [segment for segment in segments if segment not in group]
    whole = _merge(folder, group)
    return rest if whole is None else [*rest, whole]


def _due(segments: list[ColumnarSegment], merge_at: int) -> list[ColumnarSegment]:
    for segment in segments:
        if segment.deleted_count() * 3 > segment.doc_count_all():
            return [segment]
    tiers: dict[int, list[ColumnarSegment]] = defaultdict(list)
    for segment in segments:
        if segment.doc_count() < LARGEST:
            tiers[_tier(segment.doc_count())].append(segment)
    for _, tier in sorted(tiers.items()):
        if len(tier) >= merge_at:
            return tier
    return []


def _tier(articles: int) -> int:
    tier = 0
    while articles > SMALLEST_TIER:
        articles //= 10
        tier += 1
    return tier


def _merge(folder: Path, group: list[ColumnarSegment]) -> ColumnarSegment | None:
    sources = []
    for segment in group:
        live = np.ones(segment.doc_count_all(), bool)
        live[list(segment.deleted_docs())] = False
        sources.append(Source(SegmentReader(folder / segment.filename), live))
    if not any(source.live.any() for source in sources):
        return None
    whole = ColumnarSegment(INDEX_NAME, sum(int(source.live.sum()) for source in sources))
    merge(sources, folder / whole.filename, lambda: None)
    return whole
