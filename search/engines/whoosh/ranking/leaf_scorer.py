"""Here is a leaf of the query: which documents have it, with what impacts? Answers are kept, since words recur."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import assert_never

import numpy as np

from search.engines.whoosh.cache import ByteCache
from search.engines.whoosh.index_reader import Snapshot
from search.engines.whoosh.ranking.bm25 import Scoring, idf
from search.engines.whoosh.ranking.context import Budget, Scratch
from search.engines.whoosh.ranking.doc_lists import NOWHERE, Frequencies, Matches, in_any, summed, unscored
from search.engines.whoosh.ranking.phrases import near, side_by_side
from search.engines.whoosh.schema import FACET_VALUES, TEXTS, form_field, language_codes, stem_field, stem_term
from search.engines.whoosh.segment.postings import SegmentTerm
from search.highlight.token_index import compile_wildcard
from search.query.terms import (
    AcronymTerm,
    ExactTerm,
    FuzzyTerm,
    PrefixTerm,
    StemTerm,
    TermSequence,
    TermTest,
    TermWindow,
    WildcardTerm,
    resolve,
)
from search.query.tree import Field, Fuzzy, Near, Phrase, Prefix, Synonyms, Wildcard, Word
from search.request import Facet
from search.settings import SearchSettings

# FOLDED: Which terms of the dictionary does a slot of the query stand for?


PART = 20_000
"""Terms that are looked at between two looks at the clock."""


@dataclass(slots=True)
class Expansions:
    """Turns slots into terms, at most `limit` each; `cut` collects the patterns that stood for more.

    `languages` are those that live articles have. When the budget is spent the rest of the dictionary is left out.
    """

    snapshot: Snapshot
    languages: tuple[str | None, ...]
    limit: int
    budget: Budget
    cut: list[str] = field(default_factory=list)

    def terms(self, slot: TermTest, name: str) -> list[tuple[str, str]]:
        """(field, term) pairs for a slot in an exact field such as `title` or `author`; alternatives of one another."""
        match slot:
            case ExactTerm(term):
                return [(name, term)]
            case StemTerm(word):
                terms = {stem_term(word, language) for language in self.languages}
                return [(stem_field(name), term) for term in terms]
            case AcronymTerm(form):
                return [(form_field(name), form)]
            case PrefixTerm(prefix):
                return self._bounded(name, prefix + "*", self.snapshot.beginning(name, prefix))
            case WildcardTerm(pattern):
                fits = compile_wildcard(pattern)
                head = re.split(r"[*?]", pattern, maxsplit=1)[0]
                candidates = self.snapshot.beginning(name, head) if head else self.snapshot.terms(name)
                return self._bounded(
                    name, pattern, [term for part in self._parts(candidates) for term in part if fits(term)]
                )
            case FuzzyTerm(word, edits):
                return self._bounded(name, f"{word}~{edits}", self.snapshot.near(name, word, edits))
            case _:
                assert_never(slot)

    def _bounded(self, name: str, pattern: str, terms: Iterable[str]) -> list[tuple[str, str]]:
        found = list(terms)
        if len(found) > self.limit:
            self.cut.append(pattern)
            found.sort(key=lambda term: 0 if self.budget.spent() else -self.snapshot.listed(name, term))
        return [(name, term) for term in found[: self.limit]]

    def _parts(self, terms: Sequence[str]) -> Iterator[Sequence[str]]:
        starts = range(0, len(terms), PART)
        return (terms[start : start + PART] for start in self.budget.while_open(starts))


Textual = Word | Phrase | Near | Prefix | Wildcard | Fuzzy | Synonyms

LEAVES_BYTES = 192_000_000


@dataclass(slots=True)
class _Known:
    """A leaf that was looked up, with the patterns in it that stood for too many terms. `is_plain` until it is marked.

    Two threads may mark it at once, each alike.
    """

    found: Matches
    cut: tuple[str, ...]
    is_plain: bool = True


class Leaves:
    """The leaves of one snapshot."""

    def __init__(self, snapshot: Snapshot, settings: SearchSettings, scoring: Scoring) -> None:
        self._snapshot, self._settings = snapshot, settings
        self._scoring = scoring
        self._languages = _spoken(snapshot)
        self._kept: ByteCache[Textual, _Known] = ByteCache(LEAVES_BYTES)

    def matches(self, leaf: Textual, work: Scratch, budget: Budget, cut: list[str], joined: bool = False) -> Matches:
        """The matches of a leaf; patterns that stood for too many terms join `cut`. Fewer when the budget is spent.

        One that is `joined` with others, and not for the first time, gets marks where these pay.
        """
        known = self._kept.get(leaf)
        if known is None:
            if budget.spent():
                return unscored(NOWHERE[0])
            expansions = Expansions(self._snapshot, self._languages, self._settings.max_expansions, budget)
            found = _Reading(self._snapshot, self._scoring, expansions, work).matches(leaf)
            known = _Known(found, tuple(expansions.cut))
            if not budget.over:
                self._kept.put(leaf, known, found.held(work.documents) + 500)
        elif joined and known.is_plain:
            known.found, known.is_plain = known.found.marked(work.documents), False
        if known.cut:
            cut += known.cut
        return known.found


class _Reading:
    """One leaf being looked up."""

    def __init__(
        self,
        snapshot: Snapshot,
        scoring: Scoring,
        expansions: Expansions,
        work: Scratch,
    ) -> None:
        self.snapshot, self.scoring = snapshot, scoring
        self.expansions, self.budget, self.work = expansions, expansions.budget, work

    def matches(self, leaf: Textual) -> Matches:
        if isinstance(leaf, Synonyms):
            return self._synonyms((leaf.original, *leaf.alternatives))
        plan = resolve(leaf)
        if plan.field is Field.LANG:
            return self._language(plan)
        if plan.field not in (None, Field.TITLE):
            docs = self._frequencies(plan, plan.field.value)[0]
            return Matches(docs, np.ones(len(docs), np.float32), np.float32(idf(len(docs), self.snapshot.articles)))
        found = self.scoring.scored(self._by_field(plan))
        if isinstance(plan, TermSequence) and plan.accented is not None:
            spelled = {name: self._listed(form_field(name), plan.accented) for name in _fields(plan.field)}
            return in_any([found, self.scoring.scored(spelled)], self.work)
        return found

    def _synonyms(self, leaves: tuple[Word | Phrase, ...]) -> Matches:
        parts: dict[str, list[Frequencies]] = {}
        for leaf in leaves:
            for name, found in self._by_field(resolve(leaf)).items():
                parts.setdefault(name, []).append(found)
        return self.scoring.scored({name: summed(found, self.work) for name, found in parts.items()})

    def _by_field(self, plan: TermSequence | TermWindow) -> dict[str, Frequencies]:
        return {name: self._frequencies(plan, name) for name in _fields(plan.field)}

    def _frequencies(self, plan: TermSequence | TermWindow, name: str) -> Frequencies:
        match plan:
            case TermSequence((WildcardTerm("*"),)):
                return self._anything(name)
            case TermSequence(slots):
                if len(slots) == 1:
                    alternatives = self.budget.while_open(self.expansions.terms(slots[0], name))
                    return summed([self._listed(*term) for term in alternatives], self.work)
                return self._in_segments([self._standing(slot, name) for slot in slots], side_by_side)
            case TermWindow(slots, distance):
                terms = [[self._terms(name, slot.term)] for slot in slots]
                return self._in_segments(terms, lambda found: near([one for (one,) in found], distance))
            case _:
                assert_never(plan)

    def _anything(self, name: str) -> Frequencies:
        """The documents that have any token in a field, however many different ones there are, as one list."""
        snapshot = self.snapshot
        if name in TEXTS:
            lengths = snapshot.lengths[name]
            docs = np.flatnonzero(snapshot.live & (lengths > 0)).astype(np.uint32)
            self.budget.read(len(docs))
            return docs, lengths[docs]
        held = np.zeros(len(snapshot.live), bool)
        for base, reader in zip(snapshot.bases, snapshot.readers.values(), strict=False):
            docs = reader.field(name).documents()[1]
            self.budget.read(len(docs))
            held[base : base + reader.doc_count][docs] = True
        docs = np.flatnonzero(held & snapshot.live).astype(np.uint32)
        return docs, np.ones(len(docs), np.uint32)

    def _listed(self, field: str, term: str) -> Frequencies:
        found = self.snapshot.postings(field, term)
        self.budget.read(len(found.docs))
        return found.docs, found.freqs

    def _standing(self, slot: TermTest, name: str) -> list[dict[int, SegmentTerm]]:
        return [self._terms(*term) for term in self.budget.while_open(self.expansions.terms(slot, name))]

    def _terms(self, field: str, term: str) -> dict[int, SegmentTerm]:
        found = self.snapshot.standing(field, term)
        self.budget.read(sum(each.count for each in found.values()))
        return found

    def _in_segments(
        self, slots: list[list[dict[int, SegmentTerm]]], together: Callable[[list[list[SegmentTerm]]], Frequencies]
    ) -> Frequencies:
        """What slots have together: each has alternatives, which are terms by the segments that have them."""
        parts = [NOWHERE]
        for segment in range(len(self.snapshot.readers)) if slots else ():
            here = [[terms[segment] for terms in slot if segment in terms] for slot in slots]
            if all(here):
                parts.append(together(here))
        docs, freqs = (np.concatenate(column) for column in zip(*parts, strict=True))
        return self.snapshot.alive(docs, freqs)

    def _language(self, plan: TermSequence | TermWindow) -> Matches:
        code = plan.slots[0].term if plan.slots and isinstance(plan.slots[0], ExactTerm) else ""
        field = FACET_VALUES[Facet.LANGUAGE]
        known = [value for value in self.snapshot.terms(field) if code in language_codes(value)]
        return unscored(summed([self._listed(field, value) for value in known], self.work)[0])


def _spoken(snapshot: Snapshot) -> tuple[str | None, ...]:
    """The languages that live articles have; None stands for those of no known language, if there are any."""
    counts: dict[str | None, int] = {
        language: len(snapshot.postings(FACET_VALUES[Facet.LANGUAGE], language).docs)
        for language in snapshot.languages
        if language is not None
    }
    counts[None] = snapshot.articles - sum(counts.values())
    return tuple(language for language, count in counts.items() if count)


def _fields(field: Field | None) -> tuple[str, ...]:
    return TEXTS if field is None else (field.value,)
