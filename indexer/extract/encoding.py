"""Decodes the bytes of a document into text, refuses what is not text, and detects the kind of a document."""

import codecs
import re

import charset_normalizer

from indexer.errors import ReadingError
from indexer.extract.result import RepairKind, RepairLog

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""The byte order marks and the encodings that they announce; of UTF-32 before UTF-16, whose mark is its beginning."""
_BINARY_SIGNATURES = (
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
_LARGER_SETS = {
    "iso8859-1": "cp1252", "ascii": "cp1252", "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932", "euc_kr":
    "cp949", "tis-620": "cp874", "iso8859-9": "cp1254",
}  # fmt: skip
LIKELY_ENCODINGS = [
    "cp1252", "cp1251", "cp1250", "koi8_r", "cp1253", "cp1254", "cp1255", "cp1256", "cp932", "euc_jp", "gb18030",
    "big5", "cp949",
]  # fmt: skip
"""The encodings among which one is guessed where nothing declares it."""
# Python counts these as text encodings; no document is written in them.
_NO_CHARSETS = frozenset({"idna", "punycode", "raw-unicode-escape", "unicode-escape", "undefined"})
_SAMPLE_BYTES = 1 << 16
_ESCAPED_BYTE = re.compile("[\udc80-\udcff]")
_CONTROL_BYTES = bytes(sorted(set(range(32)) - set(b"\t\n\r\f\v\x1b")))


def decode(data: bytes, log: RepairLog, declared: str | None = None) -> str:
    """Decode bytes by byte order mark, by the charset that `declared` or the content names, as UTF-8, or by guess.

    Bytes that fit no encoding are decoded as well as possible and noted; none is dropped silently.
    Raises ReadingError `empty` for nothing but white space and `binary` for what is not text.
    """
    if not data.strip(b" \t\r\n\x00\xef\xbb\xbf"):
        raise ReadingError("empty", "The document is empty.")
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _decode_leniently(data[len(mark) :], encoding, log)
    _refuse_binary(data)
    utf16 = detect_utf16(data)
    if utf16 is not None:
        return _decode_leniently(data, utf16, log)
    stated = _codec_of_label(declared) or _declared_encoding(data)
    text = _decode_strictly(data, "utf-8")
    if text is not None and (stated in {None, "utf-8"} or not data.isascii() or b"\x1b" not in data):
        return text
    if stated is not None and stated != "utf-8":
        text = _decode_strictly(data, stated)
        if text is not None:
            return text
    return _decode_mixed(data, log) or _decode_by_guess(data, log)


def _refuse_binary(data: bytes) -> None:
    kind = next((name for magic, name in _BINARY_SIGNATURES if data.startswith(magic)), None)
    if kind is None and data[4:8] == b"ftyp":
        kind = "an MP4 media file"
    if kind is not None:
        raise ReadingError("binary", f"The document is {kind}, not text. Convert it to text or leave it out.")
    sample = data[:_SAMPLE_BYTES]
    controls = len(sample) - len(sample.translate(None, _CONTROL_BYTES))
    if controls * 20 > len(sample) and detect_utf16(data) is None:
        raise ReadingError("binary", "The document holds binary data, not text. Convert it to text or leave it out.")


def detect_utf16(data: bytes) -> str | None:
    """Return `utf-16-le` or `utf-16-be` for western text without a byte order mark; None for anything else.

    Such text has a NUL in nearly every second place and hardly any in the others.
    """
    sample = data[: _SAMPLE_BYTES & ~1]
    half = max(1, len(sample) // 2)
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > 0.6 * half and even < 0.05 * half:
        return "utf-16-le"
    if even > 0.6 * half and odd < 0.05 * half:
        return "utf-16-be"
    return None


def _codec_of_label(label: str | None) -> str | None:
    """Return the codec that a charset label means, or None for a label that names no text codec."""
    if not label:
        return None
    try:
        name = codecs.lookup(label).name
        codecs.decode(b"", name).encode("ascii")
    except (LookupError, ValueError, TypeError, AttributeError):
        return None
    return None if name.replace("_", "-") in _NO_CHARSETS else _LARGER_SETS.get(name, name)


def _declared_encoding(data: bytes) -> str | None:
    declared = _DECLARED.search(data[:4096])
    return _codec_of_label(declared[1].decode("ascii")) if declared else None


def _decode_strictly(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except ValueError:
        return None


def _decode_leniently(data: bytes, encoding: str, log: RepairLog) -> str:
    text = data.decode(encoding, "replace")
    damaged = text.count("\N{REPLACEMENT CHARACTER}")
    if damaged * 4 > len(text):
        raise ReadingError("binary", "The document holds binary data, not text. Convert it to text or leave it out.")
    if damaged:
        log.note(RepairKind.ENCODING, f"{damaged} characters were not valid {encoding}", damaged)
    return text


def _decode_mixed(data: bytes, log: RepairLog) -> str | None:
    """Decode UTF-8 with single bytes of another encoding in it, as pasted articles have; None if it is not that."""
    text = data.decode("utf-8", "surrogateescape")
    strays = len(_ESCAPED_BYTE.findall(text))
    valid = sum(1 for character in text if character > "\x7f") - strays
    if strays > valid:
        return None
    log.note(RepairKind.ENCODING, f"{strays} bytes were not valid UTF-8 and were read as Windows-1252", strays)
    return decode_escaped_bytes(text)


def decode_escaped_bytes(text: str) -> str:
    """Return the text with the bytes that were not valid UTF-8, kept by `surrogateescape`, read as Windows-1252."""
    return _ESCAPED_BYTE.sub(lambda byte: bytes([ord(byte[0]) - 0xDC00]).decode("cp1252", "replace"), text)


def guess_encoding(data: bytes) -> str:
    """Return the encoding that bytes are probably in, one of LIKELY_ENCODINGS."""
    best = charset_normalizer.from_bytes(data[:_SAMPLE_BYTES], cp_isolation=LIKELY_ENCODINGS).best()
    return best.encoding if best is not None else "cp1252"


def _decode_by_guess(data: bytes, log: RepairLog) -> str:
    encoding = guess_encoding(data)
    text = _decode_leniently(data, encoding, log)
    log.note(RepairKind.ENCODING, f"no encoding was declared; read as {encoding}")
    return text


_HTML_TAG = re.compile(r"<(?:!doctype\s+html|html|head|body|article|div|p|title|meta)\b[^>]*>", re.IGNORECASE)
_FRONT_MATTER = re.compile(r"(?:---|\+\+\+)[ \t]*\n")
_MARKDOWN_HEADING = re.compile(r"#{1,6} \S")
_MEDIA_TYPES = {
    "text/html": "text/html",
    "application/xhtml+xml": "text/html",
    "text/markdown": "text/markdown",
    "text/x-markdown": "text/markdown",
    "text/plain": "text/plain",
    "application/json": "application/json",
    "application/ld+json": "application/json",
}


def detect_media_type(media_type: str, text: str) -> str | None:
    """Return text/html, text/markdown, text/plain or application/json; None for a stated type that is none of these.

    Where the source states no `media_type` (""), the type is detected by the beginning of the text.
    """
    stated = media_type.partition(";")[0].strip().lower()
    if stated:
        return _MEDIA_TYPES.get(stated)
    start = text[:4000].lstrip()
    if start.startswith("{") and text.rstrip().endswith("}"):
        return "application/json"
    if _HTML_TAG.match(start) or start.startswith(("<?xml", "<!--")) or len(_HTML_TAG.findall(start)) > 2:
        return "text/html"
    return "text/markdown" if _FRONT_MATTER.match(start) or _MARKDOWN_HEADING.match(start) else "text/plain"


def charset_from(media_type: str) -> str | None:
    """Return the charset parameter of a media type, as HTTP states it."""
    match = re.search(r"charset\s*=\s*[\"']?([\w.:-]+)", media_type, re.IGNORECASE)
    return match[1] if match else None
