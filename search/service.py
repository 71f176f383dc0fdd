"""Here is what a person typed: what do they get? Parse, expand, search, and relax when nothing has all words."""

import time
from collections.abc import Iterator
from dataclasses import replace
from typing import TypeAlias

from search.absent import absent
from search.analysis import stop_words
from search.engine import Searcher
from search.parser import Parsed, ParseOptions, parse
from search.printing import to_text
from search.query import Query
from search.relax import PARTIAL, relaxations
from search.request import SearchRequest
from search.results import Notice, SearchResults
from search.shouting import quiet
from search.synonyms import Groups, expand

Readings: TypeAlias = Iterator[tuple[Query, tuple[Notice, ...]]]


def ask(
    searcher: Searcher,
    text: str,
    request: SearchRequest,
    options: ParseOptions,
    groups: Groups | None = None,
    *,
    relax: bool = True,
    tries: Readings | None = None,
) -> SearchResults:
    """Search for `text` on the terms of `request`, whose own query is replaced by the parsed one.

    The results carry the tree that was searched and all notices, those of the parser first. When no article matches
    all that was asked, the nearest easier reading that has matches is searched, and a notice says so, unless `relax` is
    False; filters are never relaxed. `took` covers all of it. `tries` are the `readings`, where they are made already.
    Raises what `Searcher.search` raises.
    """
    started = time.perf_counter()
    tries = readings(text, options, groups) if tries is None else tries
    query, notices = next(tries)
    results = searcher.search(replace(request, query=query))
    if relax and results.total == 0:
        for easier, remarks in tries:
            attempt = searcher.search(replace(request, query=easier))
            if attempt.total:
                # What was typed may still be misspelled, whatever its parts find.
                results, notices = replace(attempt, suggestions=results.suggestions), remarks
                if remarks[-1].message == PARTIAL:
                    notices = (*remarks[:-1], Notice(0, PARTIAL + absent(searcher, query)))
                break
    return replace(
        results,
        notices=(*notices, *results.notices),
        parsed=to_text(results.query, stop_words(options.language)),
        took=time.perf_counter() - started,
    )


def read(text: str, options: ParseOptions) -> Parsed:
    """What a person typed as a tree: as `parse` reads it, but for text that is in capitals throughout."""
    text, remarks = quiet(text)
    parsed = parse(text, options)
    return replace(parsed, notices=(*remarks, *parsed.notices)) if remarks else parsed


def readings(text: str, options: ParseOptions, groups: Groups | None = None) -> Readings:
    """The trees that a text may be searched as, each with its notices: as typed, then the easier ones, nearest first.

    `ask` searches the first of them that finds something.
    """
    parsed = read(text, options)

    def expanded(query: Query) -> Query:
        return expand(query, groups) if groups else query

    query = expanded(parsed.query)
    yield query, parsed.notices
    demanded = tuple(map(expanded, parsed.demanded))
    for easier, notice in relaxations(query, stop_words(options.language), demanded):
        yield easier, (*parsed.notices, notice)
