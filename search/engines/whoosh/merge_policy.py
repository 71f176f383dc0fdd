"""When are segments merged? In tiers, so that an article is rewritten a few times in its life, never all at once.

A tier holds segments of about the same size, each tier ten times the one below. When a tier is full its segments become
one of the next. The largest are left alone, but for those of which a third is deleted.
"""

from collections import defaultdict
from collections.abc import Sequence

from search.engines.whoosh.codec import ColumnarSegment

LARGEST = 200_000
"""Articles beyond which a segment is not merged again."""

SMALLEST_TIER = 1_000
"""Articles up to which segments count as the same size."""


def due(segments: Sequence[ColumnarSegment], merge_at: int) -> list[ColumnarSegment]:
    """The segments of the one merge that is most due, or none."""
    for segment in segments:
        if segment.deleted_count() * 3 > segment.doc_count_all():
            return [segment]
    tiers: dict[int, list[ColumnarSegment]] = defaultdict(list)
    for segment in segments:
        if segment.doc_count() < LARGEST:
            tiers[_tier(segment.doc_count())].append(segment)
    for _, tier in sorted(tiers.items()):
        if len(tier) >= merge_at:
            return _together(sorted(tier, key=ColumnarSegment.doc_count)[:merge_at])
    return []


def _together(tier: list[ColumnarSegment]) -> list[ColumnarSegment]:
    """As many as make a segment that is not merged again, which bounds what one merge takes."""
    total = 0
    for number, segment in enumerate(tier, 1):
        total += segment.doc_count()
        if number > 1 and total >= LARGEST:
            return tier[:number]
    return tier


def _tier(articles: int) -> int:
    tier = 0
    while articles > SMALLEST_TIER:
        articles //= 10
        tier += 1
    return tier
