"""What text does a leaf of the query hold, of what was typed, and is it a word that may be left out?"""

import unicodedata
from functools import cache, lru_cache

from search.analysis import Token, stop_words, tokenize
from search.analysis.languages import codes
from search.query.syntax import QUOTES


@lru_cache(maxsize=2048)
def tokens_of(text: str) -> tuple[Token, ...]:
    """The tokens of a word or phrase: a query's are looked at several times while it is read and written."""
    return tuple(tokenize(text))


@lru_cache(maxsize=2048)
def clean_word(text: str) -> str | None:
    """The word in NFC, without the punctuation around it that its tokens do not need; None if it has no token."""
    text = unicodedata.normalize("NFC", text)
    tokens = tokens_of(text)
    if not tokens:
        return None
    same = [(token.exact, token.form, token.lone) for token in tokens]
    for shorter in (text[tokens[0].start : tokens[-1].end], text[tokens[0].start :]):
        if [(token.exact, token.form, token.lone) for token in tokens_of(shorter)] == same:
            return shorter
    return text


def visible(text: str) -> str:
    """The text without the invisible characters (joiners, soft hyphens) that tokens pass over."""
    return "".join(char for char in text if unicodedata.category(char) != "Cf")


def clean_phrase(text: str) -> str | None:
    """Quoted text in NFC with single blanks and no quotation marks; None if it has no token."""
    spaced = "".join(" " if char in QUOTES else char for char in text)
    text = unicodedata.normalize("NFC", " ".join(spaced.split()))
    return text if tokens_of(text) else None


@cache
def any_stop_words() -> frozenset[str]:
    """The stop words of all languages: a text that is written is read with those of any."""
    return frozenset().union(*(stop_words(language) for language in codes()))


def ends_in_question_mark(text: str) -> bool:
    """Whether the only wildcards are question marks at the end, as of a word that ends a question."""
    _, mark, rest = text.partition("?")
    return bool(mark) and "*" not in text and not tokens_of(rest)


def may_be_dropped(text: str, words: frozenset[str]) -> bool:
    """Whether an unquoted word is in lower case and made of these stop words alone."""
    return text == text.lower() and all(token.exact in words for token in tokens_of(text))
