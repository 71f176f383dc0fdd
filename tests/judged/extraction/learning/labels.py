"""Labels the blocks of a judged page: the part that belongs to its article, nan where nobody judged it."""

import re
from bisect import bisect_right
from html import unescape

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import LCSseq

from indexer.extract.body.blocks import Block
from tests.judged.extraction.measures import spaced, tokens
from tests.judged.extraction.pages import Page

Labels = NDArray[np.float64]
_UNSPACED = re.compile(r"([\u0e00-\u0eff\u1000-\u109f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af])")
_MIN_SEGMENT_WORDS = 4
_MAX_LENGTH_RATIO = 12
"""A few unwanted words speak against a block at most that many times as long: in a longer one they are prose."""


def label_blocks(page: Page, blocks: list[Block]) -> Labels:
    """Return for each block the part that belongs to the article, by whatever the set's judges wrote down."""
    if page.text is not None:
        return label_by_text(blocks, page.text)
    if page.wanted:
        return label_by_segments(blocks, page.wanted, page.unwanted)
    return label_by_opening(blocks, page.opening or "")


def label_by_text(blocks: list[Block], text: str) -> Labels:
    """Return the part of each block's words that the judged text has, in its order."""
    found, owner = _words_of(blocks)
    numbers: dict[str, int] = {}
    left, right = ([numbers.setdefault(word, len(numbers)) for word in side] for side in (found, _words(text)))
    hits = np.zeros(len(blocks))
    for part in LCSseq.opcodes(left, right):
        if part.tag == "equal":
            np.add.at(hits, owner[part.src_start : part.src_end], 1.0)
    sizes = np.bincount(owner, minlength=len(blocks)).astype(np.float64)
    return np.where(sizes > 0, hits / np.maximum(1.0, sizes), np.nan)


def label_by_segments(blocks: list[Block], wanted: tuple[str, ...], unwanted: tuple[str, ...]) -> Labels:
    """Return 1 for the blocks with what must be there, 0 for those with what must not."""
    texts = [spaced(block.text) for block in blocks]
    starts = np.cumsum([0, *(len(text) + 1 for text in texts)])[:-1].tolist()
    whole = " ".join(texts)
    result = np.full(len(blocks), np.nan)
    for segment in map(spaced, unwanted):
        for block in (block for place in _places(segment, whole, starts) for block in place):
            if len(segment.split()) >= _MIN_SEGMENT_WORDS or len(texts[block]) <= _MAX_LENGTH_RATIO * len(segment):
                result[block] = 0.0
    for segment in map(spaced, wanted):
        places = _places(segment, whole, starts)
        if places:  # of several places the one in the longest block is the article, as a rule
            result[max(places, key=lambda place: max(len(texts[block]) for block in place))] = 1.0
    return result


def label_by_opening(blocks: list[Block], opening: str) -> Labels:
    """Return 1 for the blocks that the article's first words stand in, 0 for all before them."""
    found, owner = _words_of(blocks)
    first = _words(unescape(opening))
    result = np.full(len(blocks), np.nan)
    for start in range(len(found) - len(first) + 1 if first else 0):
        if found[start] == first[0] and found[start : start + len(first)] == first:
            result[: owner[start]] = 0.0
            result[owner[start] : owner[start + len(first) - 1] + 1] = 1.0
            break
    return result


def _words(text: str) -> list[str]:
    """Return words, and single characters in scripts without spaces."""
    return tokens(_UNSPACED.sub(r" \1 ", text))


def _words_of(blocks: list[Block]) -> tuple[list[str], NDArray[np.int64]]:
    words = [_words(block.text) for block in blocks]
    owner = np.repeat(np.arange(len(blocks)), [len(one) for one in words])
    return [word for one in words for word in one], owner


def _places(segment: str, whole: str, starts: list[int]) -> list[list[int]]:
    """Return the blocks that each occurrence of a segment extends over."""
    places: list[list[int]] = []
    at = whole.find(segment) if segment else -1
    while at >= 0 and len(places) < 50:
        end = bisect_right(starts, at + len(segment) - 1)
        places.append(list(range(bisect_right(starts, at) - 1, end)))
        at = whole.find(segment, at + 1)
    return places
