"""Which folded terms have the same stem as a word? Found once a term, and kept for the words asked for lately."""

from collections.abc import Callable
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from search.analysis import stem

WORDS, TERMS = 256, 8_192
"""How many words are kept, and how many terms of each."""


class Alike:
    """Terms that have the stem of one word in one language, and terms that have not, by their hashes.

    Two terms with one hash are met once in the lifetime of a star; a mark more or less in a snippet may hang on it.
    Threads share it: what one adds is a new pair of arrays, and at worst is found again.
    """

    def __init__(self, word: str, language: str | None) -> None:
        self._language = language
        self._wanted = stem(word, language)
        self._known: tuple[NDArray[np.uint64], NDArray[np.bool_]] = np.empty(0, np.uint64), np.empty(0, bool)

    def of(
        self, hashes: NDArray[np.uint64], tokens: NDArray[np.int32], term: Callable[[int], str]
    ) -> NDArray[np.bool_]:
        """Whether each token is alike; `term` gives the term of a token whose hash is met for the first time."""
        known, verdicts = self._known
        if not len(hashes):
            return np.empty(0, bool)
        if len(known):
            at = np.minimum(known.searchsorted(hashes), len(known) - 1)
            met = known[at] == hashes
            if met.all():
                return verdicts[at]
        else:
            met = np.zeros(len(hashes), bool)
        new, first = np.unique(hashes[~met], return_index=True)
        some = tokens[~met][first].tolist()
        judged = np.array([stem(term(token), self._language) == self._wanted for token in some], bool)
        if len(known) + len(new) > TERMS:
            known, verdicts = known[:0], verdicts[:0]
            if len(new) > TERMS:
                return np.array([stem(term(token), self._language) == self._wanted for token in tokens.tolist()], bool)
        both = np.concatenate([known, new])
        order = np.argsort(both)
        self._known = both[order], np.concatenate([verdicts, judged])[order]
        return self.of(hashes, tokens, term)


alike = lru_cache(WORDS)(Alike)
