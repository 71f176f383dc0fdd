"""Nothing matches: which easier reading of the query may a person have meant?"""

from collections.abc import Callable, Collection, Iterator

from search.query.normalize import make_and, make_or
from search.query.options import Notice
from search.query.terms import AcronymTerm, TermSequence, resolve
from search.query.tree import And, Boost, Field, Or, Query, Synonyms, Word, has_text_terms
from search.query.words import is_droppable, tokens_of

PARTIAL_MATCHES = "No article has all of these; the best partial matches are shown."


def fallbacks(
    query: Query, stop_words: frozenset[str] = frozenset(), demanded: Collection[Query] = ()
) -> Iterator[tuple[Query, Notice]]:
    """Easier trees, the nearest first, each with the notice that owns up to it.

    A pasted address is looked for among the addresses of articles, words in capitals are read as plain words, then any
    of the words is enough. Exclusions, conditions (dates, sources and the like) and what was `demanded` stay as they
    are. By its `stop_words` alone no article is a partial match.
    """
    at_address = _with_words(query, _address)
    if at_address != query:
        yield at_address, Notice(0, "No article mentions this address; what was published at it is shown.")
    plain = _with_words(query, _plain)
    if plain != query:
        yield plain, Notice(0, "No article has these capitals as an acronym; they were searched as words.")
    for partial in _partials(query, stop_words, demanded):
        # `IS` as a word would match nearly every article.
        easier = _with_words(partial, lambda word: word if _is_small(_plain(word), stop_words) else _plain(word))
        yield easier, Notice(0, PARTIAL_MATCHES)


def _partials(query: Query, stop_words: frozenset[str], demanded: Collection[Query]) -> Iterator[Query]:
    """Any of the words that tell something, then none of them where others are demanded."""
    if not isinstance(query, And):
        return
    words = [child for child in query.children if has_text_terms(child)]
    free = [child for child in words if child not in demanded]
    if len(words) < 2 or not free:
        return
    held = [child for child in query.children if child not in free]
    telling = [child for child in free if not _is_small(child, stop_words)] or free
    yield make_and([make_or(telling), *held])
    if len(free) < len(words):
        yield make_and(held)


def _is_small(query: Query, stop_words: frozenset[str]) -> bool:
    """Whether it is a stop word, and not one that is an acronym in capitals."""
    return isinstance(query, Word) and _plain(query) == query and is_droppable(query.text.lower(), stop_words)


def _plain(word: Word) -> Word:
    plan = resolve(word)
    capitals = isinstance(plan, TermSequence) and any(isinstance(slot, AcronymTerm) for slot in plan.slots)
    return Word(word.text.replace(".", "").lower(), word.field) if capitals else word


def _address(word: Word) -> Word:
    address = word.text.partition("://")[2]
    return Word(address, Field.URL) if word.field is None and tokens_of(address) else word


def _with_words(query: Query, changed: Callable[[Word], Word]) -> Query:
    """The tree with its words changed, those under a Not as they are: more to exclude would lose articles."""
    match query:
        case Word():
            return changed(query)
        case And(children):
            return And(tuple(_with_words(child, changed) for child in children))
        case Or(children):
            return Or(tuple(_with_words(child, changed) for child in children))
        case Boost(child, factor):
            return Boost(_with_words(child, changed), factor)
        case Synonyms(Word() as original, alternatives):
            return Synonyms(changed(original), alternatives)
        case _:
            return query
