"""Regular expressions made of the word lists of `search.analysis.languages`."""

import re
from collections.abc import Callable, Iterable

from search.analysis.languages import Language, languages

_SPECIAL = {" ": r"\s+", "'": ".", "*": r"\w*"}


def all_words(words_of: Callable[[Language], Iterable[str]]) -> tuple[str, ...]:
    """Return the words that `words_of` takes from each language, each once."""
    return tuple(dict.fromkeys(word for language in languages() for word in words_of(language)))


def any_of(words: Iterable[str], *, whole: bool = False) -> str:
    """Return a pattern, in a group of its own, that matches any of some words, the longest that fits first.

    A space stands for any white space, `*` for any ending, and an apostrophe for any one character. `whole`: no letter
    may follow, but after a letter of a script without capitals, such as Han or Hangul, where words are not set apart.
    Common beginnings are shared, so that a long list costs little more than a short one.
    """
    trie: _Trie = {}
    for word in words:
        node = trie
        for character in word:
            node = node.setdefault(_SPECIAL.get(character) or re.escape(character), {})
        apart = whole and (not word[-1].isalpha() or word[-1].lower() != word[-1].upper())
        node[r"\b" if apart else ""] = {}
    return f"(?:{_pattern(trie)})" if trie else r"(?!)"


_Trie = dict[str, "_Trie"]


def _pattern(node: "_Trie") -> str:
    ways = [piece + _pattern(rest) for piece, rest in node.items() if piece]
    if "" in node:
        ways.append("")
    return ways[0] if len(ways) == 1 else f"(?:{'|'.join(ways)})" if ways else ""
