"""Texts that others take for the article, such as trafilatura's, and how much of a block each of them has."""

import logging
import re

import trafilatura
from trafilatura.settings import Extractor

from indexer.extract.html_parser import Element

_WORD = re.compile(r"\w+")
_CELL = re.compile(r"[\n|]")
_RUN_WORDS = 3  # shorter runs occur in any text


class ReferenceText:
    """A text that others take for the article. The cost of a look-up depends on the block alone."""

    def __init__(self, text: str) -> None:
        words = split_words(text)
        self._runs = set(_runs(words))
        self._lines = {" ".join(split_words(line)) for line in _CELL.split(text)} if words else set()

    def __bool__(self) -> bool:
        return bool(self._lines)

    def share(self, words: list[str]) -> float:
        """Return the share of the runs of three words that the text has; fewer words must be a line or a cell of it."""
        if len(words) < _RUN_WORDS:
            return 1.0 if words and " ".join(words) in self._lines else 0.0
        runs = _runs(words)
        return sum(run in self._runs for run in runs) / len(runs)


def split_words(text: str) -> list[str]:
    """Return the words of a text in folded case."""
    return _WORD.findall(text.casefold())


def _runs(words: list[str]) -> list[tuple[str, ...]]:
    return list(zip(words, words[1:], words[2:], strict=False))


MAX_TRAFILATURA_ELEMENTS = 40_000
"""Trafilatura is not asked about larger pages: its time grows with the square of their elements, and articles have
hundreds.
"""

_HEAVY_TAGS, _JSON_LD_TYPE = ("script", "style", "svg"), "application/ld+json"  # it recognizes forums by JSON-LD

_LOG = logging.getLogger(__name__)

# Fast and precise: of all its modes, this one adds most to our own features.
_OPTIONS = Extractor(fast=True, precision=True, comments=False, tables=True)

# Its notices about pages without text are superfluous: the caller has an error of its own for them.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)


def extract_with_trafilatura(tree: Element, elements: int) -> ReferenceText | None:
    """Return the text that trafilatura extracts from the page, empty if it finds none; None where it cannot be asked.

    Scripts, styles and drawings are gone from the tree afterwards, except JSON-LD.
    """
    if elements > MAX_TRAFILATURA_ELEMENTS:
        return None
    _drop_heavy_elements(tree)
    try:
        text = trafilatura.extract(tree, options=_OPTIONS)
    except Exception as error:  # it documents no exceptions, and the page can be read without it
        _LOG.info("trafilatura could not read a page: %r", error)
        return None
    return ReferenceText(text or "")


def _drop_heavy_elements(tree: Element) -> None:
    """Remove what trafilatura ignores but copies four times before that: on large pages it is most of the page."""
    for element in list(tree.iterdescendants(*_HEAVY_TAGS)):
        if element.get("type") != _JSON_LD_TYPE:
            element.drop_tree()
