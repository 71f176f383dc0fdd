"""Here is what a person typed: what do they get? Parse, expand, search, and relax when nothing has all words."""

import re
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import TypeAlias

from search.analysis import stop_words
from search.engine import Searcher
from search.query.options import Notice, ParseResult, ParseOptions
from search.query.parser import parse
from search.query.printer import to_text
from search.query.relax import PARTIAL_MATCHES, fallbacks
from search.query.synonyms import SynonymGroups, expand_synonyms
from search.query.tree import And, Query, has_text_terms
from search.request import SearchRequest
from search.results import SearchResults

# FOLDED: Only partial matches were found: which words of the query does no article have?


MAX_TERMS_LOOKED_UP = 8
"""Each word is a search of its own, so those of a long query are not looked up."""


def missing_terms(searcher: Searcher, query: Query) -> str:
    """A sentence, after a blank, that names the words and phrases of a conjunction that no article has at all.

    Filters do not count. Empty when every one occurs somewhere, or when there are too many to look up. Raises what
    `Searcher.search` raises.
    """
    words = [child for child in query.children if has_text_terms(child)] if isinstance(query, And) else []
    if len(words) > MAX_TERMS_LOOKED_UP:
        return ""
    missing = [word for word in words if not searcher.search(SearchRequest(word, limit=0, snippets=0)).total]
    return f" No article at all has: {', '.join(map(to_text, missing))}." if missing else ""


# FOLDED: Is a query typed in capitals throughout? Then its words are words, and not acronyms that no article has.


_WORD = re.compile(r"[^\W\d_]+")
_OPERATORS = frozenset({"AND", "OR", "NOT"})
_LEAST_WORDS = 3
_LONGEST_ACRONYM = 5

ALL_CAPS_NOTICE = Notice(
    0, "All of it is in capitals, so it was read as in small letters; for an acronym, write the other words small."
)


def lowercase_if_all_caps(text: str) -> tuple[str, tuple[Notice, ...]]:
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
    return (small, (ALL_CAPS_NOTICE,)) if shouted and len(small) == len(text) else (text, ())


Interpretations: TypeAlias = Iterator[tuple[Query, tuple[Notice, ...]]]


def search(
    searcher: Searcher,
    text: str,
    request: SearchRequest,
    options: ParseOptions,
    groups: SynonymGroups | None = None,
    *,
    relax: bool = True,
    tries: Interpretations | None = None,
) -> SearchResults:
    """Search for `text` on the terms of `request`, whose own query is replaced by the parsed one.

    The results carry the tree that was searched and all notices, those of the parser first. When no article matches
    all that was asked, the nearest easier reading that has matches is searched, and a notice says so, unless `relax` is
    False; filters are never relaxed. `took` covers all of it. `tries` are the `interpretations`, where they are made already.
    Raises what `Searcher.search` raises.
    """
    started = time.perf_counter()
    tries = interpretations(text, options, groups) if tries is None else tries
    query, notices = next(tries)
    results = searcher.search(replace(request, query=query))
    if relax and results.total == 0:
        for easier, remarks in tries:
            attempt = searcher.search(replace(request, query=easier))
            if attempt.total:
                # What was typed may still be misspelled, whatever its parts find.
                results, notices = replace(attempt, suggestions=results.suggestions), remarks
                if remarks[-1].message == PARTIAL_MATCHES:
                    notices = (*remarks[:-1], Notice(0, PARTIAL_MATCHES + missing_terms(searcher, query)))
                break
    return replace(
        results,
        notices=(*notices, *results.notices),
        parsed=to_text(results.query, stop_words(options.language)),
        took=time.perf_counter() - started,
    )


def parse_query(text: str, options: ParseOptions) -> ParseResult:
    """What a person typed as a tree: as `parse` reads it, but for text that is in capitals throughout."""
    text, remarks = lowercase_if_all_caps(text)
    parsed = parse(text, options)
    return replace(parsed, notices=(*remarks, *parsed.notices)) if remarks else parsed


def interpretations(text: str, options: ParseOptions, groups: SynonymGroups | None = None) -> Interpretations:
    """The trees that a text may be searched as, each with its notices: as typed, then the easier ones, nearest first.

    `search` searches the first of them that finds something.
    """
    parsed = parse_query(text, options)

    def expanded(query: Query) -> Query:
        return expand_synonyms(query, groups) if groups else query

    query = expanded(parsed.query)
    yield query, parsed.notices
    demanded = tuple(map(expanded, parsed.demanded))
    for easier, notice in fallbacks(query, stop_words(options.language), demanded):
        yield easier, (*parsed.notices, notice)
