"""What does clean text look like? Unicode, control characters and white space, and nothing that changes a word."""

import re
import unicodedata

from indexer.reading.repairs import RepairKind, RepairLog

_CONTROLS = "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ufff9-\ufffb\ufffe\uffff"
_SURROGATES = "\ud800-\udfff"
_DAMAGED = re.compile(f"[{_CONTROLS}{_SURROGATES}]")
_ODD = re.compile(rf"[{_CONTROLS}{_SURROGATES}\x0b-\x0d\x85\u00ad\u200b\u2028\u2029\u2060]")
_INSTEAD = {
    **dict.fromkeys("\r\x85\u2028\v", "\n"),
    **dict.fromkeys("\u2029\f", "\n\n"),
    **dict.fromkeys(map(chr, range(0xD800, 0xE000)), "\N{REPLACEMENT CHARACTER}"),
}  # of the odd characters; the others go, since they are not seen
_BLANK_LINES = re.compile(r"\n(?:[^\S\n]*\n)+")


def clean(text: str, log: RepairLog | None = None) -> str:
    """Text in NFC without control characters, its line ends unified; layout is left as it is.

    Lone surrogates become U+FFFD, since no file or database can hold them. Both are noted as a repair.
    """
    if "\r" in text:
        text = text.replace("\r\n", "\n")
    damaged = 0 if log is None else len(_DAMAGED.findall(text))
    text = _ODD.sub(_instead, text)
    if log is not None and damaged:
        log.note(RepairKind.CONTROL_CHARACTERS, text.strip(), damaged)
    return _composed(text)


def _instead(odd: re.Match[str]) -> str:
    return _INSTEAD.get(odd[0], "")


def _composed(text: str) -> str:
    """The text in NFC. No character joins one of another line, so that only lines that want it are looked at."""
    if text.isascii():
        return text
    lines = text.split("\n")
    return "\n".join([line if line.isascii() else unicodedata.normalize("NFC", line) for line in lines])


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
