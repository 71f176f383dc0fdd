"""The cache is bounded by bytes, and the memory of mapped files by a limit, however large the index is."""

from pathlib import Path

import numpy as np
import pytest

from search.engines.whoosh.cache import SEARCHES_PER_CHECK, ByteCache, MappedMemoryLimit, resident_file_bytes
from search.engines.whoosh.segment.container import ArrayFile, write_array_file
from search.query.tree import Word
from search.request import SearchRequest
from tests.search.engines.folders import articles, filled, ids

SIZE = 40_000_000


@pytest.fixture
def large(tmp_path: Path) -> ArrayFile:
    """A file of one large array, read from end to end."""
    write_array_file(tmp_path / "large", {"a": np.arange(SIZE // 8)}, {"articles": 0})
    return ArrayFile(tmp_path / "large")


def test_a_checked_array_does_not_stay_resident(large: ArrayFile) -> None:
    before = resident_file_bytes()
    assert large.array("a")[7] == 7
    assert resident_file_bytes() - before < SIZE / 4


def test_pages_are_released_after_some_searches_and_can_be_read_again(large: ArrayFile) -> None:
    array = large.array("a")
    before = resident_file_bytes()
    total = int(array.sum())
    assert resident_file_bytes() - before > SIZE / 2
    limit = MappedMemoryLimit(max_bytes=before)
    for _ in range(SEARCHES_PER_CHECK):
        limit.after_search([large])
    assert resident_file_bytes() - before < SIZE / 4
    assert int(array.sum()) == total


def test_pages_below_the_limit_are_not_released(large: ArrayFile) -> None:
    int(large.array("a").sum())
    before = resident_file_bytes()
    limit = MappedMemoryLimit(max_bytes=before + SIZE)
    for _ in range(2 * SEARCHES_PER_CHECK):
        limit.after_search([large])
    assert resident_file_bytes() > before - SIZE / 4


def test_searches_work_while_their_pages_are_released(tmp_path: Path) -> None:
    engine = filled(tmp_path, articles(50))
    request = SearchRequest(Word("harbour"), limit=50)
    first = ids(engine, request)
    engine._memory_limit = MappedMemoryLimit(max_bytes=0)  # type: ignore[attr-defined]
    for _ in range(2 * SEARCHES_PER_CHECK):
        assert ids(engine, request) == first


def test_a_cache_is_bounded_and_keeps_the_values_used_last() -> None:
    cache: ByteCache[int, np.ndarray] = ByteCache(10_000)
    for number in range(1000):
        cache.put(number, np.empty(0), 100)
        assert cache.get(0) is not None
        assert len(cache._new) + len(cache._old) <= 101
    assert cache.get(500) is None
    assert cache.get(999) is not None
    cache.put(-1, np.empty(0), 1_000_000)
    assert cache.get(-1) is None
