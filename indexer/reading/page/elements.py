"""Which elements of a page may speak about its article, and where in the page do they stand?"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, TypeAlias

Element: TypeAlias = Any
"""An element of lxml, whose package states no types."""

MOST_ELEMENTS = 40_000
"""No more of a page is looked at."""
_MOST_OF_A_KIND = 2_000
_LONGEST_TEXT = 20_000
_MOST_SCRIPT, _MOST_SCRIPTS = 2_000_000, 50
_SPEAKING = re.compile(
    r"author|by-?line|writer|contribut|creator|reporter|autor|auteur|verfasser|redakt|fn\b|posted|publi[sc]|date"
    r"|datum|fecha|data\b|time|stamp|meta|info|headline|title|titel|titre",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"\s*(?:authors?|written by|autor(?:en|in|es)?|von|by|auteurs?|par|autore|di|text|verfasser(?:in)?|投稿者|作者|記者"
    r"|记者)\s*[:：]?\s*",
    re.IGNORECASE,
)
_LONGEST_LABEL = 40
_WITHOUT = re.compile(
    r"comment|respon[ds]|discuss|related|recommend|sidebar|side-bar|(?<!elementor-)\bwidget|teaser|recent|popular"
    r"|trending|most-?read|read-?more|more-?(?:from|news|stories|posts)|also-?(?:like|read)|carousel|newsletter"
    r"|(?<!entry-)(?<!post-)(?<!article-)footer|nav(?:bar|igation)?\b|menu|breadcrumb|promo|advert|banner|archive|ticker"
    r"|kommentar|cookie",
    re.IGNORECASE,
)
_WITHOUT_TAGS = frozenset({"nav", "footer", "aside", "form"})
_TOUCHING = (4, 10)
_WHOLE = frozenset({"html", "body", "main"})
_UNSEEN = frozenset({"script", "style", "noscript", "template", "svg"})


@dataclass(frozen=True, slots=True)
class Spot:
    """An element and its place in the order of the page."""

    place: int
    element: Element


@dataclass(slots=True)
class Elements:
    """The speaking elements of a page, each kind in the order of the page. `size` counts all elements."""

    metas: list[Element] = field(default_factory=list)
    links: list[Element] = field(default_factory=list)
    scripts: list[str] = field(default_factory=list)
    titles: list[Element] = field(default_factory=list)
    headings: list[Spot] = field(default_factory=list)
    times: list[Spot] = field(default_factory=list)
    properties: list[Spot] = field(default_factory=list)
    marked: list[Spot] = field(default_factory=list)
    anchors: list[Spot] = field(default_factory=list)
    images: list[Spot] = field(default_factory=list)
    labels: list[Spot] = field(default_factory=list)
    lang: str = ""
    base: str = ""
    size: int = 0


def gather(tree: Element) -> Elements:
    """All that may speak: what is written for machines from the whole page, the rest from its first elements."""
    found = Elements()
    for element in tree.iter("meta", "link", "title", "script"):
        _sort_head(found, element)
    for place, element in enumerate(islice(tree.iter(), MOST_ELEMENTS)):
        tag = element.tag
        found.size = place
        if isinstance(tag, str):  # comments and instructions have no name
            _sort(found, tag, Spot(place, element))
    return found


def _sort_head(found: Elements, element: Element) -> None:
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


def _sort(found: Elements, tag: str, spot: Spot) -> None:
    element = spot.element
    match tag:
        case "h1" | "h2":
            _add(found.headings, spot)
        case "time":
            _add(found.times, spot)
        case "img":
            _add(found.images, spot)
        case "html":
            found.lang = element.get("lang") or element.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
        case "base":
            found.base = found.base or element.get("href", "")
    text = element.text
    if text and len(text) < _LONGEST_LABEL and _LABEL.fullmatch(text):
        _add(found.labels, spot)
    attributes = element.attrib
    if not attributes:
        return
    if "itemprop" in attributes:
        _add(found.properties, spot)
    if "rel" in attributes and "author" in attributes["rel"].lower():
        _add(found.anchors, spot)
    speaks = f"{attributes.get('class', '')} {attributes.get('id', '')}"
    if len(speaks) > 1 and tag not in _WHOLE and _SPEAKING.search(speaks):
        _add(found.marked, spot)


def _add(kind: list[Any], each: object) -> None:
    if len(kind) < _MOST_OF_A_KIND:
        kind.append(each)


def text_of(element: Element, longest: int = _LONGEST_TEXT) -> str:
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


class Surroundings:
    """Where elements stand, seen from the headline."""

    def __init__(self, headline: Spot | None) -> None:
        self.headline = headline
        self._chain = list(headline.element.iterancestors()) if headline else []
        self._around = set(self._chain)

    def apart(self, element: Element) -> bool:
        """Whether it stands in what surrounds an article: navigation, comments, lists of other articles.

        What holds the headline too is no such place, whatever it is called.
        """
        for around in islice(element.iterancestors(), 40):
            if around in self._around or around.tag in _WHOLE:
                return False
            if around.tag == "footer" and next(around.iterancestors("article"), None) is not None:
                continue  # the end of the article itself
            if around.tag in _WITHOUT_TAGS or _WITHOUT.search(around.get("class", "") + " " + around.get("id", "")):
                return True
        return False

    def where(self, spot: Spot) -> str:
        """Where it stands, as the end of an origin. What touches the headline belongs to it, whatever it is called."""
        if self.near(spot, *_TOUCHING):
            return "near the headline"
        if self.apart(spot.element):
            return "elsewhere"
        return "near the headline" if self.near(spot) else "in the page"

    def near(self, spot: Spot, before: int = 25, after: int = 40) -> bool:
        """Whether no more than so many elements lie between it and the headline."""
        return self.headline is not None and -before <= spot.place - self.headline.place <= after
