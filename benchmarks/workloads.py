"""The searches that are measured: eight kinds, drawn from the articles with a fixed seed."""

import random
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from benchmarks.corpus import FIRST, LAST, SEED, Record

MONTH = 30 * 24 * 3600


class Kind(StrEnum):
    """How the words of a question belong together."""

    ANY = "any"
    ALL = "all"
    PHRASE = "phrase"
    PREFIX = "prefix"


@dataclass(frozen=True, slots=True)
class Question:
    """One search for the ten best articles and the exact number of all.

    `since` is inclusive and `until` exclusive, in seconds since 1970; with `facets` the commonest ten sources and
    sections are counted too, and `newest` orders by date instead of by relevance.
    """

    kind: Kind
    words: tuple[str, ...]
    since: int | None = None
    until: int | None = None
    facets: bool = False
    newest: bool = False


WORKLOADS = {
    "or": "any of 1-4 words",
    "and": "all of 2-3 words",
    "phrase2": "phrase of two words",
    "phrase3": "phrase of three words",
    "prefix": "prefix of 4-6 letters",
    "frequent": "one frequent word",
    "filtered": "any of 1-3 words, dates of 12 months, two facets",
    "newest": "any of 1-2 words, newest first",
}


def workloads(articles: Sequence[Record], count: int) -> dict[str, list[Question]]:
    """`count` questions of each kind; none asks for a function word alone."""
    source = _Source(articles)
    makers: dict[str, Callable[[], Question]] = {
        "or": lambda: Question(Kind.ANY, source.words(1, 4)),
        "and": lambda: Question(Kind.ALL, source.together(2, 3)),
        "phrase2": lambda: Question(Kind.PHRASE, source.side_by_side(2)),
        "phrase3": lambda: Question(Kind.PHRASE, source.side_by_side(3)),
        "prefix": lambda: Question(Kind.PREFIX, (source.prefix(),)),
        "frequent": lambda: Question(Kind.ANY, (source.frequent(),)),
        "filtered": source.filtered,
        "newest": lambda: Question(Kind.ANY, source.words(1, 2), newest=True),
    }
    return {name: [makers[name]() for _ in range(count)] for name in WORKLOADS}


class _Source:
    def __init__(self, articles: Sequence[Record]) -> None:
        self._chooser = random.Random(SEED)
        self._tokens = [re.findall(r"[a-z]+", article.text.lower()) for article in articles]
        frequency = Counter(word for tokens in self._tokens for word in set(tokens) if len(word) >= 4)
        # Sorted, since the order of a set differs from process to process.
        kept = {word: within for word, within in sorted(frequency.items()) if 3 <= within <= len(articles) / 3}
        self._kept = list(kept)
        self._weights = list(kept.values())
        self._usual = kept
        self._frequent: list[str] = [word for word, _ in Counter(kept).most_common(100)]

    def words(self, least: int, most: int) -> tuple[str, ...]:
        """Different words, each drawn as often as articles use it."""
        number = self._chooser.randint(least, most)
        return tuple(dict.fromkeys(self._chooser.choices(self._kept, self._weights, k=number)))

    def together(self, least: int, most: int) -> tuple[str, ...]:
        """Different words of one article, so that there is something to find."""
        number = self._chooser.randint(least, most)
        while True:
            usual = sorted({word for word in self._chooser.choice(self._tokens) if word in self._usual})
            if len(usual) >= number:
                return tuple(self._chooser.sample(usual, number))

    def side_by_side(self, number: int) -> tuple[str, ...]:
        """Words that follow one another somewhere; the first and the last are no function words."""
        while True:
            tokens = self._chooser.choice(self._tokens)
            start = self._chooser.randrange(max(1, len(tokens) - number))
            found = tuple(tokens[start : start + number])
            if len(found) == number and found[0] in self._usual and found[-1] in self._usual:
                return found

    def prefix(self) -> str:
        """Return the beginning of a word, shorter than it."""
        (word,) = self.words(1, 1)
        return word[: max(4, min(6, len(word) - 2))]

    def frequent(self) -> str:
        """One of the hundred words of most articles, function words aside."""
        return self._chooser.choice(self._frequent)

    def filtered(self) -> Question:
        """Words, twelve months and two facets."""
        since = self._chooser.randrange(FIRST, LAST - 12 * MONTH)
        return Question(Kind.ANY, self.words(1, 3), since, since + 12 * MONTH, facets=True)
