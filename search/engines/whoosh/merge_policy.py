"""The merge policy: which segments to merge, in tiers, so that an article is rewritten only a few times.

A tier holds segments of about the same size, each tier ten times the one below. When a tier is full its segments are
merged into one of the next. The largest segments are left alone, unless a third of their articles is deleted.
"""

from collections import defaultdict
from collections.abc import Sequence

from search.engines.whoosh.codec import ColumnarSegment

MAX_MERGED_ARTICLES = 200_000
"""Articles from which on a segment is not merged again."""

SMALLEST_TIER_ARTICLES = 1_000
"""Articles up to which segments count as the same size."""


def choose_merge(segments: Sequence[ColumnarSegment], merge_at: int) -> list[ColumnarSegment]:
    """Return the segments of the most urgent merge, or none."""
    for segment in segments:
        if segment.deleted_count() * 3 > segment.doc_count_all():
            return [segment]
    tiers: dict[int, list[ColumnarSegment]] = defaultdict(list)
    for segment in segments:
        if segment.doc_count() < MAX_MERGED_ARTICLES:
            tiers[_tier(segment.doc_count())].append(segment)
    for _, tier in sorted(tiers.items()):
        if len(tier) >= merge_at:
            return _limit_size(sorted(tier, key=ColumnarSegment.doc_count)[:merge_at])
    return []


def _limit_size(tier: list[ColumnarSegment]) -> list[ColumnarSegment]:
    """Return as many as make a segment that is not merged again, which bounds the work of one merge."""
    total = 0
    for number, segment in enumerate(tier, 1):
        total += segment.doc_count()
        if number > 1 and total >= MAX_MERGED_ARTICLES:
            return tier[:number]
    return tier


def _tier(articles: int) -> int:
    tier = 0
    while articles > SMALLEST_TIER_ARTICLES:
        articles //= 10
        tier += 1
    return tier
