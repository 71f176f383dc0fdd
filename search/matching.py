"""Does this article satisfy the query, and which of its words did it? Judged from the article's own text alone."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias, assert_never

from search.analysis import fold
from search.article import Article
from search.occurrences import Occurrences, Span
from search.plan import Like, Window, resolve
from search.plan import Sequence as Row
from search.quality import hundredths
from search.query import (
    And,
    Boost,
    DateRange,
    Field,
    Fuzzy,
    MatchAll,
    MatchNone,
    Near,
    Not,
    Or,
    Phrase,
    Prefix,
    QualityRange,
    Query,
    Synonyms,
    Undated,
    Wildcard,
    Word,
)

Textual = Word | Phrase | Near | Prefix | Wildcard | Fuzzy
"""The leaves that look at words."""


@dataclass(frozen=True, slots=True)
class Match:
    """What satisfied the query: spans `[start, end)` in characters of the title and of the text, ascending, apart.

    A phrase is one span; the words of a proximity search are one each. `text_leaves` has, for each span of the text,
    the leaves that it satisfied as bits, the same leaf always as the same bit.
    """

    title: tuple[Span, ...] = ()
    text: tuple[Span, ...] = ()
    text_leaves: tuple[int, ...] = ()


def match(article: Article, query: Query) -> Match | None:
    """The match of one article, or None when it does not satisfy the query; see `match_each`."""
    return match_each((article,), query)[0]


def match_each(articles: Sequence[Article], query: Query) -> list[Match | None]:
    """The match of each article, or None for one that does not satisfy the query.

    Marks are made only by leaves that the answer rests on: never by a child of an `Or` that does not match, nor by
    anything under a `Not`, nor by a date or a metadata field. Ten articles together take little longer than three.
    """
    return [None if marks is None else _match(marks) for marks in _Page(articles).marks(query)]


@dataclass(frozen=True, slots=True)
class _Marks:
    """Marks as (start, end, number of the leaf), in any order."""

    title: tuple[tuple[int, int, int], ...] = ()
    text: tuple[tuple[int, int, int], ...] = ()


_UNMARKED = _Marks()
Column: TypeAlias = list[_Marks | None]
"""For each article the marks of a tree that matches it (perhaps none at all), or None where it does not."""


def _match(marks: _Marks) -> Match:
    title, text = _merged(marks.title), _merged(marks.text)
    return Match(
        title=tuple((start, end) for start, end, _ in title),
        text=tuple((start, end) for start, end, _ in text),
        text_leaves=tuple(leaves for _, _, leaves in text),
    )


@dataclass(slots=True)
class _Page:
    """Some articles while one query is judged; each of their texts is tokenised at most once."""

    articles: Sequence[Article]
    places: dict[Field | None, Occurrences] = field(default_factory=dict)
    numbers: dict[Textual | Synonyms, int] = field(default_factory=dict)

    def marks(self, query: Query) -> Column:
        """What a tree marks in each article."""
        match query:
            case MatchAll():
                return [_UNMARKED] * len(self.articles)
            case MatchNone():
                return [None] * len(self.articles)
            case Word() | Phrase() | Near() | Prefix() | Wildcard() | Fuzzy():
                return self._leaf(query, self._number(query))
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
                each = zip(*(self.marks(child) for child in children), strict=True)
                return [None if None in marks else _joined(marks) for marks in each]
            case Or(children):
                return self._any([self.marks(child) for child in children])
            case Not(child):
                return [_UNMARKED if marks is None else None for marks in self.marks(child)]
            case Boost(child, _):
                return self.marks(child)
            case _:
                assert_never(query)

    def _number(self, leaf: Textual | Synonyms) -> int:
        return self.numbers.setdefault(leaf, len(self.numbers))

    def _where(self, holds: Callable[[Article], bool]) -> Column:
        return [_UNMARKED if holds(article) else None for article in self.articles]

    def _any(self, columns: Sequence[Column]) -> Column:
        return [_joined(marks) for marks in zip(*columns, strict=True)]

    def _leaf(self, leaf: Textual, number: int) -> Column:
        if leaf.field is Field.LANG:
            return self._where(lambda article: _is_language(leaf, article.language))
        plan = resolve(leaf)
        if leaf.field not in (None, Field.TITLE):
            return self._in_metadata(leaf.field, plan)
        spans = self._values(leaf.field).spans(plan)
        count = len(self.articles)
        titles, texts = spans[:count], spans[count:] or [[]] * count
        if isinstance(leaf, Word) and isinstance(plan.slots[0] if plan.slots else None, Like):
            letters = [_inside(article.title, titles[at], leaf.text) for at, article in enumerate(self.articles)]
            titles, texts = letters, [
                _inside(article.text, texts[at], leaf.text) for at, article in enumerate(self.articles)
            ]  # fmt: skip
        return [
            _Marks(tuple((*span, number) for span in title), tuple((*span, number) for span in text))
            if title or text
            else None
            for title, text in zip(titles, texts, strict=True)
        ]

    def _in_metadata(self, name: Field, plan: Row | Window) -> Column:
        """Each value is a text of its own, so that no phrase crosses from one author to the next."""
        found = iter(self._values(name).spans(plan))
        values = [[next(found) for _ in _texts(article, name)] for article in self.articles]
        return [_UNMARKED if any(each) else None for each in values]

    def _values(self, place: Field | None) -> Occurrences:
        """The texts of a field of all articles; without a field all titles, then all texts."""
        known = self.places.get(place)
        if known is None:
            names = (Field.TITLE, None) if place is None else (place,)
            found = [(text, article) for name in names for article in self.articles for text in _texts(article, name)]
            known = Occurrences([text for text, _ in found], [article.language for _, article in found])
            self.places[place] = known
        return known


def _is_within(article: Article, dates: DateRange) -> bool:
    if article.published is None:
        return False
    wall = article.published.wall
    return (dates.since is None or wall >= dates.since) and (dates.until is None or wall < dates.until)


def _is_judged(article: Article, least: int, most: int) -> bool:
    quality = hundredths(article.quality)
    return quality is not None and least <= quality <= most


def _texts(article: Article, place: Field | None) -> tuple[str, ...]:
    match place:
        case None:
            return (article.text,)
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


def _is_language(leaf: Textual, language: str | None) -> bool:
    """Codes are equal as a whole, or in their primary part: `pt` finds `pt-br`."""
    if language is None or not isinstance(leaf, Word | Phrase):
        return False
    code = fold(language)
    return fold(leaf.text) in (code, code.partition("-")[0])


def _inside(text: str, spans: Iterable[Span], letter: str) -> list[Span]:
    """A single character of a script without spaces is found in pairs of characters: mark it, not its neighbour."""
    wanted = fold(letter)
    width = len(letter)
    marked: list[Span] = []
    for start, end in spans:
        places = range(start, end - width + 1)
        marked += [(at, at + width) for at in places if fold(text[at : at + width]) == wanted] or [(start, end)]
    return marked


def _joined(parts: Iterable[_Marks | None]) -> _Marks | None:
    """The marks of those that match, or None when none does."""
    matching = [part for part in parts if part is not None]
    if len(matching) <= 1:
        return matching[0] if matching else None
    return _Marks(
        tuple(mark for part in matching for mark in part.title), tuple(mark for part in matching for mark in part.text)
    )


def _merged(marks: tuple[tuple[int, int, int], ...]) -> list[tuple[int, int, int]]:
    """Marks in order, those that touch or overlap made one; their leaves are bits then."""
    merged: list[tuple[int, int, int]] = []
    for start, end, leaf in sorted(marks):
        if merged and start <= merged[-1][1]:
            first, last, leaves = merged[-1]
            merged[-1] = (first, max(last, end), leaves | 1 << leaf)
        else:
            merged.append((start, end, 1 << leaf))
    return merged
