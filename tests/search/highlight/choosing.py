"""Which parts of a long text show best what matched? What the kernels do, stated plainly."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

from search.highlight.token_index import Span
from tests.search.highlight.cutting import Cuts
from tests.search.highlight.growing import Neighbours, Passage, sentence_at
from tests.search.highlight.sentence_statement import sentences

LEAST = 40
"""A further passage is not begun for fewer characters."""
_INK = re.compile(r"\S")


class _Mark(NamedTuple):
    start: int
    end: int
    leaves: int


class _Window(NamedTuple):
    """What a passage is to show: whole sentences, or of a sentence that is too long a run of its marks.

    `size` is the length of the sentences.
    """

    start: int
    end: int
    size: int
    leaves: int
    marks: int


class Passages:
    """The choice of passages for one text, its marked spans and the leaves that each satisfied; `chars` for all."""

    def __init__(
        self, text: str, language: str | None, spans: Sequence[Span], leaves: Sequence[int], chars: int
    ) -> None:
        self.text = text
        self.chars = chars
        self.cuts = Cuts(text, spans)
        self.marks = [_Mark(*span, of) for span, of in zip(spans, leaves, strict=True)]
        self.leaves = _leaves(self.marks)
        self.units = self._sentences(language)
        self.marked = self._marked()

    def best(self, limit: int) -> list[Passage]:
        """At most `limit` passages, in text order, apart, together no longer than `chars`.

        First those are taken that bring most leaves not shown yet, then others while whole sentences fit; what room is
        left goes to their neighbours.
        """
        limit = max(1, min(limit, self.chars // LEAST))
        whole = self._windows(self.chars)
        taken, shown = self._covering(limit, whole)
        windows = [window for window in whole if all(_are_apart(window, other) for other in taken)]
        passages = [
            self._fitted(window, share, self._limits(taken, window))
            for window, share in zip(taken, _shares([window.size for window in taken], self.chars), strict=True)
        ]
        spare = self.chars - sum(passage.size for passage in passages)
        while len(passages) < limit and spare >= LEAST:
            windows = [window for window in windows if window.size <= spare]
            if not windows:
                break
            best = max(windows, key=lambda window: _rank(window, shown, self.chars))
            passages.append(Passage(best.start, best.end))
            spare -= best.size
            windows = [window for window in windows if _are_apart(window, best)]
        return Neighbours(self.units, self.cuts, self.chars).grown(sorted(passages, key=lambda passage: passage.start))

    def _covering(self, limit: int, whole: list[_Window]) -> tuple[list[_Window], int]:
        """The fewest windows that show most leaves, when each has an equal part of the room; `whole` if one has all."""
        taken: list[_Window] = []
        shown = 0
        for parts in range(1, limit + 1):
            windows = whole if parts == 1 else self._windows(self.chars // parts)
            some, covered = _greedy(windows, self.chars // parts, parts)
            if covered.bit_count() > shown.bit_count():
                taken, shown = some, covered
            if shown == self.leaves:
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

    def _marked(self) -> list[tuple[int, int, Sequence[_Mark], int]]:
        """The sentences that have marks: start, end, marks, and the leaves of all of these."""
        marked: list[tuple[int, int, Sequence[_Mark], int]] = []
        first = 0
        while first < len(self.marks):
            start, end = self.units[sentence_at(self.units, self.marks[first].start)]
            last = first + 1
            while last < len(self.marks) and self.marks[last].start < end:
                last += 1
            marks = self.marks[first:last]
            marked.append((start, end, marks, _leaves(marks)))
            first = last
        return marked

    def _windows(self, room: int) -> list[_Window]:
        """Runs of sentences that fit, from one with marks to one with further leaves; longer single ones as well."""
        windows = []
        marked = self.marked
        for at, (start, end, marks, of) in enumerate(marked):
            if end - start > room:
                windows += [_window(run, end - start) for run in _runs(marks, room - 2)]
                continue
            windows.append(_Window(start, end, end - start, of, len(marks)))
            count, leaves = len(marks), of
            for following in range(at + 1, len(marked)):
                _, end, marks, of = marked[following]
                if end - start > room or leaves == self.leaves:
                    break
                count += len(marks)
                if of & ~leaves:
                    leaves |= of
                    windows.append(_Window(start, end, end - start, leaves, count))
        return windows

    def _limits(self, windows: list[_Window], window: _Window) -> Span:
        """How far the passage of a window may reach where others show the same sentence: to the middle between them."""
        low = max((other.end for other in windows if other.end <= window.start), default=0)
        high = min((other.start for other in windows if other.start >= window.end), default=len(self.text))
        return (
            self.cuts.first((low + window.start) // 2, window.start) if low else 0,
            self.cuts.last(window.end, (window.end + high) // 2) if high < len(self.text) else high,
        )

    def _fitted(self, window: _Window, size: int, limits: Span) -> Passage:
        """The sentences of a window, whole if they fit, or else a cut around the marks that matter most."""
        whole = self._sentences_of(window.start, window.end, limits)
        if whole.size <= size:
            return whole
        low, high = bisect_left(self.marks, (window.start,)), bisect_left(self.marks, (window.end,))
        words = [self._in_words(mark, (whole.start, whole.end), size - 2) for mark in self.marks[low:high]]
        run = max(_runs(words, size - 2), key=_value)
        first, last = run[0].start, min(run[-1].end, run[0].start + max(1, size - 2))
        whole = self._sentences_of(first, last, limits)
        if whole.size <= size:
            return whole
        if size <= 2:
            return Passage(first, last)
        if last - whole.start + whole.head < size:
            end = self.cuts.last(last, whole.start + size - 1 - whole.head)
            return Passage(whole.start, end, whole.head, tail=True)
        if whole.end - first + whole.tail < size:
            start = self.cuts.first(whole.end - size + 1 + whole.tail, first)
            return Passage(start, whole.end, head=True, tail=whole.tail)
        before = (size - 2 - (last - first)) // 2
        start = self.cuts.first(first - before, first)
        return Passage(start, self.cuts.last(last, start + size - 2), head=True, tail=True)

    def _sentences_of(self, start: int, end: int, limits: Span) -> Passage:
        """The sentences that hold a stretch of the text, as far as the limits let them."""
        first, last = self.units[sentence_at(self.units, start)][0], self.units[sentence_at(self.units, end - 1)][1]
        low, high = max(first, limits[0]), min(last, limits[1])
        return Passage(low, high, low > first, high < last)

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


def _runs(marks: Sequence[_Mark], room: int) -> list[Sequence[_Mark]]:
    """From each mark on, the marks that lie within `room` characters; at least the mark itself."""
    runs, end = [], 0
    for at, mark in enumerate(marks):
        end = max(end, at + 1)
        while end < len(marks) and marks[end].end <= mark.start + room:
            end += 1
        runs.append(marks[at:end])
    return runs


def _leaves(marks: Sequence[_Mark]) -> int:
    leaves = 0
    for mark in marks:
        leaves |= mark.leaves
    return leaves


def _value(marks: Sequence[_Mark]) -> tuple[int, int]:
    return _leaves(marks).bit_count(), len(marks)


def _window(marks: Sequence[_Mark], size: int) -> _Window:
    return _Window(marks[0].start, marks[-1].end, size, _leaves(marks), len(marks))


def _rank(window: _Window, shown: int, room: int) -> tuple[int, bool, int, float, int]:
    return (
        (window.leaves & ~shown).bit_count(),
        window.size <= room,
        window.leaves.bit_count(),
        window.marks / min(window.size, room),
        -window.start,
    )


def _greedy(windows: list[_Window], room: int, parts: int) -> tuple[list[_Window], int]:
    taken: list[_Window] = []
    shown = 0
    while windows and len(taken) < parts:
        best = max(windows, key=lambda window: _rank(window, shown, room))
        if not best.leaves & ~shown:
            break
        taken.append(best)
        shown |= best.leaves
        windows = [window for window in windows if _are_apart(window, best)]
    return taken, shown


def _are_apart(one: _Window, other: _Window) -> bool:
    return one.end <= other.start or other.end <= one.start


def _shares(sizes: Sequence[int], total: int) -> list[int]:
    """How much each may have: the short ones all they need, the long ones equal parts of the rest."""
    shares = [0] * len(sizes)
    for left, at in zip(range(len(sizes), 0, -1), sorted(range(len(sizes)), key=sizes.__getitem__), strict=True):
        shares[at] = min(sizes[at], total // left)
        total -= shares[at]
    return shares
