"""Each ranking kernel agrees with a plain statement on random input, and writes nowhere else."""

from collections import Counter
from itertools import chain, product

import numpy as np
import pytest
from numpy.typing import NDArray

from search.arrays import F32Array, I64Array, U64Array
from search.engines.whoosh.ranking import column_kernels as columns
from search.engines.whoosh.ranking import intersect_kernels as intersection
from search.engines.whoosh.ranking import score_kernels as kernels
from search.engines.whoosh.ranking import top_docs_kernels as order
from search.engines.whoosh.ranking.score_kernels import ABSENT
from tests.search.engines.lists import DOCUMENTS, some_docs

ONE = np.float32(1)
Scored = dict[int, np.float32]


def some_list(random: np.random.Generator, most: int = DOCUMENTS) -> tuple[NDArray, NDArray, np.float32]:
    """Documents, impacts (some of them 0) and a weight."""
    docs = some_docs(random, most)
    impacts = (random.random(len(docs)) * random.integers(0, 2, len(docs))).astype(np.float32)
    return docs, impacts, np.float32(random.random() * 3)


def as_dict(docs: NDArray, impacts: NDArray, weight: np.float32 = ONE) -> Scored:
    return {int(doc): np.float32(weight * impact) for doc, impact in zip(docs, impacts, strict=True)}


def added(*parts: Scored) -> Scored:
    total: Scored = {}
    for part in parts:
        for doc, score in part.items():
            total[doc] = np.float32(total.get(doc, np.float32(0)) + score)
    return total


def room(size: int) -> tuple[NDArray, NDArray]:
    """Outputs with a guard behind what a kernel may write."""
    return np.full(size + 1, 77_777, np.uint32), np.full(size + 1, -7, np.float32)


def absent() -> F32Array:
    return np.full(DOCUMENTS, ABSENT)


def columns_of(random: np.random.Generator) -> tuple[I64Array, U64Array]:
    """Times and ties with many equal ones."""
    times = random.integers(-3, 3, DOCUMENTS)
    times[random.random(DOCUMENTS) < 0.2] = np.iinfo(np.int64).min
    return times, random.integers(0, 2, DOCUMENTS).astype(np.uint64) * np.uint64(1 << 63)


def keys(doc: int, score: np.float32, times: NDArray, ties: NDArray) -> tuple[float, int, int, int]:
    return -float(score), -int(times[doc]), int(ties[doc]), doc


def test_lists_are_added_up(random: np.random.Generator) -> None:
    lists = [some_list(random) for _ in range(3)]
    expected = added(*(as_dict(*each) for each in lists))
    for moved in ("taken", "collected"):
        sums, seen, count = absent(), np.full(DOCUMENTS + 1, 77_777, np.uint32), 0
        for each in lists:
            count = kernels.accumulate(*each, sums, seen, count)
        docs, scores = seen[:count].copy(), np.empty(count, np.float32)
        if moved == "taken":
            kernels.drain_scores(docs, sums, scores)
        else:
            docs, scores = room(count)
            assert kernels.drain_all(sums, DOCUMENTS, docs, scores) == count
            docs, scores = docs[:count], scores[:count]
            assert (np.diff(docs.astype(int)) > 0).all()
        assert as_dict(docs, scores) == expected
        assert (sums == ABSENT).all()


UNMARKED = np.empty(0, np.uint64), np.empty(0, np.uint32)


def marks(docs: NDArray) -> tuple[NDArray, NDArray]:
    bits, before = np.zeros((DOCUMENTS >> 6) + 1, np.uint64), np.empty((DOCUMENTS >> 6) + 1, np.uint32)
    intersection.build_bitmap(docs, bits, before)
    return bits, before


def test_a_bitmap_says_which_documents_a_list_has(random: np.random.Generator) -> None:
    docs = some_docs(random)
    bits, before = marks(docs)
    assert [doc for doc in range(DOCUMENTS) if int(bits[doc >> 6]) >> (doc & 63) & 1] == docs.tolist()
    assert before.tolist() == np.searchsorted(docs, np.arange(len(bits)) * 64).tolist()


@pytest.mark.parametrize("way", ["gallop", "probe", "marks"])
def test_an_intersection_has_the_documents_of_both_lists(random: np.random.Generator, way: str) -> None:
    one = some_list(random, 8 if way == "gallop" else DOCUMENTS)
    other = some_list(random)
    if len(one[0]) > len(other[0]):
        one, other = other, one
    known = marks(other[0]) if way == "marks" else UNMARKED
    sums = absent()
    docs, scores = room(len(one[0]) + 1)
    count = intersection.intersect(*one, *other, *known, sums, docs[:-1], scores[:-1])
    expected = added(as_dict(*one), as_dict(*other))
    assert as_dict(docs[:count], scores[:count]) == {
        doc: expected[doc] for doc in as_dict(*one).keys() & as_dict(*other).keys()
    }
    assert (sums == ABSENT).all()
    assert (docs[-1], scores[-1]) == (77_777, -7)


