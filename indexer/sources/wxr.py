"""Here is the text of a WordPress export: which items does it hold, and where is it no XML?

It is parsed as a stream without entities. An item that breaks the parser is left out, and the next is begun afresh.
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO
from xml.sax import SAXParseException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

from defusedxml import DefusedXmlException
from defusedxml.expatreader import DefusedExpatParser

_CHUNK = 1 << 16
_ITEM = re.compile(r"<item(?=[\s>])")
_KEPT = len("<item ")
_NO_XML = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_DECLARED = re.compile(rb"""<\?xml[^>]{0,80}encoding\s*=\s*["']([A-Za-z0-9._-]{2,40})""")
_AFRESH = "<rss><channel>"


@dataclass(slots=True)
class Item:
    """An item, or the channel: the texts of its elements by name, and its categories as (domain, nicename, name)."""

    line: int
    texts: dict[str, str] = field(default_factory=dict)
    categories: list[tuple[str, str, str]] = field(default_factory=list)
    too_large: bool = False


@dataclass(frozen=True, slots=True)
class Flaw:
    """A place that is no XML. With `final` nothing after it could be read."""

    line: int
    reason: str
    message: str
    final: bool = False


class Export:
    """The items of one export, and what the channel says of itself and its authors so far."""

    def __init__(self, file: IO[bytes], longest: int) -> None:
        """Reads from `file`; no more than `longest` characters of an item are kept."""
        self._file, self._longest = file, longest
        self._handler = _Handler(longest)
        self.is_wordpress = False

    @property
    def channel(self) -> Item:
        """What the channel says of itself."""
        return self._handler.channel

    @property
    def authors(self) -> dict[str, str]:
        """The names to show, by login."""
        return self._handler.authors

    def items(self) -> Iterator[Item | Flaw]:
        """All items, with the places between them that cannot be read. Raises what reading the file raises."""
        handler = self._handler
        parser = _parser(handler)
        line, idle, sound = 1, 0, True
        for begins, text in _segments(_texts(self._file)):
            if begins:
                handler.begin(line)
                if not sound:
                    parser, sound = _parser(handler), True
                    parser.feed(_AFRESH)
            if sound:
                met = handler.met
                try:
                    parser.feed(text)
                except SAXParseException as error:
                    sound = False
                    yield Flaw(handler.line, "bad-xml", f"What stands here is not valid XML: {error.getMessage()}.")
                except DefusedXmlException:
                    message = "The file declares entities, which are not expanded. Nothing of it was read."
                    yield Flaw(line, "entities", message, final=True)
                    return
                idle = idle + len(text) if met == handler.met else 0
                if idle > self._longest:
                    idle, sound = 0, False
                    yield Flaw(handler.line, "too-large", f"A tag here is longer than {self._longest:,} characters.")
            yield from handler.taken()
            line += text.count("\n")
        self.is_wordpress = handler.is_wordpress
        if sound and not handler.ended:
            yield Flaw(handler.line, "truncated", "The file ends within an item.", final=True)


class _Handler(ContentHandler):
    """Gathers the elements right below an item or the channel."""

    def __init__(self, longest: int) -> None:
        super().__init__()
        self._longest = longest
        self.channel, self.authors = Item(1), dict[str, str]()
        self.is_wordpress = self.ended = False
        self.line, self.met = 1, 0
        self._done: list[Item] = []
        self.startDocument()

    def begin(self, line: int) -> None:
        """The next item stands at that line."""
        self.line = line

    def taken(self) -> list[Item]:
        """The items that are whole since this was last asked."""
        done, self._done = self._done, []
        return done

    def startDocument(self) -> None:  # noqa: N802  # the names are those of SAX
        """See ContentHandler; a parser that begins afresh begins here."""
        self._path: list[str] = []
        self._item: Item | None = None
        self._pieces: list[str] = []
        self._size = 0
        self._category = ("", "")
        self._author: dict[str, str] = {}

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802
        """See ContentHandler."""
        self._path.append(name)
        self.met += 1
        self.is_wordpress = self.is_wordpress or name.startswith("wp:")
        depth = len(self._path)
        if depth == 3 and name == "item":
            self._item, self._size = Item(self.line), 0
        elif depth <= 4:
            self._pieces.clear()
            self._size = self._size if self._item else 0
            self._category = (attrs.get("domain", ""), attrs.get("nicename", ""))

    def characters(self, content: str) -> None:
        """See ContentHandler."""
        self.met += 1
        depth = len(self._path)
        if depth == 4 or (depth == 3 and self._item is None):
            self._size += len(content)
            if self._size <= self._longest:
                self._pieces.append(content)

    def endElement(self, name: str) -> None:  # noqa: N802
        """See ContentHandler."""
        depth = len(self._path)
        text = "".join(self._pieces)
        if self._item is not None and depth == 4:
            if name == "category":
                self._item.categories.append((*self._category, text.strip()))
            else:
                self._item.texts.setdefault(name, text)
        elif self._item is not None and depth == 3:
            self._item.too_large = self._size > self._longest
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
    """The text in pieces, and of each whether it begins where an item does."""
    kept, begins = "", False
    for text in texts:
        kept += text
        while found := _ITEM.search(kept, 1 if begins else 0):
            yield begins, kept[: found.start()]
            kept, begins = kept[found.start() :], True
        if len(kept) > _CHUNK:
            yield begins, kept[:-_KEPT]
            kept, begins = kept[-_KEPT:], False
    yield begins, kept


def _texts(file: IO[bytes]) -> Iterator[str]:
    """The file as text that a parser takes; what is no character of XML is left out, as WordPress does not."""
    head = file.read(_CHUNK)
    declared = _DECLARED.search(head)
    name = declared[1].decode("ascii") if declared else "utf-8"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        name = "utf-16"
    try:
        decoder = codecs.getincrementaldecoder(name)("replace")
        decoder.decode(b"").encode("ascii")
    except (LookupError, AttributeError, TypeError, ValueError):
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
    while head:
        yield _NO_XML.sub("", decoder.decode(head).lstrip("\ufeff"))
        head = file.read(_CHUNK)
    yield decoder.decode(b"", final=True)
