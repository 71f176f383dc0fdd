"""Is a query typed in capitals throughout? Then its words are words, and not acronyms that no article has."""

import re

from search.results import Notice

_WORD = re.compile(r"[^\W\d_]+")
_OPERATORS = frozenset({"AND", "OR", "NOT"})
_LEAST_WORDS = 3
_LONGEST_ACRONYM = 5

SHOUTED = Notice(
    0, "All of it is in capitals, so it was read as in small letters; for an acronym, write the other words small."
)


def quiet(text: str) -> tuple[str, tuple[Notice, ...]]:
    """The text as it is to be read, and what to say about it.

    Small letters take the place of capitals where there is nothing else, and three words or more of which one is too
    long for an acronym: the rule by which articles are read. Operators stay what they are.
    """
    if not text.isupper():
        return text, ()
    words = {word for word in _WORD.findall(text) if len(word) > 1} - _OPERATORS
    small = _WORD.sub(lambda word: word[0] if word[0] in _OPERATORS else word[0].lower(), text)
    shouted = len(words) >= _LEAST_WORDS and max(map(len, words)) > _LONGEST_ACRONYM
    # Places in the text must stay what they are, and a few letters are longer when they are small.
    return (small, (SHOUTED,)) if shouted and len(small) == len(text) else (text, ())
