"""Posting lists are read as they were written, and nothing is read or written beyond them."""

import random
from itertools import pairwise

import numpy as np
import pytest

from search.engines.whoosh.segment import bitpacking_kernels as blocks
from search.engines.whoosh.segment import postings_kernels as postings
from search.engines.whoosh.segment.postings import pack_posting_lists
from tests.search.engines.lists import Lists, decoded, encoded

LENGTHS = [1, 127, 128, 129, 255, 256, 700]
DOCUMENTS = 5000


def bits_of(data: bytes, width: int) -> list[int]:
    """128 numbers from planes of bits, as the page on the format says it."""
    numbers, shift, at = [0] * 128, 0, 0
    for plane in [8] * (width // 8) + [bits for bits in (4, 2, 1) if width & bits]:
        for j in range(16 * plane):
            for part in range(8 // plane):
                number = data[at + j] >> (part * plane) & ((1 << plane) - 1)
                numbers[part * 16 * plane + j] |= number << shift
        at += 16 * plane
        shift += plane
    return numbers


@pytest.mark.parametrize("width", range(33))
def test_numbers_of_any_width_come_back(width: int) -> None:
    numbers = np.random.default_rng(width).integers(0, 1 << width, 138, np.int64).astype(np.uint32)
    numbers[7] = (1 << width) - 1
    out = np.full(16 * width + 8, 0xAA, np.uint8)
    assert blocks.pack(numbers, 5, width, out, 3) == 3 + 16 * width
    assert set(out[:3].tolist()) | set(out[3 + 16 * width :].tolist()) == {0xAA}
    assert bits_of(out[3:].tobytes(), width) == numbers[5:133].tolist()
    back = np.full(138, 99, np.uint32)
    blocks.unpack(out, 3, width, back, 4)
    assert back[4:132].tolist() == numbers[5:133].tolist()
    assert set(back[:4].tolist()) | set(back[132:].tolist()) == {99}


def some_lists(random_: random.Random) -> Lists:
    """Lists of lengths around those of blocks, dense ones and wide ones, with frequencies that need all widths."""
    lists = []
    for length in random_.sample(LENGTHS, len(LENGTHS)):
        first = random_.randint(0, DOCUMENTS - length)
        docs = random_.choice((range(first, first + length), random_.sample(range(DOCUMENTS), length)))
        often = random_.choice(((1,), (1, 1, 2), (1, 3, 300), (1, 70_000, 2_000_000)))
        lists.append({doc: random_.choice(often) for doc in sorted(docs)})
    return lists


def stored(lists: Lists) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    counts = np.array([len(each) for each in lists], np.int64)
    return *pack_posting_lists(*encoded(lists), counts), counts


@pytest.mark.parametrize("seed", range(10))
def test_lists_come_back_from_blocks(seed: int) -> None:
    lists = some_lists(random.Random(seed))
    stream, at, counts = stored(lists)
    assert decoded(stream, at, counts) == lists
    docs_at = np.cumsum([0, *counts])
    docs = np.empty(docs_at[-1], np.uint32)
    assert postings.decode_all_docs(stream, at, docs_at, DOCUMENTS, docs) == -1
    assert docs.tolist() == [doc for each in lists for doc in each]


@pytest.mark.parametrize("seed", range(10))
def test_positions_are_located_in_the_wanted_documents(seed: int) -> None:
    random_ = random.Random(seed)
    lists = some_lists(random_)
    stream, at, counts = stored(lists)
    base = 7
    for each, (start, stop), count in zip(lists, pairwise(at.tolist()), counts.tolist(), strict=True):
        among = random_.sample(range(DOCUMENTS), random_.choice((0, 1, 50, 2000)))
        wanted = np.array(sorted({*among, *random_.sample(list(each), min(count, 5))}), np.uint32)
        begins, ends = np.full(len(wanted), -1), np.full(len(wanted), -1)
        most = sum(each.values())
        room = np.empty(256, np.uint32)
        given = stream, start, stop, count, base, DOCUMENTS, wanted + np.uint32(base)
        assert postings.locate_positions(*given, most, room, begins, ends)
        places = dict(zip(each, pairwise(np.cumsum([0, *each.values()]).tolist()), strict=True))
        assert list(zip(begins.tolist(), ends.tolist(), strict=True)) == [places.get(doc, (0, 0)) for doc in wanted]
        if max(each) in wanted:
            # More positions than there are must not be pointed at.
            assert not postings.locate_positions(*given, most - 1, room, begins, ends)


@pytest.mark.parametrize("length", LENGTHS)
def test_lists_that_do_not_decode_are_reported(length: int) -> None:
    random_ = random.Random(length)
    each = {doc: random_.choice([1, 2, 300]) for doc in sorted(random_.sample(range(DOCUMENTS), length))}
    stream, at, _ = stored([each])
    stop, last = int(at[1]), max(each)
    docs, freqs = np.empty(length + 128, np.uint32), np.empty(length + 128, np.uint32)

    def sound(stream: np.ndarray, stop: int, count: int, limit: int) -> bool:
        whole = postings.decode_list(stream, 0, stop, count, 0, limit, docs, freqs)
        alone = postings.decode_all_docs(stream, np.array([0, stop]), np.array([0, count]), limit, docs) == -1
        assert alone or not whole
        return whole

    assert sound(stream, stop, length, DOCUMENTS)
    assert not sound(stream, stop - 1, length, DOCUMENTS)
    assert not sound(stream[:-1], stop, length, DOCUMENTS)
    assert not sound(stream, stop, length + 1, DOCUMENTS)
    assert not sound(stream, stop, length, last)


@pytest.mark.parametrize("seed", range(30))
def test_no_kernel_leaves_its_arrays_whatever_the_bytes_say(seed: int) -> None:
    random_ = random.Random(seed)
    lists = some_lists(random_)
    stream, at, counts = stored(lists)
    for _ in range(200):
        torn = stream.copy()
        for _ in range(random_.randint(1, 3)):
            torn[random_.randrange(len(torn))] = random_.randrange(256)
        number = random_.randrange(len(lists))
        start, stop, count = int(at[number]), int(at[number + 1]), int(counts[number])
        docs, freqs = np.full(count + 8, 1 << 31, np.uint32), np.full(count + 8, 1 << 31, np.uint32)
        whole = postings.decode_list(torn, start, stop, count, 0, DOCUMENTS, docs, freqs)
        assert (docs[count:] == 1 << 31).all()
        assert (freqs[count:] == 1 << 31).all()
        wanted = np.arange(0, DOCUMENTS, 11, dtype=np.uint32)
        begins, ends = np.zeros(len(wanted), np.int64), np.zeros(len(wanted), np.int64)
        room = np.full(264, 99, np.uint32)
        located = postings.locate_positions(
            torn, start, stop, count, 0, DOCUMENTS, wanted, 1 << 20, room[:256], begins, ends
        )
        assert (room[256:] == 99).all()
        if whole:
            assert (np.diff(docs[:count].astype(np.int64)) > 0).all()
            assert count == 0 or docs[count - 1] < DOCUMENTS
        if located:
            assert (ends <= 1 << 20).all()
