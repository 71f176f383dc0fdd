"""Queries in Whoosh's own classes, evaluated by stock Whoosh: a second oracle."""

from pathlib import Path
from typing import Any

import whoosh.index
from whoosh import query as stock

from search.analysis import fold, tokenize
from search.engines.whoosh.schema import JOINED_MARK, TEXTS, form_field, stem_field, stem_term
from search.query.terms import AcronymTerm, ExactTerm, JoinedTerm, StemTerm, TermSequence, TermTest, resolve
from search.query.tree import (
    And,
    Boost,
    Field,
    MatchAll,
    MatchNone,
    Not,
    Or,
    Phrase,
    Prefix,
    Query,
    Synonyms,
    Wildcard,
    Word,
)


def stock_ids(generation: Path, query: Query, languages: set[str | None]) -> set[str] | None:
    """The ids that stock Whoosh finds in a generation's folder, or None where it has no such query."""
    translated = _translated(query, languages)
    if translated is None:
        return None
    with whoosh.index.open_dir(str(generation), indexname="MAIN").searcher() as searcher:
        return {searcher.stored_fields(doc)["id"] for doc in searcher.docs_for_query(translated)}


def _translated(query: Query, languages: set[str | None]) -> Any:
    """Its own NOT forgets deleted documents unless something positive stands beside it, so that is always added."""
    match query:
        case MatchAll():
            return stock.Every()
        case MatchNone():
            return stock.NullQuery
        case And(children) | Or(children):
            parts = [_translated(child, languages) for child in children]
            if any(part is None for part in parts):
                return None
            return (stock.And if isinstance(query, And) else stock.Or)(parts)
        case Not(child):
            part = _translated(child, languages)
            return None if part is None else stock.And([stock.Every(), stock.Not(part)])
        case Boost(child, _):
            return _translated(child, languages)
        case Synonyms(original, alternatives):
            parts = [_translated(leaf, languages) for leaf in (original, *alternatives)]
            return None if any(part is None for part in parts) else stock.Or(parts)
        case Word() | Phrase() | Prefix() | Wildcard() if query.field is not Field.LANG:
            return _leaf(query, languages)
        case _:
            return None


def _leaf(leaf: Word | Phrase | Prefix | Wildcard, languages: set[str | None]) -> Any:
    names = TEXTS if leaf.field is None else (leaf.field.value,)
    if isinstance(leaf, Wildcard):
        if fold(leaf.text)[:1] in "*?":
            # It would find the words that hyphens part, whose terms begin with a mark.
            return None
        return stock.Or([stock.Wildcard(name, fold(leaf.text)) for name in names])
    if isinstance(leaf, Prefix):
        tokens = tokenize(leaf.text)
        return stock.Or([stock.Prefix(name, tokens[0].exact) for name in names]) if len(tokens) == 1 else None
    plan = resolve(leaf)
    assert isinstance(plan, TermSequence)
    if plan.joined is not None:
        apart = stock.Or([stock.Phrase(name, [token.exact for token in tokenize(leaf.text)]) for name in names])
        return stock.Or([apart, _single(plan.joined, names, languages)])
    match plan.slots:
        case ():
            return stock.NullQuery
        case (test,):
            return _single(test, names, languages)
        case slots if all(isinstance(slot, ExactTerm) for slot in slots):
            words = [slot.term for slot in slots if isinstance(slot, ExactTerm)]
            return stock.Or([stock.Phrase(name, words) for name in names])
        case _:
            return None


def _single(test: TermTest, names: tuple[str, ...], languages: set[str | None]) -> Any:
    """A test of one token."""
    match test:
        case ExactTerm(term):
            return stock.Or([stock.Term(name, term) for name in names])
        case JoinedTerm(word):
            return stock.Or([stock.Term(name, term) for name in names for term in (word, JOINED_MARK + word)])
        case StemTerm(word):
            terms = {stem_term(word, language) for language in languages}
            return stock.Or([stock.Term(stem_field(name), term) for name in names for term in terms])
        case AcronymTerm(form):
            return stock.Or([stock.Term(form_field(name), form) for name in names])
        case _:
            return None
