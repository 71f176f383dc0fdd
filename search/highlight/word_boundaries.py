"""Finds the places where a text may be cut: between words, and inside no mark."""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Sequence
from typing import Final

_UNSPACED: Final = (
    # Thai and Lao, Myanmar, Khmer, kana and Han: scripts in which a cut may fall between any two letters.
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u312f\u31a0-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
)
_boundary = re.compile(rf"(?<!\S)|(?!\S)|(?=[{_UNSPACED}])|(?<=[{_UNSPACED}])").match
_next_start = re.compile(rf"(?<!\S)\S|(?:(?<=[{_UNSPACED}])|(?=[{_UNSPACED}]))\S").search
# Within a sentence, a full stop belongs to an abbreviation, and a passage that ended there would read like a sentence.
# The greedy dot makes the search go backwards.
_last_end = re.compile(rf"(?s).*[^\s.](?:(?=[\s{_UNSPACED}])|(?<=[{_UNSPACED}])(?=.))").match
_FIRST_ACCENT: Final = "\u0300"

Mark = Sequence[int]
"""Start, end, and the leaves that it satisfied, as bits."""


class WordBoundaries:
    """The boundaries of the words of one text outside its marks, which are ascending and apart.

    A search takes time linear in the characters that it passes over; most end after a word or two.
    """

    __slots__ = ("_marks", "_starts", "_text")

    def __init__(self, text: str, marks: Sequence[Mark]) -> None:
        self._text, self._marks = text, marks
        self._starts = [mark[0] for mark in marks]

    def marks_from(self, start: int, end: int) -> Sequence[Mark]:
        """Return the marks that begin at `start` or behind it, and before `end`."""
        return self._marks[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    def first_start(self, low: int, high: int) -> int:
        """Return the first place from `low` on where a passage may begin, at the latest `high`."""
        at = max(low, 0)
        while found := _next_start(self._text, at, high):
            at = found.start()
            if self._may_split(at):
                return at
            at += 1
        return high

    def last_end(self, low: int, high: int) -> int:
        """Return the last place up to `high` where a passage may end within a sentence, at the earliest `low`."""
        if high >= len(self._text):
            high = len(self._text)
            if high > low and self._may_end(high):
                return high
            high -= 1
        while found := _last_end(self._text, low, high + 1):
            at = found.end()
            if self._may_split(at):
                return at
            high = at - 1
        return low

    def widen(self, mark: Mark, low: int, high: int, longest: int) -> Mark:
        """Return a mark with the rest of its first and last word, and with the word after an abbreviation.

        It stays within `[low, high)`, and as it is if it would become longer than `longest`.
        """
        text = self._text
        start, end, leaves = mark
        if start > low and not text[start - 1].isspace():
            while start > low and end - start <= longest and not self._is_boundary(start):
                start -= 1
        if end < high and not (text[end].isspace() and text[end - 1].isalnum()):
            while end < high and end - start <= longest and not self._may_end(end):
                end += 1
        return mark if end - start > longest else (start, end, leaves)

    def _may_end(self, at: int) -> bool:
        last = self._text[at - 1]
        return last != "." and not last.isspace() and self._is_boundary(at)

    def _is_boundary(self, at: int) -> bool:
        return _boundary(self._text, at) is not None and self._may_split(at)

    def _may_split(self, at: int) -> bool:
        """Return whether neither an accent is parted from its letter here nor a mark is cut."""
        text = self._text
        if at == 0 or at == len(text):
            return True
        if text[at] >= _FIRST_ACCENT and not text[at - 1].isspace() and unicodedata.category(text[at])[0] == "M":
            return False
        before = bisect_left(self._starts, at) - 1
        return before < 0 or self._marks[before][1] <= at
