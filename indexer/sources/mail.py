"""Mail as articles: mailboxes (mbox), single messages (.eml), and pages saved in the form of one (MHTML).

Headers are decoded here and not by the newer policies of the email package, which raise odd errors for odd headers.
"""

import io
import re
from collections.abc import Iterator, Mapping
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32
from email.utils import parseaddr
from typing import IO
from urllib.parse import urljoin

from indexer.document import Document, Failure
from indexer.extract.urls import canonical_url
from indexer.sources.beginning import strip_beginning
from indexer.sources.compression import DAMAGE, decompressed
from indexer.sources.container import ContainerFile, Problem, RecordNames, damage_problem
from indexer.sources.fingerprints import hash_bytes
from indexer.sources.whole_file import read_whole

_SEPARATOR = re.compile(rb"From \S.*\d\d:\d\d")
_QUOTED_SEPARATOR = re.compile(rb"^>(>*From )", re.MULTILINE)
_EML_COUNT = re.compile(rb"\d{1,10} *\r?\n")
_MAX_LINE_BYTES = 1 << 20
_MAX_PARTS, _MAX_MULTIPARTS = 1_000, 100
_MAX_HEADER_CHARS = 2_000
_LIST_NAME = re.compile(r"\s*\"?([^<>\"]*?)\"?\s*<([^<>]+)>\s*")


class MailboxFile:
    """One mailbox of a source: each message is an article."""

    def __init__(self, container: ContainerFile, max_bytes: int) -> None:
        """Read no message of more than `max_bytes`."""
        self._container, self._max_bytes = container, max_bytes
        self._names = RecordNames({})
        self._line = 0

    def records(self, file: io.RawIOBase) -> Iterator[Document | Failure | Problem]:
        """Yield the messages in their order, and failures by line. Raises OSError."""
        number = 0
        try:
            with decompressed(file, self._container.path.name) as stream:
                for first_line, data in self._messages(stream):
                    number += 1
                    yield self._message(data, number, first_line)
        except DAMAGE as error:
            yield damage_problem(error, self._line, "messages")

    def _messages(self, stream: IO[bytes]) -> Iterator[tuple[int, bytes | None]]:
        """Yield the messages with the line at which each begins; None for one that is too large."""
        pieces: list[bytes] = []
        first = size = 0
        is_begun, after_blank = False, True
        while line := stream.readline(_MAX_LINE_BYTES):
            self._line += 1
            if after_blank and _SEPARATOR.match(line):
                if is_begun:
                    yield first, None if size > self._max_bytes else b"".join(pieces)
                pieces, size, first, is_begun = [], 0, self._line, True
            else:
                size += len(line)
                if size <= self._max_bytes:
                    pieces.append(line)
            after_blank = not line.strip()
        if is_begun:
            yield first, None if size > self._max_bytes else b"".join(pieces)

    def _message(self, data: bytes | None, number: int, line: int) -> Document | Failure:
        if data is None:
            message = f"The message has more than the {self._max_bytes:,} bytes that are read."
            return self._container.failure(Problem("too-large", message, f"line {line}", f":{number}"))
        return read_message(_QUOTED_SEPARATOR.sub(rb"\1", data), self._container, self._names, number, f"line {line}")


class MessageFile:
    """One file of a single message, or of a page saved as one."""

    def __init__(self, container: ContainerFile, max_bytes: int) -> None:
        """Read no message of more than `max_bytes`."""
        self._container, self._max_bytes = container, max_bytes

    def records(self, file: io.RawIOBase) -> Iterator[Document | Failure | Problem]:
        """Yield the message, or why there is none. Raises OSError."""
        data = read_whole(file, self._container.path.name, self._max_bytes)
        if isinstance(data, Problem):
            yield data
            return
        data = strip_beginning(data)
        if self._container.path.name.lower().endswith(".emlx") and (count := _EML_COUNT.match(data)):
            data = data[count.end() : count.end() + int(count[0])]
        item = read_message(data, self._container, RecordNames({}), 1, "line 1", alone=True)
        yield Problem(item.reason, item.message, item.place, item.key) if isinstance(item, Failure) else item


def read_message(
    data: bytes, container: ContainerFile, names: RecordNames, number: int, place: str, *, alone: bool = False
) -> Document | Failure:
    """Return the document of a message; `number` is its own in the container, and `alone` says that it is all of it."""
    fingerprint = hash_bytes(data)
    try:
        fields, content, kind, stated, is_page = _take_apart(data)
    # What the email package raises for odd messages is not documented, and one message must cost no other.
    except Exception as error:
        text = f"The message cannot be taken apart: {type(error).__name__}."
        return container.failure(Problem("bad-message", text, place, f":{number}"), fingerprint)
    name = names.unique(stated, number) if stated else f":{number}"
    if is_page and not content:
        return container.failure(Problem("no-text", "The saved page has no HTML.", place, name), fingerprint)
    location = container.location if alone else ""
    return container.record(name, fields, fingerprint, location=location, data=content, media_type=kind)


