"""The bylines of a page: authors in words that readers see."""

import re
from collections.abc import Iterator

from indexer.extract.bylines import CLOCK, LEAD
from indexer.extract.candidates import Candidate, make_candidates
from indexer.extract.dates import find_dates
from indexer.extract.fields import Field
from indexer.extract.metadata.dom import HeadlineContext, PageElements, class_and_id, element_text
from indexer.extract.wire_header import is_byline

_AUTHOR = re.compile(
    r"(?:^|[\s_-])(?:by-?lines?|author|authors|auth|writer|contributor|contributors|reporter|autor|autorin|autores"
    r"|auteurs?|verfasser|vcard|fn)(?:$|[\s_-])|(?:by-?line|author|autor)(?:name|info|link|s\b)?"
    r"|(?:post|entry|article|les|un)(?:author|auteur)"
)
_NO_NAME = re.compile(r"avatar|image|img|photo|bio|desc|follow|email|box|count|archive")
_MAX_CHARS, _MAX_CHARS_FAR_FROM_HEADLINE = 160, 80
_MAX_NAMED, _MAX_AUTHOR_LINKS, _MAX_LABELS = 400, 100, 10
_BEFORE, _AFTER = 12, 60  # elements around the headline whose own words are looked at


def byline_candidates(elements: PageElements, context: HeadlineContext) -> tuple[Candidate, ...]:
    """Return the bylines of `rel=author`, of elements named as bylines, behind "Author:", and near the headline."""
    return (
        *_author_links(elements, context),
        *_named(elements, context),
        *_labelled(elements, context),
        *_lines(elements, context),
    )


def _author_links(elements: PageElements, context: HeadlineContext) -> Iterator[Candidate]:
    links = [placed for placed in elements.author_links[:_MAX_AUTHOR_LINKS] if placed.element.tag == "a"]
    inside = [placed for placed in links if not context.is_outside_article(placed.element)]
    near = [placed for placed in inside if context.is_near(placed)]
    names = [element_text(placed.element, _MAX_CHARS) for placed in near or inside[:1]]
    yield from make_candidates(Field.AUTHOR, "link rel=author", *dict.fromkeys(names))


def _named(elements: PageElements, context: HeadlineContext) -> Iterator[Candidate]:
    for placed in elements.named[:_MAX_NAMED]:
        element = placed.element
        names = class_and_id(element)
        if not _AUTHOR.search(names) or _NO_NAME.search(names):
            continue
        zone = context.zone(placed)
        text = element_text(element, 2 * _MAX_CHARS)
        max_chars = _MAX_CHARS_FAR_FROM_HEADLINE if zone == "in the page" else _MAX_CHARS
        # Elsewhere it is the byline of a reader, or of another story.
        if text and zone != "elsewhere" and len(text) <= max_chars:
            yield from make_candidates(Field.AUTHOR, f"byline {zone}", text)


def _labelled(elements: PageElements, context: HeadlineContext) -> Iterator[Candidate]:
    """Yield what follows an element that says no more than "Author:"."""
    for placed in elements.labels[:_MAX_LABELS]:
        element = placed.element
        following = element.getnext()
        inner = element_text(element, _MAX_CHARS_FAR_FROM_HEADLINE)[
            len(element.text.strip()) :
        ]  # a label and a name in one element
        beside = (
            inner
            or element.tail
            or (element_text(following, _MAX_CHARS_FAR_FROM_HEADLINE) if following is not None else "")
        )
        if beside.strip() and len(beside) < _MAX_CHARS_FAR_FROM_HEADLINE and not context.is_outside_article(element):
            zone = "behind a label" if context.is_near(placed) else "in the page"
            yield from make_candidates(Field.AUTHOR, f"byline {zone}", beside)


def _lines(elements: PageElements, context: HeadlineContext) -> Iterator[Candidate]:
    if context.headline is None:
        return
    first = max(0, context.headline.position - _BEFORE)
    for element in elements.all[first : context.headline.position + _AFTER]:
        if not isinstance(element.tag, str) or not element.text or not element.text.strip():
            continue
        text = element_text(element, 2 * _MAX_CHARS)
        if len(text) <= _MAX_CHARS and (is_byline(text) or _opens_as_byline(text)):
            yield from make_candidates(Field.AUTHOR, "byline by its words", text)
        elif len(text) <= _MAX_CHARS_FAR_FROM_HEADLINE and (beside := _beside_date(text)):
            yield from make_candidates(Field.AUTHOR, "byline beside a date", beside)


def _opens_as_byline(text: str) -> bool:
    """Return whether a line begins as bylines do, "An article by", and continues with capital letters."""
    lead = LEAD.match(text)
    words = text[lead.end() :].split()[:3] if lead else []
    return bool(words) and all(word[0].isupper() for word in words[:2])


def _beside_date(text: str) -> str:
    """Return the name that shares a line with a date, as in "04.02.2022 | 13:10 | Ada Smith"; "" for none."""
    dates = find_dates(text) if any(character.isdigit() for character in text) else []
    if len(dates) != 1 or dates[0].published is None:
        return ""
    parts = (text[: dates[0].start], text[dates[0].end :])
    rest = CLOCK.sub(" ", " ".join(parts)).strip(" |·•,–—-/")
    words = LEAD.sub("", rest).split()
    return rest if 2 <= len(words) <= 4 and all(word[0].isupper() for word in words) else ""
