"""The fallbacks of a query that matches nothing: easier queries that its author may have meant."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from search.query.normalize import make_and, make_or, map_leaves
from search.query.options import Notice
from search.query.terms import AcronymTerm, TermSequence, resolve
from search.query.tree import And, Field, Leaf, Query, Synonyms, Word, has_text_terms
from search.query.words import is_droppable, tokens_of


@dataclass(frozen=True, slots=True)
class Fallback:
    """An easier query and the notice that says how it differs; `partial` when it asks for any of the words only."""

    query: Query
    notice: Notice
    partial: bool = False


def fallbacks(
    query: Query, stop_words: frozenset[str] = frozenset(), required: Collection[Query] = ()
) -> Iterator[Fallback]:
    """Yield easier queries, the nearest first.

    A pasted address is looked for among the addresses of articles, words in capitals are read as plain words, then any
    of the words is enough. Exclusions, conditions (dates, sources and the like) and what was `required` stay as they
    are. An article is no partial match for having one of the `stop_words` only.
    """
    at_address = _map_words(query, _to_address)
    if at_address != query:
        message = "No article mentions this address, so you see articles published at it."
        yield Fallback(at_address, Notice(0, message))
    plain = _map_words(query, _to_plain)
    if plain != query:
        message = "No article has these capitals as an acronym, so they were searched for as words."
        yield Fallback(plain, Notice(0, message))
    for partial in _partial_queries(query, stop_words, required):
        # `IS` as a word would match nearly every article.
        easier = _map_words(
            partial, lambda word: word if _is_stop_word(_to_plain(word), stop_words) else _to_plain(word)
        )
        message = "No article contains all of these, so you see the best partial matches."
        yield Fallback(easier, Notice(0, message), partial=True)


def _partial_queries(query: Query, stop_words: frozenset[str], required: Collection[Query]) -> Iterator[Query]:
    """Yield a query for any of the content words, then one for none of them where other words are required."""
    if not isinstance(query, And):
        return
    words = [child for child in query.children if has_text_terms(child)]
    optional = [child for child in words if child not in required]
    if len(words) < 2 or not optional:
        return
    rest = [child for child in query.children if child not in optional]
    content = [child for child in optional if not _is_stop_word(child, stop_words)] or optional
    yield make_and([make_or(content), *rest])
    if len(optional) < len(words):
        yield make_and(rest)


def _is_stop_word(query: Query, stop_words: frozenset[str]) -> bool:
    """Return whether it is a stop word, and not one that is an acronym in capitals."""
    return isinstance(query, Word) and _to_plain(query) == query and is_droppable(query.text.lower(), stop_words)


def _to_plain(word: Word) -> Word:
    """Return an acronym in capitals as a word in lower case, any other word as it is."""
    plan = resolve(word)
    capitals = isinstance(plan, TermSequence) and any(isinstance(slot, AcronymTerm) for slot in plan.slots)
    return Word(word.text.replace(".", "").lower(), word.field) if capitals else word


def _to_address(word: Word) -> Word:
    """Return a pasted address as a search of the field `url`, any other word as it is."""
    address = word.text.partition("://")[2]
    return Word(address, Field.URL) if word.field is None and tokens_of(address) else word


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
