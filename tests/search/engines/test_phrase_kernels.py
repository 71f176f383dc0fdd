"""Each kernel over positions agrees with a plain statement on random input, and writes nowhere else."""

from collections import Counter

import numpy as np
import pytest
from numpy.typing import NDArray

from search.engines.whoosh.ranking import phrase_kernels as places
from tests.search.engines.lists import DOCUMENTS, some_docs


def some_places(random: np.random.Generator, dtype: type) -> tuple[NDArray, NDArray, NDArray]:
    docs = some_docs(random, int(random.choice([5, DOCUMENTS])))
    lists = [np.sort(random.choice(30, random.integers(1, 8), replace=False)) for _ in docs]
    at = np.cumsum([0, *map(len, lists)])
    return docs, at, np.concatenate([np.empty(0, dtype), *lists]).astype(dtype)


def pairs(docs: NDArray, at: NDArray, positions: NDArray) -> set[tuple[int, int]]:
    return {(int(doc), int(p)) for i, doc in enumerate(docs) for p in positions[at[i] : at[i + 1]]}


def located(wanted: NDArray, docs: NDArray, at: NDArray) -> tuple[NDArray, NDArray]:
    """Where in a list the positions of each wanted document begin and end."""
    found = {int(doc): (int(at[i]), int(at[i + 1])) for i, doc in enumerate(docs)}
    both = np.array([found.get(doc, (0, 0)) for doc in wanted.tolist()], np.int64).reshape(-1, 2)
    return both[:, 0].copy(), both[:, 1].copy()


@pytest.mark.parametrize("dtype", [np.uint16, np.uint32])
def test_a_phrase_keeps_positions_at_the_distance(random: np.random.Generator, dtype: type) -> None:
    one, other = some_places(random, np.uint32), some_places(random, dtype)
    distance = int(random.integers(-5, 6))
    docs, at, positions = np.empty(len(one[0]), np.uint32), np.empty(len(one[0]) + 1, int), np.empty_like(one[2])
    begins, ends = located(one[0], *other[:2])
    count, total = places.phrase_positions(*one, begins, ends, other[2], distance, docs, at, positions)
    expected = {(doc, p) for doc, p in pairs(*one) if (doc, p + distance) in pairs(*other)}
    assert pairs(docs[:count], at[: count + 1], positions[:total]) == expected
    assert docs[:count].tolist() == sorted({doc for doc, _ in expected})
    assert at[count] == total == len(expected)


@pytest.mark.parametrize("dtype", [np.uint16, np.uint32])
def test_adjacent_pairs_are_counted_in_the_wanted_documents(random: np.random.Generator, dtype: type) -> None:
    one, other = some_places(random, dtype), some_places(random, dtype)
    wanted, factors = some_docs(random), random.random(DOCUMENTS).astype(np.float32)
    before = random.random(len(wanted) + 5).astype(np.float32)
    out = before.copy()
    first = int(random.integers(0, 6))
    places.add_pair_frequency(
        wanted, *located(wanted, *one[:2]), one[2], *located(wanted, *other[:2]), other[2], factors, out, first
    )
    times: Counter[int] = Counter()
    for doc, p in pairs(*other):
        distances = [p - q for d, q in pairs(*one) if d == doc and q < p]
        times[doc] += {1: 1.0, 2: 0.25}.get(min(distances, default=0), 0.0)
    expected = before.tolist()
    for number, doc in enumerate(wanted.tolist()):
        expected[first + number] += times[doc] * factors[doc]
    assert out.tolist() == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize("dtype", [np.uint16, np.uint32])
def test_positions_are_gathered_from_common_documents(random: np.random.Generator, dtype: type) -> None:
    docs, at, positions = some_places(random, dtype)
    others = some_docs(random)
    common = np.empty(min(len(docs), len(others)), np.uint32)
    common = (
        common[: places.intersect_docs(docs, others, common)]
        if len(docs) <= len(others)
        else docs[np.isin(docs, others)]
    )
    assert common.tolist() == sorted(set(docs.tolist()) & set(others.tolist()))
    expected = [
        n << 32 | p for n, doc in enumerate(common.tolist()) for d, p in sorted(pairs(docs, at, positions)) if d == doc
    ]
    out = np.full(len(expected) + 2, -9)
    assert places.gather_positions(common, docs, at, positions, out[: len(expected)], 0) == len(expected)
    assert out.tolist() == [*expected, -9, -9]
    assert places.gather_positions(common, docs, at, positions, np.empty(0, int), 0) == len(expected)


def test_a_window_has_a_position_for_each_term(random: np.random.Generator) -> None:
    need = random.integers(1, 3, random.integers(1, 4))
    widest = int(random.integers(0, 8))
    numbers = 12
    held = [
        [np.sort(random.choice(20, random.integers(0, 5), replace=False)).tolist() for _ in need]
        for _ in range(numbers)
    ]
    cells = sorted(
        (number << 32 | p, owner) for number, lists in enumerate(held) for owner, own in enumerate(lists) for p in own
    )
    out = np.zeros(numbers, bool)
    keys_, owners = (np.array([cell[n] for cell in cells], int) for n in range(2))
    places.match_windows(keys_, owners, need, widest, np.empty_like(need), out)

    def fits(lists: list[list[int]]) -> bool:
        for start in range(20):
            window = Counter(owner for owner, own in enumerate(lists) for p in own if start <= p <= start + widest)
            if all(window[owner] >= wanted for owner, wanted in enumerate(need.tolist())):
                return True
        return False

    assert out.tolist() == [fits(lists) for lists in held]
