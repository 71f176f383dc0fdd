"""Where may a text be cut, so that neither a word nor a mark is? What the kernels do, stated plainly."""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Sequence

from search.highlight.token_index import Span

_UNSPACED = re.compile(
    # Thai, Lao, Myanmar, Khmer, kana, Han: words stand without blanks, so a cut may fall between any two letters.
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u312f\u31a0-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff]"
)
_FIRST_UNSPACED = "\u0e00"
_NO_END = "."
"""Within a sentence a full stop belongs to an abbreviation, and a passage that ends there reads like a sentence."""


class Cuts:
    """The places between the words of one text, outside its marked spans (ascending, apart)."""

    def __init__(self, text: str, spans: Sequence[Span]) -> None:
        self.text = text
        self.spans = spans

    def in_words(self, span: Span, within: Span, longest: int) -> Span:
        """The span with the rest of its first and last word, and with the word after an abbreviation at its end.

        It stays as it is where that would be longer than `longest`.
        """
        start, end = span
        while start > within[0] and end - start <= longest and not self._may_cut(start):
            start -= 1
        while end < within[1] and end - start <= longest and not self._may_end(end):
            end += 1
        return span if end - start > longest else (start, end)

    def first(self, low: int, high: int) -> int:
        """The first place from `low` where a passage may begin, at the latest `high`."""
        for at in range(low, high):
            if not self._in_word(at) and self._may_cut(at) and not self.text[at].isspace():
                return at
        return high

    def last(self, low: int, high: int) -> int:
        """The last place up to `high` where a passage may end, at the earliest `low`; not after an abbreviation."""
        for at in range(high, low, -1):
            if not self._in_word(at) and self._may_end(at):
                return at
        return low

    def _in_word(self, at: int) -> bool:
        """Whether two letters or digits stand here that are of no script without spaces: a quick answer for most."""
        around = self.text[at - 1 : at + 1] if at else ""
        return len(around) == 2 and around.isalnum() and (around.isascii() or max(around) < _FIRST_UNSPACED)

    def _may_end(self, at: int) -> bool:
        return self._may_cut(at) and self.text[at - 1] not in _NO_END and not self.text[at - 1].isspace()

    def _may_cut(self, at: int) -> bool:
        """Whether neither a word nor a mark is cut at this place."""
        if at in (0, len(self.text)):
            return True
        before, after = self.text[at - 1], self.text[at]
        parts = before.isspace() or after.isspace()
        if not parts:
            if max(before, after) < _FIRST_UNSPACED or not (_UNSPACED.match(before) or _UNSPACED.match(after)):
                return False
            parts = not unicodedata.category(after).startswith("M")
        return parts and self.mark_across(at) is None

    def mark_across(self, at: int) -> Span | None:
        """The mark that begins before this place and ends behind it."""
        near = bisect_left(self.spans, (at, 0)) - 1
        return self.spans[near] if near >= 0 and self.spans[near][1] > at else None
