"""Matches articles against a query: whether they satisfy it, and which of their words do.

An article is judged by its own text alone, without the index.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple, assert_never

import numpy as np

from search.analysis import fold
from search.arrays import BoolArray, I64Array
from search.article import Article
from search.highlight.match_kernels import merge_marks
from search.highlight.token_index import Span, TokenIndex
from search.query.ranges import quality_hundredths
from search.query.terms import TermSequence, TermWindow, WildcardTerm, resolve, word_count
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

MAX_LEAVES: Final = 62
"""As many leaves as a number has bits for; later ones are marked as the last of them."""
_NO_MARKS: I64Array = np.empty((0, 3), np.int64)
_NO_ROWS: I64Array = np.empty((0, 4), np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class Match:
    """What satisfied the query: marks of the title and of the text, ascending, apart.

    Each is a row of its start and end, in characters, and the leaves that it satisfied, as bits: a leaf always has the
    same bit. A phrase is one mark; the words of a proximity search are one each.
    """

    title_marks: I64Array = field(default_factory=lambda: _NO_MARKS)
    text_marks: I64Array = field(default_factory=lambda: _NO_MARKS)

    @property
    def title(self) -> tuple[Span, ...]:
        """The marked spans `[start, end)` of the title."""
        return _spans(self.title_marks)

    @property
    def text(self) -> tuple[Span, ...]:
        """The marked spans `[start, end)` of the text."""
        return _spans(self.text_marks)


def _spans(marks: I64Array) -> tuple[Span, ...]:
    return tuple((start, end) for start, end, _ in marks.tolist())


def match(article: Article, query: Query) -> Match | None:
    """Return the match of an article, or None if it does not satisfy the query; see `match_each`."""
    return match_each((article,), query)[0]


def match_each(articles: Sequence[Article], query: Query) -> list[Match | None]:
    """Return the match of each article, or None for one that does not satisfy the query.

    Marks are made only by leaves that the answer rests on: never by a child of an `Or` that does not match, nor by
    anything under a `Not`, nor by a date or a metadata field. Ten articles together take little longer than three.
    """
    count = len(articles)
    result = _Articles(articles).evaluate(query)
    marks, firsts = _merge(result.rows, 2 * count)
    return [
        Match(marks[firsts[at] : firsts[at + 1]], marks[firsts[count + at] : firsts[count + at + 1]]) if holds else None
        for at, holds in enumerate(result.holds.tolist())
    ]


def matches_each(articles: Sequence[Article], queries: Sequence[Query]) -> list[tuple[bool, ...]]:
    """Return for each article which of the queries it satisfies; each text is tokenised at most once."""
    judged = _Articles(articles)
    return list(zip(*(judged.evaluate(query).holds.tolist() for query in queries), strict=True))


class _Result(NamedTuple):
    """What a tree finds: for each article whether it matches, and what is marked in those that do.

    A row has the number of a text, the start and end there, and the number of the leaf. The texts are the titles of all
    articles, then their texts.
    """

    holds: BoolArray
    rows: I64Array = _NO_ROWS


@dataclass(slots=True)
class _Articles:
    """The articles that a query is evaluated on. Each of their texts is tokenised at most once."""

    articles: Sequence[Article]
    indexes: dict[Field | None, TokenIndex] = field(default_factory=dict)
    numbers: dict[TextLeaf | Synonyms, int] = field(default_factory=dict)

    def evaluate(self, query: Query) -> _Result:
        if isinstance(query, TextLeaf):
            return self._find(query, self._number(query))
        match query:
            case MatchAll():
                return self._test(lambda _: True)
            case MatchNone():
                return self._test(lambda _: False)
            case Synonyms(original, alternatives):
                number = self._number(query)
                return self._any([self._find(leaf, number) for leaf in (original, *alternatives)])
            case DateRange():
                return self._test(lambda article: _is_within(article, query))
            case Undated():
                return self._test(lambda article: article.published is None)
            case QualityRange(least, most):
                return self._test(lambda article: _has_quality(article, least, most))
            case And(children):
                return self._all([self.evaluate(child) for child in children])
            case Or(children):
                return self._any([self.evaluate(child) for child in children])
            case MostOf(children, _, least):
                distinct = list(dict.fromkeys(children))
                return self._most([self.evaluate(child) for child in distinct], list(map(word_count, distinct)), least)
            case Not(child):
                return _Result(~self.evaluate(child).holds)
            case Boost(child, _):
                return self.evaluate(child)
            case _:
                assert_never(query)

    def _number(self, leaf: TextLeaf | Synonyms) -> int:
        return self.numbers.setdefault(leaf, len(self.numbers))

    def _test(self, holds: Callable[[Article], bool]) -> _Result:
        return _Result(np.array([holds(article) for article in self.articles], bool))

    def _any(self, results: Sequence[_Result]) -> _Result:
        if len(results) == 1:
            return results[0]
        return _Result(
            np.logical_or.reduce([result.holds for result in results]),
            np.concatenate([_NO_ROWS, *(result.rows for result in results)]),
        )

    def _all(self, results: Sequence[_Result]) -> _Result:
        holds = np.logical_and.reduce([result.holds for result in results])
        rows = np.concatenate([_NO_ROWS, *(result.rows for result in results)])
        return _Result(holds, rows if holds.all() else rows[holds[rows[:, 0] % len(holds)]])

    def _most(self, results: Sequence[_Result], counts: Sequence[int], least: int) -> _Result:
        """Return the result of a `MostOf`. One article cannot tell how rare a word is, so weights do not count here."""
        any_of = self._any(results)
        words = [result.holds.astype(np.int64) * count for result, count in zip(results, counts, strict=True)]
        holds = np.add.reduce(words) >= least
        rows = any_of.rows
        return _Result(holds, rows if holds.all() else rows[holds[rows[:, 0] % len(holds)]])

    def _find(self, leaf: TextLeaf, number: int) -> _Result:
        if leaf.field is Field.LANG:
            return self._test(lambda article: _is_language(leaf, article.language))
        plan = resolve(leaf)
        if leaf.field not in (None, Field.TITLE):
            return self._find_in_metadata(leaf.field, plan)
        rows = self._index(leaf.field).rows(plan, number)
        if isinstance(leaf, Word) and isinstance(plan.slots[0] if plan.slots else None, WildcardTerm):
            rows = self._narrow_to_letter(rows, leaf.text)
        holds = np.zeros(len(self.articles), bool)
        holds[rows[:, 0] % len(holds)] = True
        return _Result(holds, rows)

    def _narrow_to_letter(self, rows: I64Array, letter: str) -> I64Array:
        texts = [*(article.title for article in self.articles), *(article.text for article in self.articles)]
        marked = [
            (text, *span, leaf)
            for text, start, end, leaf in rows.tolist()
            for span in _spans_of_letter(texts[text], start, end, letter)
        ]
        return np.array(marked, np.int64).reshape(-1, 4)

    def _find_in_metadata(self, name: Field, plan: TermSequence | TermWindow) -> _Result:
        """Return what a leaf finds in a field. Each value is a text: no phrase crosses from one author to the next."""
        owners = [at for at, article in enumerate(self.articles) for _ in _texts(article, name)]
        holds = np.zeros(len(self.articles), bool)
        holds[[owners[text] for text in self._index(name).rows(plan, 0)[:, 0].tolist()]] = True
        return _Result(holds)

    def _index(self, name: Field | None) -> TokenIndex:
        """Return the index of a field of all articles; without a field, of all titles, then all texts."""
        index = self.indexes.get(name)
        if index is None:
            languages = [article.language for article in self.articles]
            if name is None:
                texts = [*(article.title for article in self.articles), *(article.text for article in self.articles)]
                index = TokenIndex(texts, languages * 2)
            else:
                values = [_texts(article, name) for article in self.articles]
                each_language = [each for each, texts in zip(languages, values, strict=True) for _ in texts]
                index = TokenIndex([text for texts in values for text in texts], each_language)
            self.indexes[name] = index
        return index


def _merge(rows: I64Array, texts: int) -> tuple[I64Array, list[int]]:
    """Return the marks of all texts, and where those of each begin."""
    marks = np.empty((len(rows), 3), np.int64)
    firsts = np.zeros(texts + 1, np.int64)
    count = merge_marks(rows, np.argsort(rows[:, 0] << 32 | rows[:, 1], kind="stable"), MAX_LEAVES, firsts, marks)
    return marks[:count], firsts.tolist()


def _is_within(article: Article, dates: DateRange) -> bool:
    if article.published is None:
        return False
    wall = article.published.wall
    return (dates.since is None or wall >= dates.since) and (dates.until is None or wall < dates.until)


def _has_quality(article: Article, least: int, most: int) -> bool:
    quality = quality_hundredths(article.quality)
    return quality is not None and least <= quality <= most


def _texts(article: Article, name: Field) -> tuple[str, ...]:
    match name:
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
            assert_never(name)


def _is_language(leaf: TextLeaf, language: str | None) -> bool:
    """Return whether codes are equal as a whole, or in their primary part: `pt` finds `pt-br`."""
    if language is None or not isinstance(leaf, Word | Phrase):
        return False
    code = fold(language)
    return fold(leaf.text) in (code, code.partition("-")[0])


def _spans_of_letter(text: str, start: int, end: int, letter: str) -> list[Span]:
    """Return where a letter is in a span of a text.

    A single character of a script without spaces is found in pairs of characters: it is marked, not its neighbour.
    """
    wanted = fold(letter)
    width = len(letter)
    places = range(start, end - width + 1)
    return [(at, at + width) for at in places if fold(text[at : at + width]) == wanted] or [(start, end)]