def test_a_union_has_the_documents_of_either_list(random: np.random.Generator) -> None:
    one, other = some_list(random), some_list(random)
    expected = added(as_dict(*one), as_dict(*other))
    docs, scores = room(len(expected))
    count = kernels.union_two(*one, *other, docs[:-1], scores[:-1])
    assert docs[:count].tolist() == sorted(expected)
    assert as_dict(docs[:count], scores[:count]) == expected
    assert (docs[-1], scores[-1]) == (77_777, -7)


def test_a_list_adds_to_the_scores_of_another(random: np.random.Generator) -> None:
    one, other = some_list(random), some_list(random)
    docs, scores = room(len(one[0]))
    intersection.add_at(*one, *other, scores[:-1])
    expected = added(as_dict(*one), {doc: s for doc, s in as_dict(*other).items() if doc in as_dict(*one)})
    assert as_dict(one[0], scores[:-1]) == expected
    assert (docs[-1], scores[-1]) == (77_777, -7)


def test_scores_below_a_floor_are_filtered_out(random: np.random.Generator) -> None:
    docs, _, _ = some_list(random)
    # Few different scores, so that some are on the floor itself.
    scores, floor = random.integers(-2, 4, len(docs)).astype(np.float32), np.float32(random.integers(-3, 5))
    found, kept = room(len(docs) + 1)
    count = kernels.filter_by_score(docs, scores, floor, found[:-1], kept[:-1])
    assert as_dict(found[:count], kept[:count]) == {d: s for d, s in as_dict(docs, scores).items() if s >= floor}
    assert (found[-1], kept[-1]) == (77_777, -7)


def test_bm25_scores_are_added_by_the_formula(random: np.random.Generator) -> None:
    tf = (random.random(DOCUMENTS) * random.integers(0, 9, DOCUMENTS)).astype(np.float32)
    before, weight, k1 = random.random(DOCUMENTS).astype(np.float32), float(random.random()), random.choice([0.0, 1.2])
    delta = float(random.choice([0.0, 0.5]))
    scores = before.copy()
    kernels.add_bm25(tf, np.float32(weight), np.float32(k1), np.float32(delta), scores)
    expected = [s + (weight * (f * (k1 + 1) / (k1 + f) + delta) if f else 0) for s, f in zip(before, tf, strict=True)]
    assert scores.tolist() == pytest.approx(expected, rel=1e-5)


def test_a_mask_filters_a_list(random: np.random.Generator) -> None:
    one, mask = some_list(random), random.random(DOCUMENTS) < 0.5
    docs, scores = room(len(one[0]) + 1)
    count = kernels.filter_by_mask(*one, mask, docs[:-1], scores[:-1])
    kept = {doc: s for doc, s in as_dict(*one).items() if mask[doc]}
    assert as_dict(docs[:count], scores[:count]) == kept
    sums, seen = absent(), np.full(DOCUMENTS + 1, 77_777, np.uint32)
    seen = seen[: kernels.accumulate(*one, sums, seen, 0)]
    docs, scores = room(len(seen) + 1)
    count = kernels.drain_filtered(seen, sums, mask, docs[:-1], scores[:-1])
    assert as_dict(docs[:count], scores[:count]) == kept
    assert (sums == ABSENT).all()
    assert (docs[-1], scores[-1]) == (77_777, -7)


def test_impacts_are_the_formula(random: np.random.Generator) -> None:
    title, text = some_docs(random), some_docs(random)
    title_freqs, text_freqs = (random.integers(1, 9, len(docs)).astype(np.uint32) for docs in (title, text))
    factors = [(random.random(DOCUMENTS) * random.integers(0, 2, DOCUMENTS)).astype(np.float32) for _ in range(2)]
    k1 = float(random.choice([0.0, 1.2]))
    tf = added(as_dict(title, title_freqs * factors[0][title]), as_dict(text, text_freqs * factors[1][text]))
    delta = float(random.choice([0.0, 0.5]))
    expected = {doc: value * (k1 + 1) / (k1 + value) + delta if value else 0.0 for doc, value in tf.items()}
    docs, impacts = room(len(expected))
    count = kernels.bm25_impacts(
        title, title_freqs, text, text_freqs, *factors, np.float32(k1), np.float32(delta), docs[:-1], impacts[:-1]
    )
    assert docs[:count].tolist() == sorted(expected)
    assert as_dict(docs[:count], impacts[:count]) == pytest.approx(expected, rel=1e-5)
    assert (docs[-1], impacts[-1]) == (77_777, -7)


