"""Does this article satisfy the query, and which of its words did it? Judged from the article's own text alone."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import assert_never

from search.analysis import fold
from search.article import Article
from search.occurrences import Occurrences, Span
from search.plan import Like, Sequence, Window, resolve
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
    Query,
    Synonyms,
    Undated,
    Wildcard,
    Word,
)

Textual = Word | Phrase | Near | Prefix | Wildcard | Fuzzy
"""The leaves that look at words."""


_plan = lru_cache(1024)(resolve)
"""A page of hits asks for the same few leaves again and again."""


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
    """The match of one article, or None when it does not satisfy the query.

    Marks are made only by leaves that the answer rests on: never by a child of an `Or` that does not match, nor by
    anything under a `Not`, nor by a date or a metadata field.
    """
    marks = _Reading(article).marks(query)
    if marks is None:
        return None
    title, text = _merged(marks.title), _merged(marks.text)
    return Match(
        title=tuple((start, end) for start, end, _ in title),
        text=tuple((start, end) for start, end, _ in text),
        text_leaves=tuple(leaves for _, _, leaves in text),
    )


@dataclass(frozen=True, slots=True)
class _Marks:
    """Marks as (start, end, number of the leaf), in any order."""

    title: tuple[tuple[int, int, int], ...] = ()
    text: tuple[tuple[int, int, int], ...] = ()


_UNMARKED = _Marks()


@dataclass(slots=True)
class _Reading:
    """One article while one query is judged; each of its texts is tokenised at most once."""

    article: Article
    texts: dict[Field | None, tuple[Occurrences, ...]] = field(default_factory=dict)
    numbers: dict[Textual | Synonyms, int] = field(default_factory=dict)

    def marks(self, query: Query) -> _Marks | None:
        """The marks of a tree that matches (perhaps none at all), or None when it does not match."""
        match query:
            case MatchAll():
                return _UNMARKED
            case MatchNone():
                return None
            case Word() | Phrase() | Near() | Prefix() | Wildcard() | Fuzzy():
                return self._leaf(query, self._number(query))
            case Synonyms(original, alternatives):
                number = self._number(query)
                return _joined(self._leaf(leaf, number) for leaf in (original, *alternatives))
            case DateRange():
                return _UNMARKED if self._is_within(query) else None
            case Undated():
                return _UNMARKED if self.article.published is None else None
            case And(children):
                found = [self.marks(child) for child in children]
                return None if None in found else _joined(found)
            case Or(children):
                return _joined(self.marks(child) for child in children)
            case Not(child):
                return _UNMARKED if self.marks(child) is None else None
            case Boost(child, _):
                return self.marks(child)
            case _:
                assert_never(query)

    def _number(self, leaf: Textual | Synonyms) -> int:
        return self.numbers.setdefault(leaf, len(self.numbers))

    def _leaf(self, leaf: Textual, number: int) -> _Marks | None:
        if leaf.field is Field.LANG:
            return _UNMARKED if _is_language(leaf, self.article.language) else None
        plan = _plan(leaf)
        if leaf.field not in (None, Field.TITLE):
            return _UNMARKED if any(value.spans(plan) for value in self._values(leaf.field)) else None
        title = self._spans(Field.TITLE, leaf, plan)
        text = self._spans(None, leaf, plan) if leaf.field is None else []
        if not title and not text:
            return None
        return _Marks(tuple((*span, number) for span in title), tuple((*span, number) for span in text))

    def _spans(self, place: Field | None, leaf: Textual, plan: Sequence | Window) -> list[Span]:
        spans = [span for value in self._values(place) for span in value.spans(plan)]
        if isinstance(leaf, Word) and plan.slots and isinstance(plan.slots[0], Like):
            whole = self.article.title if place else self.article.text
            return [part for span in spans for part in _inside(whole, span, leaf.text)]
        return spans

    def _values(self, place: Field | None) -> tuple[Occurrences, ...]:
        """The texts of a field, each on its own, so that no phrase crosses from one author to the next."""
        if place not in self.texts:
            self.texts[place] = tuple(Occurrences(text, self.article.language) for text in _texts(self.article, place))
        return self.texts[place]

    def _is_within(self, dates: DateRange) -> bool:
        if self.article.published is None:
            return False
        wall = self.article.published.wall
        return (dates.since is None or wall >= dates.since) and (dates.until is None or wall < dates.until)


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


def _inside(text: str, span: Span, letter: str) -> list[Span]:
    """A single character of a script without spaces is found in pairs of characters: mark it, not its neighbour."""
    start, end = span
    wanted = fold(letter)
    width = len(letter)
    parts = [(at, at + width) for at in range(start, end - width + 1) if fold(text[at : at + width]) == wanted]
    return parts or [span]


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
