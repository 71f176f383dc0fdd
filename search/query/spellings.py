"""The spellings of an abbreviation: a query that finds `US`, `U.S.`, `U. S.` and `U S` by any of them.

Which words in capitals are acronyms, the archive tells: `US`, `IS` and `WHO` are, since in lower case they are other
words, while `NATO` and `COVID` are names that some write Nato and Covid, and headlines in capitals.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Protocol

from search.query.normalize import make_and, make_or, map_leaves
from search.query.terms import AcronymTerm, TermSequence, resolve
from search.query.tree import TEXT_FIELDS, And, Leaf, Or, Phrase, Query, Synonyms, Word
from search.query.words import tokens_of

MAX_LOWER_SHARE = 0.6
"""A word of which more than this share is in lower case is another word than the acronym."""

MIN_LETTERS, MAX_LETTERS = 2, 5
"""The number of letters of an acronym."""

MAX_ALTERNATIVES = 4
"""Spellings of one phrase that are searched for besides the one that was typed."""


@dataclass(frozen=True, slots=True)
class WordSpelling:
    """How the archive spells a word.

    `lower_share` is the share of its occurrences in texts that is all in lower case, from 0 to 1. `in_capitals` is the
    number of articles that have it in capitals, lines that are all in capitals aside.
    """

    lower_share: float = 0.0
    in_capitals: int = 0


class Vocabulary(Protocol):
    """What an engine knows of words."""

    def spelling(self, word: str) -> WordSpelling:
        """Return how the archive spells a folded word."""
        ...


def expand_spellings(
    query: Query, vocabulary: Vocabulary, stop_words: frozenset[str], required: Collection[Query] = ()
) -> Query:
    """Return the query with the other spellings of its abbreviations, each scored as one term with what was typed.

    Single letters side by side (`u s government`), unless they are `required`, become the acronym that they spell,
    where the archive has it. Raises what the vocabulary raises.
    """
    return _Speller(vocabulary, stop_words).query(_join_letters(query, vocabulary, required))


class _Speller:
    def __init__(self, vocabulary: Vocabulary, stop_words: frozenset[str]) -> None:
        self._vocabulary, self._stop_words = vocabulary, stop_words

    def query(self, query: Query) -> Query:
        return map_leaves(query, self._leaf, under_not=True)

    def _leaf(self, leaf: Leaf) -> Query:
        match leaf:
            case Word() | Phrase():
                others = tuple(self._others(leaf))
                return Synonyms(leaf, others) if others else leaf
            case Synonyms(original, alternatives):
                spelled = (other for each in (original, *alternatives) for other in self._others(each))
                return Synonyms(
                    original, tuple(dict.fromkeys((*alternatives, *(each for each in spelled if each != original))))
                )
            case _:
                return leaf

    def _others(self, leaf: Word | Phrase) -> Iterator[Word | Phrase]:
        if leaf.field not in TEXT_FIELDS:
            return
        if isinstance(leaf, Phrase):
            yield from self._phrases(leaf)
            return
        tokens = tokens_of(leaf.text)
        if len(tokens) != 1 or not self._is_abbreviation(tokens[0].exact, tokens[0].form):
            return
        word = tokens[0].exact
        if _is_acronym(leaf):
            if not self._is_another_word(word):
                # In lower case it is the same word, so it is found however it is written.
                yield Phrase(word, leaf.field)
        elif word in self._stop_words:
            return
        if apart := self._apart(word):
            yield Phrase(apart, leaf.field)

    def _phrases(self, leaf: Phrase) -> Iterator[Word | Phrase]:
        """Yield the phrase with its acronyms taken apart, or the letters that spell one written together."""
        tokens = tokens_of(leaf.text)
        words = [token.exact for token in tokens]
        changes: list[tuple[int, int, str]] = []
        for start, end in _letter_runs(words):
            together = "".join(words[start:end])
            if len(together) <= MAX_LETTERS and self._vocabulary.spelling(together).in_capitals:
                changes.append((start, end, together))
        for at, token in enumerate(tokens):
            if self._is_abbreviation(token.exact, token.form) and (apart := self._apart(token.exact)):
                changes.append((at, at + 1, apart))
        sets = (some for size in range(len(changes), 0, -1) for some in combinations(changes, size))
        for _, some in zip(range(MAX_ALTERNATIVES), sets, strict=False):
            parts = list(words)
            for start, end, text in some:
                parts[start:end] = [text, *[""] * (end - start - 1)]
            changed = " ".join(filter(None, parts))
            # Letters alone are the acronym, not the word that it would be in lower case.
            is_acronym = len(words) > 1 and " " not in changed
            yield Word(changed.upper(), leaf.field) if is_acronym else Phrase(changed, leaf.field)

    def _is_abbreviation(self, word: str, form: str | None) -> bool:
        """Return whether it is written in capitals here, or mostly in the archive."""
        if not (MIN_LETTERS <= len(word) <= MAX_LETTERS and word.isalpha()):
            return False
        if form is not None and form.isupper():
            return True
        spelling = self._vocabulary.spelling(word)
        return spelling.in_capitals > 0 and spelling.lower_share <= MAX_LOWER_SHARE

    def _apart(self, word: str) -> str:
        """Return the letters of an acronym apart; nothing where one of them is a word, as in `I S` and `A M`."""
        return "" if self._stop_words.intersection(word) else " ".join(word)

    def _is_another_word(self, word: str) -> bool:
        """Return whether a word in lower case is another one than in capitals."""
        return word in self._stop_words or self._vocabulary.spelling(word).lower_share > MAX_LOWER_SHARE


def _is_acronym(leaf: Word) -> bool:
    plan = resolve(leaf)
    return isinstance(plan, TermSequence) and isinstance(plan.slots[0], AcronymTerm)


def _join_letters(query: Query, vocabulary: Vocabulary, required: Collection[Query]) -> Query:
    """Return the query with single letters side by side as the acronym that they spell, where the archive has it."""
    if not isinstance(query, And | Or):
        return query
    children = query.children
    letters = ["" if child in required else _letter(child) for child in children]
    joined: list[Query] = []
    at = 0
    for start, end in _letter_runs(letters):
        run = [child for child in children[start:end] if isinstance(child, Word)]
        together = "".join(letters[start:end])
        is_one = len({word.field for word in run}) == 1 and len(together) <= MAX_LETTERS
        if is_one and vocabulary.spelling(together).in_capitals:
            apart = Phrase(" ".join(word.text for word in run), run[0].field)
            joined += [*children[at:start], Synonyms(apart, (Word(together.upper(), run[0].field),))]
            at = end
    joined += children[at:]
    return make_and(joined) if isinstance(query, And) else make_or(joined)


def _letter(query: Query) -> str:
    """Return the letter that a word of title or text is, or an empty string."""
    if not isinstance(query, Word) or query.field not in TEXT_FIELDS:
        return ""
    tokens = tokens_of(query.text)
    return tokens[0].exact if len(tokens) == 1 and not tokens[0].lone else ""


def _letter_runs(words: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield where two or more single letters stand side by side."""
    start = 0
    for at, word in enumerate((*words, "")):
        if len(word) != 1 or not word.isalpha():
            if at - start > 1:
                yield start, at
            start = at + 1
