"""Whom does a page name as its author, in words that readers see?"""

import re
from collections.abc import Iterator
from itertools import islice

from indexer.reading.draft import Candidate, Field, candidate
from indexer.reading.header import is_byline
from indexer.reading.page.elements import Element, Elements, Surroundings, text_of

_AUTHOR = re.compile(
    r"(?:^|[\s_-])(?:by-?lines?|author|authors|auth|writer|contributor|contributors|reporter|autor|autorin|auteur"
    r"|verfasser|vcard|fn)(?:$|[\s_-])|(?:by-?line|author|autor)(?:name|info|link|s\b)?|(?:post|entry|article)author",
    re.IGNORECASE,
)
_NO_NAME = re.compile(r"avatar|image|img|photo|bio|desc|social|twitter|follow|email|box|count|archive", re.IGNORECASE)
_BY = re.compile(r"\s*(?:[^\W\d_]+\s+)?(?:by|von|par|por)\b", re.IGNORECASE)
_LONGEST = 160
_MOST_MARKED, _MOST_ANCHORS = 400, 100
_BEFORE, _AFTER = 12, 60


def byline_candidates(found: Elements, tree: Element, around: Surroundings) -> tuple[Candidate, ...]:
    """What `rel=author`, elements marked as bylines, and lines that begin with "By" close to the headline say."""
    return (*_anchors(found, around), *_marked(found, around), *_lines(tree, around))


def _anchors(found: Elements, around: Surroundings) -> Iterator[Candidate]:
    anchors = [spot for spot in found.anchors[:_MOST_ANCHORS] if spot.element.tag == "a"]
    spots = [spot for spot in anchors if not around.apart(spot.element)]
    near = [spot for spot in spots if around.near(spot)]
    names = [text_of(spot.element, _LONGEST) for spot in near or spots[:1]]
    yield from candidate(Field.AUTHOR, "link rel=author", *dict.fromkeys(names))


def _marked(found: Elements, around: Surroundings) -> Iterator[Candidate]:
    for spot in found.marked[:_MOST_MARKED]:
        element = spot.element
        told = f"{element.get('class', '')} {element.get('id', '')}"
        if not _AUTHOR.search(told) or _NO_NAME.search(told):
            continue
        text = text_of(element, 2 * _LONGEST)
        where = around.where(spot)
        if text and len(text) <= _LONGEST and where != "elsewhere":  # there it is a reader's, or another story's
            yield from candidate(Field.AUTHOR, f"byline {where}", text)


def _lines(tree: Element, around: Surroundings) -> Iterator[Candidate]:
    if around.headline is None:
        return
    first = max(0, around.headline.place - _BEFORE)
    for element in islice(tree.iter(), first, around.headline.place + _AFTER):
        if isinstance(element.tag, str) and element.text and _BY.match(element.text[:_LONGEST]):
            text = text_of(element, 2 * _LONGEST)
            if len(text) <= _LONGEST and is_byline(text):
                yield from candidate(Field.AUTHOR, "byline by its words", text)
