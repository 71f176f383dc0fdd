"""What does a web page hold? The article's text without what stands round it, and what the page says about it."""

import logging
from itertools import islice
from typing import Any, TypeAlias

import trafilatura

from indexer.errors import ReadingError
from indexer.reading.body import Body, body_of
from indexer.reading.draft import Draft, Field
from indexer.reading.header import take_opening
from indexer.reading.markup import text_of_markup
from indexer.reading.mojibake import mend
from indexer.reading.page.candidates import page_candidates
from indexer.reading.repairs import RepairLog
from indexer.reading.tidy import clean, one_line, paragraphs, tidy

_Tree: TypeAlias = Any  # an lxml element, whose package states no types
_LOG = logging.getLogger(__name__)
_WHOLE_PAGE = 0.4  # how surely all text of a page is the article, and nothing else
_MOST_ELEMENTS = 200_000  # more would fill the memory before they were a text


def read_html(html: str, log: RepairLog, address: str = "") -> Draft:
    """The draft of a page. `address` is where it stood, if that is known.

    Raises ReadingError `no-text` for a page that holds no text, and `too-large` for one with too many elements.
    """
    html = clean(html)
    tree = _tree(html)
    elements = 0 if tree is None else sum(1 for _ in islice(tree.iter(), _MOST_ELEMENTS + 1))
    if elements > _MOST_ELEMENTS:
        raise ReadingError(
            "too-large", f"The page has more than {_MOST_ELEMENTS:,} elements. Save its article alone, or leave it out."
        )
    stated = page_candidates(tree, html, address)
    body = body_of(tree, elements) if tree is not None else Body()
    text, origin, confidence = body.text, body.origin, body.confidence
    if not text:
        text, origin, confidence = text_of_markup(html, main_only=True), "whole page", _WHOLE_PAGE
    text = tidy(mend(text, log), log)
    if not text:
        raise ReadingError(
            "no-text", "The page holds no text. It may build its text by script; save it as shown instead."
        )
    titles = frozenset(one_line(one.value).casefold() for one in stated if one.field is Field.TITLE)
    blocks, opening = take_opening(paragraphs(text), titles, log)
    return Draft("\n\n".join(blocks), (*stated, *opening), origin, confidence)


def _tree(html: str) -> _Tree:
    """The page as trafilatura parses it, or None for what it does not take for a page."""
    try:
        return trafilatura.load_html(html)
    except Exception as error:  # what it raises is not stated, and the page is still to be read without it
        _LOG.info("trafilatura could not parse a page: %r", error)
        return None
