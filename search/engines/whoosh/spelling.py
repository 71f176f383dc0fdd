"""Spelling corrections: a query with its unknown and its rare words replaced by what was probably meant."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from search.engines.whoosh.index_reader import IndexReader
from search.engines.whoosh.ranking.phrases import phrase_frequencies
from search.engines.whoosh.schema import TEXTS, stem_field, stem_term
from search.query.normalize import make_and, map_leaves
from search.query.terms import ExactTerm, StemTerm, TermSequence, resolve
from search.query.tree import TEXT_FIELDS, Leaf, Near, Phrase, Query, Synonyms, Word

MIN_CHARS_PER_EDIT = 4
"""Characters from which on one edit leaves a word recognisable; twice as many allow two."""

MAX_RARE_ARTICLES = 5
"""A word of more articles than this is no misspelling."""

MIN_RARE_CHARS = 5
"""A shorter word that occurs is no misspelling, however rare: too many are near one another."""

MIN_RATIO = 25
"""How many times as frequent a near spelling of a rare word must be."""

MIN_PART_CHARS, MAX_JOINED_CHARS = 3, 30
"""The shortest part of two words that were typed as one, and the longest such word."""


def correct_query(index: IndexReader, query: Query) -> Query | None:
    """Return the query with each word that no article has, or very few, replaced by the most frequent nearest one.

    None if no word can be replaced. Only words of title and text are corrected, and never those of an exclusion. A rare
    word is replaced only where the other is much more frequent. An unknown word may be two that were typed as one.
    """
    better = _Corrector(index).query(query)
    return None if better == query else better


class _Corrector:
    def __init__(self, index: IndexReader) -> None:
        self._index = index

    def query(self, query: Query) -> Query:
        return map_leaves(query, self._leaf)

    def _leaf(self, leaf: Leaf) -> Query:
        if isinstance(leaf, Synonyms):
            better = self._leaf(leaf.original)
            return leaf if better == leaf.original else better
        if not isinstance(leaf, Word | Phrase | Near) or leaf.field not in TEXT_FIELDS:
            return leaf
        plan = resolve(leaf)
        if isinstance(plan, TermSequence) and plan.joined is not None and self._inflected_count(plan.joined.word):
            return leaf
        typed: list[str] = []
        words: list[str] = []
        for test in plan.slots:
            if not isinstance(test, ExactTerm | StemTerm):
                return leaf
            word = test.term if isinstance(test, ExactTerm) else test.word
            typed.append(word)
            words += self._correct(word, is_exact=isinstance(test, ExactTerm))
        if words == typed:
            return leaf
        if isinstance(leaf, Word):
            return make_and(Word(word, leaf.field) for word in words)
        return replace(leaf, text=" ".join(words))

    def _correct(self, word: str, *, is_exact: bool) -> Sequence[str]:
        """Return what was probably typed wrong as this word: itself, another word, or two."""
        exact, inflected = self._article_count(word), self._inflected_count(word)
        if word.isalpha() and (exact if is_exact else inflected):
            known = max(exact, inflected)
            if not exact and known <= MAX_RARE_ARTICLES and (parts := self._split(word)):
                # It occurs with a hyphen alone (`stem-cell`), and mostly it is two words.
                return parts
            if known > MAX_RARE_ARTICLES or len(word) < MIN_RARE_CHARS:
                return (word,)
            near = self._nearest(word)
            return (near,) if near and self._article_count(near) >= MIN_RATIO * known else (word,)
        if exact if is_exact else inflected:
            return (word,)
        near = self._nearest(word, 1)
        return (near,) if near else self._split(word) or ((near,) if (near := self._nearest(word)) else (word,))

    def _nearest(self, word: str, most: int = 2) -> str | None:
        for edits in range(1, min(most, len(word) // MIN_CHARS_PER_EDIT) + 1):
            near = {term for name in TEXTS for term in self._index.terms_within(name, word, edits)} - {word}
            counted = [(self._article_count(term), term) for term in near]
            if found := [pair for pair in counted if pair[0]]:
                return max(found)[1]
        return None

    def _split(self, word: str) -> tuple[str, str] | None:
        """Return the two words, side by side in some article, that were typed as one; one of them may be misspelled."""
        if not word.isalpha() or len(word) > MAX_JOINED_CHARS:
            return None
        cuts = range(MIN_PART_CHARS, len(word) - MIN_PART_CHARS + 1)
        parts = [(word[:cut], word[cut:]) for cut in cuts]
        known = {part for pair in parts for part in pair if self._article_count(part)}
        whole = [pair for pair in parts if known.issuperset(pair)]
        for one, other in (*whole, *self._mended(parts, known)):
            if self._is_pair(one, other):
                return one, other
        return None

    def _mended(self, parts: Sequence[tuple[str, str]], known: set[str]) -> Iterator[tuple[str, str]]:
        """Yield the pairs of a known word and one that is nearly known."""
        for one, other in parts:
            if one in known and other not in known and (near := self._nearest(other, 1)):
                yield one, near
            elif other in known and one not in known and (near := self._nearest(one, 1)):
                yield near, other

    def _is_pair(self, one: str, other: str) -> bool:
        for name in TEXTS:
            first, second = self._index.segment_terms(name, one), self._index.segment_terms(name, other)
            for segment in first.keys() & second.keys():
                if len(phrase_frequencies([[first[segment]], [second[segment]]])[0]):
                    return True
        return False

    def _article_count(self, term: str) -> int:
        return sum(len(self._index.postings(name, term).docs) for name in TEXTS)

    def _inflected_count(self, word: str) -> int:
        terms = {stem_term(word, language) for language in self._index.languages}
        return sum(len(self._index.postings(stem_field(name), term).docs) for name in TEXTS for term in terms)
