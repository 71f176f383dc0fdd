"""Splits a page into blocks of text, with the elements that hold them (parts) and what marks them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

from indexer.extract.body.lexicon import match_purposes
from indexer.extract.html_parser import Element

_INVISIBLE_TAGS = frozenset({
    "script", "style", "noscript", "template", "iframe", "object", "svg", "head", "title", "meta", "link", "select",
    "option", "button", "textarea", "canvas", "audio", "video", "map", "datalist", "annotation", "annotation-xml", "rt",
    "rp", "input", "img", "embed",
})  # fmt: skip
_PART_TAGS = frozenset({
    "p", "div", "section", "article", "main", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "li", "dt", "dd",
    "table", "tbody", "thead", "tfoot", "tr", "td", "th", "blockquote", "pre", "figure", "figcaption", "address",
    "body", "html", "header", "footer", "aside", "nav", "form", "fieldset", "details", "summary", "center", "caption",
    "hgroup", "legend", "menu", "dir", "dialog", "search",
})  # fmt: skip
# What stands in for a script; one that is never closed holds the whole page.
_SUBSTITUTE_TAGS = frozenset({"noscript", "template"})
_NEVER_HIDDEN_TAGS = frozenset({"html", "body", "main", "article"})  # where these are, a script was to show them
_BOLD_TAGS, _ITALIC_TAGS = frozenset({"b", "strong"}), frozenset({"i", "em", "cite"})
ENCLOSING_TAGS = (
    "article", "main", "section", "aside", "nav", "footer", "header", "form", "figure", "figcaption", "ul", "ol", "li",
    "table", "blockquote", "dl", "pre", "p", "address", "details",
)  # fmt: skip
"""The elements that are a feature of the blocks within them; the index of a tag is its bit."""
_TAG_BITS = {tag: 1 << number for number, tag in enumerate(ENCLOSING_TAGS)}
_MAX_NAMES_CHARS = 1_000
_NAMING_ATTRIBUTES = ("class", "id", "role", "itemprop")
_BREAK = "\0"  # a <br>, until the text is cut into lines; no page holds the character itself


@dataclass(slots=True)
class Part:
    """A block-level element, which separates its text from what surrounds it; its blocks are first to last - 1."""

    tag: str
    parent: int
    look: tuple[str, str]
    """Tag and class: elements that share them serve the same purpose."""
    purposes: int
    """The purposes that it is named for, as bits of `lexicon.PURPOSES`."""
    nearby_purposes: int
    """The purposes that it and the two parts around it are named for."""
    enclosing_purposes: int
    """The purposes that it and all parts around it are named for."""
    enclosing_tags: int
    """Which of ENCLOSING_TAGS it and the parts around it are, as bits."""
    first: int
    last: int = 0


@dataclass(frozen=True, slots=True)
class Block:
    """Text without a break between blocks, with a line end where the page breaks a line, and the number of its part.

    `linked`, `bold` and `italic` count characters, `links` counts links; `purposes` are those of the inline elements
    that it begins with.
    """

    text: str
    part: int
    linked: int
    bold: int
    italic: int
    links: int
    purposes: int


@dataclass(slots=True)
class _Run:
    """The inline text since the last block ended."""

    pieces: list[str] = field(default_factory=list)
    has_text: bool = False
    linked: int = 0
    bold: int = 0
    italic: int = 0
    links: int = 0
    purposes: int = 0


def split_into_blocks(tree: Element, *, hidden: bool = False) -> tuple[list[Part], list[Block]]:
    """Return all parts and blocks of a page in their order, without what is no text; with `hidden` also hidden ones.

    The first part is the whole page, so that each block has a part. Depth does not matter, and the cost grows with the
    page's length alone.
    """
    walk = _Walk(hidden)
    body = tree.find("body")
    root = tree if body is None else body
    if root.tag not in _PART_TAGS:
        walk.begin("body", {})  # a fragment that begins with an inline element
    events = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    for event, element in events:
        if event == "start":
            if not walk.enter(element):
                events.skip_subtree()
        else:
            if event == "end":
                walk.leave(element)
            if element is not root and element.tail:
                walk.add(element.tail)
    walk.flush()
    if walk.parts:
        walk.parts[0].last = len(walk.blocks)
    return walk.parts, walk.blocks


class _Walk:
    """The state of the walk through a page: the parts that are open, and the text since the last block."""

    def __init__(self, hidden: bool) -> None:
        self.parts: list[Part] = []
        self.blocks: list[Block] = []
        self._hidden = hidden
        self._skipped: Element = None
        self._part = -1
        self._run = _Run()
        self._links = self._bolds = self._italics = self._pres = 0

    def enter(self, element: Element) -> bool:
        """Begin an element; return False if nothing in it is text of the page."""
        tag, attributes = element.tag, element.attrib
        if self._is_skipped(tag, attributes):
            self._skipped = element
            if tag in _PART_TAGS:
                self.flush()
            return False
        if tag in _PART_TAGS:
            self.flush()
            self.begin(tag, attributes)
            self._pres += tag == "pre"
        elif tag == "br":
            self._run.pieces.append(_BREAK)
        elif tag == "hr":
            self.flush()
        else:
            self._count(tag, 1)
            if tag == "a":
                self._run.links += 1
            if attributes and not self._run.has_text:
                self._run.purposes |= _purposes(attributes)
        if element.text:
            self.add(element.text)
        return True

    def _is_skipped(self, tag: str, attributes: Mapping[str, str]) -> bool:
        if tag in _INVISIBLE_TAGS:
            return not (self._hidden and tag in _SUBSTITUTE_TAGS)
        if not attributes or self._hidden or tag in _NEVER_HIDDEN_TAGS or not _is_hidden(attributes):
            return False
        return not _is_folded(attributes, self.parts[self._part].look[1] if self._part >= 0 else "")

    def leave(self, element: Element) -> None:
        """End an element that was begun or skipped."""
        if element is self._skipped:
            return
        tag = element.tag
        if tag in _PART_TAGS:
            self.flush()
            self.parts[self._part].last = len(self.blocks)
            self._part = self.parts[self._part].parent
            self._pres -= tag == "pre"
        else:
            self._count(tag, -1)

    def add(self, text: str) -> None:
        """Add the text between two tags."""
        run = self._run
        run.pieces.append(text.replace("\n", _BREAK) if self._pres else text)
        if text.isspace():
            return
        run.has_text = True
        if self._links or self._bolds or self._italics:
            size = len(text.strip())
            run.linked += size if self._links else 0
            run.bold += size if self._bolds else 0
            run.italic += size if self._italics else 0

    def flush(self) -> None:
        """End the block that is being read, which two line breaks split further."""
        run = self._run
        if not run.pieces:
            return  # an empty element, such as an icon, still names the text that follows
        self._run = _Run()
        if not run.has_text:
            return
        text = "".join(run.pieces)
        texts = _split_at_breaks(text) if _BREAK in text else [" ".join(text.split())]
        whole = sum(map(len, texts))
        for text in texts:
            size = len(text)
            share = size / whole
            linked, bold, italic = (min(size, round(share * marked)) for marked in (run.linked, run.bold, run.italic))
            links = round(share * run.links) if len(texts) > 1 else run.links
            self.blocks.append(Block(text, self._part, linked, bold, italic, links, run.purposes))

    def begin(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Begin a part within the one that was begun last."""
        purposes = _purposes(attributes) if attributes and tag not in {"html", "body"} else 0
        nearby, enclosing, tags = purposes, purposes, _TAG_BITS.get(tag, 0)
        if self._part >= 0:
            parent = self.parts[self._part]
            nearby |= parent.purposes | (self.parts[parent.parent].purposes if parent.parent >= 0 else 0)
            enclosing |= parent.enclosing_purposes
            tags |= parent.enclosing_tags
        look = (tag, attributes.get("class", ""))
        self.parts.append(Part(tag, self._part, look, purposes, nearby, enclosing, tags, len(self.blocks)))
        self._part = len(self.parts) - 1

    def _count(self, tag: str, by: int) -> None:
        if tag == "a":
            self._links += by
        elif tag in _BOLD_TAGS:
            self._bolds += by
        elif tag in _ITALIC_TAGS:
            self._italics += by


