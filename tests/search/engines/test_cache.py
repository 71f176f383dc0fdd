"""However large the index is, a process keeps only so much of it mapped."""

from pathlib import Path

import numpy as np
import pytest

from search.engines.whoosh.cache import SEARCHES_PER_CHECK, MappedMemoryLimit, resident_file_bytes
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


def test_what_was_only_checked_is_not_kept_mapped(large: ArrayFile) -> None:
    before = resident_file_bytes()
    assert large.array("a")[7] == 7
    assert resident_file_bytes() - before < SIZE / 4


def test_what_was_read_is_let_go_of_after_some_searches_and_can_be_read_again(large: ArrayFile) -> None:
    array = large.array("a")
    before = resident_file_bytes()
    total = int(array.sum())
    assert resident_file_bytes() - before > SIZE / 2
    limit = MappedMemoryLimit(max_bytes=before)
    for _ in range(SEARCHES_PER_CHECK):
        limit.after_search([large])
    assert resident_file_bytes() - before < SIZE / 4
    assert int(array.sum()) == total


def test_little_stays_mapped_for_good(large: ArrayFile) -> None:
    int(large.array("a").sum())
    before = resident_file_bytes()
    limit = MappedMemoryLimit(max_bytes=before + SIZE)
    for _ in range(2 * SEARCHES_PER_CHECK):
        limit.after_search([large])
    assert resident_file_bytes() > before - SIZE / 4


def test_searches_go_on_when_their_files_are_let_go_of(tmp_path: Path) -> None:
    engine = filled(tmp_path, articles(50))
    request = SearchRequest(Word("harbour"), limit=50)
    first = ids(engine, request)
    engine._memory_limit = MappedMemoryLimit(max_bytes=0)  # type: ignore[attr-defined]
    for _ in range(2 * SEARCHES_PER_CHECK):
        assert ids(engine, request) == first
