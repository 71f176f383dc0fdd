"""Which address does a page have, and what does the address tell?"""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urljoin, urlsplit

from indexer.extract.candidates import Candidate, Field, make_candidates
from indexer.extract.metadata.dom import HeadlineContext, PageElements
from indexer.extract.metadata.meta_tags import MetaTags, meta_origin

_DATED = re.compile(r"/((?:19|20)\d\d)(?:[/-](\d\d?)[/-](\d\d?)|(\d\d)[/-]?(\d\d))(?!\d)")
_DAY_FIRST = re.compile(r"[/_-]([0-3]\d)-([01]\d)-((?:19|20)\d\d)(?!\d)")
_MONTH = re.compile(r"/((?:19|20)\d\d)/([01]\d)/")
_ADDRESS = "address of the page"


def canonical_link_candidates(found: PageElements) -> tuple[Candidate, ...]:
    """The address that the page states as its own."""
    return tuple(
        one
        for element in found.links
        if "canonical" in element.get("rel", "").lower().split()
        for one in make_candidates(Field.URL, "link canonical", element.get("href"))
    )


def date_candidates_from_url(stated: Iterable[Candidate], address: str) -> tuple[Candidate, ...]:
    """The date in an address such as /2015/11/27/pier, of the page or of the file that holds it."""
    urls = (address, *(one.value for one in stated if one.field is Field.URL))
    for shape in (_DATED, _DAY_FIRST, _MONTH):
        for url in urls:
            dated = shape.search(url)
            if dated:
                year, *parts = (part for part in dated.groups() if part)
                ordered = (year, *parts) if len(year) == 4 else (*reversed(parts), year)
                date = "-".join(part.zfill(2) for part in ordered)
                return make_candidates(
                    Field.PUBLISHED, _ADDRESS if len(ordered) > 2 else f"{_ADDRESS}, month alone", date
                )
    return ()


# FOLDED: Which picture stands for a page's article, and what does it show?


_STATED = (
    (("og:image:secure_url", "og:image", "og:image:url"), ("og:image:alt",)),
    (("twitter:image", "twitter:image:src"), ("twitter:image:alt",)),
    (("parsely-image-url",), ()),
    (("sailthru.image.full",), ()),
)
_NO_PICTURE = re.compile(
    r"logo|icon|avatar|gravatar|placeholder|spacer|blank\.|pixel|sprite|badge|banner|\bads?\b|tracking|emoji",
    re.IGNORECASE,
)
_SMALLEST = 150
_MOST, _LONGEST = 300, 2_000


def image_candidates(found: PageElements, metas: MetaTags, around: HeadlineContext, base: str) -> tuple[Candidate, ...]:
    """The pictures that the head names, and the first one of the article; their addresses made whole by `base`."""
    words = _words(found, base)
    candidates: list[Candidate] = []
    for names, described in _STATED:
        name = next((name for name in names if metas.values(name)), None)
        address = absolute_url(metas.first(name) or "", base) if name else ""
        if name and address:
            alt = metas.first(*described) or words.get(_file(address), "")
            candidates.extend(make_candidates(Field.IMAGE, meta_origin(name), address, alt))
    for element in found.links:
        if "image_src" in element.get("rel", "").lower().split():
            address = absolute_url(element.get("href", ""), base)
            candidates.extend(make_candidates(Field.IMAGE, "link image_src", address, words.get(_file(address), "")))
    return (*candidates, *_in_article(found, around, base))


def absolute_url(address: str, base: str) -> str:
    """An address made whole by that of the page, "" for one that is none."""
    address = address.strip()
    if not address or len(address) > _LONGEST or address.startswith("data:"):
        return ""
    try:
        return urljoin(base, address)
    except ValueError:
        return ""


def _in_article(found: PageElements, around: HeadlineContext, base: str) -> Iterator[Candidate]:
    """The first picture below the headline that is large enough and no ornament."""
    headline = around.headline
    for spot in found.images[:_MOST] if headline else ():
        element = spot.element
        address = absolute_url(element.get("data-src") or element.get("src") or "", base)
        if headline is None or spot.place < headline.place or not address or _NO_PICTURE.search(address):
            continue
        if _is_small(element.get("width")) or _is_small(element.get("height")) or around.apart(element):
            continue
        yield from make_candidates(Field.IMAGE, "figure in the article", address, element.get("alt", ""))
        return


def _is_small(size: str | None) -> bool:
    return size is not None and size.isdecimal() and int(size[:6]) < _SMALLEST


def _words(found: PageElements, base: str) -> dict[str, str]:
    """What the page's pictures show, by the names of their files: the same picture has many sizes and queries."""
    words: dict[str, str] = {}
    for spot in found.images[:_MOST]:
        alt = spot.element.get("alt", "").strip()
        address = absolute_url(spot.element.get("src") or spot.element.get("data-src") or "", base)
        if alt and address:
            words.setdefault(_file(address), alt)
    return words


def _file(address: str) -> str:
    try:
        return urlsplit(address).path.rpartition("/")[2]
    except ValueError:
        return address
