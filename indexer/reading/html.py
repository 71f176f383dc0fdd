"""What does a web page hold? The article's text without what stands round it, and what the page says about it."""

import logging
from html import escape
from itertools import islice
from typing import Any, TypeAlias

import trafilatura

from indexer.errors import ReadingError
from indexer.reading.body import Body, body_of
from indexer.reading.draft import Draft, Field
from indexer.reading.header import take_opening
from indexer.reading.markup import text_of_markup
from indexer.reading.metadata import ATTRIBUTES, TELLING, dated_by_address, page_candidates
from indexer.reading.mojibake import mend
from indexer.reading.repairs import RepairLog
from indexer.reading.tidy import clean, one_line, paragraphs, tidy

_Tree: TypeAlias = Any  # an lxml element, whose package states no types
_LOG = logging.getLogger(__name__)
_MOST_TELLING = 5_000
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
    stated = page_candidates(_telling_source(tree) if tree is not None else html, html, address)
    body = body_of(tree, elements) if tree is not None else Body()
    text = body.text or text_of_markup(html, main_only=True)
    text = tidy(mend(text, log), log)
    if not text:
        raise ReadingError(
            "no-text", "The page holds no text. It may build its text by script; save it as shown instead."
        )
    titles = frozenset(one_line(one.value).casefold() for one in stated if one.field is Field.TITLE)
    blocks, opening = take_opening(paragraphs(text), titles, log)
    return Draft("\n\n".join(blocks), (*stated, *opening, *dated_by_address(stated, address)))


def _tree(html: str) -> _Tree:
    """The page as trafilatura parses it, or None for what it does not take for a page."""
    try:
        return trafilatura.load_html(html)
    except Exception as error:  # what it raises is not stated, and the page is still to be read without it
        _LOG.info("trafilatura could not parse a page: %r", error)
        return None


def _telling_source(tree: _Tree) -> str:
    """The elements that speak about the article as HTML of their own: a page is large, and its head is small."""
    pieces: list[str] = []
    for element in islice(tree.iter(*TELLING), _MOST_TELLING):
        text = element.text_content()
        if element.tag == "script":
            text = text if "ld+json" in element.get("type", "").lower() else ""
        else:
            text = escape(text)
        stated = "".join(f' {name}="{escape(value)}"' for name, value in element.items() if name in ATTRIBUTES)
        pieces.append(f"<{element.tag}{stated}>{text}</{element.tag}>")
    return "".join(pieces)
