"""Which parts of a long text show best what matched? Ranges of characters, which `search.snippet` makes readable."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from search.cuts import Cuts
from search.occurrences import Span
from search.sentences import sentences

LEAST = 40
"""A further passage is not begun for fewer characters."""
WEIGHED = 400
"""Of more marks than this, only the first and the first few of each leaf are weighed: hostile text stays cheap."""
WEIGHED_OF_EACH = 20
_INK = re.compile(r"\S")


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


@dataclass(frozen=True, slots=True)
class _Mark:
    start: int
    end: int
    leaves: frozenset[int]


@dataclass(frozen=True, slots=True)
class _Window:
    """Whole sentences `first` to `last` with what is marked in them, or in the part of them that can be shown."""

    first: int
    last: int
    size: int
    leaves: frozenset[int]
    marks: int


class Passages:
    """The choice of passages for one text, its marked spans and the leaves that each satisfied; `chars` for all."""

    def __init__(
        self, text: str, language: str | None, spans: Sequence[Span], leaves: Sequence[frozenset[int]], chars: int
    ) -> None:
        self.text = text
        self.chars = chars
        self.cuts = Cuts(text, spans)
        self.marks = _weighed(spans, leaves)
        self.units = self._sentences(language)

    def best(self, limit: int) -> list[Passage]:
        """At most `limit` passages, in text order, apart, together no longer than `chars`.

        First those are taken that bring most leaves not shown yet, then others while whole sentences fit; what room is
        left goes to their neighbours.
        """
        limit = max(1, min(limit, self.chars // LEAST))
        windows = self._windows()
        taken: list[_Window] = []
        shown: frozenset[int] = frozenset()
        while len(taken) < limit and windows:
            best = max(windows, key=lambda window: _rank(window, shown, self.chars))
            if taken and not best.leaves - shown:
                break
            taken.append(best)
            shown |= best.leaves
            windows = [window for window in windows if _are_apart(window, best)]
        passages = [
            self._fitted(window, share)
            for window, share in zip(taken, _shares([window.size for window in taken], self.chars), strict=True)
        ]
        spare = self.chars - sum(passage.size for passage in passages)
        while len(passages) < limit and spare >= LEAST:
            windows = [window for window in windows if window.size <= spare]
            if not windows:
                break
            best = max(windows, key=lambda window: _rank(window, shown, spare))
            passages.append(self._fitted(best, spare))
            spare -= passages[-1].size
            windows = [window for window in windows if _are_apart(window, best)]
        return self._joined(self._grown(sorted(passages, key=lambda passage: passage.start)))

    def _sentences(self, language: str | None) -> list[Span]:
        """The sentences around the marks, as far as a passage can reach, those that a mark joins made one."""
        units: list[Span] = []
        for low, high in _regions(self.marks, self.chars, len(self.text)):
            found = sentences(self.text, language, low, high)
            # What the edge of the region cuts is longer than any passage; it must not pass for a whole sentence.
            found[0] = (low, found[0][1]) if low > 0 else found[0]
            found[-1] = (found[-1][0], high) if high < len(self.text) else found[-1]
            alone = len(units)
            for start, end in found:
                if len(units) > alone and self.cuts.mark_across(units[-1][1]) is not None:
                    units[-1] = (units[-1][0], end)
                else:
                    units.append((start, end))
        return units

    def _windows(self) -> list[_Window]:
        """Runs of sentences that fit, from one with marks to one with further leaves; longer single ones as well."""
        marked: dict[int, list[_Mark]] = {}
        for mark in self.marks:
            marked.setdefault(self._unit_at(mark.start), []).append(mark)
        numbers = list(marked)
        windows = []
        for at, first in enumerate(numbers):
            leaves: frozenset[int] = frozenset()
            count = 0
            for last in numbers[at:]:
                size = self.units[last][1] - self.units[first][0]
                inside: Sequence[_Mark] = marked[last]
                if size > self.chars:
                    if last != first:
                        break
                    inside = self._run(inside, self.chars)
                more = leaves.union(*(mark.leaves for mark in inside))
                count += len(inside)
                if more != leaves:
                    windows.append(_Window(first, last, size, more, count))
                leaves = more
        return windows

    def _run(self, marks: Sequence[_Mark], room: int) -> Sequence[_Mark]:
        """Of neighbouring marks, those within `room` characters that have the most leaves; the first of equals."""
        best: tuple[int, int] = (0, 0)
        run: Sequence[_Mark] = ()
        for at, first in enumerate(marks):
            stop = bisect_right(marks, first.start + room, lo=at + 1, key=lambda mark: mark.end)
            inside = marks[at:stop]
            value = (len(frozenset().union(*(mark.leaves for mark in inside))), len(inside))
            if value > best:
                best, run = value, inside
        return run

    def _fitted(self, window: _Window, size: int) -> Passage:
        """The sentences of a window, whole if they fit, or else a cut around the marks that matter most."""
        start, end = self.units[window.first][0], self.units[window.last][1]
        if end - start <= size:
            return Passage(start, end)
        low, high = bisect_left(self.marks, start, key=_start), bisect_left(self.marks, end, key=_start)
        run = self._run([self._in_words(mark, (start, end), size - 2) for mark in self.marks[low:high]], size - 2)
        first, last = run[0].start, min(run[-1].end, run[0].start + max(1, size - 2))
        start, end = self.units[self._unit_at(first)][0], self.units[self._unit_at(last - 1)][1]
        if end - start <= size:
            return Passage(start, end)
        if size <= 2:
            return Passage(first, last)
        if last - start < size:
            return Passage(start, self.cuts.last(last, start + size - 1), tail=True)
        if end - first < size:
            return Passage(self.cuts.first(end - size + 1, first), end, head=True)
        before = (size - 2 - (last - first)) // 2
        start = self.cuts.first(first - before, first)
        return Passage(start, self.cuts.last(last, start + size - 2), head=True, tail=True)

    def _in_words(self, mark: _Mark, within: Span, longest: int) -> _Mark:
        start, end = self.cuts.in_words((mark.start, mark.end), within, longest)
        return _Mark(start, end, mark.leaves)

    def _unit_at(self, at: int) -> int:
        return bisect_right(self.units, at, key=lambda unit: unit[0]) - 1

    def _grown(self, passages: list[Passage]) -> list[Passage]:
        """Room that is left goes to whole neighbouring sentences, the shortest passage first."""
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
        return passages

    def _with_neighbour(self, passages: list[Passage], at: int, spare: int) -> Passage | None:
        """The passage with the next sentence, or else with the one before, when that is free and fits."""
        passage = passages[at]
        following, before = self._unit_at(passage.end - 1) + 1, self._unit_at(passage.start) - 1
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
        following, before = self._unit_at(last.end - 1) + 1, self._unit_at(first.start) - 1
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
        return start - end <= self.chars and not self.text[end:start].strip()


def opening(text: str, language: str | None, start: int, chars: int) -> list[Passage]:
    """The beginning of `text[start:]`, at most `chars` characters: one passage, or none where only blanks are left."""
    ink = _INK.search(text, start)
    if ink is None:
        return []
    first = ink.start()
    edge = min(len(text), first + chars + 1)
    found = sentences(text, language, first, edge)
    if edge < len(text):
        found[-1] = (found[-1][0], edge)
    whole = max((end for _, end in found if end - first <= chars), default=first)
    if whole == len(text.rstrip()) or (whole - first) * 2 > chars or chars <= 2:
        return [Passage(first, max(whole, first + 1))]
    end = Cuts(text, ()).last(whole, first + chars - 1)
    return [Passage(first, end if end > first else first + chars - 1, tail=True)]


def _weighed(spans: Sequence[Span], leaves: Sequence[frozenset[int]]) -> list[_Mark]:
    marks = [_Mark(start, end, of) for (start, end), of in zip(spans, leaves, strict=True)]
    if len(marks) <= WEIGHED:
        return marks
    seen: Counter[int] = Counter()
    chosen = marks[:WEIGHED]
    for mark in marks:
        seen.update(mark.leaves)
        if mark.start > chosen[WEIGHED - 1].start and any(seen[leaf] <= WEIGHED_OF_EACH for leaf in mark.leaves):
            chosen.append(mark)
    return chosen


def _regions(marks: Sequence[_Mark], reach: int, length: int) -> list[Span]:
    """The parts of the text within `reach` characters of a mark."""
    regions: list[Span] = []
    for mark in marks:
        low, high = max(0, mark.start - reach), min(length, mark.end + reach)
        if regions and low <= regions[-1][1]:
            regions[-1] = (regions[-1][0], high)
        else:
            regions.append((low, high))
    return regions


def _rank(window: _Window, shown: frozenset[int], room: int) -> tuple[int, bool, int, float, int]:
    return (
        len(window.leaves - shown),
        window.size <= room,
        len(window.leaves),
        window.marks / min(window.size, room),
        -window.first,
    )


def _are_apart(one: _Window, other: _Window) -> bool:
    return one.last < other.first or other.last < one.first


def _shares(sizes: Sequence[int], total: int) -> list[int]:
    """How much each may have: the short ones all they need, the long ones equal parts of the rest."""
    shares = [0] * len(sizes)
    for left, at in zip(range(len(sizes), 0, -1), sorted(range(len(sizes)), key=sizes.__getitem__), strict=True):
        shares[at] = min(sizes[at], total // left)
        total -= shares[at]
    return shares


def _start(mark: _Mark) -> int:
    return mark.start
