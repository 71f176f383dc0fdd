"""News in the formats of the IPTC as articles: NITF, NewsML 1 and NewsML-G2, one item in a file or many.

The XML is parsed without entities and without anything from outside the file. A document type is passed over.
"""

import html
import io
import re
from collections.abc import Iterator
from typing import Any

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from indexer.document import Document, Failure
from indexer.sources.beginning import strip_beginning
from indexer.sources.container import ContainerFile, Problem, RecordNames
from indexer.sources.fingerprints import hash_value
from indexer.sources.whole_file import read_whole

_ENTITY_DECLARATION = re.compile(rb"<!ENTITY\b", re.IGNORECASE)
_NAMED_ENTITY = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos);)([A-Za-z][A-Za-z0-9]{1,30});")
_BARE_AMPERSAND = re.compile(rb"&(?!#?\w{1,30};)")
_BLOCKS = frozenset({"p", "hl2", "h1", "h2", "h3", "h4", "h5", "h6", "li", "tr", "dt", "dd", "pre", "bq", "blockquote"})
_LEFT_OUT = frozenset({"media", "figure", "img", "script", "style", "note", "abstract", "headline", "hedline", "byline",
                       "dateline", "distributor", "tagline", "body.end", "body.head"})  # fmt: skip
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T?(\d\d)(\d\d)(\d\d)?(Z|[+-]\d\d:?\d\d)?)?$")
_FULL_TEXT = "full_text"
_Element = Any


class NewsXmlFile:
    """One file of news items of a source."""

    def __init__(self, container: ContainerFile, max_bytes: int) -> None:
        """Read no file of more than `max_bytes`."""
        self._container, self._max_bytes = container, max_bytes
        self._names = RecordNames({})

    def records(self, file: io.RawIOBase) -> Iterator[Document | Failure | Problem]:
        """Yield the items in their order. Raises OSError."""
        data = read_whole(file, self._container.path.name, self._max_bytes)
        if isinstance(data, Problem):
            yield data
            return
        try:
            items = read_news(data)
        except ValueError as error:
            yield Problem("bad-xml", str(error), "line 1")
            return
        if not items:
            yield Problem("no-text", "The file is news XML, but has no item with a headline or a text.", "line 1")
        for number, fields in enumerate(items, 1):
            name = self._names.name(fields, number)
            location = self._container.location if len(items) == 1 else ""
            yield self._container.record(name, fields, hash_value(fields), location=location)


def read_news(data: bytes) -> list[dict[str, object]]:
    """Return what the items of NITF or NewsML state, by the usual names of a record.

    Raises ValueError, with a text for a person, for what is no XML, or declares entities.
    """
    data = strip_beginning(data)
    if _ENTITY_DECLARATION.search(data):
        raise ValueError("It declares entities, which are not read.")
    if not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        data = _BARE_AMPERSAND.sub(b"&amp;", _NAMED_ENTITY.sub(_resolve, data))
    try:
        root = fromstring(data)
    except DefusedXmlException as error:
        raise ValueError("It declares entities, which are not read.") from error
    except (ParseError, ValueError, LookupError, RecursionError) as error:
        raise ValueError(f"Its XML is broken: {str(error)[:200]}.") from error
    items = [_g2(each) for each in _outermost(root, "newsItem")]
    items = items or [_newsml(each) for each in _outermost(root, "NewsItem")]
    items = items or [_nitf(each) for each in _outermost(root, "nitf")]
    stated = ({name: value for name, value in each.items() if value} for each in items)
    return [each for each in stated if each.get("title") or each.get("text")]


def _resolve(entity: re.Match[bytes]) -> bytes:
    """Return an entity of HTML as the character that it is, and any other as the words that it is written with."""
    character = html.unescape(entity[0].decode("ascii"))
    return character.replace("&", "&amp;").replace("<", "&lt;").encode("ascii", "xmlcharrefreplace")


def _nitf(nitf: _Element) -> dict[str, object]:
    body = _first(nitf, "body.content")
    published = _attribute(nitf, "pubdata", "date.publication") or _attribute(nitf, "date.issue", "norm")
    published = published or _attribute(nitf, "date.release", "norm") or _attribute(nitf, "story.date", "norm")
    address = _attribute(nitf, "pubdata", "ex-ref")
    place = _first(nitf, "dateline")
    return {
        "id": _attribute(nitf, "doc-id", "id-string"),
        "title": _text(_first(nitf, "hl1")) or _text(_first(nitf, "hedline")) or _text(_first(nitf, "title")),
        "url": address if address.startswith(("http://", "https://")) else "",
        "published": _date(published),
        "author": [name for each in _all(nitf, "byline") if (name := _byline(each))][:1]
        or [name for each in _all(nitf, "byttl") if (name := _text(each))][:1],
        "source": _attribute(nitf, "pubdata", "name")
        or _text(_first(nitf, "distributor"))
        or _attribute(nitf, "doc.copyright", "holder"),
        "section": _attribute(nitf, "pubdata", "position.section")
        or next((each.get("content") for each in _all(nitf, "meta") if each.get("name") in _SECTION_METAS), ""),
        "tags": _unique(
            [each.get("key", "") for each in _all(nitf, "keyword")]
            + [_text(each) for each in _all(nitf, "classifier") if each.get("type") == "descriptor"]
        ),
        "language": nitf.get("{http://www.w3.org/XML/1998/namespace}lang", ""),
        "place": _text(_first(place, "location")) if place is not None else "",
        "text": _paragraphs(body) if body is not None else "",
    }


