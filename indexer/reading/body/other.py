"""What does trafilatura take for the article? It is asked as one witness among others."""

import logging

import trafilatura
from trafilatura.settings import Extractor

from indexer.reading.body.blocks import Tree
from indexer.reading.body.witness import Witness

MOST_ELEMENTS = 40_000
"""Larger pages go without: what it takes grows with the square of a page's elements, and articles have hundreds."""

_HEAVY, _TELLING = ("script", "style", "svg"), "application/ld+json"  # by JSON-LD it knows a forum

_LOG = logging.getLogger(__name__)

# Its quick way, for what surely belongs: of all its ways, what this one adds to our own evidence is worth most.
_OPTIONS = Extractor(fast=True, precision=True, comments=False, tables=True)

# Its notices about pages without text are no news: the caller has an error of its own for them.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)


def asked_of_trafilatura(tree: Tree, elements: int) -> Witness | None:
    """Its text of the page as a witness, empty if it finds none; None where it cannot be asked.

    Scripts, styles and drawings are gone from the tree afterwards, but for JSON-LD.
    """
    if elements > MOST_ELEMENTS:
        return None
    _lighten(tree)
    try:
        text = trafilatura.extract(tree, options=_OPTIONS)
    except Exception as error:  # what it raises is not stated, and the page is still to be read without it
        _LOG.info("trafilatura could not read a page: %r", error)
        return None
    return Witness(text or "")


def _lighten(tree: Tree) -> None:
    """Take out what it would leave out, too, but copy four times before: on large pages that is most of the page."""
    for element in list(tree.iterdescendants(*_HEAVY)):
        if element.get("type") != _TELLING:
            element.drop_tree()
