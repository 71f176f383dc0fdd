"""The search for what a person typed: interpret the text, search, and fall back to easier queries when nothing matches.

interpretation = interpret("river flood", ParseOptions(), groups)
results = search(engine, interpretation, SearchOptions(limit=10))
"""

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

from search.analysis import stop_words
from search.analysis.unicode_data import MAX_ACRONYM_LETTERS, MIN_SHOUTED_WORDS
from search.engine import Searcher
from search.query.options import Notice, ParseOptions
from search.query.parser import parse
from search.query.printer import to_text
from search.query.relax import Fallback, fallbacks
from search.query.synonyms import SynonymGroups, expand_synonyms
from search.query.syntax import OPERATORS
from search.query.tree import And, Query, has_text_terms
from search.request import SearchOptions
from search.results import SearchResults

MAX_TERMS_LOOKED_UP = 8
"""Each missing term is a search of its own, so those of a query with more terms are not looked up."""

_WORD = re.compile(r"[^\W\d_]+")

ALL_CAPS_NOTICE = Notice(
    0,
    "The whole query is in capitals, so it was searched for in lower case; to search for an acronym, write the other"
    " words in lower case.",
)


@dataclass(frozen=True, slots=True)
class Interpretation:
    """The tree that a text is searched for as, synonyms included, and the notices about how the text was read.

    `required` are the members of the tree that a fallback must keep; `stop_words` those of the query's language.
    """

    query: Query
    notices: tuple[Notice, ...] = ()
    required: tuple[Query, ...] = ()
    stop_words: frozenset[str] = frozenset()

    def fallbacks(self) -> Iterator[Fallback]:
        """Yield easier queries, made one by one as they are needed, the nearest first."""
        return fallbacks(self.query, self.stop_words, self.required)

    def queries(self) -> Iterator[Query]:
        """Yield all trees that may be searched for: `query`, then those of the fallbacks."""
        yield self.query
        yield from (fallback.query for fallback in self.fallbacks())


def interpret(text: str, options: ParseOptions, groups: SynonymGroups | None = None) -> Interpretation:
    """Return what a person's text is searched for as: parsed, all-capitals lower-cased, with the owner's synonyms."""
    text, notices = lowercase_if_all_caps(text)
    parsed = parse(text, options)
    query, *required = (expand_synonyms(part, groups) if groups else part for part in (parsed.query, *parsed.required))
    return Interpretation(query, (*notices, *parsed.notices), tuple(required), stop_words(options.language))


def lowercase_if_all_caps(text: str) -> tuple[str, tuple[Notice, ...]]:
    """Return the text as it is to be parsed, with a notice if that is not as typed.

    A text without lower case is lower-cased if it has three words or more, of which one is too long for an acronym: the
    tokenizer's rule for runs of words in articles, with its numbers. Operators stay as they are.
    """
    if not text.isupper():
        return text, ()
    words = {word for word in _WORD.findall(text) if len(word) > 1} - OPERATORS
    lower = _WORD.sub(lambda word: word[0] if word[0] in OPERATORS else word[0].lower(), text)
    all_caps = len(words) >= MIN_SHOUTED_WORDS and max(map(len, words)) > MAX_ACRONYM_LETTERS
    # Positions in the text must stay what they are, and a few letters are longer in lower case.
    return (lower, (ALL_CAPS_NOTICE,)) if all_caps and len(lower) == len(text) else (text, ())


def search(
    searcher: Searcher, interpretation: Interpretation, options: SearchOptions, *, relax: bool = True
) -> SearchResults:
    """Search for an interpreted text.

    The results carry the tree that was searched for and all notices, those of the parser first. When no article matches
    the query, the nearest fallback that has matches is searched for, and a notice says so, unless `relax` is False;
    filters are never relaxed. `took` covers all these searches. Raises what `Searcher.search` raises.
    """
    started = time.perf_counter()
    notices = interpretation.notices
    results = searcher.search(options.request(interpretation.query))
    if relax and results.total == 0:
        for fallback in interpretation.fallbacks():
            attempt = searcher.search(options.request(fallback.query))
            if attempt.total:
                missing = missing_terms(searcher, interpretation.query) if fallback.partial else ""
                notices = (*notices, replace(fallback.notice, message=fallback.notice.message + missing))
                # What was typed may still be misspelled, whatever its parts find.
                results = replace(attempt, suggestions=results.suggestions)
                break
    return replace(
        results,
        notices=(*notices, *results.notices),
        parsed=to_text(results.query, interpretation.stop_words),
        took=time.perf_counter() - started,
    )


def missing_terms(searcher: Searcher, query: Query) -> str:
    """Return a sentence, after a blank, that names the words and phrases of a conjunction that no article has at all.

    Filters do not count. Empty when every term occurs somewhere, or when there are too many to look up. Raises what
    `Searcher.search` raises.
    """
    terms = [child for child in query.children if has_text_terms(child)] if isinstance(query, And) else []
    if len(terms) > MAX_TERMS_LOOKED_UP:
        return ""
    counting = SearchOptions(limit=0, snippets=0)
    missing = [term for term in terms if not searcher.search(counting.request(term)).total]
    return f" These do not occur in any article: {', '.join(map(to_text, missing))}." if missing else ""
