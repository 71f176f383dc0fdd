"""What does trafilatura take for the article? It is asked as one witness among others."""

import logging
import re

import trafilatura
from trafilatura.settings import Extractor

from indexer.extract.body.blocks import Tree

# FOLDED: How much of a block does another text hold? A witness is a text that somebody else took for the article.


_WORD = re.compile(r"\w+")
_CELL = re.compile(r"[\n|]")
_RUN = 3  # words; shorter runs stand in any text


class ReferenceText:
    """A text that can be asked for blocks. Asking costs what the block is long, however long the text is."""

    def __init__(self, text: str) -> None:
        words = split_words(text)
        self._runs = set(_runs(words))
        self._lines = {" ".join(split_words(line)) for line in _CELL.split(text)} if words else set()

    def __bool__(self) -> bool:
        return bool(self._lines)

    def share(self, words: list[str]) -> float:
        """The share of the runs of these words that the text has; a few words must be a line or a cell of it."""
        if len(words) < _RUN:
            return 1.0 if words and " ".join(words) in self._lines else 0.0
        runs = _runs(words)
        return sum(run in self._runs for run in runs) / len(runs)


def split_words(text: str) -> list[str]:
    """The words of a text in folded case."""
    return _WORD.findall(text.casefold())


def _runs(words: list[str]) -> list[tuple[str, ...]]:
    return list(zip(words, words[1:], words[2:], strict=False))


MAX_TRAFILATURA_ELEMENTS = 40_000
"""Larger pages go without: what it takes grows with the square of a page's elements, and articles have hundreds."""

_HEAVY, _TELLING = ("script", "style", "svg"), "application/ld+json"  # by JSON-LD it knows a forum

_LOG = logging.getLogger(__name__)

# Its quick way, for what surely belongs: of all its ways, what this one adds to our own evidence is worth most.
_OPTIONS = Extractor(fast=True, precision=True, comments=False, tables=True)

# Its notices about pages without text are no news: the caller has an error of its own for them.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)


def extract_with_trafilatura(tree: Tree, elements: int) -> ReferenceText | None:
    """Its text of the page as a witness, empty if it finds none; None where it cannot be asked.

    Scripts, styles and drawings are gone from the tree afterwards, but for JSON-LD.
    """
    if elements > MAX_TRAFILATURA_ELEMENTS:
        return None
    _lighten(tree)
    try:
        text = trafilatura.extract(tree, options=_OPTIONS)
    except Exception as error:  # what it raises is not stated, and the page is still to be read without it
        _LOG.info("trafilatura could not read a page: %r", error)
        return None
    return ReferenceText(text or "")


def _lighten(tree: Tree) -> None:
    """Take out what it would leave out, too, but copy four times before: on large pages that is most of the page."""
    for element in list(tree.iterdescendants(*_HEAVY)):
        if element.get("type") != _TELLING:
            element.drop_tree()
