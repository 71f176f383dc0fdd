"""What a file holds by its content: a container of some format, or a kind of file that is not read."""

import re
from enum import StrEnum

from indexer.sources.beginning import decode_beginning, root_name
from indexer.sources.file_kinds import PAGE, XML, FileKind, kind_by_content, kind_of_xml
from indexer.sources.gzip_members import starts_archive


class SourceKind(StrEnum):
    """What a location is read as."""

    FOLDER = "folder"
    FILE = "file"
    RECORDS = "jsonl"
    WARC = "warc"
    WORDPRESS = "wordpress"
    TABLE = "table"
    ARRAY = "array"
    FEED = "feed"
    NEWS = "news"
    MAILBOX = "mailbox"
    MESSAGE = "message"
    EPUB = "epub"
    WACZ = "wacz"


_FEED_ROOTS = frozenset({"rss", "feed", "rdf", "channel", "entry"})
_NEWS_ROOTS = frozenset({"nitf", "newsml", "newsitem", "newsmessage", "newsenvelope"})
_PAGE_ROOTS = frozenset({"html", "head", "body", "article", "div", "p", "title", "meta", "main", "section"})
_MBOX = re.compile(rb"From [^\r\n]{1,300}\d\d:\d\d[^\r\n]{0,80}\r?\n>?[A-Za-z][A-Za-z0-9-]*:")
_HEADER = re.compile(rb"([A-Za-z][A-Za-z0-9-]{0,60}):(?: |\t|\r?\n)[^\n]*\n(?:[ \t][^\n]*\n)*")
_MAIL_ALONE = frozenset(
    {b"mime-version", b"message-id", b"received", b"return-path", b"snapshot-content-location", b"delivered-to"}
)
_MAIL_TOO = frozenset({b"from", b"subject", b"date", b"content-type", b"to"})
_EML_COUNT = re.compile(rb"\d{1,10} *\r?\n")
_MAIL_ENDINGS = (".eml", ".emlx", ".mht", ".mhtml")
_ARTICLE_ENDINGS = frozenset({".html", ".htm", ".txt", ".md", ".json"})
_PAGE_STARTS = (b"<!doctype html", b"<html")
_PROLOGUE_BYTES = 64
_MAX_HEADERS = 100


def detect_content(start: bytes, ending: str) -> SourceKind | FileKind | None:
    """Return what a file is that begins so and whose name has that ending; None for one article or an unknown kind."""
    if start[:_PROLOGUE_BYTES].lstrip().lower().startswith(_PAGE_STARTS):  # most files are pages
        return None if ending in _ARTICLE_ENDINGS else PAGE
    if starts_archive(start):
        return SourceKind.WARC
    if start.startswith(b"PK") and (packed := _detect_zip(start, ending)):
        return packed
    if kind := kind_by_content(start, ending):
        return kind
    if _MBOX.match(start):
        return SourceKind.MAILBOX
    if is_message(start, ending):
        return SourceKind.MESSAGE
    text = decode_beginning(start).lstrip("\ufeff \t\r\nï»¿")
    if text.startswith("<"):
        return _detect_xml(text, start, ending)
    if text.startswith("{") and "jsonfeed.org/version" in text:
        return SourceKind.FEED
    return None


def looks_like_wordpress(start: bytes) -> bool:
    """Return whether a file that begins so is a WordPress export."""
    start = start.replace(b"\0", b"")
    return b"<rss" in start and (b"wordpress.org/export/" in start or b"<wp:" in start)


def _detect_zip(start: bytes, ending: str) -> SourceKind | None:
    if ending == ".epub" or b"mimetypeapplication/epub+zip" in start[:200]:
        return SourceKind.EPUB
    return SourceKind.WACZ if ending == ".wacz" else None


def is_message(start: bytes, ending: str) -> bool:
    """Return whether a file that begins so is a mail message or a saved page in the form of one (MHTML).

    Articles too may begin with lines such as `From:` and `Date:`, so that only what no article has is a sign, unless
    the name has the ending of a message.
    """
    if ending == ".emlx" and (count := _EML_COUNT.match(start)):
        start = start[count.end() :]
    names: set[bytes] = set()
    at = 0
    while len(names) < _MAX_HEADERS and (header := _HEADER.match(start, at)):
        names.add(header[1].lower())
        at = header.end()
    return bool(names & _MAIL_TOO) and (ending in _MAIL_ENDINGS or bool(names & _MAIL_ALONE))


def _detect_xml(text: str, start: bytes, ending: str) -> SourceKind | FileKind | None:
    root = root_name(text)
    if root in _FEED_ROOTS and _is_feed(root, text):
        return SourceKind.WORDPRESS if looks_like_wordpress(start) else SourceKind.FEED
    if root in _NEWS_ROOTS:
        return SourceKind.NEWS
    if root in _PAGE_ROOTS or not root:
        return None if ending in _ARTICLE_ENDINGS else PAGE
    if kind := kind_of_xml(root):
        return kind
    return XML if ending == ".xml" else None


def _is_feed(root: str, text: str) -> bool:
    if root in ("rss", "channel") or "w3.org/2005/Atom" in text or "purl.org/atom" in text:
        return True
    if root == "rdf":
        return "purl.org/rss" in text or "netscape.com/rdf" in text or "<item" in text
    return root == "feed" and "<entry" in text
