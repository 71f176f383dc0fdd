"""Which tree do the characters of a page make? It is made once, for all that read the page."""

import re
from typing import Any, TypeAlias

from lxml import etree, html

Element: TypeAlias = Any
"""An element of lxml, whose package states no types."""

_DOCTYPE = re.compile(r"^< ?! ?DOCTYPE[^>]*/[^<>]*>", re.IGNORECASE)
_CLOSED = re.compile(r"(<html.*?)\s*/>", re.IGNORECASE)
_BEGINNING, _OPENING, _OPENING_LINES = 50, 4096, 4  # characters and lines among which a page says what it is


def _parser() -> html.HTMLParser:
    parser = html.HTMLParser(encoding="utf-8", collect_ids=False, default_doctype=False, remove_comments=True,
                             remove_pis=True)  # fmt: skip
    # What lxml has by itself asks a function of Python for each element that is touched, to tell forms from the rest.
    parser.set_element_class_lookup(etree.ElementDefaultClassLookup(element=html.HtmlElement))
    return parser


_PARSER = _parser()


def parse_html(page: str) -> Element | None:
    """The tree of a page without its comments, as trafilatura takes it; None for what is no page at all.

    What does not say that it is a page and holds no more than one element is none. `page` has no lone surrogates.
    """
    beginning = page[:_BEGINNING].lower()
    try:
        # In bytes, since the parser would have to encode the text by itself, and takes three times as long to do it.
        tree = html.fromstring(_mended(page, beginning).encode(), parser=_PARSER)
    except etree.ParserError:
        return None  # nothing is left of it
    return tree if "html" in beginning or len(tree) > 1 else None


def _mended(page: str, beginning: str) -> str:
    """The page without what makes the parser lose all of it: a doctype with a slash, an `html` that is closed."""
    opening = page[:_OPENING]
    doctype = _DOCTYPE.match(opening.partition("\n")[0]) if "doctype" in beginning else None
    if doctype is not None:
        page = page[doctype.end() :]
    if any("<html" in line and line.endswith("/>") for line in opening.splitlines()[:_OPENING_LINES]):
        page = _CLOSED.sub(r"\1>", page, count=1)
    return page
