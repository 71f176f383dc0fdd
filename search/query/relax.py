"""The fallbacks of a query that matches nothing, and the query for most of its words."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from search.message import Message
from search.query.normalize import make_and, make_most_of, map_leaves
from search.query.options import Notice, NoticeCode
from search.query.terms import AcronymTerm, TermSequence, resolve
from search.query.tree import TEXT_FIELDS, And, Leaf, Query, Synonyms, Word, has_text_terms
from search.query.words import is_droppable, tokens_of

SHARE_BY_RELEVANCE = 0.5
"""A partial match has more than this share of the weight of all words, where the best of them come first.

Of a longer query less is enough, see `WORDS_OF_LONG_QUERY`: no article has most of the words of a question of twenty,
and what answers it best has a few of the rare ones.
"""

WORDS_OF_LONG_QUERY = 1.5
"""A partial match of a query of more than three words has more weight than this many of its words have on average."""

SHARE_BY_DATE = 0.7
"""The same where the order is by date, and any of them may come first."""

SHARE_OF_TWO = 0.49
"""The same by relevance of two words: either will do if both are equally rare."""


@dataclass(frozen=True, slots=True)
class Fallback:
    """An easier query, and the notice that says how it differs."""

    query: Query
    notice: Notice


@dataclass(frozen=True, slots=True)
class PartialQuery:
    """A query for most of the words of another, and those words: as typed, and as the query looks for them."""

    query: Query
    words: tuple[tuple[Query, Query], ...]


def fallbacks(query: Query, stop_words: frozenset[str] = frozenset()) -> Iterator[Fallback]:
    """Yield easier queries, the nearest first: words in capitals are read as plain words, at last stop words too."""
    message = Message("No article has these capitals as an acronym, so they were searched for as words.")
    # `IS` as a word would match nearly every article.
    for plain in dict.fromkeys((_without_acronyms(query, stop_words), _map_words(query, _to_plain))):
        if plain != query:
            yield Fallback(plain, Notice(0, message, NoticeCode.EASIER_QUERY))


def partial_query(
    query: Query,
    stop_words: frozenset[str],
    required: Collection[Query],
    *,
    by_date: bool = False,
    is_unknown: Callable[[Word], bool] = lambda _: True,
) -> PartialQuery | None:
    """Return the query for most of the words of a conjunction; None where there are no two words to choose from.

    Exclusions, conditions (dates, sources and the like) and what was `required` stay as they are. Stop words do not
    count, and of three words or more one alone is never enough. A word of several parts (`17-cv-11696`) that
    `is_unknown` as a whole stands for its parts.
    """
    members = query.children if isinstance(query, And) else (query,)
    typed: list[Query] = []
    for child in members:
        parts = () if child in required else _parts(child)
        if has_text_terms(child):
            typed += parts if len(parts) > 1 and isinstance(child, Word) and is_unknown(child) else (child,)
    content = [child for child in dict.fromkeys(typed) if not _is_stop_word(child, stop_words)] or typed
    kept = [child for child in members if child in required or not has_text_terms(child)]
    if len(typed) < 2 or all(child in kept for child in content):
        return None
    has_required = any(child in kept for child in content)
    easier = [_without_acronyms(child, stop_words) for child in content]
    share = SHARE_BY_DATE if by_date else _share_by_relevance(len(content))
    least = 1 if has_required or len(content) < 3 else 2
    # A word that was typed twice counts once for what is missing, and twice for the score.
    repeated = [_without_acronyms(child, stop_words) for child in typed if child in content]
    most = make_most_of(repeated, share, least)
    kept_easier = [_without_acronyms(child, stop_words) for child in kept]
    return PartialQuery(make_and([most, *kept_easier]), tuple(zip(content, easier, strict=True)))


def _share_by_relevance(words: int) -> float:
    return SHARE_OF_TWO if words == 2 else min(SHARE_BY_RELEVANCE, WORDS_OF_LONG_QUERY / words)


def _parts(query: Query) -> Sequence[Word]:
    """Return the tokens of a word of title or text as words of their own."""
    if not isinstance(query, Word) or query.field not in TEXT_FIELDS:
        return ()
    return [Word(query.text[token.start : token.end], query.field) for token in tokens_of(query.text)]


def _without_acronyms(query: Query, stop_words: frozenset[str]) -> Query:
    return _map_words(query, lambda word: word if _is_stop_word(_to_plain(word), stop_words) else _to_plain(word))


def _is_stop_word(query: Query, stop_words: frozenset[str]) -> bool:
    """Return whether it is a stop word, and not one that is an acronym in capitals."""
    return isinstance(query, Word) and _to_plain(query) == query and is_droppable(query.text.lower(), stop_words)


def _to_plain(word: Word) -> Word:
    """Return an acronym in capitals as a word in lower case, any other word as it is."""
    plan = resolve(word)
    capitals = isinstance(plan, TermSequence) and any(isinstance(slot, AcronymTerm) for slot in plan.slots)
    return Word(word.text.replace(".", "").lower(), word.field) if capitals else word


def _map_words(query: Query, change: Callable[[Word], Word]) -> Query:
    """Return the tree with its words changed, those of exclusions excepted."""

    def changed(leaf: Leaf) -> Query:
        match leaf:
            case Word():
                return change(leaf)
            case Synonyms(Word() as original, alternatives):
                return Synonyms(change(original), alternatives)
            case _:
                return leaf

    return map_leaves(query, changed)