def _split_at_breaks(text: str) -> list[str]:
    """Return the texts between double breaks, with line ends for single ones."""
    lines = "\n".join([" ".join(line.split()) for line in text.split(_BREAK)])
    return [one for part in lines.split("\n\n") if (one := part.strip("\n"))]


def _purposes(attributes: Mapping[str, str]) -> int:
    purposes = 0
    for name in _NAMING_ATTRIBUTES:
        value = attributes.get(name)
        if value:
            purposes |= match_purposes(value)
    return purposes


# What a page shows at a click is part of it; menus, dialogs and forms are not.
_FOLDED = re.compile(
    r"accordion|panel|collaps|toggle|expand|fold(?:ed|able)?\b|faq|answer|spoiler|tab-?(?:content|pane|panel)|read-?more"
    r"|(?:more|full|hidden|rest)-?(?:text|content)|disclosure|akkordeon|drawer__content",
    re.IGNORECASE,
)
_NEVER_FOLDED = re.compile(
    r"modal|popup|overlay|dialog|lightbox|menu|\bnav|navbar|cookie|consent|share|social|comment|search|login|sign-?(?:in|up)"
    r"|subscri|newsletter|cart|basket|account|filter|sort|toast|tooltip|dropdown|offcanvas|sidebar|share",
    re.IGNORECASE,
)


def _is_folded(attributes: Mapping[str, str], class_around: str) -> bool:
    """Return whether a hidden element is the text of an accordion, a tab or a fold, by its names or those around it."""
    names = " ".join(attributes.get(name, "") for name in ("class", "id", "role"))
    if attributes.get("role") == "tabpanel":
        return not _NEVER_FOLDED.search(names)
    named = f"{names} {class_around}"[:_MAX_NAMES_CHARS]
    return _FOLDED.search(named) is not None and _NEVER_FOLDED.search(named) is None


def _is_hidden(attributes: Mapping[str, str]) -> bool:
    if "hidden" in attributes or attributes.get("aria-hidden") == "true":
        return True
    style = attributes.get("style")
    if not style or ("none" not in style and "hidden" not in style):
        return False
    style = "".join(style.split()).lower()
    return "display:none" in style or "visibility:hidden" in style
