"""The leaf scorer: which documents match a leaf of the query, and with what impacts; cached, since words recur."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import assert_never

import numpy as np

from search.engines.whoosh.cache import ByteCache
from search.engines.whoosh.index_reader import IndexReader
from search.engines.whoosh.ranking.bm25 import Bm25, idf
from search.engines.whoosh.ranking.context import SearchBudget, WorkArrays
from search.engines.whoosh.ranking.doc_lists import (
    NO_FREQUENCIES,
    Frequencies,
    Matches,
    greater_frequencies,
    sum_frequencies,
    union,
    unscored,
)
from search.engines.whoosh.ranking.phrases import phrase_frequencies, window_frequencies
from search.engines.whoosh.schema import (
    FACET_VALUES,
    JOINED_MARK,
    TEXTS,
    form_field,
    language_codes,
    stem_field,
    stem_term,
)
from search.engines.whoosh.segment.reader import SegmentTerm
from search.highlight.token_index import compile_wildcard
from search.query.terms import (
    AcronymTerm,
    ExactTerm,
    FuzzyTerm,
    JoinedTerm,
    PrefixTerm,
    StemTerm,
    TermSequence,
    TermTest,
    TermWindow,
    WildcardTerm,
    resolve,
)
from search.query.tree import Field, Phrase, Synonyms, TextLeaf, Word
from search.request import Facet
from search.settings import SearchSettings

TERMS_PER_TIME_CHECK = 20_000
"""Terms that are compared with a pattern between two looks at the clock."""


@dataclass(slots=True)
class TermExpander:
    """Expands term tests to terms of the dictionary, at most `limit` each; `truncated` collects the patterns with more.

    `languages` are those of the live articles. When the budget is exhausted the rest of the dictionary is left out.
    """

    index: IndexReader
    languages: tuple[str | None, ...]
    limit: int
    budget: SearchBudget
    truncated: list[str] = field(default_factory=list)

    def terms(self, test: TermTest, name: str) -> list[tuple[str, str]]:
        """Return the (field, term) pairs that pass a test in an exact field such as `title`, as alternatives."""
        match test:
            case ExactTerm(term):
                return [(name, term)]
            case JoinedTerm(word):
                return [(name, word), (name, JOINED_MARK + word)]
            case StemTerm(word):
                terms = {stem_term(word, language) for language in self.languages}
                return [(stem_field(name), term) for term in terms]
            case AcronymTerm(form):
                return [(form_field(name), form)]
            case PrefixTerm(prefix):
                return self._limit_terms(name, prefix + "*", self.index.terms_with_prefix(name, prefix))
            case WildcardTerm(pattern):
                fits = compile_wildcard(pattern)
                head = re.split(r"[*?]", pattern, maxsplit=1)[0]
                candidates = self.index.terms_with_prefix(name, head) if head else self.index.terms(name)
                return self._limit_terms(
                    name, pattern, [term for part in self._timed_slices(candidates) for term in part if fits(term)]
                )
            case FuzzyTerm(word, edits):
                return self._limit_terms(name, f"{word}~{edits}", self.index.terms_within(name, word, edits))
            case _:
                assert_never(test)

    def _limit_terms(self, name: str, pattern: str, terms: Iterable[str]) -> list[tuple[str, str]]:
        found = list(terms)
        if len(found) > self.limit:
            self.truncated.append(pattern)
            found.sort(key=lambda term: 0 if self.budget.must_stop() else -self.index.doc_frequency(name, term))
        return [(name, term) for term in found[: self.limit]]

    def _timed_slices(self, terms: Sequence[str]) -> Iterator[Sequence[str]]:
        starts = range(0, len(terms), TERMS_PER_TIME_CHECK)
        return (terms[start : start + TERMS_PER_TIME_CHECK] for start in self.budget.until_exhausted(starts))


LEAF_CACHE_BYTES = 192_000_000


@dataclass(slots=True)
class CachedLeaf:
    """The matches of a leaf, with the patterns in it that matched too many terms.

    Two threads may build its bitmap at once, with the same result.
    """

    found: Matches
    truncated: tuple[str, ...]
    has_no_bitmap: bool = True


class LeafScorer:
    """The leaves of one commit."""

    def __init__(self, index: IndexReader, settings: SearchSettings, bm25: Bm25) -> None:
        self._index, self._settings = index, settings
        self._bm25 = bm25
        self._languages = _languages_of_live_articles(index)
        self._cache: ByteCache[TextLeaf | Synonyms, CachedLeaf] = ByteCache(LEAF_CACHE_BYTES)

    def matches(
        self,
        leaf: TextLeaf | Synonyms,
        work: WorkArrays,
        budget: SearchBudget,
        truncated: list[str],
        is_joined: bool = False,
    ) -> Matches:
        """Return the matches of a leaf, fewer when the budget is exhausted; `truncated` collects too wide patterns.

        A leaf that `is_joined` with others, and not for the first time, gets a bitmap where it pays.
        """
        cached = self._cache.get(leaf)
        if cached is None:
            if budget.must_stop():
                return unscored(NO_FREQUENCIES[0])
            expander = TermExpander(self._index, self._languages, self._settings.max_expansions, budget)
            found = LeafLookup(self._index, self._bm25, expander, work).matches(leaf)
            cached = CachedLeaf(found, tuple(expander.truncated))
            if not budget.is_exhausted:
                self._cache.put(leaf, cached, found.memory_bytes(work.documents) + 500)
        elif is_joined and cached.has_no_bitmap:
            cached.found, cached.has_no_bitmap = cached.found.with_bitmap(work.documents), False
        if cached.truncated:
            truncated += cached.truncated
        return cached.found


class LeafLookup:
    """Looks up one leaf that is not cached."""

    def __init__(
        self,
        index: IndexReader,
        bm25: Bm25,
        expander: TermExpander,
        work: WorkArrays,
    ) -> None:
        self.index, self.bm25 = index, bm25
        self.expander, self.budget, self.work = expander, expander.budget, work

    def matches(self, leaf: TextLeaf | Synonyms) -> Matches:
        """Return the matches of the leaf, fewer when the budget is exhausted."""
        if isinstance(leaf, Synonyms):
            return self._synonyms((leaf.original, *leaf.alternatives))
        plan = resolve(leaf)
        if plan.field is Field.LANG:
            return self._language(plan)
        if plan.field not in (None, Field.TITLE):
            docs = self._frequencies(plan, plan.field.value)[0]
            return Matches(docs, np.ones(len(docs), np.float32), np.float32(idf(len(docs), self.index.article_count)))
        found = self.bm25.score_list(self._by_field(plan))
        if isinstance(plan, TermSequence) and plan.accented is not None:
            accented = {
                name: self._doc_frequencies(form_field(name), plan.accented) for name in _searched_fields(plan.field)
            }
            return union([found, self.bm25.score_list(accented)], self.work)
        return found

    def _synonyms(self, leaves: tuple[Word | Phrase, ...]) -> Matches:
        parts: dict[str, list[Frequencies]] = {}
        for leaf in leaves:
            for name, found in self._by_field(resolve(leaf)).items():
                parts.setdefault(name, []).append(found)
        return self.bm25.score_list({name: sum_frequencies(found, self.work) for name, found in parts.items()})

    def _by_field(self, plan: TermSequence | TermWindow) -> dict[str, Frequencies]:
        return {name: self._frequencies(plan, name) for name in _searched_fields(plan.field)}

    def _frequencies(self, plan: TermSequence | TermWindow, name: str) -> Frequencies:
        match plan:
            case TermSequence((WildcardTerm("*"),)):
                return self._anything(name)
            case TermSequence(tests):
                if len(tests) == 1:
                    return self._test_frequencies(tests[0], name)
                found = self._in_segments([self._alternatives(test, name) for test in tests], phrase_frequencies)
                # What is written with hyphens is found by either, and counts once.
                return (
                    found
                    if plan.joined is None
                    else greater_frequencies(found, self._test_frequencies(plan.joined, name))
                )
            case TermWindow(tests, distance):
                terms = [[self._segment_terms(name, test.term)] for test in tests]
                return self._in_segments(terms, lambda found: window_frequencies([one for (one,) in found], distance))
            case _:
                assert_never(plan)

    def _test_frequencies(self, test: TermTest, name: str) -> Frequencies:
        alternatives = self.budget.until_exhausted(self.expander.terms(test, name))
        return sum_frequencies([self._doc_frequencies(*term) for term in alternatives], self.work)

    def _anything(self, name: str) -> Frequencies:
        """Return the documents with any token in a field as one list, however many different tokens there are."""
        index = self.index
        if name in TEXTS:
            lengths = index.lengths[name]
            docs = np.flatnonzero(index.live & (lengths > 0)).astype(np.uint32)
            self.budget.count_postings(len(docs))
            return docs, lengths[docs]
        has_token = np.zeros(len(index.live), bool)
        for base, reader in zip(index.bases, index.segments.values(), strict=False):
            docs = reader.field(name).all_docs()[1]
            self.budget.count_postings(len(docs))
            has_token[base : base + reader.doc_count][docs] = True
        docs = np.flatnonzero(has_token & index.live).astype(np.uint32)
        return docs, np.ones(len(docs), np.uint32)

    def _doc_frequencies(self, field: str, term: str) -> Frequencies:
        found = self.index.postings(field, term)
        self.budget.count_postings(len(found.docs))
        return found.docs, found.freqs

    def _alternatives(self, test: TermTest, name: str) -> list[dict[int, SegmentTerm]]:
        return [self._segment_terms(*term) for term in self.budget.until_exhausted(self.expander.terms(test, name))]

    def _segment_terms(self, field: str, term: str) -> dict[int, SegmentTerm]:
        found = self.index.segment_terms(field, term)
        self.budget.count_postings(sum(each.doc_frequency for each in found.values()))
        return found

    def _in_segments(
        self, tests: list[list[dict[int, SegmentTerm]]], match: Callable[[list[list[SegmentTerm]]], Frequencies]
    ) -> Frequencies:
        """Match term tests segment by segment: each has alternatives, terms by the segments that have them."""
        parts = [NO_FREQUENCIES]
        for segment in range(len(self.index.segments)) if tests else ():
            here = [[terms[segment] for terms in test if segment in terms] for test in tests]
            if all(here):
                parts.append(match(here))
        docs, freqs = (np.concatenate(column) for column in zip(*parts, strict=True))
        return self.index.drop_deleted(docs, freqs)

    def _language(self, plan: TermSequence | TermWindow) -> Matches:
        code = plan.slots[0].term if plan.slots and isinstance(plan.slots[0], ExactTerm) else ""
        field = FACET_VALUES[Facet.LANGUAGE]
        cached = [value for value in self.index.terms(field) if code in language_codes(value)]
        return unscored(sum_frequencies([self._doc_frequencies(field, value) for value in cached], self.work)[0])


def _languages_of_live_articles(index: IndexReader) -> tuple[str | None, ...]:
    """Return the languages of live articles; None is among them if some have no known language."""
    counts: dict[str | None, int] = {
        language: len(index.postings(FACET_VALUES[Facet.LANGUAGE], language).docs)
        for language in index.languages
        if language is not None
    }
    counts[None] = index.article_count - sum(counts.values())
    return tuple(language for language, count in counts.items() if count)


def _searched_fields(field: Field | None) -> tuple[str, ...]:
    return TEXTS if field is None else (field.value,)
