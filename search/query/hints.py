"""Notices that propose a condition for what was searched for as words: a date among them."""

from collections.abc import Iterator, Sequence
from itertools import islice

from search.message import Message
from search.query.dates import find_dates
from search.query.lexer import CloseParen, OpenParen, QueryToken, QuotedToken, WordToken
from search.query.options import AddNotice, NoticeCode
from search.query.syntax import DATE_NAMES
from search.query.words import ends_in_question_mark

_MAX_HINTS = 2


def note_likely_dates(text: str, tokens: Sequence[QueryToken], language: str | None, note: AddNotice) -> None:
    """Add a notice for a date among the plain words of a query that has no condition on dates."""
    prefixes = (token.prefix for token in tokens if isinstance(token, WordToken | QuotedToken | OpenParen))
    if any(prefix.name in DATE_NAMES for prefix in prefixes):
        return
    found = (
        (start + each.start, each) for start, run in _plain_runs(text, tokens) for each in find_dates(run, language)
    )
    for position, each in islice(found, _MAX_HINTS):
        message = Message(
            "'%(text)s' was searched for in the text; for what was published then, write %(query)s.",
            text=each.text,
            query=f"date:{each.iso}",
        )
        note(position, message, NoticeCode.DATE_HINT)


def _plain_runs(text: str, tokens: Sequence[QueryToken]) -> Iterator[tuple[int, str]]:
    """Yield the position and the text of consecutive words that have no field, sign, pattern or suffix."""
    start = end = -1
    contexts: list[str | None] = [None]
    for token in tokens:
        if isinstance(token, WordToken) and contexts[-1] is None and _is_plain(token):
            start = token.prefix.start if start < 0 else start
            end = token.suffix.start
            continue
        if start >= 0:
            yield start, text[start:end]
            start = -1
        if isinstance(token, OpenParen):
            contexts.append(token.prefix.name or contexts[-1])
        elif isinstance(token, CloseParen) and len(contexts) > 1:
            contexts.pop()
    if start >= 0:
        yield start, text[start:end]


def _is_plain(token: WordToken) -> bool:
    prefix = token.prefix
    if prefix.signed or prefix.name or token.suffix.text or token.escaped or token.glued:
        return False
    return not token.wild or ends_in_question_mark(token.text)
