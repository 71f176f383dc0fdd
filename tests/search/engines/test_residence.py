"""However large the index is, a process keeps only so much of it mapped."""

from pathlib import Path

import numpy as np
import pytest

from search.engines.whoosh.cache import EVERY, Residence, resident_files
from search.engines.whoosh.segment.container import Container, write_container
from search.query.tree import Word
from search.request import SearchRequest
from tests.search.engines.folders import articles, filled, ids

SIZE = 40_000_000


@pytest.fixture
def large(tmp_path: Path) -> Container:
    """A file of one large array, read from end to end."""
    write_container(tmp_path / "large", {"a": np.arange(SIZE // 8)}, {"articles": 0})
    return Container(tmp_path / "large")


def test_what_was_only_checked_is_not_kept_mapped(large: Container) -> None:
    before = resident_files()
    assert large.array("a")[7] == 7
    assert resident_files() - before < SIZE / 4


def test_what_was_read_is_let_go_of_after_some_searches_and_can_be_read_again(large: Container) -> None:
    array = large.array("a")
    before = resident_files()
    total = int(array.sum())
    assert resident_files() - before > SIZE / 2
    residence = Residence(most=before)
    for _ in range(EVERY):
        residence.searched([large])
    assert resident_files() - before < SIZE / 4
    assert int(array.sum()) == total


def test_little_stays_mapped_for_good(large: Container) -> None:
    int(large.array("a").sum())
    before = resident_files()
    residence = Residence(most=before + SIZE)
    for _ in range(2 * EVERY):
        residence.searched([large])
    assert resident_files() > before - SIZE / 4


def test_searches_go_on_when_their_files_are_let_go_of(tmp_path: Path) -> None:
    engine = filled(tmp_path, articles(50))
    request = SearchRequest(Word("harbour"), limit=50)
    first = ids(engine, request)
    engine._residence = Residence(most=0)  # type: ignore[attr-defined]
    for _ in range(2 * EVERY):
        assert ids(engine, request) == first
