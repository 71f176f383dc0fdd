"""Here is what a person typed: what do they get? Parse, expand, search, and relax when nothing has all words."""

import time
from dataclasses import replace

from search.analysis import stop_words
from search.engine import Searcher
from search.parser import ParseOptions, parse
from search.printing import to_text
from search.relax import relaxations
from search.request import SearchRequest
from search.results import SearchResults
from search.synonyms import Groups, expand


def ask(
    searcher: Searcher, text: str, request: SearchRequest, options: ParseOptions, groups: Groups | None = None
) -> SearchResults:
    """Search for `text` on the terms of `request`, whose own query is replaced by the parsed one.

    The results carry the tree that was searched and all notices, those of the parser first. When no article matches
    all that was asked, the nearest easier reading that has matches is searched, and a notice says so; filters are
    never relaxed. `took` covers all of it. Raises what `Searcher.search` raises.
    """
    started = time.perf_counter()
    parsed = parse(text, options)
    query = expand(parsed.query, groups) if groups else parsed.query
    results = searcher.search(replace(request, query=query))
    notices = parsed.notices
    if results.total == 0:
        for easier, notice in relaxations(query):
            attempt = searcher.search(replace(request, query=easier))
            if attempt.total:
                results, notices = attempt, (*notices, notice)
                break
    return replace(
        results,
        notices=(*notices, *results.notices),
        parsed=to_text(results.query, stop_words(options.language)),
        took=time.perf_counter() - started,
    )
