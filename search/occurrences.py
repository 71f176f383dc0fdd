"""Where in one text do the tests of a leaf hold? The text is tokenised once; what it needs is looked up lazily."""

import fnmatch
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from collections.abc import Sequence as Row
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import assert_never

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import OSA

from search.analysis import STEMS_KEEP_THE_FIRST_LETTER, form_of, stem, tokenize_utf8
from search.analysis.characters.flags import CAPITALS
from search.plan import Acronym, Begins, Close, Exact, Inflected, Like, Sequence, Slot, Window

ALIKE_WORDS, ALIKE_KEPT = 128, 4_096
"""For how many words of queries is it kept which terms have their stem, and for how many terms each."""

Ints = npt.NDArray[np.signedinteger]
Span = tuple[int, int]
"""`[start, end)` in characters."""


class Occurrences:
    """One text, ready to be asked where slots hold in it. `language` decides the stems."""

    def __init__(self, text: str, language: str | None) -> None:
        self.language = language
        self._text = text
        encoded = text.encode("utf-8", "surrogatepass")
        self._data = np.frombuffer(encoded, np.uint8)
        self._tokens = tokenize_utf8(self._data, np.array([0, len(encoded)], np.int64))
        self._found: dict[Slot, Row[int]] = {}
        self._masks: dict[Slot, npt.NDArray[np.bool_]] = {}

    def __len__(self) -> int:
        return len(self._tokens.starts)

    def spans(self, plan: Sequence | Window) -> list[Span]:
        """The characters that satisfy a leaf, ascending; those of a sequence reach from its first token to its last."""
        match plan:
            case Sequence(slots):
                first = np.fromiter(self._side_by_side(slots), np.int64)
                return self._between(first, first + len(slots) - 1)
            case Window(slots, distance):
                each = np.fromiter(self._near(slots, distance), np.int64)
                return self._between(each, each)
            case _:
                assert_never(plan)

    def positions(self, slot: Slot) -> Row[int]:
        """The tokens that pass the test, ascending."""
        if slot not in self._found:
            self._found[slot] = self._look_up(slot)
        return self._found[slot]

    def _between(self, first: Ints, last: Ints) -> list[Span]:
        if not len(first):
            return []
        starts, ends = self._offsets
        return list(zip(starts[first].tolist(), ends[last].tolist(), strict=True))

    @cached_property
    def _offsets(self) -> tuple[Ints, Ints]:
        """Where each token begins and ends, in characters."""
        starts, ends = self._tokens.starts, self._tokens.ends
        if len(self._data) == len(self._text):
            return starts, ends
        # Imported late: it loads the kernels, which a program that only imports this need not wait for.
        from search.analysis.bulk import character_offsets

        return character_offsets(self._data, starts), character_offsets(self._data, ends)

    def _look_up(self, slot: Slot) -> Row[int]:
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

    def _term(self, at: int) -> bytes:
        return self._arena[self._bounds[at] : self._bounds[at + 1]]

    @cached_property
    def _arena(self) -> bytes:
        return self._tokens.arena.tobytes()

    @cached_property
    def _bounds(self) -> list[int]:
        bounds: list[int] = self._tokens.bounds.tolist()
        return bounds

    def _beginning(self, wanted: bytes, longest: int = 1 << 30) -> list[int]:
        """The tokens that begin so and have at most so many bytes."""
        # Imported late: it loads the kernels, which a program that only imports this need not wait for.
        from search.finding.kernels import beginning

        found = np.empty(len(self), np.int32)
        count = beginning(self._tokens.arena, self._tokens.bounds, np.frombuffer(wanted, np.uint8), longest, found)
        tokens: list[int] = found[:count].tolist()
        return tokens

    def _inflected(self, word: str) -> Row[int]:
        alike = _alike(word, self.language)
        if self.language in STEMS_KEEP_THE_FIRST_LETTER:
            return [at for at in self._beginning(_encoded(word[:1])) if alike[self._term(at)]]
        return self._passing(lambda term: alike[term.encode()])

    def _in_capitals(self, form: str) -> Row[int]:
        starts, ends = self._offsets
        return [
            at
            for at in np.flatnonzero(self._tokens.kinds & CAPITALS).tolist()
            if form_of(self._text[starts[at] : ends[at]], self._term(at).decode(), int(self._tokens.kinds[at])) == form
        ]

    @cached_property
    def _places(self) -> dict[str, list[int]]:
        places: dict[str, list[int]] = defaultdict(list)
        for at, (start, end) in enumerate(pairwise(self._bounds)):
            places[self._arena[start:end].decode()].append(at)
        return dict(places)

    def _passing(self, test: Callable[[str], object]) -> Row[int]:
        return sorted(at for term, places in self._places.items() if test(term) for at in places)

    def _side_by_side(self, slots: tuple[Slot, ...]) -> Row[int]:
        """The first tokens of all runs that pass the slots one by one."""
        if len(slots) <= 1:
            return self.positions(slots[0]) if slots else ()
        if not all(self.positions(slot) for slot in slots):
            return ()
        starts = len(self) - len(slots) + 1
        if starts < 1:
            return ()
        # Whole arrays, so that `a a a a` on a text of nothing but `a` costs no more than another phrase.
        holds = np.ones(starts, np.bool_)
        for offset, slot in enumerate(slots):
            holds &= self._mask(slot)[offset : offset + starts]
        return [int(at) for at in np.flatnonzero(holds)]

    def _mask(self, slot: Slot) -> npt.NDArray[np.bool_]:
        if slot not in self._masks:
            mask = np.zeros(len(self), np.bool_)
            mask[self.positions(slot)] = True
            self._masks[slot] = mask
        return self._masks[slot]

    def _near(self, slots: tuple[Slot, ...], distance: int) -> Iterator[int]:
        """The tokens in all smallest windows that hold one for each slot and at most `distance` others, ascending.

        The slots of a window are exact terms, so a token can serve only one kind of slot and counting suffices.
        """
        wanted = Counter(slots)
        places = sorted((at, kind) for kind, slot in enumerate(wanted) for at in self.positions(slot))
        need = list(wanted.values())
        have = [0] * len(need)
        lacking = len(need)
        left = shown = 0
        for right, (at, kind) in enumerate(places):
            have[kind] += 1
            lacking -= have[kind] == need[kind]
            if lacking:
                continue
            while have[places[left][1]] > need[places[left][1]]:
                have[places[left][1]] -= 1
                left += 1
            smallest = have[kind] == need[kind]
            if smallest and at - places[left][0] + 1 <= len(slots) + distance:
                for place, _ in places[max(left, shown) : right + 1]:
                    yield place
                shown = right + 1


class _Alike(dict[bytes, bool]):
    """Whether folded terms have the same stem as a word in a language, for the terms met lately."""

    def __init__(self, word: str, language: str | None) -> None:
        super().__init__()
        self._language = language
        self._wanted = stem(word, language)

    def __missing__(self, term: bytes) -> bool:
        if len(self) >= ALIKE_KEPT:
            self.clear()
        self[term] = alike = stem(term.decode(), self._language) == self._wanted
        return alike


_alike = lru_cache(ALIKE_WORDS)(_Alike)


def _encoded(term: str) -> bytes:
    return term.encode("utf-8", "surrogatepass")


def like(pattern: str) -> Callable[[str], object]:
    """A test of whole terms for `?` (one character) and `*` (any number), in time linear in the term for each star."""
    # The translation of fnmatch never goes back over a star, so `*a*a*a*b` cannot be made slow. `[` is literal here.
    return re.compile(fnmatch.translate(pattern.replace("[", "[[]"))).match