_SECTION_METAS = ("online_sections", "section", "dsk")


def _newsml(item: _Element) -> dict[str, object]:
    """Return what an item of NewsML 1 states; what is in it as NITF knows more of itself."""
    inner = _first(item, "nitf")
    fields = _nitf(inner) if inner is not None else {}
    content = _first(item, "DataContent")
    own: dict[str, object] = {
        "id": _text(_first(item, "PublicIdentifier")) or _text(_first(item, "NewsItemId")),
        "title": _text(_first(item, "HeadLine")) or _text(_first(item, "NewsLine")) or _text(_first(item, "SlugLine")),
        "published": _date(_text(_first(item, "FirstCreated")) or _text(_first(item, "DateLine"))),
        "updated": _date(_text(_first(item, "ThisRevisionCreated"))),
        "author": [name for each in _all(item, "ByLine") if (name := _text(each))][:1],
        "source": _text(_first(item, "CreditLine")) or _text(_first(item, "CopyrightHolder")),
        "tags": _unique([_text(each) for each in _all(item, "KeywordLine")]),
        "language": _attribute(item, "Language", "FormalName"),
        "text": _paragraphs(content) if content is not None and inner is None else "",
    }
    return {**own, **{name: value for name, value in fields.items() if value}}


def _g2(item: _Element) -> dict[str, object]:
    """Return what an item of NewsML-G2 states."""
    content = _first(item, "inlineXML")
    inner = _first(content, "nitf") if content is not None else None
    fields = _nitf(inner) if inner is not None else {}
    meta = _first(item, "contentMeta")
    meta = item if meta is None else meta
    plain = _first(item, "inlineData")
    body = _first(content, "body") if content is not None else None
    body = content if body is None else body
    own: dict[str, object] = {
        "id": item.get("guid", ""),
        "title": _text(_first(meta, "headline")) or _text(_first(item, "title")),
        "published": _date(_text(_first(item, "firstCreated")) or _text(_first(meta, "contentCreated"))
                           or _text(_first(item, "versionCreated"))),
        "updated": _date(_text(_first(item, "versionCreated"))),
        "author": [name for each in _all(meta, "by") if (name := _text(each))][:1]
        or [name for each in _all(meta, "creator") if (name := _text(_first(each, "name")))],
        "source": _text(_first(meta, "creditline")) or _text(_first(_first(item, "rightsInfo"), "name"))
        or _text(_first(_first(item, "itemMeta"), "provider")),
        "tags": _unique([_text(each) for each in _all(meta, "keyword")]
                        + [_text(_first(each, "name")) for each in _all(meta, "subject")]),
        "language": _attribute(meta, "language", "tag"),
        "place": _text(_first(_first(meta, "located"), "name")),
        "text": plain.text if plain is not None else _paragraphs(body) if body is not None and inner is None else "",
    }  # fmt: skip
    return {**own, **{name: value for name, value in fields.items() if value}}


def _local(element: _Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _all(element: _Element, name: str) -> Iterator[_Element]:
    """Yield the elements of a name within an element, whatever their namespace, in their order."""
    return (each for each in element.iter() if _local(each) == name) if element is not None else iter(())


def _outermost(root: _Element, name: str) -> list[_Element]:
    """Return the elements of a name that lie in no other of that name, in their order."""
    found, stack = [], [root]
    while stack:
        node = stack.pop()
        if _local(node) == name:
            found.append(node)
        else:
            stack.extend(reversed(node))
    return found


def _first(element: _Element | None, name: str) -> _Element | None:
    return next(_all(element, name), None)


def _attribute(element: _Element, name: str, attribute: str) -> str:
    return next((value.strip() for each in _all(element, name) if (value := each.get(attribute))), "")


def _text(element: _Element | None) -> str:
    return " ".join("".join(element.itertext()).split()) if element is not None else ""


def _byline(byline: _Element) -> str:
    person = _first(byline, "person")
    return _text(person if person is not None else byline)


def _unique(values: list[str]) -> list[str]:
    return list(dict.fromkeys(filter(None, values)))


def _date(text: str) -> str:
    """Return a date as ISO 8601 writes it; a time of nothing but zeros is no time."""
    match = _COMPACT.match(text.strip())
    if match is None:
        return text
    year, month, day, hour, minute, second, zone = match.groups()
    if hour is None or (hour, minute, second or "00", zone) == ("00", "00", "00", None):
        return f"{year}-{month}-{day}"
    return f"{year}-{month}-{day}T{hour}:{minute}:{second or '00'}{zone or ''}"


def _paragraphs(body: _Element) -> str:
    """Return the text of a body by its paragraphs. Where one block is the whole text, others repeat parts of it."""
    whole = next((each for each in body.iter() if each.get("class") == _FULL_TEXT), None)
    paragraphs: list[str] = []
    _collect(body if whole is None else whole, paragraphs)
    return "\n\n".join(dict.fromkeys(paragraphs))


def _collect(root: _Element, paragraphs: list[str]) -> None:
    """Walk the tree without recursion, since documents nest deeper than Python's stack."""
    stack = [root]
    while stack:
        node = stack.pop()
        name = _local(node).lower()
        if name in _LEFT_OUT:
            continue
        if name in _BLOCKS or not len(node):
            if text := _text(node):
                paragraphs.append(text)
            continue
        if node.text and node.text.strip():
            paragraphs.append(" ".join(node.text.split()))
        stack.extend(reversed(node))
