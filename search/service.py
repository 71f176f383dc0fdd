"""The search for what a person typed: interpret the text, search, and fall back to easier queries.

interpretation = interpret("river flood", ParseOptions(), groups)
results = search(engine, interpretation, SearchOptions(limit=10))
"""

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from search.analysis import stop_words
from search.analysis.unicode_data import MAX_ACRONYM_LETTERS, MIN_SHOUTED_WORDS
from search.conditions import as_words, condition_notices, filter_notices, unmet_conditions
from search.deadline import OUT_OF_TIME, DeadlineSearcher, OutOfTime
from search.engine import Searcher
from search.message import Message
from search.partial_matches import add_partial_matches, partial_cursor
from search.query.addresses import drops_parts, expand_addresses, is_address, plain_address
from search.query.options import MatchMode, Notice, NoticeCode, ParseOptions
from search.query.parser import parse
from search.query.printer import to_text
from search.query.relax import Fallback, PartialQuery, fallbacks, partial_query
from search.query.spellings import Vocabulary, expand_spellings
from search.query.synonyms import SynonymGroups, expand_synonyms
from search.query.syntax import OPERATORS
from search.query.tree import Phrase, Query, Word, iter_leaves
from search.request import PartialMatches, SearchOptions, Sort
from search.results import SearchResults

MAX_TERMS_LOOKED_UP = 8
"""Each missing term is a search of its own, so those of a query with more terms are not looked up."""

NO_FULL_MATCH = Message("No article contains all of these, so you see the best partial matches.")

_WORD = re.compile(r"[^\W\d_]+")

_SCHEME = "https://"
_BARE_ADDRESS = re.compile(r"(?<![\w./:@-])(?:[\w-]+\.)+[^\W\d_]{2,}(?::\d+)?/[^\s?]*\?\w\S*")

ALL_CAPS_NOTICE = Notice(
    0,
    Message(
        "The whole query is in capitals, so it was searched for in lower case; to search for an acronym, write the"
        " other words in lower case."
    ),
    NoticeCode.READ_AS,
)


@dataclass(frozen=True, slots=True)
class Interpretation:
    """The tree that a text is searched for as, synonyms included, and the notices about how the text was read.

    `required` are the members of the tree that an easier query must keep; `stop_words` those of the query's language.
    `text` is what was typed; `literal` is the tree with its field names read as words, where they may be meant so. With
    `match` ANY the tree asks for any of the words already: there are no partial matches.
    """

    query: Query
    notices: tuple[Notice, ...] = ()
    required: tuple[Query, ...] = ()
    stop_words: frozenset[str] = frozenset()
    match: MatchMode = MatchMode.ALL
    text: str = ""
    literal: Query | None = None

    def fallbacks(self) -> Iterator[Fallback]:
        """Yield easier queries, made one by one as they are needed, the nearest first."""
        return fallbacks(self.query, self.stop_words)

    def partial_query(
        self, query: Query, *, by_date: bool = False, is_unknown: Callable[[Word], bool] = lambda _: True
    ) -> PartialQuery | None:
        """Return the query for most of the words of `query`, which is the tree or a fallback; None if there is none."""
        if self.match is MatchMode.ANY:
            return None
        return partial_query(query, self.stop_words, self.required, by_date=by_date, is_unknown=is_unknown)

    def queries(self) -> Iterator[Query]:
        """Yield all trees that may be searched for: `query`, then its fallbacks, then most of the words."""
        yield self.query
        yield from (fallback.query for fallback in self.fallbacks())
        # Whether a word of several parts occurs as a whole, the index alone knows.
        for partial in (self.partial_query(self.query, is_unknown=lambda _: False), self.partial_query(self.query)):
            if partial is not None:
                yield partial.query


def interpret(
    text: str, options: ParseOptions, groups: SynonymGroups | None = None, vocabulary: Vocabulary | None = None
) -> Interpretation:
    """Return what a person's text is searched for as: parsed, all-capitals lower-cased, with the owner's synonyms.

    With the `vocabulary` of an engine, abbreviations also have their other spellings; raises what that raises.
    """
    text, notices = lowercase_if_all_caps(text)
    text, shifts = _with_schemes(text)
    parsed = parse(text, options)
    added = (*parsed.notices, *_address_notices(text, parsed.query))
    notices = (*notices, *(replace(each, position=_shift_back(each.position, shifts)) for each in added))
    small_words = stop_words(options.language)

    def expand(part: Query) -> Query:
        part = expand_addresses(part)
        part = expand_synonyms(part, groups) if groups else part
        return expand_spellings(part, vocabulary, small_words, parsed.required) if vocabulary else part

    required = tuple(map(expand, parsed.required))
    return Interpretation(expand(parsed.query), notices, required, small_words, options.match, text, parsed.literal)


def _with_schemes(text: str) -> tuple[str, tuple[int, ...]]:
    """Return the text with a scheme before each address that has none, and where it was added.

    A `?` in an address without a scheme would be a wildcard.
    """
    starts = tuple(match.start() for match in _BARE_ADDRESS.finditer(text))
    for start in reversed(starts):
        text = f"{text[:start]}{_SCHEME}{text[start:]}"
    return text, starts


