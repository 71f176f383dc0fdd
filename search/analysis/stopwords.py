"""Which words only hold a sentence together? Articles, prepositions, pronouns, auxiliaries, conjunctions."""

from functools import cache
from pathlib import Path
from typing import Final

from search.analysis.tokenizer import tokenize

_LISTS = Path(__file__).parent / "stop_words"
_SAME_LIST = {"nb": "no", "nn": "no"}

STOPPED: Final = frozenset(path.stem for path in _LISTS.glob("*.txt"))
"""The languages with a list of their own, by ISO 639-1 code."""


@cache
def stop_words(language: str | None) -> frozenset[str]:
    """The stop words of a language (ISO 639-1), as the tokenizer folds and parts them; none where there is no list."""
    listed = _SAME_LIST.get(language, language) if language else None
    if listed not in STOPPED:
        return frozenset()
    return frozenset(token.exact for token in tokenize((_LISTS / f"{listed}.txt").read_text("utf-8")))