@pytest.mark.parametrize("by_doc", [False, True])
@pytest.mark.parametrize("by_score", [False, True])
@pytest.mark.parametrize("onward", [False, True])
def test_the_top_matches_are_the_first_in_order(
    random: np.random.Generator, by_doc: bool, by_score: bool, onward: bool
) -> None:
    docs, _, weight = some_list(random)
    docs = random.permutation(docs)
    # Few different scores, so that times and ties decide.
    impacts = random.integers(0, 4, len(docs)).astype(np.float32)
    times, ties = columns_of(random)
    end = (float(random.integers(0, 4)) if by_score else 0.0, int(random.integers(-3, 3)), int(random.integers(0, 2)))
    scores, factor = impacts, weight
    if by_doc:
        scores, factor = absent(), np.float32(1)
        scores[docs] = impacts
    found = as_dict(docs, impacts, factor)
    ranked = sorted(keys(doc, score if by_score else np.float32(0), times, ties) for doc, score in found.items())
    rest = [key for key in ranked if not onward or key[:3] > (-end[0], -end[1], end[2])]
    size = int(random.choice([0, 1, 5, 40, DOCUMENTS]))
    heap, heap_scores = room(size)
    beyond, count = order.top_k(
        docs, scores, factor, by_doc, by_score, times, ties, onward, *end, heap[:-1], heap_scores[:-1]
    )
    assert (beyond, count) == (len(rest), min(size, len(rest)))
    assert heap[:count].tolist() == [key[3] for key in rest[:size]]
    assert heap_scores[:count].tolist() == [-key[0] for key in rest[:size]]
    assert (heap[-1], heap_scores[-1]) == (77_777, -7)
    if by_doc:
        assert (scores == ABSENT).all()


def test_the_first_of_articles_with_the_same_words_stays(random: np.random.Generator) -> None:
    docs, impacts, _ = some_list(random)
    words = random.integers(0, 40, DOCUMENTS).astype(np.uint64) << np.uint64(int(random.integers(0, 50)))
    times, ties = columns_of(random)
    expected: dict[int, tuple] = {}
    for doc, score in as_dict(docs, impacts).items():
        key = keys(doc, score, times, ties)
        expected[int(words[doc])] = min(key, expected.get(int(words[doc]), key))
    table = np.full(1 << (2 * len(docs) + 2).bit_length(), -1)
    chosen, scores = room(len(docs))
    count = order.dedupe(docs, impacts, True, words, times, ties, table, chosen[:-1], scores[:-1])
    assert sorted(chosen[:count].tolist()) == sorted(key[3] for key in expected.values())
    assert as_dict(chosen[:count], scores[:count]).items() <= as_dict(docs, impacts).items()


def test_values_and_periods_are_counted(random: np.random.Generator) -> None:
    docs = some_docs(random)
    for most in (2, 4):
        values = [random.integers(0, 6, random.integers(0, most)).tolist() for _ in range(DOCUMENTS)]
        at = np.cumsum([0, *map(len, values)]).astype(np.uint32)
        counts = np.zeros(6, int)
        columns.count_values(at, np.array([*chain(*values)], np.uint32), docs, counts)
        assert Counter(value for doc in docs.tolist() for value in values[doc]) == Counter(
            dict(enumerate(counts.tolist()))
        )

        periods = random.integers(-50, 50, DOCUMENTS).astype(np.int32)
        periods[random.random(DOCUMENTS) < 0.3] = columns.NO_PERIOD
        dated = [int(periods[doc]) for doc in docs.tolist() if periods[doc] != columns.NO_PERIOD]
        first, last, undated = columns.min_max(periods, docs)
        assert undated == len(docs) - len(dated)
        assert (first, last) == (min(dated), max(dated)) if dated else first > last
        counts = np.zeros(40, int)
        columns.fill_histogram(periods, docs, -20, counts)
        assert counts.tolist() == [dated.count(period) for period in range(-20, 20)]


def test_a_range_mask_is_half_open(random: np.random.Generator) -> None:
    times, live = random.integers(-5, 5, DOCUMENTS), random.random(DOCUMENTS) < 0.8
    first, stop = (int(bound) for bound in random.integers(-6, 6, 2))
    out = np.empty(DOCUMENTS, bool)
    columns.range_mask(times, live, first, stop, out)
    assert out.tolist() == [bool(alive and first <= time < stop) for time, alive in zip(times, live, strict=True)]


def test_galloping_finds_the_first_that_is_not_before() -> None:
    docs = np.array([2, 3, 5, 8, 13, 21, 34], np.uint32)
    for wanted, size in product(range(36), (7, 200)):
        others = np.concatenate([docs, np.arange(100, 100 + size, dtype=np.uint32)])
        found, scores = np.empty(2, np.uint32), np.empty(2, np.float32)
        one = np.array([wanted], np.uint32), np.ones(1, np.float32), np.float32(1)
        other = others, np.ones(len(others), np.float32), np.float32(2)
        count = intersection.intersect(*one, *other, *UNMARKED, np.full(400, ABSENT), found, scores)
        assert found[:count].tolist() == [wanted] * (wanted in docs)
