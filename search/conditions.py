"""Which parts of a query ask for words, and which are conditions that must hold whatever the words?"""

from typing import assert_never

from search.query import (
    And,
    Boost,
    DateRange,
    Field,
    Fuzzy,
    MatchAll,
    MatchNone,
    Near,
    Not,
    Or,
    Phrase,
    Prefix,
    QualityRange,
    Query,
    Synonyms,
    Undated,
    Wildcard,
    Word,
)


def asks_for_words(query: Query) -> bool:
    """Whether words of the title or text are asked for, in contrast to conditions, negations and every article."""
    match query:
        case And(children) | Or(children):
            return any(asks_for_words(child) for child in children)
        case Boost(child, _):
            return asks_for_words(child)
        case Word() | Phrase() | Near() | Prefix() | Wildcard() | Fuzzy():
            return query.field in {None, Field.TITLE}
        case Synonyms(original):
            return asks_for_words(original)
        case Not() | DateRange() | Undated() | QualityRange() | MatchAll() | MatchNone():
            return False
        case _:
            assert_never(query)
