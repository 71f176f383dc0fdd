"""Where in several texts do the tests of a leaf hold? They are tokenised at once; what is needed is looked up once."""

import fnmatch
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from itertools import pairwise
from typing import assert_never

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA

from search.alike import alike
from search.analysis import STEMS_KEEP_THE_FIRST_LETTER, form_of, tokenize_utf8
from search.analysis.characters.flags import CAPITALS
from search.plan import Acronym, Begins, Close, Exact, Inflected, Like, Slot, Window
from search.plan import Sequence as Row

Tokens = NDArray[np.int32]
"""Numbers of tokens, ascending, counted over all texts."""
Span = tuple[int, int]
"""`[start, end)` in characters."""

ANY_LENGTH = 1 << 30


class Occurrences:
    """The tokens of texts, ready to be asked where slots hold among them. Each text has a language for its stems."""

    def __init__(self, texts: Sequence[str], languages: Sequence[str | None]) -> None:
        self._texts, self._languages = texts, languages
        encoded = [text.encode("utf-8", "surrogatepass") for text in texts]
        self._starts = np.zeros(len(encoded) + 1, np.int64)
        np.cumsum([len(each) for each in encoded], out=self._starts[1:])
        self._data = np.frombuffer(b"".join(encoded), np.uint8)
        self._tokens = tokenize_utf8(self._data, self._starts)
        self._found: dict[Slot, Tokens] = {}
        self._masks: dict[Slot, NDArray[np.bool_]] = {}

    def __len__(self) -> int:
        return len(self._tokens.starts)

    def spans(self, plan: Row | Window) -> list[list[Span]]:
        """The characters of each text that satisfy a leaf, ascending.

        Those of a sequence reach from its first token to its last; the tokens of a window are one span each.
        """
        match plan:
            case Row(slots):
                first = self._side_by_side(slots)
                return self._by_text(first, first + (len(slots) - 1))
            case Window(slots, distance):
                each = self._near(slots, distance)
                return self._by_text(each, each)
            case _:
                assert_never(plan)

    def positions(self, slot: Slot) -> Tokens:
        """The tokens that pass the test."""
        if slot not in self._found:
            self._found[slot] = self._look_up(slot)
        return self._found[slot]

    def _by_text(self, first: Tokens, last: Tokens) -> list[list[Span]]:
        if not len(first):
            return [[]] * len(self._texts)
        starts, ends = self._offsets
        spans = list(zip(starts[first].tolist(), ends[last].tolist(), strict=True))
        cuts = np.searchsorted(first, self._tokens.firsts).tolist()
        return [spans[cuts[text] : cuts[text + 1]] for text in range(len(self._texts))]

    @cached_property
    def _offsets(self) -> tuple[NDArray[np.signedinteger], NDArray[np.signedinteger]]:
        """Where each token begins and ends in its text, in characters."""
        starts, ends = self._tokens.starts, self._tokens.ends
        if sum(map(len, self._texts)) == len(self._data):
            return starts, ends
        # Imported late: it loads the kernels, which a program that only imports this need not wait for.
        from search.analysis.bulk import character_offsets

        shifts = np.repeat(self._starts[:-1], np.diff(self._tokens.firsts))
        before = np.repeat(character_offsets(self._data, self._starts[:-1]), np.diff(self._tokens.firsts))
        return (
            character_offsets(self._data, starts + shifts) - before,
            character_offsets(self._data, ends + shifts) - before,
        )

    @cached_property
    def _text_of(self) -> Tokens:
        """The number of each token's text."""
        return np.repeat(np.arange(len(self._texts), dtype=np.int32), np.diff(self._tokens.firsts))

    def _look_up(self, slot: Slot) -> Tokens:
        match slot:
            case Exact(term):
                wanted = _encoded(term)
                return self._beginning(wanted, len(wanted))
            case Inflected(word):
                return self._inflected(word)
            case Acronym(form):
                return self._in_capitals(form)
            case Begins(prefix):
                return self._beginning(_encoded(prefix))
            case Like(pattern):
                return self._passing(like(pattern))
            case Close(word, edits):
                return self._passing(lambda term: OSA.distance(word, term, score_cutoff=edits) <= edits)
            case _:
                assert_never(slot)

    def _term(self, token: int) -> str:
        start, end = self._tokens.bounds[token : token + 2].tolist()
        return self._tokens.arena[start:end].tobytes().decode()

    def _beginning(self, wanted: bytes, longest: int = ANY_LENGTH) -> Tokens:
        """The tokens that begin so and have at most so many bytes."""
        # Imported late: see above.
        from search.finding.kernels import beginning

        found = np.empty(len(self), np.int32)
        count = beginning(self._tokens.arena, self._tokens.bounds, np.frombuffer(wanted, np.uint8), longest, found)
        return found[:count]

    def _inflected(self, word: str) -> Tokens:
        parts = [self._inflected_in(word, language) for language in dict.fromkeys(self._languages)]
        return parts[0] if len(parts) == 1 else np.sort(np.concatenate([self._all[:0], *parts]))

    def _inflected_in(self, word: str, language: str | None) -> Tokens:
        candidates = self._beginning(_encoded(word[:1])) if language in STEMS_KEEP_THE_FIRST_LETTER else self._all
        if len(set(self._languages)) > 1:
            spoken = np.array([each == language for each in self._languages])
            candidates = candidates[spoken[self._text_of[candidates]]]
        return candidates[alike(word, language).of(self._tokens.hashes[candidates], candidates, self._term)]

    def _in_capitals(self, form: str) -> Tokens:
        starts, ends = self._offsets
        found = []
        for token in np.flatnonzero(self._tokens.kinds & CAPITALS).tolist():
            spelled = self._texts[self._text_of[token]][starts[token] : ends[token]]
            if form_of(spelled, self._term(token), int(self._tokens.kinds[token])) == form:
                found.append(token)
        return np.array(found, np.int32)

    @cached_property
    def _all(self) -> Tokens:
        return np.arange(len(self), dtype=np.int32)

    @cached_property
    def _different(self) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """A token of each term, and for each token which of these it is the same term as."""
        _, first, which = np.unique(self._tokens.hashes, return_index=True, return_inverse=True)
        return first, which

    def _passing(self, test: Callable[[str], object]) -> Tokens:
        first, which = self._different
        passed = np.array([bool(test(self._term(token))) for token in first.tolist()], bool)
        return np.flatnonzero(passed[which]).astype(np.int32) if len(first) else self._all

    def _side_by_side(self, slots: tuple[Slot, ...]) -> Tokens:
        """The first tokens of all runs that pass the slots one by one, within one text."""
        if not slots:
            return self._all[:0]
        found: Tokens = self.positions(slots[0])
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

    def _mask(self, slot: Slot) -> NDArray[np.bool_]:
        if slot not in self._masks:
            mask = np.zeros(len(self), np.bool_)
            mask[self.positions(slot)] = True
            self._masks[slot] = mask
        return self._masks[slot]

    def _near(self, slots: tuple[Slot, ...], distance: int) -> Tokens:
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


def like(pattern: str) -> Callable[[str], object]:
    """A test of whole terms for `?` (one character) and `*` (any number), in time linear in the term for each star."""
    # The translation of fnmatch never goes back over a star, so `*a*a*a*b` cannot be made slow. `[` is literal here.
    return re.compile(fnmatch.translate(pattern.replace("[", "[[]"))).match
