"""Nothing matches: which easier reading of the query may a person have meant?"""

from collections.abc import Iterator

from search.conditions import asks_for_words
from search.normalize import conjunction, disjunction
from search.plan import Acronym, Sequence, resolve
from search.query import And, Boost, Or, Query, Synonyms, Word
from search.results import Notice


def relaxations(query: Query) -> Iterator[tuple[Query, Notice]]:
    """Easier trees, the nearest first, each with the notice that owns up to it.

    Words in capitals are read as plain words, then any of the words is enough. Exclusions and conditions
    (dates, sources and the like) stay as they are.
    """
    plain = _without_capitals(query)
    if plain != query:
        yield plain, Notice(0, "No article has these capitals as an acronym; they were searched as words.")
    if isinstance(plain, And):
        wanted = [child for child in plain.children if asks_for_words(child)]
        conditions = [child for child in plain.children if not asks_for_words(child)]
        if len(wanted) > 1:
            yield (
                conjunction([disjunction(wanted), *conditions]),
                Notice(0, "No article has all of these; the best partial matches are shown."),
            )


def _without_capitals(query: Query) -> Query:
    match query:
        case Word(text, field):
            plan = resolve(query)
            capitals = isinstance(plan, Sequence) and any(isinstance(slot, Acronym) for slot in plan.slots)
            return Word(text.replace(".", "").lower(), field) if capitals else query
        case And(children):
            return And(tuple(_without_capitals(child) for child in children))
        case Or(children):
            return Or(tuple(_without_capitals(child) for child in children))
        case Boost(child, factor):
            return Boost(_without_capitals(child), factor)
        case Synonyms(original, alternatives):
            plain = _without_capitals(original)
            return Synonyms(plain, alternatives) if isinstance(plain, Word) else query
        case _:
            return query
