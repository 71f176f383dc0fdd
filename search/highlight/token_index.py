"""Indexes the tokens of a few texts, so that the term tests of a query find what passes them.

The texts are tokenised at once, and each test is looked up once. What is found are the numbers of tokens, ascending,
counted over all texts.
"""

import fnmatch
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from itertools import accumulate, pairwise
from typing import Final, assert_never

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA

from search.analysis import (
    JoinedWords,
    TokenArrays,
    form_of,
    has_stemmer,
    join_words,
    stems_keep_the_first_letter,
    tokenize_utf8,
)
from search.analysis.unicode_data import CAPITALS
from search.arrays import BoolArray, I32Array, I64Array
from search.highlight.match_kernels import place_marks, tokens_with_prefix
from search.highlight.stem_cache import stem_cache_for
from search.query.terms import (
    AcronymTerm,
    ExactTerm,
    FuzzyTerm,
    JoinedTerm,
    PrefixTerm,
    StemTerm,
    TermSequence,
    TermTest,
    TermWindow,
    WildcardTerm,
)

Span = tuple[int, int]
"""`[start, end)` in characters."""

ANY_LENGTH: Final = 1 << 30


class TokenIndex:
    """The tokens of some texts. Each text has a language, in which its words are stemmed."""

    def __init__(self, texts: Sequence[str], languages: Sequence[str | None]) -> None:
        self._texts, self._languages = texts, languages
        encoded = [text.encode("utf-8", "surrogatepass") for text in texts]
        self._starts = np.array([0, *accumulate(map(len, encoded))], np.int64)
        self._data = np.frombuffer(b"".join(encoded), np.uint8)
        self._plain = sum(map(len, texts)) == len(self._data)
        self._tokens = tokenize_utf8(self._data, self._starts)
        self._tokens_by_test: dict[TermTest, I32Array] = {}
        self._masks: dict[TermTest, BoolArray] = {}

    def __len__(self) -> int:
        return len(self._tokens.starts)

    def rows(self, plan: TermSequence | TermWindow, leaf: int) -> I64Array:
        """Return what satisfies a leaf, ascending.

        A row has the number of the text, the start and end there in characters, and the number `leaf`. A sequence of
        terms is one row, from its first token to its last; the tokens of a window are one row each.
        """
        match plan:
            case TermSequence(tests):
                rows = self._place(self._find_sequence(tests), max(0, len(tests) - 1), leaf)
                together = plan.joined or (tests[0] if len(tests) == 1 else None)
                if not isinstance(together, StemTerm | JoinedTerm):
                    return rows
                found = [self._place_joined(self._find_joined(together), leaf)]
                if plan.joined is not None:
                    found.append(self._place(self.tokens_passing(together), 0, leaf))
                return np.unique(np.concatenate([rows, *found]), axis=0) if any(map(len, found)) else rows
            case TermWindow(tests, distance):
                return self._place(self._find_windows(tests, distance), 0, leaf)
            case _:
                assert_never(plan)

    def tokens_passing(self, test: TermTest) -> I32Array:
        """Return the tokens that pass a test."""
        if test not in self._tokens_by_test:
            self._tokens_by_test[test] = self._find(test)
        return self._tokens_by_test[test]

    def _place(self, found: I32Array, more: int, leaf: int) -> I64Array:
        """Return the rows of the tokens found, each of which covers as many tokens more."""
        tokens = self._tokens
        rows = np.empty((len(found), 4), np.int64)
        place_marks(
            *(self._data, self._starts, self._plain, tokens.firsts, tokens.starts, tokens.ends),
            *(found, more, leaf, rows),
        )
        return rows

    def _place_joined(self, found: I32Array, leaf: int) -> I64Array:
        """Return the rows of joined words, each from its first token to its last."""
        rows = self._place(self._joined.firsts[found].astype(np.int32), 0, leaf)
        rows[:, 2] = self._place(self._joined.lasts[found].astype(np.int32), 0, leaf)[:, 2]
        return rows

    @cached_property
    def _joined(self) -> JoinedWords:
        return join_words(self._tokens)

    def _find_joined(self, test: StemTerm | JoinedTerm) -> I32Array:
        """Return the numbers of the joined words that pass a test."""
        words = self._joined.words
        if isinstance(test, JoinedTerm):
            return _tokens_equal_to(words, test.word)
        return self._find_stem(test.word, words)

    @cached_property
    def _text_of(self) -> I32Array:
        """The number of each token's text."""
        return np.repeat(np.arange(len(self._texts), dtype=np.int32), np.diff(self._tokens.firsts))

    def _find(self, test: TermTest) -> I32Array:
        match test:
            case ExactTerm(term) | JoinedTerm(term):
                return _tokens_equal_to(self._tokens, term)
            case StemTerm(word):
                return self._find_stem(word, self._tokens)
            case AcronymTerm(form):
                return self._find_acronym(form)
            case PrefixTerm(prefix):
                return _tokens_beginning_with(self._tokens, _encode(prefix))
            case WildcardTerm(pattern):
                return self._find_terms(compile_wildcard(pattern))
            case FuzzyTerm(word, edits):
                return self._find_terms(lambda term: OSA.distance(word, term, score_cutoff=edits) <= edits)
            case _:
                assert_never(test)

    def _term(self, token: int) -> str:
        start, end = self._tokens.bounds[token : token + 2].tolist()
        return self._tokens.arena[start:end].tobytes().decode()

    def _find_stem(self, word: str, tokens: TokenArrays) -> I32Array:
        parts = [self._find_stem_in(word, language, tokens) for language in dict.fromkeys(self._languages)]
        return parts[0] if len(parts) == 1 else np.unique(np.concatenate([self._all[:0], *parts]))

    def _find_stem_in(self, word: str, language: str | None, tokens: TokenArrays) -> I32Array:
        has_language = np.array([each == language for each in self._languages], np.uint8)
        if language is None or not has_stemmer(language):
            same = _tokens_equal_to(tokens, word)
            if has_language.all():
                return same
            return same[has_language[np.searchsorted(tokens.firsts, same, side="right") - 1] > 0]
        first_byte = _encode(word)[0] if word and stems_keep_the_first_letter(language) else -1
        return stem_cache_for(language).tokens_with_stem_of(word, tokens, has_language, first_byte)

    def _find_acronym(self, form: str) -> I32Array:
        found = np.flatnonzero(self._tokens.kinds & CAPITALS).astype(np.int32)
        spellings = [self._texts[text][start:end] for text, start, end, _ in self._place(found, 0, 0).tolist()]
        kinds = self._tokens.kinds[found].tolist()
        same = [
            token
            for token, spelling, kind in zip(found.tolist(), spellings, kinds, strict=True)
            if form_of(spelling, self._term(token), kind) == form
        ]
        return np.array(same, np.int32)

    @cached_property
    def _all(self) -> I32Array:
        return np.arange(len(self), dtype=np.int32)

    @cached_property
    def _terms(self) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """A token of each term, and for each token the number of its term."""
        _, first, which = np.unique(self._tokens.hashes, return_index=True, return_inverse=True)
        return first, which

    def _find_terms(self, matches: Callable[[str], object]) -> I32Array:
        first, which = self._terms
        found = np.array([bool(matches(self._term(token))) for token in first.tolist()], bool)
        return np.flatnonzero(found[which]).astype(np.int32) if len(first) else self._all

    def _find_sequence(self, tests: tuple[TermTest, ...]) -> I32Array:
        """Return the first tokens of all runs within one text that pass the tests one by one."""
        if not tests:
            return self._all[:0]
        found: I32Array = self.tokens_passing(tests[0])
        if len(tests) == 1 or not len(found):
            return found
        found = found[found + len(tests) <= len(self)]
        found = found[self._text_of[found] == self._text_of[found + (len(tests) - 1)]]
        # Whole arrays, so that `a a a a` on a text of nothing but `a` costs no more than another phrase.
        for offset, test in enumerate(tests[1:], 1):
            if not len(found):
                break
            found = found[self._mask(test)[found + offset]]
        return found

    def _mask(self, test: TermTest) -> BoolArray:
        if test not in self._masks:
            mask = np.zeros(len(self), np.bool_)
            mask[self.tokens_passing(test)] = True
            self._masks[test] = mask
        return self._masks[test]

    def _find_windows(self, tests: tuple[TermTest, ...], distance: int) -> I32Array:
        """Return the tokens in all smallest windows that hold one for each test and at most `distance` others."""
        needed = Counter(tests)
        found = [self.tokens_passing(test) for test in needed]
        if not found or not all(map(len, found)):
            return self._all[:0]
        tokens = np.concatenate(found)
        order = np.argsort(tokens, kind="stable")
        tokens = tokens[order]
        kinds = np.repeat(np.arange(len(found)), list(map(len, found)))[order]
        cuts = np.searchsorted(tokens, self._tokens.firsts).tolist()
        shown: list[int] = []
        need, longest = list(needed.values()), len(tests) + distance
        for first, end in pairwise(cuts):
            if end - first >= len(tests):
                shown += _smallest_windows(tokens[first:end].tolist(), kinds[first:end].tolist(), need, longest)
        return np.array(shown, np.int32)


