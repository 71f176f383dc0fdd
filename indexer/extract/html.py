"""What does a web page hold? The article's text without what stands round it, and what the page says about it."""

from itertools import islice

from indexer.errors import ReadingError
from indexer.extract.body import Body, body_of
from indexer.extract.candidates import Draft, Field
from indexer.extract.cleanup import clean, mend, one_line, paragraphs, tidy
from indexer.extract.html_parser import parsed
from indexer.extract.html_text import text_of_markup
from indexer.extract.metadata.collect import page_candidates
from indexer.extract.result import RepairLog
from indexer.extract.wire_header import take_opening

_WHOLE_PAGE = 0.4  # how surely all text of a page is the article, and nothing else
_MOST_ELEMENTS = 200_000  # more would fill the memory before they were a text


def read_html(html: str, log: RepairLog, address: str = "") -> Draft:
    """The draft of a page. `address` is where it stood, if that is known.

    Raises ReadingError `no-text` for a page that holds no text, and `too-large` for one with too many elements.
    """
    html = clean(html)
    tree = parsed(html)
    # They are kept while the page is read: lxml makes an object anew for each element that nobody holds.
    elements = [] if tree is None else list(islice(tree.iter(), _MOST_ELEMENTS + 1))
    if len(elements) > _MOST_ELEMENTS:
        raise ReadingError(
            "too-large", f"The page has more than {_MOST_ELEMENTS:,} elements. Save its article alone, or leave it out."
        )
    stated = page_candidates(tree, html, address)
    body = body_of(tree, len(elements)) if tree is not None else Body()
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
