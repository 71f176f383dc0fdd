"""What do the elements with `itemprop` say about the page's article?"""

import re
from itertools import islice

from indexer.extract.candidates import Candidate, Field, make_candidates
from indexer.extract.html_parser import Element
from indexer.extract.metadata.dom import HeadlineContext, PageElements, element_text

_FIELDS = {
    "headline": Field.TITLE,
    "datepublished": Field.PUBLISHED,
    "datecreated": Field.PUBLISHED,
    "datemodified": Field.UPDATED,
    "author": Field.AUTHOR,
    "creator": Field.AUTHOR,
    "publisher": Field.SOURCE,
    "articlesection": Field.SECTION,
    "keywords": Field.TAGS,
    "inlanguage": Field.LANGUAGE,
    "image": Field.IMAGE,
    "url": Field.URL,
}
_SPELLED = {"datepublished": "datePublished", "datecreated": "dateCreated", "datemodified": "dateModified",
            "articlesection": "articleSection", "inlanguage": "inLanguage"}  # fmt: skip
_OTHERS = re.compile(
    r"(?:Comment|UserComments|Person|Organization|WebSite|WebPage|WPFooter|WPHeader|SiteNavigationElement|BreadcrumbList"
    r"|ListItem|Product|Offer|Rating|AggregateRating|ImageObject|Event|Place|Answer|Question)$"
)
_OF_WHOLE_PAGES = re.compile(r"WebPage$")
_ADDRESSES = {Field.IMAGE: ("content", "src", "href", "data-src"), Field.URL: ("content", "href")}
_MOST_OF_A_NAME, _MOST_NAMES = 20, 400
_LONGEST = 1_000


def microdata_candidates(found: PageElements, around: HeadlineContext) -> tuple[Candidate, ...]:
    """What they say, where their item is the article, the page, or not told; not that of a comment or another story."""
    values: dict[str, list[str]] = {}
    for spot in found.properties[:_MOST_NAMES]:
        element = spot.element
        if element.tag in ("meta", "link") and not _in_body(element):
            continue  # told by the head's elements
        names = [name for name in element.get("itemprop", "").lower().split() if name in _FIELDS]
        if not names or around.apart(element) or not _is_of_article(element):
            continue
        for name in names:
            kept = values.setdefault(name, [])
            value = _value(element, _FIELDS[name])
            if value and len(kept) < _MOST_OF_A_NAME:
                kept.append(value)
    candidates: list[Candidate] = []
    for name, field in _FIELDS.items():
        stated = values.get(name, [])
        if field is Field.TAGS:
            stated = [part.strip() for value in stated for part in value.split(",")]
        elif field is not Field.AUTHOR:
            stated = stated[:1]
        candidates.extend(make_candidates(field, f"microdata {_SPELLED.get(name, name)}", *dict.fromkeys(stated)))
    return tuple(candidates)


def _in_body(element: Element) -> bool:
    return all(around.tag != "head" for around in islice(element.iterancestors(), 10))


def _is_of_article(element: Element) -> bool:
    """Whether the item that a property belongs to may be the article."""
    for around in islice(element.iterancestors(), 60):
        if "itemscope" in around.attrib or "itemtype" in around.attrib:
            kind = around.get("itemtype", "").strip().rstrip("/")
            return _OTHERS.search(kind) is None or _OF_WHOLE_PAGES.search(kind) is not None
    return True


def _value(element: Element, field: Field) -> str:
    for name in _ADDRESSES.get(field, ("content", "datetime")):
        if value := element.get(name, "").strip():
            return str(value)[:_LONGEST]
    if field is Field.IMAGE:
        return _inner(element, "url", "contenturl")
    if field is Field.URL:
        return ""
    if field in (Field.AUTHOR, Field.SOURCE):
        return _inner(element, "name") or _words(element)
    return _words(element)


def _words(element: Element) -> str:
    return element_text(element, _LONGEST)


def _inner(element: Element, *names: str) -> str:
    """What a property of the item that an element is says."""
    for inside in islice(element.iterdescendants(), 60):
        if isinstance(inside.tag, str) and any(name in names for name in inside.get("itemprop", "").lower().split()):
            value = inside.get("content") or inside.get("src") or (inside.get("href") if "url" in names else "")
            return str(value or _words(inside))[:_LONGEST]
    return ""
