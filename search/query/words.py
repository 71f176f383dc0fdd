"""The text that a leaf holds of what was typed, and the test for stop words."""

import unicodedata
from functools import cache, lru_cache

from search.analysis import Token, stop_words, tokenize
from search.analysis.languages import codes
from search.query.syntax import QUOTES, with_hebrew_marks

_SENTENCE_ENDS = ".?!…。"


@lru_cache(maxsize=2048)
def tokens_of(text: str) -> tuple[Token, ...]:
    """Return the tokens of a word or phrase, cached: those of a query are needed several times."""
    return tuple(tokenize(text))


@lru_cache(maxsize=2048)
def clean_word(text: str) -> str | None:
    """Return the word in NFC, without surrounding punctuation that its tokens do not need; None if it has no token."""
    text = unicodedata.normalize("NFC", text)
    tokens = tokens_of(text)
    if not tokens:
        return None
    same = [(token.exact, token.form, token.lone) for token in tokens]
    for shorter in (text[tokens[0].start : tokens[-1].end], text[tokens[0].start :]):
        if [(token.exact, token.form, token.lone) for token in tokens_of(shorter)] == same:
            return shorter
    return text


def drop_invisible(text: str) -> str:
    """Return the text without the invisible characters (joiners, soft hyphens) that tokens ignore."""
    return "".join(char for char in text if unicodedata.category(char) != "Cf")


def clean_phrase(text: str) -> str | None:
    """Return quoted text in NFC with single blanks and no quotation marks; None if it has no token."""
    spaced = "".join(" " if char in QUOTES else char for char in with_hebrew_marks(text))
    text = unicodedata.normalize("NFC", " ".join(spaced.split()))
    return text if tokens_of(text) else None


@cache
def all_stop_words() -> frozenset[str]:
    """Return the stop words of all languages: printed text may be parsed with those of any."""
    return frozenset().union(*(stop_words(language) for language in codes()))


def ends_in_question_mark(text: str) -> bool:
    """Return whether the only wildcards are question marks at the end, as in the last word of a question."""
    _, mark, rest = text.partition("?")
    return bool(mark) and "*" not in text and not tokens_of(rest)


def is_droppable(text: str, words: frozenset[str]) -> bool:
    """Return whether an unquoted word is in lower case and consists of these stop words alone."""
    return text == text.lower() and all(token.exact in words for token in tokens_of(text))


def has_initial_capital(text: str) -> bool:
    """Return whether the first letter is a capital and all others are small."""
    return text != text.lower() and text[:1] != text[:1].lower() and text[1:] == text[1:].lower()


def ends_sentence(text: str) -> bool:
    """Return whether a word ends in the mark that ends a sentence, and is no abbreviation such as `U.S.` or `J.`."""
    stem = text.rstrip("\"'”’)")
    return stem[-1:] in _SENTENCE_ENDS and bool(stem) and not (stem[-1] == "." and (len(stem) < 3 or "." in stem[:-1]))
