"""Where room is left, which neighbouring text do passages take in?"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from search.cuts import Cuts
from search.occurrences import Span


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
    return bisect_right(units, at, key=lambda unit: unit[0]) - 1


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
        following, before = sentence_at(self.units, passage.end - 1) + 1, sentence_at(self.units, passage.start) - 1
        if not passage.tail and following < len(self.units):
            end = self.units[following][1]
            free = at + 1 == len(passages) or end <= passages[at + 1].start
            if free and end - passage.end <= spare and self._touch(passage.end, self.units[following][0]):
                return replace(passage, end=end)
        if not passage.head and before >= 0:
            start = self.units[before][0]
            free = at == 0 or start >= passages[at - 1].end
            if free and passage.start - start <= spare and self._touch(self.units[before][1], passage.start):
                return replace(passage, start=start)
        return None

    def _stretched(self, passages: list[Passage], spare: int) -> list[Passage]:
        """Part of a long neighbouring sentence, so that a short one does not stand alone where more text would fit."""
        first, last = passages[0], passages[-1]
        following, before = sentence_at(self.units, last.end - 1) + 1, sentence_at(self.units, first.start) - 1
        if not last.tail and following < len(self.units) and self._touch(last.end, self.units[following][0]):
            end = self.cuts.last(last.end, min(last.end + spare - 1, self.units[following][1]))
            if end > last.end:
                return [*passages[:-1], replace(last, end=end, tail=True)]
        if not first.head and before >= 0 and self._touch(self.units[before][1], first.start):
            start = self.cuts.first(max(first.start - spare + 1, self.units[before][0]), first.start)
            if start < first.start:
                return [replace(first, start=start, head=True), *passages[1:]]
        return passages

    def _joined(self, passages: list[Passage]) -> list[Passage]:
        """Passages that have become neighbours made one, where the blanks between them fit as well."""
        spare = self.chars - sum(passage.size for passage in passages)
        joined = passages[:1]
        for passage in passages[1:]:
            last = joined[-1]
            gap = passage.start - last.end
            if not last.tail and not passage.head and gap <= spare and self._touch(last.end, passage.start):
                spare -= gap
                joined[-1] = Passage(last.start, passage.end, last.head, passage.tail)
            else:
                joined.append(passage)
        return joined

    def _touch(self, end: int, start: int) -> bool:
        """Whether nothing but blanks, and not too many, lies between two places."""
        return start - end <= self.chars and not self.cuts.text[end:start].strip()
