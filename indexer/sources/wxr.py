"""The items of a WordPress export (WXR, which is RSS with `wp:` elements), and the places that are not valid XML.

The export is parsed as a stream, without entities. An item at which the parser fails is left out, and a new parser
begins with the next. The parser is the standard library's, since lxml's in recovery mode waits for a `;` after a stray
`&`, beyond the end of the item.
"""

import codecs
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO
from xml.sax import SAXParseException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

from defusedxml import DefusedXmlException
from defusedxml.expatreader import DefusedExpatParser

_READ_BYTES = 1 << 16
_ITEM = re.compile(r"<item(?=[\s>])")
_ITEM_CHARS = len("<item ")
_MAX_TAG_CHARS = 1_200
_NOT_XML = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_DECLARED = re.compile(rb"""<\?xml[^>]{0,80}encoding\s*=\s*["']([A-Za-z0-9._-]{2,40})""")
_CDATA, _CDATA_END = "<![CDATA[", "]]>"
_OPENING_TAG = re.compile(r"<([\w:.-]{1,100})(?:\s[^<>]{0,1000})?>\s*$")
_STRAY_END = re.compile(r"\]\]>(?!<!\[CDATA\[)")
"""An end that no new section follows, as one does where a program has divided a section rightly."""
_BARE_AMPERSAND = re.compile(r"&(?!#?\w{1,30};)")
_HTML_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)[A-Za-z][A-Za-z0-9]{1,30};")
_RESTART = "<rss><channel>"


@dataclass(slots=True)
class WxrItem:
    """An item, or the channel: the texts of its elements by name, and its categories as (domain, nicename, name)."""

    line: int
    texts: dict[str, str] = field(default_factory=dict)
    categories: list[tuple[str, str, str]] = field(default_factory=list)
    too_large: bool = False


@dataclass(frozen=True, slots=True)
class BrokenItem:
    """A place that is not XML. With `final` nothing after it could be read."""

    line: int
    reason: str
    message: str
    final: bool = False


class WxrReader:
    """Reads the items of one export, and what its channel says of itself and its authors."""

    def __init__(self, file: IO[bytes], max_chars: int) -> None:
        """Read from `file`, and keep no more than `max_chars` of an item."""
        self._file, self._max_chars = file, max_chars
        self._handler = _Handler(max_chars)
        self.is_wordpress = False

    @property
    def channel(self) -> WxrItem:
        """What the channel has said of itself so far."""
        return self._handler.channel

    @property
    def authors(self) -> dict[str, str]:
        """The names to show for authors, by login, as far as they were read."""
        return self._handler.authors

    def items(self) -> Iterator[WxrItem | BrokenItem]:
        """Yield all items, and the places among them that cannot be read. Raises what reading the file raises."""
        handler = self._handler
        parser = _parser(handler)
        line, idle_chars, sound = 1, 0, True
        for begins_item, text in _segments(_decoded(self._file)):
            if begins_item:
                handler.line = line
                if not sound:
                    parser, sound = _parser(handler), True
                    parser.feed(_RESTART)
            if sound:
                events = handler.events
                try:
                    parser.feed(mend_item(text) if begins_item else text)
                except SAXParseException as error:
                    sound = False
                    yield BrokenItem(handler.line, "bad-xml", f"The XML here is not valid: {error.getMessage()}.")
                except DefusedXmlException:
                    message = "The file declares entities, which are not expanded. Nothing of it was read."
                    yield BrokenItem(line, "entities", message, final=True)
                    return
                idle_chars = idle_chars + len(text) if events == handler.events else 0
                if idle_chars > self._max_chars:
                    idle_chars, sound = 0, False
                    message = f"A tag here is longer than {self._max_chars:,} characters."
                    yield BrokenItem(handler.line, "too-large", message)
            yield from handler.pop_items()
            line += text.count("\n")
        self.is_wordpress = handler.is_wordpress
        if sound and not handler.ended:
            yield BrokenItem(handler.line, "truncated", "The file ends within an item.", final=True)


def mend_item(item: str) -> str:
    """Return an item that is XML, of one as odd programs write it.

    A CDATA section ends where its element does: a `]]>` that no closing tag follows belongs to the text, as old
    exports did not mend it. Outside of them a bare `&` stands for itself, and an entity of HTML for its character.
    """
    pieces: list[str] = []
    done, at = 0, item.find(_CDATA)
    while at >= 0:
        begin = at + len(_CDATA)
        first = end = item.find(_CDATA_END, begin)
        opening = _OPENING_TAG.search(item, max(done, at - _MAX_TAG_CHARS), at)
        closing = f"</{opening[1]}>" if opening else ""
        while end >= 0 and not item.startswith(closing, end + len(_CDATA_END)):
            end = item.find(_CDATA_END, end + 1)
        pieces += (_mend_entities(item[done:at]), _CDATA)
        if end < 0:  # it goes on in the next piece of the file
            return "".join((*pieces, item[begin:]))
        inner = item[begin:end]
        pieces.append(inner if end == first else _STRAY_END.sub("]]]]><![CDATA[>", inner))
        done, at = end, item.find(_CDATA, end)
    return "".join((*pieces, _mend_entities(item[done:])))


