"""Joined words: what hyphens, apostrophes and half-spaces part, written together (`e-mail` as `email`)."""

from dataclasses import dataclass

import numpy as np

from search.analysis.text_kernels import join_tokens
from search.analysis.tokenizer import TokenArrays
from search.analysis.unicode_data import JOINS
from search.analysis.word_kernels import MAX_TERM_BYTES
from search.arrays import I64Array


@dataclass(frozen=True, slots=True)
class JoinedWords:
    """Word k stands for the tokens from number `firsts[k]` to `lasts[k]`; `words` has it as a token of its text.

    The words have no kinds.
    """

    words: TokenArrays
    firsts: I64Array
    lasts: I64Array


def join_words(tokens: TokenArrays) -> JoinedWords:
    """Return the joined words of texts: one for each longest run of tokens that join, where it has under 255 bytes."""
    joining = np.flatnonzero(tokens.kinds & JOINS).astype(np.int64)
    # Where a run ends and the next one begins; `np.diff` with its edges takes several times as long.
    ends = np.flatnonzero(joining[1:] - joining[:-1] != 1)
    firsts = np.concatenate((joining[:1], joining[ends + 1]))
    lasts = np.concatenate((joining[ends], joining[-1:])) + 1
    sizes = tokens.bounds[lasts + 1] - tokens.bounds[firsts]
    fits = sizes < MAX_TERM_BYTES
    firsts, lasts, sizes = firsts[fits], lasts[fits], sizes[fits]
    arena, bounds = np.empty(int(sizes.sum()), np.uint8), np.empty(len(firsts) + 1, np.int64)
    hashes = np.empty(len(firsts), np.uint64)
    join_tokens(tokens.arena, tokens.bounds, firsts, lasts, arena, bounds, hashes)
    words = TokenArrays(
        arena,
        bounds,
        tokens.starts[firsts],
        tokens.ends[lasts],
        np.zeros(len(firsts), np.uint8),
        hashes,
        np.searchsorted(firsts, tokens.firsts),
    )
    return JoinedWords(words, firsts, lasts)