def _take_apart(data: bytes) -> tuple[dict[str, object], bytes, str, str, bool]:
    """Return what a message states, its content if that is a page, the type of this, its id, and if it is a page."""
    if data.lower().count(b"multipart/") > _MAX_MULTIPARTS:
        raise ValueError("too many parts within parts")
    message = BytesParser(policy=compat32).parsebytes(data)
    parts = _Parts(message)
    saved = _saved_address(message, parts)
    stated = saved or _header(message, "Message-ID").strip("<> ")
    if saved or (parts.root_html is not None and message.get_content_subtype() == "related" and parts.plain is None):
        html, kind = parts.root_html or (b"", "text/html")
        return {"url": saved} if saved else {}, html, kind, stated, True
    fields = _fields(message)
    if parts.plain is not None:
        fields["text"] = parts.plain
    elif parts.root_html is not None:
        html, kind = parts.root_html
        charset = re.search(r"charset=([^;]+)", kind)
        fields["html"] = _decode(html, charset[1] if charset else "utf-8")
    return {key: value for key, value in fields.items() if value}, b"", "application/json", stated, False


class _Parts:
    """The parts of a message that may be its text."""

    def __init__(self, message: Message) -> None:
        self.plain: str | None = None
        self.root_html: tuple[bytes, str] | None = None
        self.location = ""
        wanted = _header(message, "Snapshot-Content-Location") or _header(message, "Content-Location")
        for number, part in enumerate(message.walk()):
            if number >= _MAX_PARTS:
                break
            if part.is_multipart() or part.get_content_disposition() == "attachment":
                continue
            kind = part.get_content_type()
            if kind == "text/plain" and self.plain is None:
                text = _decode(_payload(part), part.get_content_charset() or "utf-8")
                self.plain = text if text.strip() else None
            elif kind in ("text/html", "application/xhtml+xml"):
                location = _header(part, "Content-Location")
                if self.root_html is None or (wanted and location == wanted and self.location != wanted):
                    charset = part.get_content_charset()
                    self.root_html = _payload(part), kind + (f"; charset={charset}" if charset else "")
                    self.location = location


def _payload(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _decode(data: bytes, charset: str) -> str:
    for name in (charset, "utf-8"):
        try:
            return data.decode(name.strip().strip("\"'"))
        except (LookupError, ValueError, TypeError):
            continue
    return data.decode("cp1252", "replace")


def _saved_address(message: Message, parts: _Parts) -> str:
    """Return the address of the page that a message is a copy of; "" for any other message."""
    stated = _header(message, "Snapshot-Content-Location")
    if not stated and message.get_content_type() == "multipart/related" and not _header(message, "Message-ID"):
        base = _header(message, "Content-Location")
        stated = urljoin(base, parts.location) if base or parts.location else ""
    return canonical_url(stated) or ""


def _fields(message: Message) -> dict[str, object]:
    mailing_list = _LIST_NAME.fullmatch(_header(message, "List-Id"))
    name, address = parseaddr(_header(message, "From"))
    archived = _header(message, "Archived-At").strip("<> ") or _header(message, "X-URL")
    return {
        "subject": _header(message, "Subject"),
        "author": name or ("" if "@" in address else address),
        "date": _header(message, "Date"),
        "url": canonical_url(archived) or "",
        "source": (mailing_list[1] or mailing_list[2]) if mailing_list else _header(message, "Newsgroups"),
        "tags": [each.strip() for each in _header(message, "Keywords").split(",") if each.strip()],
        "language": _header(message, "Content-Language").split(",")[0].strip(),
    }


def _header(message: Message | Mapping[str, str], name: str) -> str:
    """Return a header as one line of text, its encoded words decoded."""
    value = message.get(name)
    if value is None:
        return ""
    text = " ".join(str(value)[:_MAX_HEADER_CHARS].split())
    if "=?" not in text:
        return text if text.isascii() else _from_surrogates(text)
    try:
        pieces = [
            piece if isinstance(piece, str) else _decode(piece, charset or "utf-8")
            for piece, charset in decode_header(text)
        ]
    except (HeaderParseError, ValueError, LookupError):
        return text
    return " ".join("".join(pieces).split())


def _from_surrogates(text: str) -> str:
    """Return a header that has bytes beyond ASCII, against the rules, as the text that they probably are."""
    return _decode(text.encode("utf-8", "surrogateescape"), "utf-8")
