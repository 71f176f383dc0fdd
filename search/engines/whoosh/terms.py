"""Which terms of the dictionaries stand for a word in its language, and for a code of a language?"""

from search.analysis import fold, stem


def stem_term(exact: str, language: str | None) -> str:
    """The dictionary's term for an inflected word: the stem under its language, since stems of two differ."""
    return f"{language or ''}:{stem(exact, language)}"


def language_codes(code: str) -> set[str]:
    """What `lang:` compares with: the folded code, and its primary part (`pt-br` is also `pt`)."""
    whole = fold(code)
    return {whole, whole.partition("-")[0]}
