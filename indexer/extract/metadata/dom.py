"""Which elements of a page may speak about its article?"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from typing import Any

from indexer.extract.html_parser import Element

MAX_ELEMENTS = 40_000
"""No more of a page is looked at."""
_MOST_OF_A_KIND = 2_000
_MOST_SCRIPT, _MOST_SCRIPTS = 2_000_000, 50
_SPEAKING = re.compile(
    r"author|by-?line|writer|contribut|creator|reporter|autor|auteur|verfasser|redakt|fn\b|posted|publi[sc]|date"
    r"|datum|fecha|data\b|time|stamp|meta|info|headline|title|titel|titre"
)
_LABEL = re.compile(
    r"\s*(?:authors?|written by|autor(?:en|in|es)?|von|by|auteurs?|par|autore|di|text|verfasser(?:in)?|投稿者|作者|記者"
    r"|记者)\s*[:：]?\s*",
    re.IGNORECASE,
)
_LONGEST_LABEL = 40
_LONGEST_NAMES = 2_000
PAGE_TAGS = frozenset({"html", "body", "main"})
"""Elements that hold all of a page; what they are called says nothing of a part of it."""
NAME_CACHE_SIZE = 4096
"""So many names are remembered with what they say: elements of a page and pages of a site have the same few."""


@dataclass(frozen=True, slots=True)
class PlacedElement:
    """An element and its place in the order of the page."""

    place: int
    element: Element


@dataclass(slots=True)
class PageElements:
    """The speaking elements of a page, each kind in the order of the page, and the first of all its elements."""

    all: list[Element] = field(default_factory=list)
    metas: list[Element] = field(default_factory=list)
    links: list[Element] = field(default_factory=list)
    scripts: list[str] = field(default_factory=list)
    titles: list[Element] = field(default_factory=list)
    headings: list[PlacedElement] = field(default_factory=list)
    times: list[PlacedElement] = field(default_factory=list)
    properties: list[PlacedElement] = field(default_factory=list)
    marked: list[PlacedElement] = field(default_factory=list)
    anchors: list[PlacedElement] = field(default_factory=list)
    images: list[PlacedElement] = field(default_factory=list)
    labels: list[PlacedElement] = field(default_factory=list)
    base: str = ""


def collect_elements(tree: Element) -> PageElements:
    """All that may speak: what is written for machines from the whole page, the rest from its first elements."""
    found = PageElements()
    for element in tree.iter("meta", "link", "title", "script"):
        _sort_head(found, element)
    found.all = list(islice(tree.iter(), MAX_ELEMENTS))
    for place, element in enumerate(found.all):
        tag = element.tag
        if isinstance(tag, str):  # comments and instructions have no name
            _sort(found, tag, place, element)
    return found


def _sort_head(found: PageElements, element: Element) -> None:
    match element.tag:
        case "meta":
            _add(found.metas, element)
        case "link":
            _add(found.links, element)
        case "title":
            _add(found.titles, element)
        case "script":
            if "ld+json" in element.get("type", "").lower() and len(found.scripts) < _MOST_SCRIPTS:
                found.scripts.append((element.text or "")[:_MOST_SCRIPT])


def _sort(found: PageElements, tag: str, place: int, element: Element) -> None:
    match tag:
        case "h1" | "h2":
            _add(found.headings, PlacedElement(place, element))
        case "time":
            _add(found.times, PlacedElement(place, element))
        case "img":
            _add(found.images, PlacedElement(place, element))
        case "base":
            found.base = found.base or element.get("href", "")
    text = element.text
    if text and len(text) < _LONGEST_LABEL and _is_label(text):
        _add(found.labels, PlacedElement(place, element))
    if not element.attrib:
        return
    if element.get("itemprop") is not None:
        _add(found.properties, PlacedElement(place, element))
    if "author" in element.get("rel", "").lower():
        _add(found.anchors, PlacedElement(place, element))
    if tag not in PAGE_TAGS and _speaks(class_and_id(element)):
        _add(found.marked, PlacedElement(place, element))


def class_and_id(element: Element) -> str:
    """What a page calls an element, by its class and its id, in lower case."""
    return f"{element.get('class', '')} {element.get('id', '')}"[:_LONGEST_NAMES].lower()


@lru_cache(NAME_CACHE_SIZE)
def _speaks(names: str) -> bool:
    return _SPEAKING.search(names) is not None


@lru_cache(NAME_CACHE_SIZE)
def _is_label(text: str) -> bool:
    return _LABEL.fullmatch(text) is not None


def _add(kind: list[Any], each: object) -> None:
    if len(kind) < _MOST_OF_A_KIND:
        kind.append(each)


# FOLDED: Where in a page does an element stand, seen from the headline?


_WITHOUT = re.compile(
    r"comment|respon[ds]|discuss|related|recommend|sidebar|side-bar|(?<!elementor-)\bwidget|teaser|recent|popular"
    r"|trending|most-?read|read-?more|more-?(?:from|news|stories|posts)|also-?(?:like|read)|carousel|newsletter"
    r"|(?<!entry-)(?<!post-)(?<!article-)footer|nav(?:bar|igation)?\b|menu|breadcrumb|promo|advert|banner|archive|ticker"
    r"|kommentar|cookie"
)
_WITHOUT_TAGS = frozenset({"nav", "footer", "aside", "form"})
_TOUCHING = (4, 10)


class HeadlineContext:
    """Where elements stand, seen from the headline."""

    def __init__(self, headline: PlacedElement | None) -> None:
        self.headline = headline
        self._around = set(headline.element.iterancestors()) if headline else set()

    def apart(self, element: Element) -> bool:
        """Whether it stands in what surrounds an article: navigation, comments, lists of other articles.

        What holds the headline too is no such place, whatever it is called.
        """
        for around in islice(element.iterancestors(), 40):
            if around in self._around or around.tag in PAGE_TAGS:
                return False
            if around.tag == "footer" and next(around.iterancestors("article"), None) is not None:
                continue  # the end of the article itself
            if around.tag in _WITHOUT_TAGS or _surrounds(class_and_id(around)):
                return True
        return False

    def where(self, spot: PlacedElement) -> str:
        """Where it stands, as the end of an origin. What touches the headline belongs to it, whatever it is called."""
        if self.near(spot, *_TOUCHING):
            return "near the headline"
        if self.apart(spot.element):
            return "elsewhere"
        return "near the headline" if self.near(spot) else "in the page"

    def near(self, spot: PlacedElement, before: int = 25, after: int = 40) -> bool:
        """Whether no more than so many elements lie between it and the headline."""
        return self.headline is not None and -before <= spot.place - self.headline.place <= after


@lru_cache(NAME_CACHE_SIZE)
def _surrounds(names: str) -> bool:
    return _WITHOUT.search(names) is not None


# FOLDED: Which words does an element hold?


_LONGEST_TEXT = 20_000
_UNSEEN = frozenset({"script", "style", "noscript", "template", "svg"})


def element_text(element: Element, longest: int = _LONGEST_TEXT) -> str:
    """The words of an element on one line, at most so many characters of them; none of its scripts."""
    pieces: list[str] = []
    size = 0
    for piece in _texts(element):
        pieces.append(piece)
        size += len(piece)
        if size > longest:
            break
    return " ".join(" ".join(pieces).split())[:longest]


def _texts(element: Element) -> Iterator[str]:
    """The texts within an element in their order, without recursion, since pages nest deeper than Python's stack."""
    waiting: list[Any] = [element]
    while waiting:
        each = waiting.pop()
        if isinstance(each, str):
            yield each
            continue
        if each.tag in _UNSEEN or not isinstance(each.tag, str):
            continue
        if each.text:
            yield each.text
        for child in reversed(each):
            if child.tail:
                waiting.append(child.tail)
            waiting.append(child)