def _mend_entities(text: str) -> str:
    if "&" not in text:
        return text
    return _BARE_AMPERSAND.sub("&amp;", _HTML_ENTITY.sub(lambda match: html.escape(html.unescape(match[0])), text))


class _Handler(ContentHandler):
    """Collects the elements directly below an item or the channel. `line` is where the present item begins."""

    def __init__(self, max_chars: int) -> None:
        super().__init__()
        self._max_chars = max_chars
        self.channel, self.authors = WxrItem(1), dict[str, str]()
        self.is_wordpress = self.ended = False
        self.line, self.events = 1, 0
        self._done: list[WxrItem] = []
        self.startDocument()

    def pop_items(self) -> list[WxrItem]:
        """Return the items that were completed since the last call."""
        done, self._done = self._done, []
        return done

    def startDocument(self) -> None:  # noqa: N802  # the names are those of SAX
        """Reset the state, for a new parser begins here."""
        self._path: list[str] = []
        self._item: WxrItem | None = None
        self._pieces: list[str] = []
        self._size = 0
        self._category = ("", "")
        self._author: dict[str, str] = {}

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802
        self._path.append(name)
        self.events += 1
        self.is_wordpress = self.is_wordpress or name.startswith("wp:")
        depth = len(self._path)
        if depth == 3 and name == "item":
            self._item, self._size = WxrItem(self.line), 0
        elif depth <= 4:
            self._pieces.clear()
            self._size = self._size if self._item else 0
            self._category = (attrs.get("domain", ""), attrs.get("nicename", ""))

    def characters(self, content: str) -> None:
        self.events += 1
        depth = len(self._path)
        if depth == 4 or (depth == 3 and self._item is None):
            self._size += len(content)
            if self._size <= self._max_chars:
                self._pieces.append(content)

    def endElement(self, name: str) -> None:  # noqa: N802
        depth = len(self._path)
        text = "".join(self._pieces)
        if self._item is not None and depth == 4:
            if name == "category":
                self._item.categories.append((*self._category, text.strip()))
            else:
                self._item.texts.setdefault(name, text)
        elif self._item is not None and depth == 3:
            self._item.too_large = self._size > self._max_chars
            self._done.append(self._item)
            self._item = None
        elif depth == 4:
            self._author[name] = text.strip()
        elif depth == 3 and name == "wp:author":
            self._keep_author()
        elif depth == 3:
            self.channel.texts.setdefault(name, text)
        if depth <= 4:
            self._pieces.clear()
        self._path.pop()
        self.ended = not self._path

    def _keep_author(self) -> None:
        stated, self._author = self._author, {}
        full = f"{stated.get('wp:author_first_name', '')} {stated.get('wp:author_last_name', '')}".strip()
        login = stated.get("wp:author_login", "")
        if login:
            self.authors[login] = stated.get("wp:author_display_name") or full or login


def _parser(handler: _Handler) -> DefusedExpatParser:
    parser = DefusedExpatParser(forbid_dtd=False, forbid_entities=True, forbid_external=True)
    parser.setContentHandler(handler)
    return parser


def _segments(texts: Iterator[str]) -> Iterator[tuple[bool, str]]:
    """Yield the text in pieces, each with whether it begins where an item does."""
    pending, begins_item = "", False
    for text in texts:
        pending += text
        while match := _ITEM.search(pending, 1 if begins_item else 0):
            yield begins_item, pending[: match.start()]
            pending, begins_item = pending[match.start() :], True
        if len(pending) > _READ_BYTES:
            yield begins_item, pending[:-_ITEM_CHARS]
            pending, begins_item = pending[-_ITEM_CHARS:], False
    yield begins_item, pending


def _decoded(file: IO[bytes]) -> Iterator[str]:
    """Yield the file's text without the characters that XML forbids, which WordPress leaves in."""
    data = file.read(_READ_BYTES)
    declared = _DECLARED.search(data)
    name = declared[1].decode("ascii") if declared else "utf-8"
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        name = "utf-16"
    try:
        decoder = codecs.getincrementaldecoder(name)("replace")
        decoder.decode(b"").encode("ascii")
    except (LookupError, AttributeError, TypeError, ValueError):
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
    while data:
        yield _NOT_XML.sub("", decoder.decode(data).lstrip("\ufeff"))
        data = file.read(_READ_BYTES)
    yield decoder.decode(b"", final=True)
