"""Which words does an element hold?"""

from collections.abc import Iterator
from typing import Any

from indexer.reading.parsing import Element

_LONGEST_TEXT = 20_000
_UNSEEN = frozenset({"script", "style", "noscript", "template", "svg"})


def text_of(element: Element, longest: int = _LONGEST_TEXT) -> str:
    """The words of an element on one line, at most so many characters of them; none of its scripts."""
    pieces: list[str] = []
    size = 0
    for piece in _texts(element):
        pieces.append(piece)
        size += len(piece)
        if size > longest:
            break
    return " ".join(" ".join(pieces).split())[:longest]


def _texts(element: Element) -> Iterator[str]:
    """The texts within an element in their order, without recursion, since pages nest deeper than Python's stack."""
    waiting: list[Any] = [element]
    while waiting:
        each = waiting.pop()
        if isinstance(each, str):
            yield each
            continue
        if each.tag in _UNSEEN or not isinstance(each.tag, str):
            continue
        if each.text:
            yield each.text
        for child in reversed(each):
            if child.tail:
                waiting.append(child.tail)
            waiting.append(child)
