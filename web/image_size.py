"""The kind and the size of a picture, from its first bytes: SVG, PNG or WebP."""

import re
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

_SVG = "{http://www.w3.org/2000/svg}svg"
_LENGTH = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(?:px)?\s*")


@dataclass(frozen=True, slots=True)
class ImageKind:
    """What a picture is: the end of its file's name, its media type, and its width and height."""

    suffix: str
    media_type: str
    width: float
    height: float


def image_kind(content: bytes) -> ImageKind:
    """Return what a picture is. Raises ValueError, with a phrase for people, for what is none of the three kinds."""
    kind = _png(content) or _webp(content) or _svg(content)
    if kind is None:
        raise ValueError("is not a picture of the kinds SVG, PNG or WebP")
    if not (kind.width > 0 and kind.height > 0):
        raise ValueError("does not say how wide and high it is; an SVG needs a viewBox, or width and height in pixels")
    return kind


def _png(content: bytes) -> ImageKind | None:
    if not content.startswith(b"\x89PNG\r\n\x1a\n") or content[12:16] != b"IHDR":
        return None
    width, height = (int.from_bytes(content[place : place + 4]) for place in (16, 20))
    return ImageKind(".png", "image/png", width, height)


def _webp(content: bytes) -> ImageKind | None:
    if content[:4] != b"RIFF" or content[8:12] != b"WEBP":
        return None
    width = height = 0
    match content[12:16]:
        case b"VP8 ":
            width, height = (int.from_bytes(content[place : place + 2], "little") & 0x3FFF for place in (26, 28))
        case b"VP8L":
            bits = int.from_bytes(content[21:25], "little")
            width, height = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        case b"VP8X":
            width, height = (int.from_bytes(content[place : place + 3], "little") + 1 for place in (24, 27))
    return ImageKind(".webp", "image/webp", width, height)


def _svg(content: bytes) -> ImageKind | None:
    try:
        root = ElementTree.fromstring(content)
    except (ParseError, DefusedXmlException, LookupError, ValueError):  # of encodings, unknown and unusable ones
        return None
    if root.tag != _SVG:
        return None
    width, height = _svg_size(root)
    return ImageKind(".svg", "image/svg+xml", width, height)


def _svg_size(root: Element) -> tuple[float, float]:
    box = re.split(r"[\s,]+", root.get("viewBox", "").strip())
    if len(box) == 4 and all(_LENGTH.fullmatch(part) for part in box[2:]):
        return float(box[2]), float(box[3])
    stated = [_LENGTH.fullmatch(root.get(name, "")) for name in ("width", "height")]
    width, height = (0.0 if length is None else float(length[1]) for length in stated)
    return width, height
