"""A light stemmer: takes the affixes of a language off a word, for languages that write particles onto words.

After Larkey, Ballesteros and Connell: Improving Stemming for Arabic Information Retrieval (2002), whose "light"
stemmers find more than those that look for roots. The affixes are those of the language's file.
"""

from collections.abc import Sequence

from search.analysis.languages import Affixes
from search.analysis.tokenizer import fold


class LightStemmer:
    """Takes off at most one prefix, then suffixes as long as one fits; of several the longest. Safe in many threads."""

    def __init__(self, affixes: Affixes) -> None:
        self._prefixes = _longest_first(affixes.prefixes)
        self._suffixes = _longest_first(affixes.suffixes)
        self._min_letters = affixes.min_letters

    def stem(self, word: str) -> str:
        """Return the stem of a folded word."""
        room = len(word) - self._min_letters
        prefix = next((each for each in self._prefixes if len(each) <= room and word.startswith(each)), "")
        word = word[len(prefix) :]
        while suffix := self._suffix_of(word):
            word = word[: -len(suffix)]
        return word

    def _suffix_of(self, word: str) -> str:
        room = len(word) - self._min_letters
        return next((each for each in self._suffixes if len(each) <= room and word.endswith(each)), "")


def _longest_first(affixes: Sequence[str]) -> tuple[str, ...]:
    return tuple(sorted(dict.fromkeys(map(fold, affixes)), key=len, reverse=True))
