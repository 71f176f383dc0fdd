"""The microdata of a page: what elements with `itemprop` state of the article."""

import re
from itertools import islice

from indexer.extract.candidates import Candidate, make_candidates
from indexer.extract.fields import FIELDS, Field
from indexer.extract.html_parser import Element
from indexer.extract.metadata.dom import HeadlineContext, PageElements, element_text

_PROPERTIES = {name.lower(): (field, name, rules.many) for field, rules in FIELDS.items() for name in rules.microdata}
"""By the lower-case name of a property: its field, its name, and whether the field has many values."""
_OTHER_TYPES = re.compile(
    r"(?:Comment|UserComments|Person|Organization|WebSite|WebPage|WPFooter|WPHeader|SiteNavigationElement|BreadcrumbList"
    r"|ListItem|Product|Offer|Rating|AggregateRating|ImageObject|Event|Place|Answer|Question)$"
)
_PAGE_TYPES = re.compile(r"WebPage$")
_ADDRESSES = {Field.IMAGE: ("content", "src", "href", "data-src"), Field.URL: ("content", "href")}
_MAX_VALUES_OF_A_NAME, _MAX_PROPERTIES = 20, 400
_MAX_CHARS = 1_000
_MAX_ANCESTORS, _MAX_DESCENDANTS = 60, 60


def microdata_candidates(elements: PageElements, context: HeadlineContext) -> tuple[Candidate, ...]:
    """Return what properties of the article, of the page or of no item state, but not those of other items."""
    values: dict[str, list[str]] = {}
    for placed in elements.itemprops[:_MAX_PROPERTIES]:
        element = placed.element
        if element.tag in ("meta", "link") and not _in_body(element):
            continue  # read with the elements of the head
        names = [name for name in element.get("itemprop", "").lower().split() if name in _PROPERTIES]
        if not names or context.is_outside_article(element) or not _is_of_article(element):
            continue
        for name in names:
            of_name = values.setdefault(name, [])
            value = _value(element, _PROPERTIES[name][0])
            if value and len(of_name) < _MAX_VALUES_OF_A_NAME:
                of_name.append(value)
    candidates: list[Candidate] = []
    for key, (field, name, many) in _PROPERTIES.items():
        stated = values.get(key, [])
        if field is Field.TAGS:
            stated = [part.strip() for value in stated for part in value.split(",")]
        elif not many:
            stated = stated[:1]
        candidates.extend(make_candidates(field, f"microdata {name}", *dict.fromkeys(stated)))
    return tuple(candidates)


def _in_body(element: Element) -> bool:
    return all(ancestor.tag != "head" for ancestor in islice(element.iterancestors(), 10))


def _is_of_article(element: Element) -> bool:
    """Return whether the item that a property belongs to may be the article."""
    for ancestor in islice(element.iterancestors(), _MAX_ANCESTORS):
        if "itemscope" in ancestor.attrib or "itemtype" in ancestor.attrib:
            kind = ancestor.get("itemtype", "").strip().rstrip("/")
            return _OTHER_TYPES.search(kind) is None or _PAGE_TYPES.search(kind) is not None
    return True


def _value(element: Element, field: Field) -> str:
    for name in _ADDRESSES.get(field, ("content", "datetime")):
        if value := element.get(name, "").strip():
            return str(value)[:_MAX_CHARS]
    if field is Field.IMAGE:
        return _inner(element, "url", "contenturl")
    if field is Field.URL:
        return ""
    if field in (Field.AUTHOR, Field.SOURCE):
        return _inner(element, "name") or _words(element)
    return _words(element)


def _words(element: Element) -> str:
    return element_text(element, _MAX_CHARS)


def _inner(element: Element, *names: str) -> str:
    """Return what a property of these names states in the item that an element is."""
    for inside in islice(element.iterdescendants(), _MAX_DESCENDANTS):
        if isinstance(inside.tag, str) and any(name in names for name in inside.get("itemprop", "").lower().split()):
            value = inside.get("content") or inside.get("src") or (inside.get("href") if "url" in names else "")
            return str(value or _words(inside))[:_MAX_CHARS]
    return ""
