"""The beginning of a text: its first characters whatever its encoding, and the root element if it is XML."""

import re

HEAD_BYTES = 20_000
_BOMS = ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"), (b"\xef\xbb\xbf", "utf-8"))
_PROLOGUE = re.compile(r"\s*(?:<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>)", re.DOTALL | re.IGNORECASE)
_ROOT = re.compile(r"\s*<(?:[\w.-]+:)?([\w.-]+)")
_WIDE = (
    *((each + b"\0", "utf-16-le") for each in (b"<", b"{", b"[")),
    *((b"\0" + each, "utf-16-be") for each in (b"<", b"{", b"[")),
)


def decode_beginning(data: bytes) -> str:
    """Return the first characters of a text, in which names of elements can be read whatever its encoding."""
    head = data[:HEAD_BYTES]
    for mark, encoding in (*_BOMS, *_WIDE):
        if head.startswith(mark):
            text = head.decode(encoding, "replace")
            return text.removeprefix("\ufeff")
    return head.decode("latin-1")


def root_name(text: str) -> str:
    """Return the local name of the root element of XML or HTML that begins so, in lower case; "" for none."""
    text = text.lstrip("\ufeffï»¿ \t\r\n\v\f")
    while prologue := _PROLOGUE.match(text):
        text = text[prologue.end() :]
    root = _ROOT.match(text)
    return root[1].lower() if root else ""


def strip_beginning(data: bytes) -> bytes:
    """Return data without byte order marks of UTF-8 and white space before its first character, in any order."""
    while (rest := data.lstrip(b" \t\r\n\v\f").removeprefix(b"\xef\xbb\xbf")) != data:
        data = rest
    return data
