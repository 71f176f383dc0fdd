"""Makes passages of the windows that are chosen: cut where room is short, extended where some is left.

All places are in characters. What is cut away shows as an ellipsis, which takes one character.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter, itemgetter
from typing import Final

from search.arrays import I64Array
from search.highlight.sentences import (
    CONTEXT_CHARS,
    MarkedSentence,
    Sentence,
    sentences_near_marks,
    split_into_sentences,
)
from search.highlight.windows import (
    END,
    FIRST,
    IS_WHOLE,
    LAST,
    LENGTH,
    MARKS,
    MIN_PASSAGE_CHARS,
    START,
    Window,
    choose_further_windows,
    choose_windows,
    list_runs,
    union_leaves,
)
from search.highlight.word_boundaries import Mark, WordBoundaries

MAX_WEIGHED_MARKS: Final = 400
"""Of more marks than this, only the first and the first few of each leaf are weighed: hostile text stays cheap."""
MIN_WEIGHED_MARKS_PER_LEAF: Final = 20
MAX_HEADING_CHARS: Final = 100
MIN_CHARS_WITHOUT_HEADING: Final = 40
"""A passage as long as this needs no heading to fill it up: run together with a sentence, it reads as one with it."""

_line_end = re.compile(r"[^\S\n]*(?:\n|\Z)").match
_ink = re.compile(r"\S").search


@dataclass(slots=True)
class Passage:
    """A piece `text[start:end]`; `head` and `tail` are 1 where a sentence was cut and an ellipsis shows it.

    It shows the sentences with the numbers `first` to `last`, and `marks` are those that begin in it.
    """

    start: int
    end: int
    head: int = 0
    tail: int = 0
    first: int = 0
    last: int = 0
    marks: Sequence[Mark] = ()

    @property
    def size(self) -> int:
        """The number of characters as shown, at most."""
        return self.end - self.start + self.head + self.tail


_start, _size, _length = attrgetter("start"), attrgetter("size"), itemgetter(LENGTH)


def choose_passages(
    texts: Sequence[str], languages: Sequence[str | None], marks: Sequence[I64Array], limit: int, chars: int
) -> list[list[Passage]]:
    """Return for each text at most `limit` passages around marks, in text order, apart, together at most `chars` long.

    `marks` are those of `search.highlight.matcher.Match`, at least one for each text. Passages that show most of the
    leaves come first, then others as long as whole sentences fit; what room is left goes to the sentences next to them.
    """
    chosen = []
    limit = max(1, min(limit, chars // MIN_PASSAGE_CHARS))
    weighed = [_weigh_some(each) if len(each) > MAX_WEIGHED_MARKS else each for each in marks]
    split = sentences_near_marks(texts, languages, weighed, chars)
    for text, its_marks, (found, marked) in zip(texts, weighed, split, strict=True):
        all_marks: list[Mark] = its_marks.tolist()
        some = all_marks if len(all_marks) <= MAX_WEIGHED_MARKS else [mark for mark in all_marks if mark[2]]
        chosen.append(_Passages(text, found, WordBoundaries(text, all_marks), chars).choose(marked, some, limit))
    return chosen


def leading_passage(text: str, language: str | None, start: int, chars: int) -> list[Passage]:
    """Return the beginning of `text[start:]`, at most `chars` characters: one passage, or none if all is blank."""
    ink = _ink(text, start)
    if ink is None:
        return []
    first = ink.start()
    edge = min(len(text), first + chars + 1)
    found = split_into_sentences(text[: edge + CONTEXT_CHARS], language, first, edge)
    if edge < len(text):
        found[-1] = (found[-1][0], edge)
    whole = max((end for _, end in found if end - first <= chars), default=first)
    if (whole - first) * 2 > chars or chars <= 2 or not _ink(text, whole):
        return [Passage(first, max(whole, first + 1))]
    end = WordBoundaries(text, ()).last_end(whole, first + chars - 1)
    return [Passage(first, end if end > first else first + chars - 1, tail=1)]


def _weigh_some(marks: I64Array) -> I64Array:
    """Return many marks, those without leaves that are not to be weighed."""
    marks = marks.copy()
    counts: Counter[int] = Counter()
    for number, mark_leaves in enumerate(marks[:, 2].tolist()):
        leaves = [leaf for leaf in range(mark_leaves.bit_length()) if mark_leaves >> leaf & 1]
        if number < MAX_WEIGHED_MARKS or any(counts[leaf] < MIN_WEIGHED_MARKS_PER_LEAF for leaf in leaves):
            counts.update(leaves)
        else:
            marks[number, 2] = 0
    return marks


@dataclass(slots=True)
class _Passages:
    """The passages of one text, which together have room for `chars` characters."""

    text: str
    sentences: Sequence[Sentence]
    boundaries: WordBoundaries
    chars: int

    def choose(self, marked: Sequence[MarkedSentence], marks: Sequence[Mark], limit: int) -> list[Passage]:
        windows, whole = choose_windows(marked, marks, self.chars, limit)
        passages = self._fit(windows)
        spare = self.chars
        for passage in passages:
            spare -= passage.size
        for window in choose_further_windows(whole, windows, spare, limit - len(passages)):
            passages.append(Passage(window[START], window[END], 0, 0, window[FIRST], window[LAST]))
            spare -= window[LENGTH]
        if len(passages) > 1:
            passages.sort(key=_start)
        self._extend(passages, spare)
        passages = self._join(passages)
        for passage in passages:
            passage.marks = self.boundaries.marks_from(passage.start, passage.end)
        return passages

    def _fit(self, windows: Sequence[Window]) -> list[Passage]:
        """Return a passage for each window: a short one has all it needs, long ones have equal parts of the rest."""
        passages = []
        chars = self.chars
        for number, window in enumerate(sorted(windows, key=_length)):
            room = min(window[LENGTH], chars // (len(windows) - number))
            chars -= room
            if window[IS_WHOLE]:
                passages.append(Passage(window[START], window[END], 0, 0, window[FIRST], window[LAST]))
            else:
                passages.append(self._cut(window, room, *self._limits(window, windows)))
        return passages

    def _limits(self, window: Window, windows: Sequence[Window]) -> tuple[int, int]:
        """Return how far a window may reach: to the middle between it and the next ones of the same sentence."""
        start, end = window[START], window[END]
        low, high = 0, len(self.text)
        for other in windows:
            if low < other[END] <= start:
                low = other[END]
            elif end <= other[START] < high:
                high = other[START]
        if low:
            low = self.boundaries.first_start((low + start) // 2, start)
        if high < len(self.text):
            high = self.boundaries.last_end(end, (end + high) // 2)
        return low, high

    def _cut(self, window: Window, room: int, low: int, high: int) -> Passage:
        """Return the sentence of a window as far as the limits let it, cut around the marks that matter most."""
        number = window[FIRST]
        sentence_start, sentence_end = self.sentences[number]
        start, end = max(sentence_start, low), min(sentence_end, high)
        head, tail = int(sentence_start < low), int(sentence_end > high)
        if end - start + head + tail <= room:
            return Passage(start, end, head, tail, number, number)
        marks: Sequence[Mark] = [self.boundaries.widen(mark, start, end, room - 2) for mark in window[MARKS]]
        if marks[-1][1] > marks[0][0] + room - 2:
            marks = max(list_runs(marks, room - 2), key=lambda run: (union_leaves(run).bit_count(), len(run)))
        first = marks[0][0]
        last = min(marks[-1][1], first + max(1, room - 2))
        if room <= 2:
            return Passage(first, last, 0, 0, number, number)
        if last - start + head < room:
            end, tail = self.boundaries.last_end(last, start + room - 1 - head), 1
        elif end - first + tail < room:
            start, head = self.boundaries.first_start(end - room + 1 + tail, first), 1
        else:
            start, head = self.boundaries.first_start(first - (room - 2 - (last - first)) // 2, first), 1
            end, tail = self.boundaries.last_end(last, start + room - 2), 1
        return Passage(start, end, head, tail, number, number)

    def _extend(self, passages: list[Passage], spare: int) -> None:
        """Add the whole sentences next to the passages that still fit, to the shortest passage first."""
        gain = 1
        while gain and spare > 0:
            for passage in sorted(passages, key=_size):
                gain = self._extend_by_sentence(passages, passage, spare)
                if gain:
                    break
            spare -= gain
        if spare * 2 > self.chars:
            self._extend_partly(passages[0], passages[-1], spare)

    def _extend_by_sentence(self, passages: list[Passage], passage: Passage, spare: int) -> int:
        """Add the next sentence to a passage, or else the one before, if it is free and fits; return its characters."""
        at = passages.index(passage)
        number = passage.last + 1
        if number < len(self.sentences):
            end = self.sentences[number][1]
            limit = passages[at + 1].start if at + 1 < len(passages) else len(self.text)
            gain = end - passage.end
            if gain <= spare and end <= limit and self._may_follow(passage):
                passage.end, passage.last = end, number
                return gain
        number = passage.first - 1
        if number >= 0:
            start = self.sentences[number][0]
            limit = passages[at - 1].end if at else 0
            gain = passage.start - start
            if gain <= spare and start >= limit and self._may_precede(passage):
                passage.start, passage.first = start, number
                return gain
        return 0

    def _extend_partly(self, first: Passage, last: Passage, spare: int) -> None:
        """Add part of a long neighbouring sentence, so that a short one does not stand alone while more would fit."""
        if self._may_follow(last):
            limit = min(last.end + spare - 1, self.sentences[last.last + 1][1])
            end = self.boundaries.last_end(last.end, limit)
            if end > last.end:
                last.end, last.tail = end, 1
                return
        if self._may_precede(first):
            limit = max(first.start - spare + 1, self.sentences[first.first - 1][0])
            start = self.boundaries.first_start(limit, first.start)
            if start < first.start:
                first.start, first.head = start, 1

    def _join(self, passages: list[Passage]) -> list[Passage]:
        """Return the passages, those that have become neighbours joined if the blanks between them fit as well."""
        if len(passages) == 1:
            return passages
        spare = self.chars - sum([passage.size for passage in passages])
        joined = passages[:1]
        for passage in passages[1:]:
            last = joined[-1]
            gap = passage.start - last.end
            whole = not (last.tail or passage.head or self._is_heading(last, last.last))
            if whole and gap <= spare and self._are_adjacent(last.end, passage.start):
                spare -= gap
                last.end, last.tail, last.last = passage.end, passage.tail, passage.last
            else:
                joined.append(passage)
        return joined

    def _may_follow(self, passage: Passage) -> bool:
        """Return whether the passage may take in the sentence after it."""
        number = passage.last + 1
        return not (
            passage.tail
            or number == len(self.sentences)
            or self._is_heading(passage, passage.last)
            or self._is_heading(passage, number)
        ) and self._are_adjacent(passage.end, self.sentences[number][0])

    def _may_precede(self, passage: Passage) -> bool:
        """Return whether the passage may take in the sentence before it."""
        number = passage.first - 1
        blocked = passage.head or number < 0 or self._is_heading(passage, number)
        return not blocked and self._are_adjacent(self.sentences[number][1], passage.start)

    def _is_heading(self, passage: Passage, number: int) -> bool:
        """Return whether the passage can do without a sentence that has no end: a heading, or the line of a list."""
        start, end = self.sentences[number]
        return (
            end - start <= MAX_HEADING_CHARS
            and self.text[end - 1].isalnum()
            and passage.size >= MIN_CHARS_WITHOUT_HEADING
            and _line_end(self.text, end) is not None
        )

    def _are_adjacent(self, end: int, start: int) -> bool:
        """Return whether nothing but blanks, and not too many, lies between two places."""
        return start - end <= self.chars and not self.text[end:start].strip()
