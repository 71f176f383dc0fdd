"""Which words only hold a sentence together? Articles, prepositions, pronouns, auxiliaries, conjunctions."""

from functools import cache
from pathlib import Path

from search.analysis.tokens import tokenize

_LISTS = Path(__file__).parent / "stop_words"
_SAME_LIST = {"nb": "no", "nn": "no"}


@cache
def stop_words(language: str | None) -> frozenset[str]:
    """The stop words of a language (ISO 639-1), as the tokenizer folds and parts them; none where there is no list."""
    path = _LISTS / f"{_SAME_LIST.get(language, language)}.txt" if language and language.isalpha() else None
    if path is None or not path.is_file():
        return frozenset()
    return frozenset(token.exact for token in tokenize(path.read_text("utf-8")))
