"""JSON files of one object: whether it is an article, or wraps the records of many."""

import json
import re

from indexer.extract.record_lists import find_records
from indexer.sources.text_stream import detect_wide_encoding

_LIST_OF_OBJECTS = re.compile(rb"\[\s*\{")
_SECOND_VALUE = re.compile(rb"\}[\s,\x1e]*\{")
_NESTED = re.compile(rb"\{\s*\"[^\"]{0,200}\"\s*:\s*\{")


def holds_records(data: bytes) -> bool:
    """Return whether the content of a JSON file is more than one record: a list in a wrapper, or one after the other.

    What is no JSON counts as one record, so that its fault is that of the file.
    """
    wide = detect_wide_encoding(data)
    if wide:
        data = data.decode(wide, "replace").encode("utf-8", "replace")
    if not data.lstrip(b"\xef\xbb\xbf\x1e \t\r\n").startswith((b"{", b"[")):
        return False
    if not (_LIST_OF_OBJECTS.search(data) or _SECOND_VALUE.search(data) or _NESTED.search(data)):
        return False
    decoder = json.JSONDecoder(strict=False)
    text = data.decode("utf-8", "replace").lstrip("\ufeff\x1e \t\r\n")
    try:
        value, end = decoder.raw_decode(text)
    except (ValueError, RecursionError):
        return False
    if text[end:].lstrip(" \t\r\n,\x1e").startswith("{"):
        return isinstance(value, dict)
    return bool(find_records(value))
