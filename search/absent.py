"""Only partial matches were found: which words of the query does no article have?"""

from search.conditions import asks_for_words
from search.engine import Searcher
from search.query import And, Query
from search.request import SearchRequest

MOST = 8
"""Each word is a search of its own, so those of a long query are not looked up."""


def absent(searcher: Searcher, query: Query) -> str:
    """A sentence, after a blank, that names the words and phrases of a conjunction that no article has at all.

    Filters do not count. Empty when every one occurs somewhere, or when there are too many to look up. Raises what
    `Searcher.search` raises.
    """
    words = [child for child in query.children if asks_for_words(child)] if isinstance(query, And) else []
    if len(words) > MOST:
        return ""
    missing = [word for word in words if not searcher.search(SearchRequest(word, limit=0, snippets=0)).total]
    return f" No article at all has: {', '.join(map(str, missing))}." if missing else ""
