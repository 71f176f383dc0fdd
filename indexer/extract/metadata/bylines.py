"""Whom does a page name as its author, in words that readers see?"""

import re
from collections.abc import Iterator

from indexer.extract.bylines import CLOCK, LEAD
from indexer.extract.candidates import Candidate, Field, make_candidates
from indexer.extract.dates import find_dates
from indexer.extract.metadata.dom import HeadlineContext, PageElements, class_and_id, element_text
from indexer.extract.wire_header import is_byline

_AUTHOR = re.compile(
    r"(?:^|[\s_-])(?:by-?lines?|author|authors|auth|writer|contributor|contributors|reporter|autor|autorin|autores"
    r"|auteurs?|verfasser|vcard|fn)(?:$|[\s_-])|(?:by-?line|author|autor)(?:name|info|link|s\b)?"
    r"|(?:post|entry|article|les|un)(?:author|auteur)"
)
_NO_NAME = re.compile(r"avatar|image|img|photo|bio|desc|follow|email|box|count|archive")
_LONGEST, _SHORTER = 160, 80
_MOST_MARKED, _MOST_ANCHORS, _MOST_LABELS = 400, 100, 10
_BEFORE, _AFTER = 12, 60


def byline_candidates(found: PageElements, around: HeadlineContext) -> tuple[Candidate, ...]:
    """What `rel=author`, elements marked as bylines, labels such as "Author:", and lines near the headline say."""
    return (*_anchors(found, around), *_marked(found, around), *_labelled(found, around), *_lines(found, around))


def _anchors(found: PageElements, around: HeadlineContext) -> Iterator[Candidate]:
    anchors = [spot for spot in found.anchors[:_MOST_ANCHORS] if spot.element.tag == "a"]
    spots = [spot for spot in anchors if not around.apart(spot.element)]
    near = [spot for spot in spots if around.near(spot)]
    names = [element_text(spot.element, _LONGEST) for spot in near or spots[:1]]
    yield from make_candidates(Field.AUTHOR, "link rel=author", *dict.fromkeys(names))


def _marked(found: PageElements, around: HeadlineContext) -> Iterator[Candidate]:
    for spot in found.marked[:_MOST_MARKED]:
        element = spot.element
        told = class_and_id(element)
        if not _AUTHOR.search(told) or _NO_NAME.search(told):
            continue
        where = around.where(spot)
        text = element_text(element, 2 * _LONGEST)
        # Elsewhere it is a reader's, or another story's.
        if text and where != "elsewhere" and len(text) <= (_SHORTER if where == "in the page" else _LONGEST):
            yield from make_candidates(Field.AUTHOR, f"byline {where}", text)


def _labelled(found: PageElements, around: HeadlineContext) -> Iterator[Candidate]:
    """What follows an element that says no more than "Author:"."""
    for spot in found.labels[:_MOST_LABELS]:
        element = spot.element
        following = element.getnext()
        inner = element_text(element, _SHORTER)[len(element.text.strip()) :]  # a label and a name in one element
        beside = inner or element.tail or (element_text(following, _SHORTER) if following is not None else "")
        if beside.strip() and len(beside) < _SHORTER and not around.apart(element):
            where = "behind a label" if around.near(spot) else "in the page"
            yield from make_candidates(Field.AUTHOR, f"byline {where}", beside)


def _lines(found: PageElements, around: HeadlineContext) -> Iterator[Candidate]:
    if around.headline is None:
        return
    first = max(0, around.headline.place - _BEFORE)
    for element in found.all[first : around.headline.place + _AFTER]:
        if not isinstance(element.tag, str) or not element.text or not element.text.strip():
            continue
        text = element_text(element, 2 * _LONGEST)
        if len(text) <= _LONGEST and (is_byline(text) or _opens_as_byline(text)):
            yield from make_candidates(Field.AUTHOR, "byline by its words", text)
        elif len(text) <= _SHORTER and (beside := _beside_date(text)):
            yield from make_candidates(Field.AUTHOR, "byline beside a date", beside)


def _opens_as_byline(text: str) -> bool:
    """Whether a line begins as bylines do, "An article by", and goes on with capital letters."""
    lead = LEAD.match(text)
    words = text[lead.end() :].split()[:3] if lead else []
    return bool(words) and all(word[0].isupper() for word in words[:2])


def _beside_date(text: str) -> str:
    """The name that stands with a date in one line, as in "04.02.2022 | 13:10 | Ada Smith"."""
    dates = find_dates(text) if any(character.isdigit() for character in text) else []
    if len(dates) != 1 or dates[0].published is None:
        return ""
    parts = (text[: dates[0].start], text[dates[0].end :])
    rest = CLOCK.sub(" ", " ".join(parts)).strip(" |·•,–—-/")
    words = LEAD.sub("", rest).split()
    return rest if 2 <= len(words) <= 4 and all(word[0].isupper() for word in words) else ""
