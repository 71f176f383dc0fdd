"""Stop words: those that only hold a sentence together, such as articles, prepositions and pronouns."""

from functools import cache

from search.analysis.languages import codes, get_language
from search.analysis.tokenizer import tokenize


def stop_words(language: str | None) -> frozenset[str]:
    """Return the stop words of a language (ISO 639-1), as the tokenizer folds and splits them; none without a list."""
    return _stop_words(language) if language in codes() else frozenset()


@cache
def _stop_words(language: str) -> frozenset[str]:
    return frozenset(token.exact for token in tokenize(" ".join(get_language(language).stop_words)))
