"""Where in several texts do the tests of a leaf hold? They are tokenised at once; what is needed is looked up once."""

import fnmatch
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from itertools import accumulate, pairwise
from typing import assert_never

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA

from search.analysis import form_of, has_stemmer, stems_keep_the_first_letter, tokenize_utf8
from search.analysis.unicode_data import CAPITALS
from search.arrays import BoolArray, I32Array, I64Array
from search.highlight.match_kernels import beginning, place
from search.highlight.stem_cache import alike
from search.query.terms import (
    AcronymTerm,
    ExactTerm,
    FuzzyTerm,
    PrefixTerm,
    StemTerm,
    TermSequence,
    TermTest,
    TermWindow,
    WildcardTerm,
)

"""Numbers of tokens, ascending, counted over all texts."""
Span = tuple[int, int]
"""`[start, end)` in characters."""

ANY_LENGTH = 1 << 30


class Occurrences:
    """The tokens of texts, ready to be asked where slots hold among them. Each text has a language for its stems."""

    def __init__(self, texts: Sequence[str], languages: Sequence[str | None]) -> None:
        self._texts, self._languages = texts, languages
        encoded = [text.encode("utf-8", "surrogatepass") for text in texts]
        self._starts = np.array([0, *accumulate(map(len, encoded))], np.int64)
        self._data = np.frombuffer(b"".join(encoded), np.uint8)
        self._plain = sum(map(len, texts)) == len(self._data)
        self._tokens = tokenize_utf8(self._data, self._starts)
        self._found: dict[TermTest, I32Array] = {}
        self._masks: dict[TermTest, BoolArray] = {}

    def __len__(self) -> int:
        return len(self._tokens.starts)

    def rows(self, plan: TermSequence | TermWindow, leaf: int) -> "I64Array":
        """What satisfies a leaf, ascending.

        A row each: the number of the text, where it begins and ends in that, in characters, and the number `leaf`. What
        satisfies a sequence reaches from its first token to its last; the tokens of a window are one row each.
        """
        match plan:
            case TermSequence(slots):
                return self._placed(self._side_by_side(slots), max(0, len(slots) - 1), leaf)
            case TermWindow(slots, distance):
                return self._placed(self._near(slots, distance), 0, leaf)
            case _:
                assert_never(plan)

    def positions(self, slot: TermTest) -> I32Array:
        """The tokens that pass the test."""
        if slot not in self._found:
            self._found[slot] = self._look_up(slot)
        return self._found[slot]

    def _placed(self, found: I32Array, more: int, leaf: int) -> "I64Array":
        # Imported late: it loads the kernels, which a program that only imports this need not wait for.

        tokens = self._tokens
        rows = np.empty((len(found), 4), np.int64)
        place(
            *(self._data, self._starts, self._plain, tokens.firsts, tokens.starts, tokens.ends),
            *(found, more, leaf, rows),
        )
        return rows

    @cached_property
    def _text_of(self) -> I32Array:
        """The number of each token's text."""
        return np.repeat(np.arange(len(self._texts), dtype=np.int32), np.diff(self._tokens.firsts))

    def _look_up(self, slot: TermTest) -> I32Array:
        match slot:
            case ExactTerm(term):
                wanted = _encoded(term)
                return self._beginning(wanted, len(wanted))
            case StemTerm(word):
                return self._inflected(word)
            case AcronymTerm(form):
                return self._in_capitals(form)
            case PrefixTerm(prefix):
                return self._beginning(_encoded(prefix))
            case WildcardTerm(pattern):
                return self._passing(wildcard_pattern(pattern))
            case FuzzyTerm(word, edits):
                return self._passing(lambda term: OSA.distance(word, term, score_cutoff=edits) <= edits)
            case _:
                assert_never(slot)

    def _term(self, token: int) -> str:
        start, end = self._tokens.bounds[token : token + 2].tolist()
        return self._tokens.arena[start:end].tobytes().decode()

    def _beginning(self, wanted: bytes, longest: int = ANY_LENGTH) -> I32Array:
        """The tokens that begin so and have at most so many bytes."""
        # Imported late: see above.

        found = np.empty(len(self), np.int32)
        count = beginning(self._tokens.arena, self._tokens.bounds, np.frombuffer(wanted, np.uint8), longest, found)
        return found[:count]

    def _inflected(self, word: str) -> I32Array:
        parts = [self._inflected_in(word, language) for language in dict.fromkeys(self._languages)]
        return parts[0] if len(parts) == 1 else np.unique(np.concatenate([self._all[:0], *parts]))

    def _inflected_in(self, word: str, language: str | None) -> I32Array:
        spoken = np.array([each == language for each in self._languages], np.uint8)
        if language is None or not has_stemmer(language):
            same = self.positions(ExactTerm(word))
            return same if spoken.all() else same[spoken[self._text_of[same]] > 0]
        first = _encoded(word)[0] if word and stems_keep_the_first_letter(language) else -1
        return alike(language).of(word, self._tokens, spoken, first)

    def _in_capitals(self, form: str) -> I32Array:
        found = np.flatnonzero(self._tokens.kinds & CAPITALS).astype(np.int32)
        spelled = [self._texts[text][start:end] for text, start, end, _ in self._placed(found, 0, 0).tolist()]
        kinds = self._tokens.kinds[found].tolist()
        same = [
            token
            for token, spelling, kind in zip(found.tolist(), spelled, kinds, strict=True)
            if form_of(spelling, self._term(token), kind) == form
        ]
        return np.array(same, np.int32)

    @cached_property
    def _all(self) -> I32Array:
        return np.arange(len(self), dtype=np.int32)

    @cached_property
    def _different(self) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """A token of each term, and for each token which of these it is the same term as."""
        _, first, which = np.unique(self._tokens.hashes, return_index=True, return_inverse=True)
        return first, which

    def _passing(self, test: Callable[[str], object]) -> I32Array:
        first, which = self._different
        passed = np.array([bool(test(self._term(token))) for token in first.tolist()], bool)
        return np.flatnonzero(passed[which]).astype(np.int32) if len(first) else self._all

    def _side_by_side(self, slots: tuple[TermTest, ...]) -> I32Array:
        """The first tokens of all runs that pass the slots one by one, within one text."""
        if not slots:
            return self._all[:0]
        found: I32Array = self.positions(slots[0])
        if len(slots) == 1 or not len(found):
            return found
        found = found[found + len(slots) <= len(self)]
        found = found[self._text_of[found] == self._text_of[found + (len(slots) - 1)]]
        # Whole arrays, so that `a a a a` on a text of nothing but `a` costs no more than another phrase.
        for offset, slot in enumerate(slots[1:], 1):
            if not len(found):
                break
            found = found[self._mask(slot)[found + offset]]
        return found

    def _mask(self, slot: TermTest) -> BoolArray:
        if slot not in self._masks:
            mask = np.zeros(len(self), np.bool_)
            mask[self.positions(slot)] = True
            self._masks[slot] = mask
        return self._masks[slot]

    def _near(self, slots: tuple[TermTest, ...], distance: int) -> I32Array:
        """The tokens in all smallest windows that hold one for each slot and at most `distance` others."""
        wanted = Counter(slots)
        places = [(self.positions(slot), kind) for kind, slot in enumerate(wanted)]
        if not places or not all(len(tokens) for tokens, _ in places):
            return self._all[:0]
        tokens = np.concatenate([tokens for tokens, _ in places])
        order = np.argsort(tokens, kind="stable")
        tokens = tokens[order]
        kinds = np.repeat([kind for _, kind in places], [len(each) for each, _ in places])[order]
        cuts = np.searchsorted(tokens, self._tokens.firsts).tolist()
        found: list[int] = []
        need, longest = list(wanted.values()), len(slots) + distance
        for first, end in pairwise(cuts):
            if end - first >= len(slots):
                found += _windows(tokens[first:end].tolist(), kinds[first:end].tolist(), need, longest)
        return np.array(found, np.int32)


def _windows(tokens: list[int], kinds: list[int], need: list[int], longest: int) -> Iterator[int]:
    """The tokens in all smallest windows that have `need[k]` tokens of each kind k and are not longer than `longest`.

    The slots of a window are exact terms, so a token can serve only one kind of slot and counting suffices.
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


def _encoded(term: str) -> bytes:
    return term.encode("utf-8", "surrogatepass")


def wildcard_pattern(pattern: str) -> Callable[[str], object]:
    """A test of whole terms for `?` (one character) and `*` (any number), in time linear in the term for each star."""
    # The translation of fnmatch never goes back over a star, so `*a*a*a*b` cannot be made slow. `[` is literal here.
    return re.compile(fnmatch.translate(pattern.replace("[", "[[]"))).match
