"""Which characters do these bytes stand for, and are they text at all?"""

import codecs
import re

import charset_normalizer

from indexer.errors import ReadingError
from indexer.extract.result import RepairKind, RepairLog

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark is its beginning
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MAGIC = (
    (b"%PDF-", "a PDF document"),
    (b"\x89PNG\r\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"PK\x03\x04", "a ZIP archive or office document"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old office document"),
    (b"\x1f\x8b", "gzip-compressed"),
    (b"BZh", "bzip2-compressed"),
    (b"\xfd7zXZ\x00", "xz-compressed"),
    (b"\x28\xb5\x2f\xfd", "zstd-compressed"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"RIFF", "a RIFF media file"),
    (b"ID3", "an MP3 file"),
    (b"OggS", "an Ogg media file"),
    (b"wOFF", "a font"),
    (b"{\\rtf", "an RTF document"),
)
_DECLARED = re.compile(
    rb"""(?:charset\s*=\s*|<\?xml[^>]{0,80}encoding\s*=\s*)["']?\s*([A-Za-z0-9_:.\-]{2,40})""", re.IGNORECASE
)
# Browsers read these labels as the larger set, and so pages are written in it.
_WIDER = {"iso8859-1": "cp1252", "ascii": "cp1252", "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932",
          "euc_kr": "cp949", "tis-620": "cp874", "iso8859-9": "cp1254"}  # fmt: skip
_LIKELY = ["cp1252", "cp1251", "cp1250", "koi8_r", "cp1253", "cp1254", "cp1255", "cp1256", "cp932", "euc_jp",
           "gb18030", "big5", "cp949"]  # fmt: skip
# Python counts these as text encodings; no document is written in them.
_NO_CHARSETS = frozenset({"idna", "punycode", "raw-unicode-escape", "unicode-escape", "undefined"})
_SAMPLE = 1 << 16
_CONTROL_BYTES = bytes(sorted(set(range(32)) - set(b"\t\n\r\f\v\x1b")))


def decode(data: bytes, log: RepairLog, declared: str | None = None) -> str:
    """Text from bytes: by byte order mark, by the charset that `declared` or the content names, as UTF-8, or by guess.

    Bytes that fit no encoding are decoded as well as possible and noted; none is dropped silently.
    Raises ReadingError `empty` for nothing but white space and `binary` for what is not text.
    """
    if not data.strip(b" \t\r\n\x00\xef\xbb\xbf"):
        raise ReadingError("empty", "The document is empty.")
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _lenient(data[len(mark) :], encoding, log)
    _refuse_binary(data)
    silent = _utf16_without_mark(data)
    if silent is not None:
        return _lenient(data, silent, log)
    stated = _known(declared) or _declared_within(data)
    text = _strict(data, "utf-8")
    if text is not None and (stated in {None, "utf-8"} or not data.isascii() or b"\x1b" not in data):
        return text
    if stated is not None and stated != "utf-8":
        text = _strict(data, stated)
        if text is not None:
            return text
    return _mixed(data, log) or _guessed(data, log)


def _refuse_binary(data: bytes) -> None:
    kind = next((name for magic, name in _MAGIC if data.startswith(magic)), None)
    if kind is None and data[4:8] == b"ftyp":
        kind = "an MP4 media file"
    if kind is not None:
        raise ReadingError("binary", f"The document is {kind}, not text. Convert it to text or leave it out.")
    sample = data[:_SAMPLE]
    controls = len(sample) - len(sample.translate(None, _CONTROL_BYTES))
    if controls * 20 > len(sample) and _utf16_without_mark(data) is None:
        raise ReadingError("binary", "The document holds binary data, not text. Convert it to text or leave it out.")


