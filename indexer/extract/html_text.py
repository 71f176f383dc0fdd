"""Turns any piece of HTML into all of its text, paragraph by paragraph."""

import re

from bs4 import BeautifulSoup, Comment, Tag
from bs4.element import NavigableString, PreformattedString

from indexer.extract.html_parser import limit_attributes

_INVISIBLE_TAGS = frozenset({
    "script", "style", "noscript", "template", "iframe", "object", "svg", "math", "head", "title", "meta", "link",
    "select", "option", "button", "textarea", "canvas", "audio", "video", "map",
})  # fmt: skip
_SURROUNDING_TAGS = frozenset({"nav", "footer", "aside", "form", "header", "menu"})
_BLOCK_TAGS = frozenset({
    "p", "div", "section", "article", "main", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "table",
    "blockquote", "pre", "figure", "figcaption", "address", "hr", "body", "html", "header", "footer", "aside", "nav",
    "form", "fieldset", "details", "summary", "center", "caption",
})  # fmt: skip
_LINE_TAGS = frozenset({"br", "li", "dt", "dd", "tr"})
_TAG = re.compile(r"</?(?:p|br|div|a|b|i|u|em|strong|ul|ol|li|h[1-6]|span|img|table|t[rdh]|blockquote|figure|section"
                  r"|article|sup|sub|font|center|pre|script|style)(?:\s[^<>]*)?/?>", re.IGNORECASE)  # fmt: skip
_PROLOG = re.compile(r"<\?xml[^>]*>?", re.IGNORECASE)
_CLOSING_TAG = re.compile(r"</(?:p|div|a|em|strong|li|h[1-6]|span|blockquote|b|i)>|<br\s*/?>|<p>", re.IGNORECASE)


def looks_like_html(text: str) -> bool:
    """Return whether a text is HTML: it has tags that are closed, and not only a `<` here and there."""
    return _CLOSING_TAG.search(text) is not None


def is_whole_page(text: str) -> bool:
    """Return whether the HTML is a whole page and not a fragment."""
    return re.search(r"<(?:html|body|head|!doctype html)\b", text[:5000], re.IGNORECASE) is not None


def strip_tags(text: str) -> str:
    """Return a single line without the inline tags that titles sometimes carry."""
    return _TAG.sub("", text) if "<" in text else text


def html_to_text(html: str, *, main_only: bool = False) -> str:
    """Return the text of HTML: blocks separated by blank lines, list items and table rows as lines, no scripts.

    With `main_only` navigation, headers and footers are left out too. Neither nesting depth nor broken HTML matters.
    """
    # With the prolog of XHTML it would warn that XML is parsed as HTML, which is what we want.
    html = limit_attributes(_PROLOG.sub("", html, count=1) if _PROLOG.match(html) else html)
    soup = BeautifulSoup(html, "lxml")
    pieces: list[str] = []
    _collect(soup, _INVISIBLE_TAGS | _SURROUNDING_TAGS if main_only else _INVISIBLE_TAGS, pieces)
    return "".join(pieces)


def _collect(root: Tag, invisible: frozenset[str], pieces: list[str]) -> None:
    """Walk the tree without recursion, since pages nest deeper than Python's stack."""
    stack: list[object] = [root]
    while stack:
        node = stack.pop()
        if isinstance(node, str) and not isinstance(node, NavigableString):
            pieces.append(node)  # a break that was pushed below
        elif isinstance(node, Tag):
            if node.name in invisible:
                continue
            before, after = _breaks(node.name)
            pieces.append(before)
            stack.append(after)
            stack.extend(reversed(node.contents))
        elif isinstance(node, NavigableString) and not isinstance(node, (Comment, PreformattedString)):
            pieces.append(re.sub(r"\s+", " ", node))


def _breaks(name: str) -> tuple[str, str]:
    if name in _BLOCK_TAGS:
        return "\n\n", "\n\n"
    if name == "li":
        return "\n- ", ""
    if name in _LINE_TAGS:
        return "\n", ""
    return ("", " ") if name in {"td", "th"} else ("", "")
