"""Where room is left, which neighbouring text do passages take in? What the kernels do, stated plainly."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from search.highlight.token_index import Span
from tests.search.highlight.cutting import Cuts

_LINE_END = re.compile(r"[^\S\n]*(?:\n|\Z)")
_LONGEST_HEADING = 100
_BEYOND = 1 << 62
"""Behind the end of any text, so that a sentence that begins at a place is not behind it."""
_ENOUGH = 40
"""A passage as long as this needs no heading to fill it up: run together with a sentence, it reads as one with it."""


@dataclass(frozen=True, slots=True)
class Passage:
    """`text[start:end]`; `head` and `tail` tell whether a sentence was cut there and an ellipsis shows it."""

    start: int
    end: int
    head: bool = False
    tail: bool = False

    @property
    def size(self) -> int:
        """Its length in characters as shown, at most."""
        return self.end - self.start + self.head + self.tail


def sentence_at(units: Sequence[Span], at: int) -> int:
    """The number of the sentence that a place lies in."""
    return bisect_right(units, (at, _BEYOND)) - 1


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The sentences around the passages of a text, which together have room for `chars` characters."""

    units: Sequence[Span]
    cuts: Cuts
    chars: int

    def grown(self, passages: list[Passage]) -> list[Passage]:
        """The passages, given in text order, with the whole sentences next to them that still fit.

        The shortest grows first. Those that have come to touch are one.
        """
        spare = self.chars - sum(passage.size for passage in passages)
        growing = True
        while growing and spare > 0:
            growing = False
            for passage in sorted(passages, key=lambda passage: passage.size):
                at = passages.index(passage)
                longer = self._with_neighbour(passages, at, spare)
                if longer is not None:
                    spare -= longer.size - passage.size
                    passages[at] = longer
                    growing = True
                    break
        if spare * 2 > self.chars:
            passages = self._stretched(passages, spare)
        return self._joined(passages)

    def _with_neighbour(self, passages: list[Passage], at: int, spare: int) -> Passage | None:
        """The passage with the next sentence, or else with the one before, when that is free and fits."""
        passage = passages[at]
        low = passages[at - 1].end if at > 0 else 0
        high = passages[at + 1].start if at + 1 < len(passages) else len(self.cuts.text)
        following, before = self._following(passage), self._before(passage)
        if following is not None and following[1] <= min(high, passage.end + spare):
            return replace(passage, end=following[1])
        if before is not None and before[0] >= max(low, passage.start - spare):
            return replace(passage, start=before[0])
        return None

    def _stretched(self, passages: list[Passage], spare: int) -> list[Passage]:
        """Part of a long neighbouring sentence, so that a short one does not stand alone where more text would fit."""
        first, last = passages[0], passages[-1]
        following, before = self._following(last), self._before(first)
        if following is not None:
            end = self.cuts.last(last.end, min(last.end + spare - 1, following[1]))
            if end > last.end:
                return [*passages[:-1], replace(last, end=end, tail=True)]
        if before is not None:
            start = self.cuts.first(max(first.start - spare + 1, before[0]), first.start)
            if start < first.start:
                return [replace(first, start=start, head=True), *passages[1:]]
        return passages

    def _following(self, passage: Passage) -> Span | None:
        """The sentence right after a passage that it may take in."""
        at = sentence_at(self.units, passage.end - 1) + 1
        if passage.tail or at == len(self.units):
            return None
        following = self.units[at]
        run_on = self._runs_on(passage, self._last_of(passage)) or self._runs_on(passage, following)
        return following if not run_on and self._touch(passage.end, following[0]) else None

    def _before(self, passage: Passage) -> Span | None:
        """The sentence right before a passage that it may take in."""
        first = sentence_at(self.units, passage.start)
        if passage.head or first == 0:
            return None
        before = self.units[first - 1]
        return before if not self._runs_on(passage, before) and self._touch(before[1], passage.start) else None

    def _last_of(self, passage: Passage) -> Span:
        return self.units[sentence_at(self.units, passage.end - 1)]

    def _runs_on(self, passage: Passage, unit: Span) -> bool:
        """Whether the passage can do without what has no end of its own: a heading, or the line of a list."""
        text, (start, end) = self.cuts.text, unit
        heading = end - start <= _LONGEST_HEADING and text[end - 1].isalnum() and _LINE_END.match(text, end)
        return bool(heading) and passage.size >= _ENOUGH

    def _joined(self, passages: list[Passage]) -> list[Passage]:
        """Passages that have become neighbours made one, where the blanks between them fit as well."""
        spare = self.chars - sum(passage.size for passage in passages)
        joined = passages[:1]
        for passage in passages[1:]:
            last = joined[-1]
            gap = passage.start - last.end
            whole = not (last.tail or passage.head or self._runs_on(last, self._last_of(last)))
            if whole and gap <= spare and self._touch(last.end, passage.start):
                spare -= gap
                joined[-1] = Passage(last.start, passage.end, last.head, passage.tail)
            else:
                joined.append(passage)
        return joined

    def _touch(self, end: int, start: int) -> bool:
        """Whether nothing but blanks, and not too many, lies between two places."""
        return start - end <= self.chars and not self.cuts.text[end:start].strip()