def _utf16_without_mark(data: bytes) -> str | None:
    """Western text in UTF-16 has a NUL in nearly every second place and hardly any in the others."""
    sample = data[: _SAMPLE & ~1]
    half = max(1, len(sample) // 2)
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > 0.6 * half and even < 0.05 * half:
        return "utf-16-le"
    if even > 0.6 * half and odd < 0.05 * half:
        return "utf-16-be"
    return None


def _known(label: str | None) -> str | None:
    """The codec that a charset label means, or None for a label that names no text codec."""
    if not label:
        return None
    try:
        name = codecs.lookup(label).name
        codecs.decode(b"", name).encode("ascii")
    except (LookupError, ValueError, TypeError, AttributeError):
        return None
    return None if name.replace("_", "-") in _NO_CHARSETS else _WIDER.get(name, name)


def _declared_within(data: bytes) -> str | None:
    found = _DECLARED.search(data[:4096])
    return _known(found[1].decode("ascii")) if found else None


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except ValueError:
        return None


def _lenient(data: bytes, encoding: str, log: RepairLog) -> str:
    text = data.decode(encoding, "replace")
    damaged = text.count("\N{REPLACEMENT CHARACTER}")
    if damaged * 4 > len(text):
        raise ReadingError("binary", "The document holds binary data, not text. Convert it to text or leave it out.")
    if damaged:
        log.note(RepairKind.ENCODING, f"{damaged} characters were not valid {encoding}", damaged)
    return text


def _mixed(data: bytes, log: RepairLog) -> str | None:
    """UTF-8 with single bytes of another encoding among it, as pasted articles have; None if it is not that."""
    text = data.decode("utf-8", "surrogateescape")
    strays = len(re.findall("[\udc80-\udcff]", text))
    sound = sum(1 for character in text if character > "\x7f") - strays
    if strays > sound:
        return None
    log.note(RepairKind.ENCODING, f"{strays} bytes were not valid UTF-8 and were read as Windows-1252", strays)
    return re.sub("[\udc80-\udcff]", lambda match: _western(ord(match[0]) - 0xDC00), text)


def _western(byte: int) -> str:
    return bytes([byte]).decode("cp1252", "replace")


def _guessed(data: bytes, log: RepairLog) -> str:
    best = charset_normalizer.from_bytes(data[:_SAMPLE], cp_isolation=_LIKELY).best()
    encoding = best.encoding if best is not None else "cp1252"
    text = _lenient(data, encoding, log)
    log.note(RepairKind.ENCODING, f"no encoding was declared; read as {encoding}")
    return text


# FOLDED: What kind of document is this, where its source does not say?


_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body|article|div|p|title|meta)\b[^>]*>", re.IGNORECASE)
_FRONT_MATTER = re.compile(r"(?:---|\+\+\+)[ \t]*\n")
_HEADING = re.compile(r"#{1,6} \S")
_KINDS = {
    "text/html": "text/html",
    "application/xhtml+xml": "text/html",
    "text/markdown": "text/markdown",
    "text/x-markdown": "text/markdown",
    "text/plain": "text/plain",
    "application/json": "application/json",
    "application/ld+json": "application/json",
}


def detect_media_type(media_type: str, text: str) -> str | None:
    """One of text/html, text/markdown, text/plain, application/json; None for a stated type that is none of these.

    An empty `media_type` is answered by looking at the text.
    """
    stated = media_type.partition(";")[0].strip().lower()
    if stated:
        return _KINDS.get(stated)
    start = text[:4000].lstrip()
    if start.startswith("{") and text.rstrip().endswith("}"):
        return "application/json"
    if _HTML.match(start) or start.startswith(("<?xml", "<!--")) or len(_HTML.findall(start)) > 2:
        return "text/html"
    return "text/markdown" if _FRONT_MATTER.match(start) or _HEADING.match(start) else "text/plain"


def charset_from(media_type: str) -> str | None:
    """The charset parameter of a media type, as HTTP states it."""
    match = re.search(r"charset\s*=\s*[\"']?([\w.:-]+)", media_type, re.IGNORECASE)
    return match[1] if match else None
