"""Splits text into sentences, by rules that would rather join two sentences than break one.

- A blank line ends a sentence; a single line break does not.
- `.!?…` end one before a blank, unless a small letter follows; `。！？` and their like end one by themselves.
- Closing quotation marks, brackets and numbers of footnotes belong to the sentence that they follow.
- A full stop ends none after an abbreviation (`search.highlight.abbreviations`) or an initial.
- A sentence has a letter: the number of a list item belongs to what follows it.
"""

from collections.abc import Sequence
from itertools import groupby, pairwise
from typing import Final

import numpy as np

from search.arrays import I32Array, I64Array, U32View, U64Array
from search.highlight.sentence_kernels import split_sentences, split_texts_near_marks
from search.highlight.sentence_tables import character_tables, vocabulary

CONTEXT_CHARS: Final = 32
"""How far the rules look beyond what they split: one character before it, and one word of their lists after it."""

Sentence = list[int]
"""Start and end, in characters."""
MarkedSentence = list[int]
"""Number of the sentence, its start and end, numbers of its first mark and of the one after its last, its leaves."""


def split_into_sentences(
    text: str, language: str | None = None, start: int = 0, end: int | None = None
) -> list[tuple[int, int]]:
    """Return the sentences as `[begin, end)` in characters, ascending, without the blanks around them.

    `language` is an ISO 639-1 code and chooses the abbreviations. `start` and `end` limit the work to a part of the
    text, whose edges then count as edges of sentences.
    """
    end = len(text) if end is None else end
    rows = np.empty(((end - start) // 2 + 2, 2), np.int64)
    count = split_sentences(_code_points(text), start, end, *_tables(language), rows, 0)
    return list(map(tuple, rows[:count].tolist()))


def sentences_near_marks(
    texts: Sequence[str], languages: Sequence[str | None], marks: Sequence[I64Array], reach: int
) -> list[tuple[list[Sentence], list[MarkedSentence]]]:
    """Return for each text its sentences within `reach` characters of its marks, and those in which marks begin.

    Each text has marks: rows of start, end, and leaves as bits. One without leaves attracts no sentences. No sentence
    ends inside any mark, and one that the reach cuts ends there. All texts of a language are split in one call, which
    takes half the time of one call each.
    """
    split: list[tuple[list[Sentence], list[MarkedSentence]]] = []
    for language, group in groupby(languages):
        first, end = len(split), len(split) + len(list(group))
        split += _split(texts[first:end], language, marks[first:end], reach)
    return split


def _split(
    texts: Sequence[str], language: str | None, marks: Sequence[I64Array], reach: int
) -> list[tuple[list[Sentence], list[MarkedSentence]]]:
    pieces, places = [], []
    end = last = 0
    for text, its_marks in zip(texts, marks, strict=True):
        offset = max(0, its_marks.item(0, 0) - reach - CONTEXT_CHARS)
        piece = text[offset : its_marks.item(-1, 1) + reach + CONTEXT_CHARS]
        pieces.append(piece)
        places.append((end, end + len(piece), last, last + len(its_marks), offset, len(text)))
        end += len(piece)
        last += len(its_marks)
    rows, marked = np.empty((end // 2 + 2 * (last + len(texts)), 2), np.int64), np.empty((last, 6), np.int64)
    ends = np.empty((len(texts), 2), np.int64)
    points, all_marks = _code_points("".join(pieces)), np.concatenate(marks)
    split_texts_near_marks(points, np.array(places, np.int64), all_marks, reach, *_tables(language), rows, marked, ends)
    each_end = [[0, 0], *ends.tolist()]
    count, marked_count = each_end[-1]
    found, found_marked = rows[:count].tolist(), marked[:marked_count].tolist()
    return [
        (found[at:end], found_marked[at_marked:end_marked]) for (at, at_marked), (end, end_marked) in pairwise(each_end)
    ]


def _tables(language: str | None) -> tuple[I32Array, I32Array, U64Array, bool]:
    return *character_tables(), *vocabulary(language)


def _code_points(text: str) -> U32View:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
