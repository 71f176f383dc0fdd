"""The elements of a page that may state something about its article, where they stand, and their text.

`collect_elements` finds them in one walk; a `HeadlineContext` says where an element stands, seen from the headline.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from typing import Any

from indexer.extract.html_parser import Element

MAX_ELEMENTS = 40_000
"""How many elements of a page are looked at."""
_MAX_OF_A_KIND = 2_000
_MAX_SCRIPT_CHARS, _MAX_SCRIPTS = 2_000_000, 50
_TELLING_NAME = re.compile(
    r"author|by-?line|writer|contribut|creator|reporter|autor|auteur|verfasser|redakt|fn\b|posted|publi[sc]|date"
    r"|datum|fecha|data\b|time|stamp|meta|info|headline|title|titel|titre"
)
_LABEL = re.compile(
    r"\s*(?:authors?|written by|autor(?:en|in|es)?|von|by|auteurs?|par|autore|di|text|verfasser(?:in)?|投稿者|作者|記者"
    r"|记者)\s*[:：]?\s*",
    re.IGNORECASE,
)
_MAX_LABEL_CHARS = 40
_MAX_NAMES_CHARS = 2_000
PAGE_TAGS = frozenset({"html", "body", "main"})
"""Elements that hold all of a page; their names say nothing of a part of it."""
NAME_CACHE_SIZE = 4096
"""How many names are cached with what they mean: elements of a page and pages of a site have the same few."""


@dataclass(frozen=True, slots=True)
class PlacedElement:
    """An element and its number in the order of the page."""

    position: int
    element: Element


@dataclass(slots=True)
class PageElements:
    """The elements of a page that may state something, each kind in the order of the page.

    `all` are the first elements of any kind. `named` have a class or an id that speaks of dates, authors or titles,
    `author_links` have `rel=author`, `itemprops` have `itemprop`, and `labels` begin with a label such as "Author:".
    `scripts` are the texts of JSON-LD.
    """

    all: list[Element] = field(default_factory=list)
    metas: list[Element] = field(default_factory=list)
    links: list[Element] = field(default_factory=list)
    scripts: list[str] = field(default_factory=list)
    titles: list[Element] = field(default_factory=list)
    headings: list[PlacedElement] = field(default_factory=list)
    times: list[PlacedElement] = field(default_factory=list)
    itemprops: list[PlacedElement] = field(default_factory=list)
    named: list[PlacedElement] = field(default_factory=list)
    author_links: list[PlacedElement] = field(default_factory=list)
    images: list[PlacedElement] = field(default_factory=list)
    labels: list[PlacedElement] = field(default_factory=list)
    base: str = ""


def collect_elements(tree: Element) -> PageElements:
    """Return the elements that may state something: head elements from the whole page, the rest from its beginning."""
    elements = PageElements()
    for element in tree.iter("meta", "link", "title", "script"):
        _add_head_element(elements, element)
    elements.all = list(islice(tree.iter(), MAX_ELEMENTS))
    for position, element in enumerate(elements.all):
        tag = element.tag
        if isinstance(tag, str):  # comments and instructions have no name
            _add_element(elements, tag, position, element)
    return elements


def _add_head_element(elements: PageElements, element: Element) -> None:
    match element.tag:
        case "meta":
            _add(elements.metas, element)
        case "link":
            _add(elements.links, element)
        case "title":
            _add(elements.titles, element)
        case "script":
            if "ld+json" in element.get("type", "").lower() and len(elements.scripts) < _MAX_SCRIPTS:
                elements.scripts.append((element.text or "")[:_MAX_SCRIPT_CHARS])


def _add_element(elements: PageElements, tag: str, position: int, element: Element) -> None:
    match tag:
        case "h1" | "h2":
            _add(elements.headings, PlacedElement(position, element))
        case "time":
            _add(elements.times, PlacedElement(position, element))
        case "img":
            _add(elements.images, PlacedElement(position, element))
        case "base":
            elements.base = elements.base or element.get("href", "")
    text = element.text
    if text and len(text) < _MAX_LABEL_CHARS and _is_label(text):
        _add(elements.labels, PlacedElement(position, element))
    if not element.attrib:
        return
    if element.get("itemprop") is not None:
        _add(elements.itemprops, PlacedElement(position, element))
    if "author" in element.get("rel", "").lower():
        _add(elements.author_links, PlacedElement(position, element))
    if tag not in PAGE_TAGS and _is_telling_name(class_and_id(element)):
        _add(elements.named, PlacedElement(position, element))


def class_and_id(element: Element) -> str:
    """Return the class and the id of an element in lower case: what a page calls it."""
    return f"{element.get('class', '')} {element.get('id', '')}"[:_MAX_NAMES_CHARS].lower()


@lru_cache(NAME_CACHE_SIZE)
def _is_telling_name(names: str) -> bool:
    return _TELLING_NAME.search(names) is not None


@lru_cache(NAME_CACHE_SIZE)
def _is_label(text: str) -> bool:
    return _LABEL.fullmatch(text) is not None


def _add(kind: list[Any], each: object) -> None:
    if len(kind) < _MAX_OF_A_KIND:
        kind.append(each)


_OUTSIDE_NAME = re.compile(
    r"comment|respon[ds]|discuss|related|recommend|sidebar|side-bar|(?<!elementor-)\bwidget|teaser|recent|popular"
    r"|trending|most-?read|read-?more|more-?(?:from|news|stories|posts)|also-?(?:like|read)|carousel|newsletter"
    r"|(?<!entry-)(?<!post-)(?<!article-)footer|nav(?:bar|igation)?\b|menu|breadcrumb|promo|advert|banner|archive|ticker"
    r"|kommentar|cookie"
)
_OUTSIDE_TAGS = frozenset({"nav", "footer", "aside", "form"})
_MAX_ANCESTORS = 40
_ADJACENT = (4, 10)  # elements before and after the headline


class HeadlineContext:
    """Where elements of a page stand, seen from its headline."""

    def __init__(self, headline: PlacedElement | None) -> None:
        self.headline = headline
        self._holds_headline = set(headline.element.iterancestors()) if headline else set()

    def is_outside_article(self, element: Element) -> bool:
        """Return whether it stands in what surrounds an article: navigation, comments, lists of other articles.

        What holds the headline too is no such place, whatever it is called.
        """
        for ancestor in islice(element.iterancestors(), _MAX_ANCESTORS):
            if ancestor in self._holds_headline or ancestor.tag in PAGE_TAGS:
                return False
            if ancestor.tag == "footer" and next(ancestor.iterancestors("article"), None) is not None:
                continue  # the end of the article itself
            if ancestor.tag in _OUTSIDE_TAGS or _is_outside_name(class_and_id(ancestor)):
                return True
        return False

    def zone(self, placed: PlacedElement) -> str:
        """Return where it stands, as the end of an origin. What is adjacent to the headline belongs to it."""
        if self.is_near(placed, *_ADJACENT):
            return "near the headline"
        if self.is_outside_article(placed.element):
            return "elsewhere"
        return "near the headline" if self.is_near(placed) else "in the page"

    def is_near(self, placed: PlacedElement, before: int = 25, after: int = 40) -> bool:
        """Return whether it stands at most `before` elements before the headline, or `after` behind it."""
        return self.headline is not None and -before <= placed.position - self.headline.position <= after


@lru_cache(NAME_CACHE_SIZE)
def _is_outside_name(names: str) -> bool:
    return _OUTSIDE_NAME.search(names) is not None


_MAX_TEXT_CHARS = 20_000
_INVISIBLE_TAGS = frozenset({"script", "style", "noscript", "template", "svg"})


def element_text(element: Element, max_chars: int = _MAX_TEXT_CHARS) -> str:
    """Return the words of an element on one line, without its scripts, at most `max_chars` characters of them."""
    pieces: list[str] = []
    size = 0
    for piece in _texts(element):
        pieces.append(piece)
        size += len(piece)
        if size > max_chars:
            break
    return " ".join(" ".join(pieces).split())[:max_chars]


def _texts(element: Element) -> Iterator[str]:
    """Yield the texts within an element in their order, without recursion: pages nest deeper than Python's stack."""
    waiting: list[Any] = [element]
    while waiting:
        each = waiting.pop()
        if isinstance(each, str):
            yield each
            continue
        if each.tag in _INVISIBLE_TAGS or not isinstance(each.tag, str):
            continue
        if each.text:
            yield each.text
        for child in reversed(each):
            if child.tail:
                waiting.append(child.tail)
            waiting.append(child)