def _smallest_windows(tokens: list[int], kinds: list[int], need: list[int], longest: int) -> Iterator[int]:
    """Yield the tokens in all smallest windows that have `need[k]` of each kind k and are not longer than `longest`.

    The tests of a window are exact terms, so a token can serve only one kind of test and counting suffices.
    """
    have = [0] * len(need)
    lacking = len(need)
    left = shown = 0
    for right, kind in enumerate(kinds):
        have[kind] += 1
        lacking -= have[kind] == need[kind]
        if lacking:
            continue
        while have[kinds[left]] > need[kinds[left]]:
            have[kinds[left]] -= 1
            left += 1
        smallest = have[kind] == need[kind]
        if smallest and tokens[right] - tokens[left] + 1 <= longest:
            yield from tokens[max(left, shown) : right + 1]
            shown = right + 1


def _tokens_beginning_with(tokens: TokenArrays, prefix: bytes, longest: int = ANY_LENGTH) -> I32Array:
    """Return the tokens with this prefix that have `longest` bytes or fewer."""
    found = np.empty(len(tokens.starts), np.int32)
    arrays = tokens.arena, tokens.bounds, np.frombuffer(prefix, np.uint8)
    return found[: tokens_with_prefix(*arrays, longest, found)]


def _tokens_equal_to(tokens: TokenArrays, term: str) -> I32Array:
    wanted = _encode(term)
    return _tokens_beginning_with(tokens, wanted, len(wanted))


def _encode(term: str) -> bytes:
    return term.encode("utf-8", "surrogatepass")


def compile_wildcard(pattern: str) -> Callable[[str], object]:
    """Return a test of whole terms for `?` (one character) and `*` (any number), in linear time for each star."""
    # The translation of fnmatch never goes back over a star, so `*a*a*a*b` cannot be made slow. `[` is literal here.
    return re.compile(fnmatch.translate(pattern.replace("[", "[[]"))).match
