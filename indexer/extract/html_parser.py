"""Parses a page into an lxml tree, once for all that read the page."""

import re
from typing import Any, TypeAlias

from lxml import etree, html

Element: TypeAlias = Any
"""An element of lxml, whose package states no types."""

_DOCTYPE = re.compile(r"^< ?! ?DOCTYPE[^>]*/[^<>]*>", re.IGNORECASE)
_CLOSED_HTML = re.compile(r"(<html.*?)\s*/>", re.IGNORECASE)
_TYPE_CHARS, _HEAD_CHARS, _HEAD_LINES = 50, 4096, 4  # within these a page says what it is, and opens `html`


_MAX_ATTRIBUTES = 300
_ATTRIBUTE = r"""(?:[\s/]++|(?<=["']))[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>"'][^\s>]*+)?+)?+"""
_MANY_ATTRIBUTES = re.compile(rf"<[A-Za-z][^\s/>]*+(?:{_ATTRIBUTE}){{{_MAX_ATTRIBUTES},}}+")
_FIRST_ATTRIBUTES = re.compile(rf"<[A-Za-z][^\s/>]*+(?:{_ATTRIBUTE}){{{_MAX_ATTRIBUTES}}}+")


def limit_attributes(page: str) -> str:
    """Return the page with no more than 300 attributes an element: the parser compares each with all before it."""
    return _MANY_ATTRIBUTES.sub(_keep_first_attributes, page)


def _keep_first_attributes(tag: re.Match[str]) -> str:
    first = _FIRST_ATTRIBUTES.match(tag[0])
    return first[0] if first else tag[0]


def _parser() -> html.HTMLParser:
    parser = html.HTMLParser(encoding="utf-8", collect_ids=False, default_doctype=False, remove_comments=True,
                             remove_pis=True)  # fmt: skip
    # lxml's own lookup calls a Python function for each element that is touched, to tell forms from the rest.
    parser.set_element_class_lookup(etree.ElementDefaultClassLookup(element=html.HtmlElement))
    return parser


_PARSER = _parser()


def parse_html(page: str) -> Element | None:
    """Return the tree of a page without its comments, as trafilatura takes it; None for what is no page at all.

    What does not say that it is a page and holds no more than one element is no page. `page` has no lone surrogates.
    """
    beginning = page[:_TYPE_CHARS].lower()
    try:
        # In bytes, since the parser takes three times as long to encode the text itself.
        tree = html.fromstring(limit_attributes(_fix_head(page, beginning)).encode(), parser=_PARSER)
    except etree.ParserError:
        return None  # the parser found no element
    return tree if "html" in beginning or len(tree) > 1 else None


def _fix_head(page: str, beginning: str) -> str:
    """Return the page without what makes the parser lose all of it: a doctype with a slash, a closed `html`."""
    head = page[:_HEAD_CHARS]
    doctype = _DOCTYPE.match(head.partition("\n")[0]) if "doctype" in beginning else None
    if doctype is not None:
        page = page[doctype.end() :]
    if any("<html" in line and line.endswith("/>") for line in head.splitlines()[:_HEAD_LINES]):
        page = _CLOSED_HTML.sub(r"\1>", page, count=1)
    return page
