"""The small words of a query that are not what they look like, by the words beside them.

Those that have a capital only because they begin a sentence (`Where is Fort Carson?`), and the letters of an
abbreviation (`a b c news`).
"""

from collections.abc import Iterator, Sequence

from search.query.lexer import QueryToken, WordToken
from search.query.words import ends_sentence, has_initial_capital, is_droppable

_NAMES = frozenset({"don", "may", "will"})
"""Small words that are names as well: they are small at the beginning of a question or before another small word."""


def find_openers(tokens: Sequence[QueryToken], stop_words: frozenset[str]) -> frozenset[int]:
    """Return the positions of the stop words that begin a sentence and have a capital for no other reason.

    A text is a sentence, and not a name or a title such as `A Wind in the Door`, when it ends in a question mark, goes
    on in lower case, or has another word than small ones in lower case.
    """
    return frozenset(sentence[0].prefix.start for sentence in _sentences(tokens) if _begins_small(sentence, stop_words))


def find_letters(tokens: Sequence[QueryToken]) -> frozenset[int]:
    """Return the positions of single letters side by side, which spell an abbreviation: the `a` of `a b c news`."""
    letters = [isinstance(token, WordToken) and len(token.text) == 1 and token.text.isalpha() for token in tokens]
    return frozenset(
        token.prefix.start
        for token, before, here, after in zip(tokens, [False, *letters], letters, [*letters[1:], False], strict=False)
        if isinstance(token, WordToken) and here and (before or after)
    )


def _sentences(tokens: Sequence[QueryToken]) -> Iterator[list[WordToken]]:
    """Yield the unquoted words of each sentence that begins with one."""
    sentence: list[WordToken] = []
    begins = True
    for token in tokens:
        if isinstance(token, WordToken):
            if begins or sentence:
                sentence.append(token)
            begins = ends_sentence(token.text)
            if begins and sentence:
                yield sentence
                sentence = []
        else:
            begins = False
    if sentence:
        yield sentence


def _begins_small(sentence: list[WordToken], stop_words: frozenset[str]) -> bool:
    word = sentence[0].text.strip("¿¡.,;:!?…'’")
    if not has_initial_capital(word) or not is_droppable(word.lower(), stop_words):
        return False
    if sentence[-1].text.rstrip("\"'”’)")[-1:] == "?":
        return True
    following = [token for token in sentence[1:] if token.prefix.name is None and not token.prefix.signed]
    small = [_begins_lower(token.text) and is_droppable(token.text, stop_words) for token in following]
    if word.lower() in _NAMES:
        return small[:1] == [True]
    return small[:1] == [True] or any(
        _begins_lower(token.text) for token, is_small in zip(following, small, strict=True) if not is_small
    )


def _begins_lower(text: str) -> bool:
    return next((char.islower() for char in text if char.isalpha()), False)
