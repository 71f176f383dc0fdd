"""The addresses that a page has: its own, the date in it, and those of its pictures."""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urljoin, urlsplit

from indexer.extract.candidates import Candidate, make_candidates
from indexer.extract.fields import Field
from indexer.extract.metadata.dom import HeadlineContext, PageElements
from indexer.extract.metadata.meta_tags import MetaTags, meta_origin

_DATED = re.compile(r"/((?:19|20)\d\d)(?:[/-](\d\d?)[/-](\d\d?)|(\d\d)[/-]?(\d\d))(?!\d)")
_DAY_FIRST = re.compile(r"[/_-]([0-3]\d)-([01]\d)-((?:19|20)\d\d)(?!\d)")
_MONTH = re.compile(r"/((?:19|20)\d\d)/([01]\d)/")
_ADDRESS = "address of the page"


def canonical_link_candidates(elements: PageElements) -> tuple[Candidate, ...]:
    """Return the address that the page states as its own."""
    return tuple(
        one
        for element in elements.links
        if "canonical" in element.get("rel", "").lower().split()
        for one in make_candidates(Field.URL, "link canonical", element.get("href"))
    )


def date_candidates_from_url(stated: Iterable[Candidate], address: str) -> tuple[Candidate, ...]:
    """Return the date in an address such as /2015/11/27/pier, of the page or of the file that holds it."""
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


# Pictures: the names of `meta` elements for an address, and for what the picture shows.
_META_IMAGES = (
    (("og:image:secure_url", "og:image", "og:image:url"), ("og:image:alt",)),
    (("twitter:image", "twitter:image:src"), ("twitter:image:alt",)),
    (("parsely-image-url",), ()),
    (("sailthru.image.full",), ()),
)
_NO_PICTURE = re.compile(
    r"logo|icon|avatar|gravatar|placeholder|spacer|blank\.|pixel|sprite|badge|banner|\bads?\b|tracking|emoji",
    re.IGNORECASE,
)
_MIN_PIXELS = 150
_MAX_IMAGES, _MAX_URL_CHARS = 300, 2_000


def image_candidates(
    elements: PageElements, metas: MetaTags, context: HeadlineContext, base: str
) -> tuple[Candidate, ...]:
    """Return the pictures that the head names, and the first one of the article, with addresses relative to `base`."""
    alts = _alt_by_file(elements, base)
    candidates: list[Candidate] = []
    for names, described in _META_IMAGES:
        name = next((name for name in names if metas.values(name)), None)
        address = absolute_url(metas.first(name) or "", base) if name else ""
        if name and address:
            alt = metas.first(*described) or alts.get(_file_name(address), "")
            candidates.extend(make_candidates(Field.IMAGE, meta_origin(name), address, alt))
    for element in elements.links:
        if "image_src" in element.get("rel", "").lower().split():
            address = absolute_url(element.get("href", ""), base)
            candidates.extend(
                make_candidates(Field.IMAGE, "link image_src", address, alts.get(_file_name(address), ""))
            )
    return (*candidates, *_first_of_article(elements, context, base))


def absolute_url(address: str, base: str) -> str:
    """Return an address made absolute by that of the page; "" for one that is none."""
    address = address.strip()
    if not address or len(address) > _MAX_URL_CHARS or address.startswith("data:"):
        return ""
    try:
        return urljoin(base, address)
    except ValueError:
        return ""


def _first_of_article(elements: PageElements, context: HeadlineContext, base: str) -> Iterator[Candidate]:
    """Yield the first picture below the headline that is large enough and no ornament."""
    headline = context.headline
    for placed in elements.images[:_MAX_IMAGES] if headline else ():
        element = placed.element
        address = absolute_url(element.get("data-src") or element.get("src") or "", base)
        if headline is None or placed.position < headline.position or not address or _NO_PICTURE.search(address):
            continue
        if _is_small(element.get("width")) or _is_small(element.get("height")) or context.is_outside_article(element):
            continue
        yield from make_candidates(Field.IMAGE, "figure in the article", address, element.get("alt", ""))
        return


def _is_small(size: str | None) -> bool:
    return size is not None and size.isdecimal() and int(size[:6]) < _MIN_PIXELS


def _alt_by_file(elements: PageElements, base: str) -> dict[str, str]:
    """Return what the page's pictures show, by the names of their files: one picture has many sizes and queries."""
    alts: dict[str, str] = {}
    for placed in elements.images[:_MAX_IMAGES]:
        alt = placed.element.get("alt", "").strip()
        address = absolute_url(placed.element.get("src") or placed.element.get("data-src") or "", base)
        if alt and address:
            alts.setdefault(_file_name(address), alt)
    return alts


def _file_name(address: str) -> str:
    try:
        return urlsplit(address).path.rpartition("/")[2]
    except ValueError:
        return address
