"""Random lists of documents for the tests of kernels, and a plain encoder of posting lists."""

import numpy as np

from search.arrays import U32Array
from search.engines.whoosh.segment import postings_kernels as postings
from search.engines.whoosh.segment.postings import pack_posting_lists

DOCUMENTS = 300

Lists = list[dict[int, int]]
"""Posting lists: the frequency in each document."""


def some_docs(random: np.random.Generator, most: int = DOCUMENTS) -> U32Array:
    return np.sort(random.choice(DOCUMENTS, random.integers(0, most + 1), replace=False)).astype(np.uint32)


def encoded(lists: Lists) -> tuple[np.ndarray, np.ndarray]:
    """Posting lists (frequency by document) as numbers of seven bits a byte, written plainly."""
    stream, at = bytearray(), [0]
    for each in lists:
        before = -1
        for doc, frequency in sorted(each.items()):
            numbers = [(doc - before - 1) << 1 | 1] if frequency == 1 else [(doc - before - 1) << 1, frequency - 2]
            for number in numbers:
                while number >= 128:
                    stream.append(number & 127 | 128)
                    number >>= 7
                stream.append(number)
            before = doc
        at.append(len(stream))
    return np.frombuffer(bytes(stream), np.uint8).copy(), np.array(at, np.int64)


def decoded(stream: np.ndarray, at: np.ndarray, counts: np.ndarray) -> Lists:
    """What lists say that lie as a file has them."""
    lists = []
    for number, count in enumerate(counts.tolist()):
        docs, freqs = np.empty(count, np.uint32), np.empty(count, np.uint32)
        assert postings.decode_list(stream, int(at[number]), int(at[number + 1]), count, 0, 1 << 30, docs, freqs)
        lists.append(dict(zip(docs.tolist(), freqs.tolist(), strict=True)))
    return lists


def plainly_decoded(stream: np.ndarray, at: np.ndarray, counts: np.ndarray) -> Lists:
    """What lists say that are not in blocks yet."""
    return decoded(*pack_posting_lists(stream, at, counts), counts)
