"""What does clean text look like? Unicode, control characters and white space, and nothing that changes a word."""

import re
import unicodedata

from indexer.reading.repairs import RepairKind, RepairLog

_LINE_ENDS = re.compile(r"\r\n|\r|\x85|\u2028|\v")
_PARAGRAPH_ENDS = re.compile(r"\u2029|\f")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ufeff\ufff9-\ufffb]")
_INVISIBLE = re.compile(r"[\u00ad\u200b\u2060]")
_SURROGATES = re.compile(r"[\ud800-\udfff]")
_ODD = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b\u2028\u2029\u2060\ud800-\udfff\ufeff\ufff9-\ufffb]"
)  # all that the patterns above match; most texts have none
_BLANK_LINES = re.compile(r"\n(?:[^\S\n]*\n)+")


def clean(text: str, log: RepairLog | None = None) -> str:
    """Text in NFC without control characters, its line ends unified; layout is left as it is.

    Lone surrogates become U+FFFD, since no file or database can hold them. Both are noted as a repair.
    """
    if _ODD.search(text) is None:
        return unicodedata.normalize("NFC", text)
    text = _PARAGRAPH_ENDS.sub("\n\n", _LINE_ENDS.sub("\n", text))
    text, damaged = _SURROGATES.subn("\N{REPLACEMENT CHARACTER}", text)
    text, controls = _CONTROLS.subn("", text)
    if log is not None and damaged + controls:
        log.note(RepairKind.CONTROL_CHARACTERS, text.strip(), damaged + controls)
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", text))


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text: what blank lines part, white space collapsed, single line ends kept, none empty."""
    if text.isspace() or not text:
        return []
    lines = "\n".join(" ".join(line.split()) for line in text.split("\n"))
    return [part for part in _BLANK_LINES.split(lines.strip("\n")) if part]


def tidy(text: str, log: RepairLog | None = None) -> str:
    """Clean text whose paragraphs are parted by exactly one empty line. Tidying twice changes nothing."""
    return "\n\n".join(paragraphs(clean(text, log)))


def one_line(text: str) -> str:
    """Clean text with every run of white space made one blank: for titles, names and other single values."""
    return " ".join(clean(text).split())