def _shift_back(position: int, starts: tuple[int, ...]) -> int:
    """Return a position in the text with schemes as one in the text that was typed."""
    for start in starts:
        if position > start:
            position = max(position - len(_SCHEME), start)
    return position


def _address_notices(text: str, query: Query) -> Iterator[Notice]:
    for leaf in iter_leaves(query):
        if isinstance(leaf, Word | Phrase) and is_address(leaf.text) and drops_parts(leaf.text):
            message = Message("The address was searched for as %(address)s.", address=plain_address(leaf.text))
            yield Notice(max(text.find(leaf.text), 0), message, NoticeCode.READ_AS)


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
    the query, the nearest fallback that has matches is searched for, and a notice says so. When fewer articles than a
    page match, those that have most of the words follow (`search.partial_matches`). With `relax` False neither happens;
    filters are never relaxed. `took` covers all these searches, and so does the time limit of the first: when it is
    reached, the others are left out, with a notice. Raises what `Searcher.search` raises.
    """
    started = time.perf_counter()
    has_partial = relax and options.partial is PartialMatches.AUTO
    full = options
    if has_partial and partial_cursor(options) is not None:
        full = replace(options, offset=0, limit=0, cursor=None)
    results = searcher.search(replace(full.request(interpretation.query), typed=interpretation.text))
    notices = interpretation.notices
    timed = DeadlineSearcher(searcher, results.deadline)
    try:
        if relax and results.total == 0:
            results, added = _relax(timed, interpretation, full, results)
            notices = (*notices, *added)
        if has_partial and results.total < options.limit and results.total_is_exact:
            results, added = _with_partial_matches(timed, interpretation, options, results)
            notices = (*notices, *added)
    except OutOfTime:
        notices = (*notices, OUT_OF_TIME)
    return replace(
        results,
        notices=(*notices, *results.notices),
        parsed=to_text(results.query, interpretation.stop_words),
        took=time.perf_counter() - started,
    )


def _relax(
    searcher: Searcher, interpretation: Interpretation, options: SearchOptions, results: SearchResults
) -> tuple[SearchResults, tuple[Notice, ...]]:
    """Return the results of an easier query, or those of this one, which matches nothing; and the notices about it."""
    query = interpretation.query
    for fallback in interpretation.fallbacks():
        attempt = searcher.search(replace(options.request(fallback.query), typed=interpretation.text))
        if attempt.total:
            # What was typed may still be misspelled, whatever its easier reading finds.
            return replace(attempt, suggestions=results.suggestions), (fallback.notice,)
    unmet = unmet_conditions(searcher, query)
    notices = (
        *condition_notices(searcher, unmet, interpretation.text),
        *filter_notices(searcher, options.filters),
    )
    plain = interpretation.literal or as_words(query, unmet)
    attempt = results if plain is None else searcher.search(options.request(plain))
    if not attempt.total:
        return results, notices
    message = Message("No article meets this condition, so it was searched for as words.")
    if conditions := ", ".join(map(to_text, unmet)):
        message = Message("No article meets %(conditions)s, so it was searched for as words.", conditions=conditions)
    said = Notice(0, message, NoticeCode.EASIER_QUERY)
    return replace(attempt, suggestions=results.suggestions), (said, *notices)


def _with_partial_matches(
    searcher: Searcher, interpretation: Interpretation, options: SearchOptions, results: SearchResults
) -> tuple[SearchResults, tuple[Notice, ...]]:
    """Return the results with the partial matches that belong on the page, and the notices about them."""
    partial = interpretation.partial_query(
        results.query,
        by_date=options.sort is not Sort.RELEVANCE,
        is_unknown=lambda word: not count_articles(searcher, word),
    )
    if partial is None:
        return results, ()
    results = add_partial_matches(searcher, results, options, partial)
    if not results.partial or results.total:
        return results, ()
    message = NO_FULL_MATCH
    if missing := missing_terms(searcher, partial):
        message = Message("%(first)s %(second)s", first=message, second=missing)
    return results, (Notice(0, message, NoticeCode.PARTIAL_MATCHES),)


def missing_terms(searcher: Searcher, partial: PartialQuery) -> Message | None:
    """Return a sentence that names the words and phrases of a query that no article has at all.

    Filters do not count. None when every term occurs somewhere, or when there are too many to look up. Raises what
    `Searcher.search` raises.
    """
    if len(partial.words) > MAX_TERMS_LOOKED_UP:
        return None
    missing = [typed for typed, sought in partial.words if not count_articles(searcher, sought)]
    if not missing:
        return None
    return Message("These do not occur in any article: %(words)s.", words=", ".join(map(to_text, missing)))


def count_articles(searcher: Searcher, query: Query) -> int:
    """Return how many articles match, filters aside. Raises what `Searcher.search` raises."""
    return searcher.search(SearchOptions(limit=0, snippets=0).request(query)).total
