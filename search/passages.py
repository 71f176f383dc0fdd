"""Which parts of a long text show best what matched? Ranges of characters, which `search.snippet` makes readable."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from search.cuts import Cuts
from search.neighbours import Neighbours, Passage, sentence_at
from search.occurrences import Span
from search.sentences import sentences

LEAST = 40
"""A further passage is not begun for fewer characters."""
WEIGHED = 400
"""Of more marks than this, only the first and the first few of each leaf are weighed: hostile text stays cheap."""
WEIGHED_OF_EACH = 20
_INK = re.compile(r"\S")


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
        taken, shown = self._covering(limit)
        windows = [window for window in self._windows(self.chars) if all(_are_apart(window, other) for other in taken)]
        passages = [
            self._fitted(window, share)
            for window, share in zip(taken, _shares([window.size for window in taken], self.chars), strict=True)
        ]
        spare = self.chars - sum(passage.size for passage in passages)
        while len(passages) < limit and spare >= LEAST:
            windows = [window for window in windows if window.size <= spare]
            if not windows:
                break
            best = max(windows, key=lambda window: _rank(window, shown, self.chars))
            passages.append(self._fitted(best, spare))
            spare -= passages[-1].size
            windows = [window for window in windows if _are_apart(window, best)]
        return Neighbours(self.units, self.cuts, self.chars).grown(sorted(passages, key=lambda passage: passage.start))

    def _covering(self, limit: int) -> tuple[list[_Window], frozenset[int]]:
        """The fewest windows that show most leaves, when each has an equal part of the room."""
        taken: list[_Window] = []
        shown: frozenset[int] = frozenset()
        wanted = frozenset[int]().union(*(mark.leaves for mark in self.marks))
        for parts in range(1, limit + 1):
            some, covered = _greedy(self._windows(self.chars // parts), self.chars // parts, parts)
            if len(covered) > len(shown):
                taken, shown = some, covered
            if shown == wanted:
                break
        return taken, shown

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

    def _windows(self, room: int) -> list[_Window]:
        """Runs of sentences that fit, from one with marks to one with further leaves; longer single ones as well."""
        marked: dict[int, list[_Mark]] = {}
        for mark in self.marks:
            marked.setdefault(sentence_at(self.units, mark.start), []).append(mark)
        numbers = list(marked)
        windows = []
        for at, first in enumerate(numbers):
            leaves: frozenset[int] = frozenset()
            count = 0
            for last in numbers[at:]:
                size = self.units[last][1] - self.units[first][0]
                inside: Sequence[_Mark] = marked[last]
                if size > room:
                    if last != first:
                        break
                    inside = self._run(inside, room - 2)
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
        start, end = self.units[sentence_at(self.units, first)][0], self.units[sentence_at(self.units, last - 1)][1]
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


def _greedy(windows: list[_Window], room: int, parts: int) -> tuple[list[_Window], frozenset[int]]:
    taken: list[_Window] = []
    shown: frozenset[int] = frozenset()
    while windows and len(taken) < parts:
        best = max(windows, key=lambda window: _rank(window, shown, room))
        if not best.leaves - shown:
            break
        taken.append(best)
        shown |= best.leaves
        windows = [window for window in windows if _are_apart(window, best)]
    return taken, shown


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
