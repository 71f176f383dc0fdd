"""Stemmers, Snowball's and light ones: the stem that the inflections of a word share, from its folded form."""

from functools import cache, lru_cache
from threading import Lock
from typing import Final

import Stemmer

from search.analysis.languages import get_language
from search.analysis.light_stemmer import LightStemmer

_MAX_CACHED_STEMS: Final = 100_000
_AVAILABLE: Final = frozenset(Stemmer.algorithms())


def has_stemmer(language: str | None) -> bool:
    """Return whether a language (ISO 639-1) has a stemmer."""
    return language is not None and (_is_light(language) or get_language(language).stemmer in _AVAILABLE)


def stems_keep_the_first_letter(language: str | None) -> bool:
    """Return whether words of one stem begin alike, for the language's stemmer takes nothing off the front."""
    return language is not None and get_language(language).stems_keep_the_first_letter


@lru_cache(_MAX_CACHED_STEMS)
def stem(exact: str, language: str | None) -> str:
    """Return the stem of a folded token in a language (ISO 639-1), or the token itself where there is no stemmer.

    Safe to call from many threads.
    """
    if language is None or not has_stemmer(language):
        return exact
    if _is_light(language):
        return _light_stemmer(language).stem(exact)
    stemmer, lock = _stemmer(language)
    with lock:
        return str(stemmer.stemWord(exact))


def stem_all(words: list[str], language: str | None) -> list[str]:
    """Return the stem of each of many folded tokens, several times as fast as one by one.

    Safe to call from many threads.
    """
    if language is None or not has_stemmer(language):
        return words
    if _is_light(language):
        return list(map(_light_stemmer(language).stem, words))
    stemmer, lock = _stemmer(language)
    with lock:
        return list(stemmer.stemWords(words))


@cache
def _is_light(language: str) -> bool:
    return bool(get_language(language).affixes.suffixes)


@cache
def _light_stemmer(language: str) -> LightStemmer:
    return LightStemmer(get_language(language).affixes)


@cache
def _stemmer(language: str) -> tuple[Stemmer.Stemmer, Lock]:
    # Stemmer objects are not safe in two threads at once. The cache of `stem` makes theirs, of size 0 here, needless.
    return Stemmer.Stemmer(get_language(language).stemmer, 0), Lock()
