"""Decodes the bytes of a document into text, refuses what is not text, and detects the kind of a document."""

import codecs
import re

from indexer.errors import ReadingError
from indexer.extract.encoding_guess import EncodingScore, best_encoding, guess_encoding
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
    "cp949", "tis-620": "cp874", "iso8859-9": "cp1254", "utf-16": "utf-16-le", "utf-32": "utf-32-le",
}  # fmt: skip
_ESCAPES = {b"\x1b$B": "iso2022_jp", b"\x1b$@": "iso2022_jp", b"\x1b(J": "iso2022_jp", b"\x1b$)C": "iso2022_kr"}
"""Byte sequences that switch to another set of characters, and the encodings that have them."""
_MIN_SOUND_CHARACTERS = 3
"""So many characters of UTF-8 in lines without any other byte beyond ASCII are no accident."""
_NAMES = {"cp1252": "Windows-1252"}
_PLAUSIBLE = 0.4
"""From this score of `encoding_guess` on, bytes are text of a language."""
_SURE_LETTERS, _SURE_WORDS = 0.5, 0.4
"""From this rating of letters and of words on, a stated encoding is believed without a look at others."""
_CLEARLY_BETTER = 0.2
"""How much higher the score of another encoding is than that of the stated one, if the statement is not believed."""
# Python counts these as text encodings; no document is written in them.
_NO_CHARSETS = frozenset({"idna", "punycode", "raw-unicode-escape", "unicode-escape", "undefined"})
_SAMPLE_BYTES = 1 << 16
_ESCAPED_BYTE = re.compile("[\udc80-\udcff]")
_CONTROL_BYTES = bytes(sorted(set(range(32)) - set(b"\t\n\r\f\v\x1b")))


def decode(data: bytes, log: RepairLog, declared: str | None = None) -> str:
    """Decode bytes by byte order mark, as UTF-8, by the charset that `declared` or the content names, or by guess.

    A charset that makes no text of any language is not believed where another one does. Bytes that fit no encoding are
    decoded as well as possible and noted; none is dropped silently. Raises ReadingError `empty` for nothing but white
    space and `binary` for what is not text.
    """
    if not data.strip(b" \t\r\n\x00\xef\xbb\xbf"):
        raise ReadingError("empty", "The document is empty.")
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _decode_leniently(data[len(mark) :], encoding, log)
    wide = None if _binary_kind(data) else detect_wide_encoding(data)
    if wide is not None:
        return _decode_leniently(data, wide, log)
    _refuse_binary(data)
    stated = [codec for codec in (_codec_of_label(declared), _declared_encoding(data)) if codec is not None]
    text = _decode_strictly(data, "utf-8")
    if text is not None and b"\x1b" in data and data.isascii():
        return _decode_escapes(data, stated) or text
    if text is not None:
        return text
    return _decode_as_stated(data, [codec for codec in stated if codec != "utf-8"], log) or (
        _decode_mixed(data, log) or _decode_by_guess(data, log)
    )


def _decode_escapes(data: bytes, stated: list[str]) -> str | None:
    """Decode what switches between sets of characters by escapes, as Japanese mail does; None where it is not that."""
    named = [encoding for escape, encoding in _ESCAPES.items() if escape in data]
    return next((text for codec in (*stated, *named) if (text := _decode_strictly(data, codec)) is not None), None)


def _decode_as_stated(data: bytes, stated: list[str], log: RepairLog) -> str | None:
    """Decode bytes by the first of the stated encodings that makes text of a language, or by the first that fits.

    None where none fits, or another one makes clearly more sense.
    """
    fitting = [(codec, text) for codec in stated if (text := _decode_strictly(data, codec)) is not None]
    if not fitting:
        return None
    scores = [_score(data, codec) for codec, _ in fitting]
    for (_, text), score in zip(fitting, scores, strict=True):
        if score is None or (score.letters >= _SURE_LETTERS and score.score - score.letters >= _SURE_WORDS):
            return text
    codec, text = fitting[0]
    best = best_encoding(data)
    if best is None or scores[0] is None or best.score < max(_PLAUSIBLE, scores[0].score + _CLEARLY_BETTER):
        return text
    log.note(RepairKind.ENCODING, f"declared as {codec}, which makes no words; read as {best.encoding}")
    return _decode_leniently(data, best.encoding, RepairLog())


def _score(data: bytes, codec: str) -> EncodingScore | None:
    """Return how much sense an encoding makes of bytes; None where that cannot be judged."""
    name = codecs.lookup(codec).name.replace("-", "_")
    return None if name.startswith("iso2022") else best_encoding(data, (name,))


