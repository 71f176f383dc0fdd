"""What kind of document is this, where its source does not say?"""

import re

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


def kind_of(media_type: str, text: str) -> str | None:
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


def charset_of(media_type: str) -> str | None:
    """The charset parameter of a media type, as HTTP states it."""
    match = re.search(r"charset\s*=\s*[\"']?([\w.:-]+)", media_type, re.IGNORECASE)
    return match[1] if match else None
