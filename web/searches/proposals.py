"""Proposals for the synonyms file, from searches that found nothing and those that found something.

A word of a search that found nothing is paired with what probably was meant, for one of four reasons:

- the two are a usual abbreviation and its full form, and the other one finds articles;
- it has the initials of words side by side in a search that found articles;
- it differs by few letters from a word of such a search (`search.did_you_mean`);
- in at least two hours somebody also searched for the same with only this part changed, and found articles.

The log does not know who searched, so the last reason rests on the hour alone, and on its being repeated. Nothing is
added to the synonyms file by itself.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from enum import StrEnum

from search.analysis import fold
from search.did_you_mean import closest_name
from search.query.synonyms import SynonymGroups
from search.query.syntax import OPERATORS
from search.query.words import tokens_of
from web.searches.store import Row

MIN_HOURS_OF_REFORMULATION = 2
MIN_LETTERS_OF_MISSPELLING = 4
MAX_CHANGED_WORDS = 3
MAX_PROPOSALS = 50
MAX_COMPARED = 2_000
"""Of searches that found nothing and of words, the most frequent are compared: the time grows with their product."""
MAX_ALTERNATIVES = 20
"""Of the parts that complete the same search, and of the words with the same initials, the first are compared."""
MAX_WORDS_OF_REFORMULATION = 12
"""A longer query is a sentence, whose parts nobody exchanges one by one."""
_SYNTAX = re.compile(r'["“”*?~^()\\|&:]|(^|\s)[-+]')

Words = tuple[str, ...]
_Context = tuple[Words, Words]


class Reason(StrEnum):
    """Why two members are proposed as synonyms."""

    ABBREVIATION = "abbreviation"
    INITIALS = "initials"
    SPELLING = "spelling"
    REFORMULATION = "reformulation"


@dataclass(frozen=True, slots=True)
class Proposal:
    """Two members of a group: `sought` found nothing in so many searches (`times`), and `meant` finds articles."""

    sought: str
    meant: str
    reason: Reason
    times: int

    @property
    def line(self) -> str:
        """The group as a line of the synonyms file, with the reason as a comment."""
        searches = "1 search" if self.times == 1 else f"{self.times:,} searches"
        return f"{self.sought}, {self.meant}  # {self.reason}; {searches} found nothing"


def propose_synonyms(
    rows: Iterable[Row], known: Iterable[SynonymGroups] = (), in_force: SynonymGroups | None = None
) -> tuple[Proposal, ...]:
    """Return the proposals, those for most searches first.

    `known` are groups of usual abbreviations, and `in_force` those that searches already use: what they join is not
    proposed. Only searches without filters and without operators are looked at.
    """
    evidence = _Evidence.of(rows)
    times: Counter[tuple[str, str]] = Counter()
    reasons: dict[tuple[str, str], Reason] = {}
    joined = _members(in_force)
    by_frequency = sorted(evidence.vocabulary, key=lambda word: -evidence.vocabulary[word])[:MAX_COMPARED]
    expansions = _expansions({word for words in evidence.compared for word in words}, evidence.found)
    for words, count in evidence.compared.items():
        for sought, meant, reason in _pairs(words, evidence, known, by_frequency, expansions):
            if any({_folded(sought), _folded(meant)} <= group for group in joined):
                continue
            times[sought, meant] += count
            reasons.setdefault((sought, meant), reason)
    ranked = sorted(times, key=lambda pair: (-times[pair], pair))
    return tuple(Proposal(*pair, reasons[pair], times[pair]) for pair in ranked[:MAX_PROPOSALS])


@dataclass(frozen=True, slots=True)
class _Evidence:
    """The plain searches of the log: how often each was made, and which differ in one part within an hour."""

    compared: Mapping[Words, int]
    """The most frequent of the searches that found nothing."""
    found: Mapping[Words, int]
    """The searches that found articles, the most frequent first."""
    vocabulary: Mapping[str, int]
    changes: Mapping[Words, Mapping[tuple[str, str], int]]
    """For each compared search, the pairs (its part, the other's) with the number of hours in which they occurred."""

    @classmethod
    def of(cls, rows: Iterable[Row]) -> "_Evidence":
        times: Counter[Words] = Counter()
        totals: dict[Words, int] = {}
        hours: dict[str, set[Words]] = defaultdict(set)
        for row in sorted(rows, key=lambda each: each.hour):
            words = None if row.filtered else _plain_words(row.query)
            if words:
                times[words] += row.times
                totals[words] = row.total  # of the last hour: it may be found by now
                hours[row.hour].add(words)
        ranked = sorted(times, key=lambda words: (-times[words], words))
        compared = {words: times[words] for words in [each for each in ranked if not totals[each]][:MAX_COMPARED]}
        found = {words: times[words] for words in ranked if totals[words]}
        rank = {words: place for place, words in enumerate(found)}
        vocabulary: Counter[str] = Counter()
        for words, count in found.items():
            for word in set(words):
                vocabulary[word] += count
        changes: dict[Words, Counter[tuple[str, str]]] = defaultdict(Counter)
        for together in hours.values():
            short = {words for words in together if len(words) <= MAX_WORDS_OF_REFORMULATION}
            for words, change in _changes(short & compared.keys(), sorted(short & found.keys(), key=rank.__getitem__)):
                changes[words][change] += 1
        return cls(compared, found, vocabulary, changes)


def _pairs(
    words: Words,
    evidence: _Evidence,
    known: Iterable[SynonymGroups],
    by_frequency: Sequence[str],
    expansions: Mapping[str, Iterable[str]],
) -> Iterator[tuple[str, str, Reason]]:
    for word in words:
        if word in evidence.vocabulary:
            continue
        for sought, meant in _abbreviations(word, evidence, known):
            yield sought, meant, Reason.ABBREVIATION
        for meant in expansions.get(word, ()):
            yield word, meant, Reason.INITIALS
        if len(word) >= MIN_LETTERS_OF_MISSPELLING and (nearest := closest_name(word, by_frequency)):
            yield word, nearest, Reason.SPELLING
    for (sought, meant), hours in evidence.changes.get(words, {}).items():
        if hours >= MIN_HOURS_OF_REFORMULATION and closest_name(sought, [meant]) is None:
            yield sought, meant, Reason.REFORMULATION


def _abbreviations(word: str, evidence: _Evidence, known: Iterable[SynonymGroups]) -> Iterator[tuple[str, str]]:
    for groups in known:
        for group in groups.groups:
            by_folded = {_folded(member): member for member in group}
            if word in by_folded:
                for folded, member in by_folded.items():
                    if folded != word and set(folded.split()) <= evidence.vocabulary.keys():
                        yield by_folded[word], member


def _expansions(wanted: Set[str], found: Iterable[Words]) -> dict[str, list[str]]:
    """Return, for each word, the words side by side in searches that have these initials, the first ones alone."""
    lengths = sorted({len(word) for word in wanted} - {0, 1})
    runs: dict[str, list[str]] = defaultdict(list)
    for words in found:
        initials = "".join(word[0] for word in words)
        for length in lengths:
            for start in range(len(words) - length + 1):
                word = initials[start : start + length]
                if word in wanted and len(runs[word]) < MAX_ALTERNATIVES:
                    run = " ".join(words[start : start + length])
                    if run not in runs[word]:
                        runs[word].append(run)
    return runs


def _changes(empty: Iterable[Words], found: Iterable[Words]) -> Iterator[tuple[Words, tuple[str, str]]]:
    """Yield each empty search with a change that makes it one that found articles; of too many, the first of those."""
    by_context: dict[_Context, set[Words]] = defaultdict(set)
    for words in found:
        for context, part in _parts(words):
            if len(by_context[context]) < MAX_ALTERNATIVES:
                by_context[context].add(part)
    for words in empty:
        changes = {
            (" ".join(part), " ".join(other))
            for context, part in _parts(words)
            for other in by_context.get(context, ())
            # Of a change of two words to two, one of which is the same, the smaller change says more.
            if part[0] != other[0] and part[-1] != other[-1]
        }
        yield from ((words, change) for change in changes)


def _parts(words: Words) -> Iterator[tuple[_Context, Words]]:
    """Yield each part of a search with what stands before and after it, of which something must be left."""
    for start in range(len(words)):
        for end in range(start + 1, min(start + MAX_CHANGED_WORDS, len(words)) + 1):
            if end - start < len(words):
                yield (words[:start], words[end:]), words[start:end]


def _plain_words(query: str) -> Words | None:
    """Return the words of a query that has nothing but words; None for another."""
    if _SYNTAX.search(query) or OPERATORS & set(query.split()):
        return None
    return tuple(token.exact for token in tokens_of(query))


def _members(groups: SynonymGroups | None) -> list[frozenset[str]]:
    return [] if groups is None else [frozenset(map(_folded, group)) for group in groups.groups]


def _folded(member: str) -> str:
    return " ".join(token.exact for token in tokens_of(member)) or fold(member)
