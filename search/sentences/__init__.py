"""Where do sentences begin and end? By rules that would rather join two sentences than break one.

- A blank line ends a sentence, a single line break does not.
- `.!?…` end one before a blank, unless a small letter goes on after it; `。！？` and their like end one by themselves.
  Closing quotation marks, brackets and numbers of footnotes belong to the sentence.
- A full stop ends none after an abbreviation (`search.abbreviations`) or an initial, nor what has no letter yet.
"""

from typing import TYPE_CHECKING

import numpy as np

from search.sentences.characters import characters
from search.sentences.words import vocabulary

if TYPE_CHECKING:
    from search.kernels import Words


def points_of(text: str) -> "Words":
    """The code points of a text."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def sentences(text: str, language: str | None = None, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """The sentences as `[begin, end)` in characters, ascending, without the blanks around them.

    `language` is an ISO 639-1 code and chooses the abbreviations. `start` and `end` limit the work to a part of the
    text, whose edges then count as edges of sentences.
    """
    # Imported late: it loads the kernels, which a program that only imports this need not wait for.
    from search.sentences.kernels import split

    end = len(text) if end is None else end
    units = np.empty(((end - start) // 2 + 2, 2), np.int64)
    count = split(points_of(text), start, end, *characters(), *vocabulary(language), units, 0)
    return list(map(tuple, units[:count].tolist()))
