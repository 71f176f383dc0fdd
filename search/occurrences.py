"""Where in one text do the tests of a leaf hold? The text is tokenised once; what it needs is looked up lazily."""

import fnmatch
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from collections.abc import Sequence as Row
from functools import cached_property
from typing import assert_never

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import OSA

from search.analysis import Token, stem, tokenize
from search.plan import Acronym, Begins, Close, Exact, Inflected, Like, Sequence, Slot, Window

Span = tuple[int, int]
"""`[start, end)` in characters."""


class Occurrences:
    """One text, ready to be asked where slots hold in it. `language` decides the stems."""

    def __init__(self, text: str, language: str | None) -> None:
        self.tokens: list[Token] = tokenize(text)
        self.language = language
        self._found: dict[Slot, Row[int]] = {}
        self._masks: dict[Slot, npt.NDArray[np.bool_]] = {}

    def spans(self, plan: Sequence | Window) -> list[Span]:
        """The characters that satisfy a leaf, ascending; those of a sequence reach from its first token to its last."""
        match plan:
            case Sequence(slots):
                last = len(slots) - 1
                return [(self.tokens[at].start, self.tokens[at + last].end) for at in self._side_by_side(slots)]
            case Window(slots, distance):
                return [(self.tokens[at].start, self.tokens[at].end) for at in self._near(slots, distance)]
            case _:
                assert_never(plan)

    def positions(self, slot: Slot) -> Row[int]:
        """The tokens that pass the test, ascending."""
        if slot not in self._found:
            self._found[slot] = self._look_up(slot)
        return self._found[slot]

    def _look_up(self, slot: Slot) -> Row[int]:
        match slot:
            case Exact(term):
                return self._exact.get(term, ())
            case Inflected(word):
                return self._having(self._stems.get(stem(word, self.language), ()))
            case Acronym(form):
                return [at for at, token in enumerate(self.tokens) if token.form == form]
            case Begins(prefix):
                return self._passing(lambda term: term.startswith(prefix))
            case Like(pattern):
                return self._passing(like(pattern))
            case Close(word, edits):
                return self._passing(lambda term: OSA.distance(word, term, score_cutoff=edits) <= edits)
            case _:
                assert_never(slot)

    @cached_property
    def _exact(self) -> dict[str, list[int]]:
        places: dict[str, list[int]] = defaultdict(list)
        for at, token in enumerate(self.tokens):
            places[token.exact].append(at)
        return dict(places)

    @cached_property
    def _stems(self) -> dict[str, list[str]]:
        terms: dict[str, list[str]] = defaultdict(list)
        for term in self._exact:
            terms[stem(term, self.language)].append(term)
        return dict(terms)

    def _passing(self, test: Callable[[str], object]) -> Row[int]:
        return self._having([term for term in self._exact if test(term)])

    def _having(self, terms: Row[str]) -> Row[int]:
        if len(terms) == 1:
            return self._exact[terms[0]]
        return sorted(at for term in terms for at in self._exact[term])

    def _side_by_side(self, slots: tuple[Slot, ...]) -> Row[int]:
        """The first tokens of all runs that pass the slots one by one."""
        if len(slots) <= 1:
            return self.positions(slots[0]) if slots else ()
        if not all(self.positions(slot) for slot in slots):
            return ()
        starts = len(self.tokens) - len(slots) + 1
        if starts < 1:
            return ()
        # Whole arrays, so that `a a a a` on a text of nothing but `a` costs no more than another phrase.
        holds = np.ones(starts, np.bool_)
        for offset, slot in enumerate(slots):
            holds &= self._mask(slot)[offset : offset + starts]
        return [int(at) for at in np.flatnonzero(holds)]

    def _mask(self, slot: Slot) -> npt.NDArray[np.bool_]:
        if slot not in self._masks:
            mask = np.zeros(len(self.tokens), np.bool_)
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


def like(pattern: str) -> Callable[[str], object]:
    """A test of whole terms for `?` (one character) and `*` (any number), in time linear in the term for each star."""
    # The translation of fnmatch never goes back over a star, so `*a*a*a*b` cannot be made slow. `[` is literal here.
    return re.compile(fnmatch.translate(pattern.replace("[", "[[]"))).match
