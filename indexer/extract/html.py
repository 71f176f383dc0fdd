"""Reads a web page: the article's text without what surrounds it, and what the page says about it."""

from itertools import islice

from indexer.errors import ReadingError
from indexer.extract.body import Body, extract_body
from indexer.extract.candidates import Draft
from indexer.extract.cleanup import (
    fix_mojibake,
    normalize_characters,
    normalize_whitespace,
    split_paragraphs,
    to_one_line,
    undo_latin_1,
)
from indexer.extract.fields import Field
from indexer.extract.html_parser import parse_html
from indexer.extract.html_text import html_to_text
from indexer.extract.metadata.collect import page_candidates
from indexer.extract.page_notices import MESSAGES as NOTICE_MESSAGES
from indexer.extract.page_notices import notice_kind
from indexer.extract.result import RepairLog
from indexer.extract.wire_header import strip_page_header

WHOLE_PAGE_ORIGIN = "whole page"
_WHOLE_PAGE_CONFIDENCE = 0.4  # how surely all text of a page is the article, and nothing else
_MAX_ELEMENTS = 200_000  # more would fill the memory


def read_html(html: str, log: RepairLog, address: str = "") -> Draft:
    """Return the draft of a page. `address` is where it was found, if that is known.

    Raises ReadingError `no-text` for a page that holds no text, `too-large` for one with too many elements, and
    `blocked-page`, `missing-page` or `consent-page` for one that stands in for an article.
    """
    html = normalize_characters(undo_latin_1(html))
    tree = parse_html(html)
    # Held while the page is read: lxml makes a new object at each access to an element that nobody holds.
    elements = [] if tree is None else list(islice(tree.iter(), _MAX_ELEMENTS + 1))
    if len(elements) > _MAX_ELEMENTS:
        raise ReadingError(
            "too-large", f"The page has more than {_MAX_ELEMENTS:,} elements. Save its article alone, or leave it out."
        )
    candidates = page_candidates(tree, html, address)
    body = extract_body(tree, len(elements)) if tree is not None else Body()
    text, origin, confidence = body.text, body.origin, body.confidence
    if not text:
        text, origin, confidence = html_to_text(html, main_only=True), WHOLE_PAGE_ORIGIN, _WHOLE_PAGE_CONFIDENCE
    text = normalize_whitespace(fix_mojibake(text, log), log)
    notice = notice_kind(text, (one.value for one in candidates if one.field is Field.TITLE))
    if notice is not None:
        raise ReadingError(f"{notice}-page", NOTICE_MESSAGES[notice])
    if not text:
        raise ReadingError(
            "no-text", "The page holds no text. A script may build it; save the page as the browser shows it instead."
        )
    titles = frozenset(to_one_line(one.value).casefold() for one in candidates if one.field is Field.TITLE)
    blocks, header = strip_page_header(split_paragraphs(text), titles, log)
    return Draft("\n\n".join(blocks), (*candidates, *header), origin, confidence)
