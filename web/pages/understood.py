"""How a query was read, beside the sentence: how many articles have each of its words, and which words were ignored."""

import re
from dataclasses import dataclass

from search.query.syntax import COLONS, OPERATORS, QUOTES, SIGNS
from search.query.tree import Query, Synonyms, Word, iter_leaves
from search.query.words import clean_word, is_droppable, tokens_of
from search.request import SearchOptions
from search.service import Interpretation
from web.context import site
from web.pages.broader import MAX_WORDS, query_words, word_text
from web.pages.cards import clip
from web.parameters import SearchParams
from web.urls import search_url, set_params

_MAX_IGNORED = 8
_MAX_CHARS = 40
_WORD = re.compile(r"\S+")
_QUOTE = "[" + "".join(map(re.escape, sorted(QUOTES))) + "]"
_QUOTED = re.compile(f"{_QUOTE}[^{_QUOTE[1:]}*{_QUOTE}?")


@dataclass(frozen=True, slots=True)
class WordCount:
    """A word or phrase of the query, the number of articles that have it, and their search."""

    word: str
    count: int
    address: str


@dataclass(frozen=True, slots=True)
class IgnoredWords:
    """The small words that a query was searched without, and the same search with them, each as it is spelled."""

    words: tuple[str, ...]
    address: str


def word_counts(params: SearchParams, interpretation: Interpretation) -> tuple[WordCount, ...]:
    """Return how many articles have each word of a query of several, under its filters."""
    words = query_words(interpretation.query)
    if not 1 < len(words) <= MAX_WORDS:
        return ()
    return tuple(_word_count(params, interpretation, word) for word in words)


def _word_count(params: SearchParams, interpretation: Interpretation, word: Query) -> WordCount:
    options = SearchOptions(filters=params.options.filters, limit=0, snippets=0, collapse=params.options.collapse)
    text = word_text(word, interpretation)
    count = site().searcher.search(options.request(word)).total
    return WordCount(text, count, search_url(set_params(params.pairs, q=text)))


def ignored_words(params: SearchParams, interpretation: Interpretation) -> IgnoredWords | None:
    """Return the stop words that the query was searched without; None where it was searched for as typed."""
    text, sought = params.text, _sought(interpretation.query)
    ignored: list[str] = []
    pieces: list[str] = []
    position = 0
    # Between quotation marks every word counts. Blanks in their place keep positions what they are.
    for found in _WORD.finditer(_QUOTED.sub(lambda quoted: " " * len(quoted[0]), text)):
        word = _plain_word(found[0])
        if word and is_droppable(word.lower(), interpretation.stop_words) and not _tokens(word) & sought:
            ignored.append(word)
            pieces += text[position : found.start()], found[0].replace(word, f'"{word}"')
            position = found.end()
    if not ignored:
        return None
    shown = tuple(clip(word, _MAX_CHARS) for word in dict.fromkeys(ignored))[:_MAX_IGNORED]
    return IgnoredWords(shown, search_url(set_params(params.pairs, q="".join([*pieces, text[position:]]))))


def _sought(query: Query) -> frozenset[str]:
    """Return the tokens of the single words that a query asks for or excludes."""
    leaves = (leaf.original if isinstance(leaf, Synonyms) else leaf for leaf in iter_leaves(query))
    return frozenset().union(*(_tokens(leaf.text) for leaf in leaves if isinstance(leaf, Word)))


def _tokens(word: str) -> frozenset[str]:
    return frozenset(token.exact for token in tokens_of(word))


def _plain_word(typed: str) -> str | None:
    """Return what was typed without punctuation around it; None for an operator, and for what has a sign or a field."""
    if typed in OPERATORS or typed[0] in SIGNS or COLONS.intersection(typed):
        return None
    return clean_word(typed)
