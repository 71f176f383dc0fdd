"""Which elements of a page may speak about its article?"""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from typing import Any

from indexer.reading.parsing import Element

MOST_ELEMENTS = 40_000
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
WHOLE = frozenset({"html", "body", "main"})
"""Elements that hold all of a page; what they are called says nothing of a part of it."""
MOST_KEPT = 4096
"""So many names are remembered with what they say: elements of a page and pages of a site have the same few."""


@dataclass(frozen=True, slots=True)
class Spot:
    """An element and its place in the order of the page."""

    place: int
    element: Element


@dataclass(slots=True)
class Elements:
    """The speaking elements of a page, each kind in the order of the page, and the first of all its elements."""

    all: list[Element] = field(default_factory=list)
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
    base: str = ""


def gather(tree: Element) -> Elements:
    """All that may speak: what is written for machines from the whole page, the rest from its first elements."""
    found = Elements()
    for element in tree.iter("meta", "link", "title", "script"):
        _sort_head(found, element)
    found.all = list(islice(tree.iter(), MOST_ELEMENTS))
    for place, element in enumerate(found.all):
        tag = element.tag
        if isinstance(tag, str):  # comments and instructions have no name
            _sort(found, tag, place, element)
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


def _sort(found: Elements, tag: str, place: int, element: Element) -> None:
    match tag:
        case "h1" | "h2":
            _add(found.headings, Spot(place, element))
        case "time":
            _add(found.times, Spot(place, element))
        case "img":
            _add(found.images, Spot(place, element))
        case "base":
            found.base = found.base or element.get("href", "")
    text = element.text
    if text and len(text) < _LONGEST_LABEL and _is_label(text):
        _add(found.labels, Spot(place, element))
    if not element.attrib:
        return
    if element.get("itemprop") is not None:
        _add(found.properties, Spot(place, element))
    if "author" in element.get("rel", "").lower():
        _add(found.anchors, Spot(place, element))
    if tag not in WHOLE and _speaks(names_of(element)):
        _add(found.marked, Spot(place, element))


def names_of(element: Element) -> str:
    """What a page calls an element, by its class and its id, in lower case."""
    return f"{element.get('class', '')} {element.get('id', '')}"[:_LONGEST_NAMES].lower()


@lru_cache(MOST_KEPT)
def _speaks(names: str) -> bool:
    return _SPEAKING.search(names) is not None


@lru_cache(MOST_KEPT)
def _is_label(text: str) -> bool:
    return _LABEL.fullmatch(text) is not None


def _add(kind: list[Any], each: object) -> None:
    if len(kind) < _MOST_OF_A_KIND:
        kind.append(each)
