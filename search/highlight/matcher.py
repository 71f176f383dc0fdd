"""Does this article satisfy the query, and which of its words did it? Judged from the article's own text alone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, assert_never

import numpy as np

from search.analysis import fold
from search.arrays import BoolArray, I64Array
from search.article import Article
from search.highlight.match_kernels import unite
from search.highlight.token_index import Occurrences, Span
from search.query.ranges import quality_hundredths
from search.query.terms import TermSequence, TermWindow, WildcardTerm, resolve
from search.query.tree import (
    And,
    Boost,
    DateRange,
    Field,
    MatchAll,
    MatchNone,
    MostOf,
    Not,
    Or,
    Phrase,
    QualityRange,
    Query,
    Synonyms,
    TextLeaf,
    Undated,
    Word,
)

LEAVES = 62
"""As many leaves are told apart as a number has bits for; later ones are marked as the last of them."""
_NONE: "I64Array" = np.empty((0, 3), np.int64)
_NO_ROWS: "I64Array" = np.empty((0, 4), np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class Match:
    """What satisfied the query: marks of the title and of the text, ascending, apart.

    Each is a row of where it begins and ends, in characters, and of the leaves that it satisfied, as bits: the same
    leaf always as the same bit. A phrase is one mark; the words of a proximity search are one each.
    """

    title_marks: "I64Array" = field(default_factory=lambda: _NONE)
    text_marks: "I64Array" = field(default_factory=lambda: _NONE)

    @property
    def title(self) -> tuple[Span, ...]:
        """The marked spans `[start, end)` of the title."""
        return _spans(self.title_marks)

    @property
    def text(self) -> tuple[Span, ...]:
        """The marked spans `[start, end)` of the text."""
        return _spans(self.text_marks)


def _spans(marks: "I64Array") -> tuple[Span, ...]:
    return tuple((start, end) for start, end, _ in marks.tolist())


def match(article: Article, query: Query) -> Match | None:
    """The match of one article, or None when it does not satisfy the query; see `match_each`."""
    return match_each((article,), query)[0]


def match_each(articles: Sequence[Article], query: Query) -> list[Match | None]:
    """The match of each article, or None for one that does not satisfy the query.

    Marks are made only by leaves that the answer rests on: never by a child of an `Or` that does not match, nor by
    anything under a `Not`, nor by a date or a metadata field. Ten articles together take little longer than three.
    """
    count = len(articles)
    found = _Page(articles).marks(query)
    marks, firsts = _united(found.rows, 2 * count)
    return [
        Match(marks[firsts[at] : firsts[at + 1]], marks[firsts[count + at] : firsts[count + at + 1]]) if holds else None
        for at, holds in enumerate(found.holds.tolist())
    ]


def matches_each(articles: Sequence[Article], queries: Sequence[Query]) -> list[tuple[bool, ...]]:
    """Return for each article which of the queries it satisfies; each text is tokenised at most once."""
    page = _Page(articles)
    return list(zip(*(page.marks(query).holds.tolist() for query in queries), strict=True))


class _Column(NamedTuple):
    """Of a tree: for each article, whether it matches, and what is marked in those that do.

    A mark is a row of a text's number, where it begins and ends in that, and the number of the leaf. The texts are the
    titles of all articles, then their texts.
    """

    holds: "BoolArray"
    rows: "I64Array" = _NO_ROWS


@dataclass(slots=True)
class _Page:
    """Some articles while one query is judged; each of their texts is tokenised at most once."""

    articles: Sequence[Article]
    places: dict[Field | None, Occurrences] = field(default_factory=dict)
    numbers: dict[TextLeaf | Synonyms, int] = field(default_factory=dict)

    def marks(self, query: Query) -> _Column:
        """What a tree marks in each article."""
        if isinstance(query, TextLeaf):
            return self._leaf(query, self._number(query))
        match query:
            case MatchAll():
                return self._where(lambda _: True)
            case MatchNone():
                return self._where(lambda _: False)
            case Synonyms(original, alternatives):
                number = self._number(query)
                return self._any([self._leaf(leaf, number) for leaf in (original, *alternatives)])
            case DateRange():
                return self._where(lambda article: _is_within(article, query))
            case Undated():
                return self._where(lambda article: article.published is None)
            case QualityRange(least, most):
                return self._where(lambda article: _is_judged(article, least, most))
            case And(children):
                return self._all([self.marks(child) for child in children])
            case Or(children):
                return self._any([self.marks(child) for child in children])
            case MostOf(children, _, least):
                return self._most([self.marks(child) for child in children], least)
            case Not(child):
                return _Column(~self.marks(child).holds)
            case Boost(child, _):
                return self.marks(child)
            case _:
                assert_never(query)

    def _number(self, leaf: TextLeaf | Synonyms) -> int:
        return self.numbers.setdefault(leaf, len(self.numbers))

    def _where(self, holds: Callable[[Article], bool]) -> _Column:
        return _Column(np.array([holds(article) for article in self.articles], bool))

    def _any(self, columns: Sequence[_Column]) -> _Column:
        if len(columns) == 1:
            return columns[0]
        return _Column(
            np.logical_or.reduce([column.holds for column in columns]),
            np.concatenate([_NO_ROWS, *(column.rows for column in columns)]),
        )

    def _all(self, columns: Sequence[_Column]) -> _Column:
        holds = np.logical_and.reduce([column.holds for column in columns])
        rows = np.concatenate([_NO_ROWS, *(column.rows for column in columns)])
        return _Column(holds, rows if holds.all() else rows[holds[rows[:, 0] % len(holds)]])

    def _most(self, columns: Sequence[_Column], least: int) -> _Column:
        """Return the column of a `MostOf`. One article cannot tell how rare a word is, so weights do not count here."""
        any_of = self._any(columns)
        holds = np.add.reduce([column.holds.astype(np.int64) for column in columns]) >= least
        rows = any_of.rows
        return _Column(holds, rows if holds.all() else rows[holds[rows[:, 0] % len(holds)]])

    def _leaf(self, leaf: TextLeaf, number: int) -> _Column:
        if leaf.field is Field.LANG:
            return self._where(lambda article: _is_language(leaf, article.language))
        plan = resolve(leaf)
        if leaf.field not in (None, Field.TITLE):
            return self._in_metadata(leaf.field, plan)
        rows = self._values(leaf.field).rows(plan, number)
        if isinstance(leaf, Word) and isinstance(plan.slots[0] if plan.slots else None, WildcardTerm):
            rows = self._letters(rows, leaf.text)
        holds = np.zeros(len(self.articles), bool)
        holds[rows[:, 0] % len(holds)] = True
        return _Column(holds, rows)

    def _letters(self, rows: "I64Array", letter: str) -> "I64Array":
        texts = [*(article.title for article in self.articles), *(article.text for article in self.articles)]
        marked = [
            (text, *span, leaf)
            for text, start, end, leaf in rows.tolist()
            for span in _inside(texts[text], start, end, letter)
        ]
        return np.array(marked, np.int64).reshape(-1, 4)

    def _in_metadata(self, name: Field, plan: TermSequence | TermWindow) -> _Column:
        """Each value is a text of its own, so that no phrase crosses from one author to the next."""
        owners = [at for at, article in enumerate(self.articles) for _ in _texts(article, name)]
        holds = np.zeros(len(self.articles), bool)
        holds[[owners[text] for text in self._values(name).rows(plan, 0)[:, 0].tolist()]] = True
        return _Column(holds)

    def _values(self, place: Field | None) -> Occurrences:
        """The texts of a field of all articles; without a field all titles, then all texts."""
        known = self.places.get(place)
        if known is None:
            languages = [article.language for article in self.articles]
            if place is None:
                texts = [*(article.title for article in self.articles), *(article.text for article in self.articles)]
                known = Occurrences(texts, languages * 2)
            else:
                found = [_texts(article, place) for article in self.articles]
                spoken = [each for each, texts in zip(languages, found, strict=True) for _ in texts]
                known = Occurrences([text for texts in found for text in texts], spoken)
            self.places[place] = known
        return known


def _united(rows: "I64Array", texts: int) -> "tuple[I64Array, list[int]]":
    """The marks of all texts, and where those of each begin."""
    # Imported late: it loads the kernels, which a program that only imports this need not wait for.

    marks = np.empty((len(rows), 3), np.int64)
    firsts = np.zeros(texts + 1, np.int64)
    count = unite(rows, np.argsort(rows[:, 0] << 32 | rows[:, 1], kind="stable"), LEAVES, firsts, marks)
    return marks[:count], firsts.tolist()


def _is_within(article: Article, dates: DateRange) -> bool:
    if article.published is None:
        return False
    wall = article.published.wall
    return (dates.since is None or wall >= dates.since) and (dates.until is None or wall < dates.until)


def _is_judged(article: Article, least: int, most: int) -> bool:
    quality = quality_hundredths(article.quality)
    return quality is not None and least <= quality <= most


def _texts(article: Article, place: Field) -> tuple[str, ...]:
    match place:
        case Field.TITLE:
            return (article.title,)
        case Field.AUTHOR:
            return article.author
        case Field.TAG:
            return article.tags
        case Field.SOURCE:
            return (article.source or "",)
        case Field.SECTION:
            return (article.section or "",)
        case Field.URL:
            return (article.url or "",)
        case Field.LANG:
            return ()
        case _:
            assert_never(place)


def _is_language(leaf: TextLeaf, language: str | None) -> bool:
    """Codes are equal as a whole, or in their primary part: `pt` finds `pt-br`."""
    if language is None or not isinstance(leaf, Word | Phrase):
        return False
    code = fold(language)
    return fold(leaf.text) in (code, code.partition("-")[0])


def _inside(text: str, start: int, end: int, letter: str) -> list[Span]:
    """A single character of a script without spaces is found in pairs of characters: mark it, not its neighbour."""
    wanted = fold(letter)
    width = len(letter)
    places = range(start, end - width + 1)
    return [(at, at + width) for at in places if fold(text[at : at + width]) == wanted] or [(start, end)]