def _binary_kind(data: bytes) -> str | None:
    """Return what kind of file begins like this, if that is no text."""
    kind = next((name for magic, name in _BINARY_SIGNATURES if data.startswith(magic)), None)
    return "an MP4 media file" if kind is None and data[4:8] == b"ftyp" else kind


def _refuse_binary(data: bytes) -> None:
    kind = _binary_kind(data)
    if kind is not None:
        raise ReadingError("binary", f"The document is {kind}, not text. Convert it to text or leave it out.")
    if _has_controls(data[:_SAMPLE_BYTES]) and not any(escape in data for escape in _ESCAPES):
        raise ReadingError("binary", "The document holds binary data, not text. Convert it to text or leave it out.")


def _has_controls(sample: bytes) -> bool:
    """Return whether more than one byte of twenty is a control character."""
    return (len(sample) - len(sample.translate(None, _CONTROL_BYTES))) * 20 > len(sample)


def detect_wide_encoding(data: bytes) -> str | None:
    """Return the UTF-16 or UTF-32 that text without a byte order mark is in; None for anything else.

    Its blanks and line ends have NULs beside them, and its characters are those of a language.
    """
    sample = data[: _SAMPLE_BYTES & ~3]
    if b"\0" not in sample and not _has_controls(sample):
        return None
    quarters = [sample[at::4].count(0) * 4 / max(4, len(sample)) for at in range(4)]
    if len(data) % 4 == 0 and quarters[3] > 0.95 and quarters[2] > 0.95:
        return "utf-32-le" if quarters[0] < 0.3 else None
    if len(data) % 4 == 0 and quarters[0] > 0.95 and quarters[1] > 0.95:
        return "utf-32-be" if quarters[3] < 0.3 else None
    even, odd = (quarters[0] + quarters[2]) / 2, (quarters[1] + quarters[3]) / 2
    if odd > 0.6 and even < 0.05:
        return "utf-16-le"
    if even > 0.6 and odd < 0.05:
        return "utf-16-be"
    best = best_encoding(sample, ("utf_16_le", "utf_16_be"))
    return best.encoding.replace("_", "-") if best and best.score >= _PLAUSIBLE / 2 else None


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
    """Decode UTF-8 with bytes of another encoding in it, as pasted articles have; None if it is not that.

    Lines that are wholly of another encoding are read in the one that makes most sense of them; single bytes amid
    UTF-8 as Windows-1252.
    """
    lines = data.decode("utf-8", "surrogateescape").split("\n")
    counts = [_count_beyond_ascii(line) for line in lines]
    strays, valid = (sum(count) for count in zip(*counts, strict=True))
    in_sound_lines = sum(sound for stray, sound in counts if not stray)
    if in_sound_lines < _MIN_SOUND_CHARACTERS and (
        strays > valid or (strays * 10 > valid and _is_surely_one_encoding(data))
    ):
        return None
    foreign = [number for number, (stray, sound) in enumerate(counts) if stray > sound]
    alone = "\n".join(lines[number] for number in foreign).encode("utf-8", "surrogateescape")
    best = best_encoding(alone)
    name = best.encoding if best and best.score >= _PLAUSIBLE else "cp1252"
    log.note(
        RepairKind.ENCODING, f"{strays} bytes were not valid UTF-8 and were read as {_NAMES.get(name, name)}", strays
    )
    for number in foreign:
        lines[number] = lines[number].encode("utf-8", "surrogateescape").decode(name, "replace")
    return decode_escaped_bytes("\n".join(lines))


def _count_beyond_ascii(line: str) -> tuple[int, int]:
    """Return how many bytes of a line were no UTF-8, and how many of its characters beyond ASCII were."""
    if line.isascii():
        return 0, 0
    strays = len(_ESCAPED_BYTE.findall(line))
    return strays, sum(character > "\x7f" for character in line) - strays


def _is_surely_one_encoding(data: bytes) -> bool:
    best = best_encoding(data)
    return best is not None and best.score >= 2 * _PLAUSIBLE


def decode_escaped_bytes(text: str) -> str:
    """Return the text with the bytes that were not valid UTF-8, kept by `surrogateescape`, read as Windows-1252."""
    return _ESCAPED_BYTE.sub(lambda byte: bytes([ord(byte[0]) - 0xDC00]).decode("cp1252", "replace"), text)


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
