"""Which parts of a long text show best what matched? Ranges of characters, which `search.highlight.fragmenter` makes readable."""

import re
import threading
from collections import Counter
from collections.abc import Sequence, Sized
from itertools import accumulate
from typing import Final, NamedTuple

import numpy as np

from search.analysis import tokenize
from search.arrays import I64Array, U32Array
from search.article import Article
from search.highlight.fragment_kernels import LEAST, PASSAGE, begin, choose_each
from search.highlight.matcher import LEAVES, Match
from search.highlight.sentence_kernels import split
from search.highlight.sentence_tables import characters, vocabulary
from search.highlight.window_kernels import WINDOW
from search.results import Fragment

# FOLDED: Where do sentences begin and end? By rules that would rather join two sentences than break one.
# FOLDED:
# FOLDED: - A blank line ends a sentence, a single line break does not.
# FOLDED: - `.!?…` end one before a blank, unless a small letter goes on after it; `。！？` and their like end one by themselves.
# FOLDED:   Closing quotation marks, brackets and numbers of footnotes belong to the sentence.
# FOLDED: - A full stop ends none after an abbreviation (`search.highlight.abbreviations`) or an initial, nor what has no letter yet.


def points_of(text: str) -> "U32Array":
    """The code points of a text."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def sentences(text: str, language: str | None = None, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """The sentences as `[begin, end)` in characters, ascending, without the blanks around them.

    `language` is an ISO 639-1 code and chooses the abbreviations. `start` and `end` limit the work to a part of the
    text, whose edges then count as edges of sentences.
    """
    # Imported late: it loads the kernels, which a program that only imports this need not wait for.

    end = len(text) if end is None else end
    units = np.empty(((end - start) // 2 + 2, 2), np.int64)
    count = split(points_of(text), start, end, *characters(), *vocabulary(language), units, 0)
    return list(map(tuple, units[:count].tolist()))


WEIGHED: Final = 400
"""Of more marks than this, only the first and the first few of each leaf are weighed: hostile text stays cheap."""
WEIGHED_OF_EACH: Final = 20
MOST_KEPT: Final = 100_000
"""Sentences for which a thread keeps room for its next text."""


class Passage(NamedTuple):
    """`text[start:end]`; `head` and `tail` tell whether a sentence was cut there and an ellipsis shows it.

    `first` to `last` are the numbers of the marks that begin in it; `broken` tells whether it has a line break.
    """

    start: int
    end: int
    head: int
    tail: int
    first: int
    last: int
    broken: int


def best(text: str, language: str | None, marks: "I64Array", limit: int, chars: int) -> list[Passage]:
    """The passages of one text; see `best_each`."""
    return best_each([text], [language], [marks], limit, chars)[0]


def best_each(
    texts: Sequence[str], languages: Sequence[str | None], marks: Sequence["I64Array"], limit: int, chars: int
) -> list[list[Passage]]:
    """Of each text at most `limit` passages around marks, in text order, apart, together no longer than `chars`.

    `marks` are those of `search.highlight.matcher.Match`; where there are none, there is no passage. First those passages are
    taken that bring most leaves not shown yet, then others while whole sentences fit; what room is left goes to their
    neighbours.
    """
    # Imported late: it loads the kernels, which a program that only imports this need not wait for.

    longest = max(map(len, texts))
    limit = max(1, min(limit, chars // LEAST, longest))
    begins, spans, firsts = _starts(texts), np.concatenate(marks), _starts(marks)
    points = points_of("".join(texts))
    weighed, weighed_firsts = spans, firsts
    if (firsts[1:] - firsts[:-1]).max() > WEIGHED:
        some = [each if len(each) <= WEIGHED else _weighed(each) for each in marks]
        weighed, weighed_firsts = np.concatenate(some), _starts(some)
    passages = np.empty((len(texts) * limit, PASSAGE), np.int64)
    counts = np.zeros(len(texts), np.int64)
    room = _room(longest, int((weighed_firsts[1:] - weighed_firsts[:-1]).max()), limit)
    for language in dict.fromkeys(languages):
        chosen = [at for at, each in enumerate(languages) if each == language and len(marks[at])]
        choose_each(
            *(points, begins, weighed, weighed_firsts, spans, firsts, np.array(chosen, np.int64), limit, chars),
            *(*characters(), *vocabulary(language), room.units, room.marked, room.words, room.windows),
            *(room.taken, room.trial, passages, counts),
        )
    _kept.room = room if len(room.units) <= MOST_KEPT else None
    rows = list(map(Passage._make, passages.tolist()))
    return [rows[at * limit : at * limit + count] for at, count in enumerate(counts.tolist())]


def _starts(parts: Sequence[Sized]) -> "I64Array":
    """Where each part begins when they stand end to end, and where the last one ends."""
    return np.array([0, *accumulate(map(len, parts))], np.int64)


class _Room:
    """Where the kernels work, for so many characters, marks and passages."""

    def __init__(self, length: int, marks: int, limit: int) -> None:

        self.size = length, marks, limit
        self.units = np.empty((length // 2 + 2 * marks + 2, 2), np.int64)
        self.marked = np.empty((marks, 5), np.int64)
        self.words = np.empty((marks, 3), np.int64)
        self.windows = np.empty((marks * (LEAVES + 1), WINDOW), np.int64)
        self.taken, self.trial = np.empty((limit, WINDOW), np.int64), np.empty((limit, WINDOW), np.int64)


_kept = threading.local()


def _room(length: int, marks: int, limit: int) -> _Room:
    """Room that is large enough: that which the thread had last, where it may suffice."""
    room: _Room | None = getattr(_kept, "room", None)
    if room is None:
        return _Room(max(length, 16_000), max(marks, 64), max(limit, 5))
    known = room.size
    if length > known[0] or marks > known[1] or limit > known[2]:
        return _Room(max(length, known[0]), max(marks, known[1]), max(limit, known[2]))
    return room


def _weighed(marks: "I64Array") -> "I64Array":
    leaves = marks[:, 2].tolist()
    chosen = list(range(WEIGHED))
    seen = Counter(leaf for of in leaves[:WEIGHED] for leaf in _bits(of))
    for number in range(WEIGHED, len(leaves)):
        of = _bits(leaves[number])
        if any(seen[leaf] < WEIGHED_OF_EACH for leaf in of):
            seen.update(of)
            chosen.append(number)
    return marks[chosen]


def _bits(leaves: int) -> list[int]:
    return [leaf for leaf in range(leaves.bit_length()) if leaves >> leaf & 1]


def opening(text: str, language: str | None, start: int, chars: int) -> list[Passage]:
    """The beginning of `text[start:]`, at most `chars` characters: one passage, or none where only blanks are left."""
    # Imported late: see above.

    passages = np.empty((1, PASSAGE), np.int64)
    found = begin(
        *(points_of(text), start, chars, *characters(), *vocabulary(language)),
        *(np.empty((chars // 2 + 3, 2), np.int64), np.empty((0, 2), np.int64)),
        passages,
    )
    return list(map(Passage._make, passages[:found].tolist()))


# FOLDED: How is an article shown with what matched? As text and ranges; HTML is made of them elsewhere.


_LINE_BREAK = re.compile(r"[^\S\n\r\u2028\u2029]*+[\n\r\u2028\u2029]\s*+")
_PARAGRAPH = re.compile(r"\n[^\S\n]*\n")


def mark_title(article: Article, match: Match) -> Fragment:
    """The whole title with its highlights."""
    return Fragment(article.title, match.title)


def mark_text(article: Article, match: Match) -> Fragment:
    """The whole text with its highlights, its paragraphs as they are."""
    return Fragment(article.text, match.text)


def fragments(article: Article, match: Match, *, limit: int, chars: int) -> tuple[Fragment, ...]:
    """At most `limit` fragments of the text, together at most `chars` characters, in the order of the text, apart.

    Each is a piece of the text in which line breaks have become one blank: whole sentences where they fit, otherwise
    cut between words, with `…` for what was cut away. They cover as many leaves of the query as possible. No mark is
    cut and no word, unless it is longer than `chars` by itself. Where nothing in the text matched, the one fragment is
    the beginning of the text, without a paragraph that only repeats the title.
    """
    return fragment_each((article,), (match,), limit=limit, chars=chars)[0]


def fragment_each(
    articles: Sequence[Article], matches: Sequence[Match], *, limit: int, chars: int
) -> list[tuple[Fragment, ...]]:
    """The fragments of each article; see `fragments`. Those of ten articles take little longer than those of five."""
    if limit < 1 or chars < 1 or not articles:
        return [()] * len(articles)
    texts, marks = [article.text for article in articles], [match.text_marks for match in matches]
    chosen = best_each(texts, [article.language for article in articles], marks, limit, chars)
    shown = []
    for article, passages, of in zip(articles, chosen, marks, strict=True):
        if not len(of):
            passages = opening(article.text, article.language, _behind_title(article), chars)
        shown.append(tuple([_fragment(article.text, passage, of) for passage in passages]))
    return shown


def _behind_title(article: Article) -> int:
    """Where the text begins, a first paragraph that says the same as the title left out."""
    paragraph = _PARAGRAPH.search(article.text.rstrip())
    if paragraph is None or paragraph.start() > 2 * len(article.title) + 20:
        return 0
    first = [token.exact for token in tokenize(article.text[: paragraph.start()])]
    return paragraph.end() if first == [token.exact for token in tokenize(article.title)] else 0


def _fragment(text: str, passage: Passage, marks: "I64Array") -> Fragment:
    start, end, head, tail, first, last, broken = passage
    marked = marks[first:last].tolist()
    if not broken:
        shown = text[start:end]
        moved = start - head
        if head or tail:
            shown = f"{'…' * head}{shown}{'…' * tail}"
        return Fragment(shown, tuple([(low - moved, min(high, end) - moved) for low, high, _ in marked]))
    pieces, kept = [], []
    at = start
    for gap in _LINE_BREAK.finditer(text, start, end):
        pieces.append(text[at : gap.start()])
        kept.append((at, gap.start()))
        at = gap.end()
    pieces.append(text[at:end])
    kept.append((at, end))

    def place(original: int) -> int:
        """Where a place of the text stands in what is shown."""
        moved = head
        for low, high in kept:
            if original <= high:
                break
            moved += high - low + 1
        return moved + max(original - low, 0)

    shown = f"{'…' * head}{' '.join(pieces)}{'…' * tail}"
    return Fragment(shown, tuple([(place(low), place(min(high, end))) for low, high, _ in marked]))
