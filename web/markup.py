"""The only place where HTML is made of text: escaping, highlights, and links that are safe to follow."""

import json
import re
from collections.abc import Callable, Sequence
from html import escape
from urllib.parse import urlsplit

from markupsafe import Markup

from search.results import Fragment

# Characters that no page needs and that could fool a browser, a terminal or a reader: control characters,
# bidirectional embeddings, overrides and isolates, surrogates (which UTF-8 cannot encode) and noncharacters.
_UNSAFE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef"
    + "".join(chr(plane << 16 | low) for plane in range(17) for low in (0xFFFE, 0xFFFF))
    + "]"
)
SURROGATES = re.compile("[\ud800-\udfff]")
"""The characters that UTF-8 cannot encode."""

# These stand for the tags while the text is escaped; `replace_unsafe` has removed both from it.
_OPENING, _CLOSING = "\x02", "\x03"
_PARAGRAPH_BREAK = re.compile(r"\n\s*\n")


def replace_unsafe(text: str) -> str:
    """Replace each unsafe character by U+FFFD. The length stays the same, so ranges still fit."""
    # Printable characters are safe, and most lines have no others; the expression takes twenty times as long.
    if text.isprintable():
        return text
    lines = text.split("\n")
    return "\n".join([line if line.isprintable() else _UNSAFE.sub("\ufffd", line) for line in lines])


def highlight(fragment: Fragment) -> Markup:
    """Return the fragment as HTML in which `<mark>` and `</mark>` around the highlights are the only tags."""
    return Markup(highlight_html(fragment))


def highlight_html(fragment: Fragment) -> str:
    """Return what `highlight` returns as a plain string, for JSON."""
    text = replace_unsafe(fragment.text)
    if not fragment.highlights:
        return escape(text)
    pieces: list[str] = []
    position = 0
    for start, end in fragment.highlights:
        pieces += text[position:start], _OPENING, text[start:end], _CLOSING
        position = end
    pieces.append(text[position:])
    # Escaping everything at once is faster than piece by piece.
    return escape("".join(pieces)).replace(_OPENING, "<mark>").replace(_CLOSING, "</mark>")


def highlight_paragraphs(fragment: Fragment, current: int | None = None) -> list[Markup]:
    """Split the fragment at empty lines and return each paragraph as HTML, its marks numbered over the whole text.

    Numbers start at 1. A mark is `<mark id="m3" tabindex="-1">`; the one with the number `current` also has
    `class="now"`. A highlight across a paragraph break becomes one mark in each paragraph, the first with the id.
    """

    def opening(number: int, begins: bool) -> str:
        anchor = f' id="m{number}" tabindex="-1"' if begins else ""
        now = ' class="now"' if number == current else ""
        return f"<mark{anchor}{now}>"

    # Before splitting: some control characters are blanks, so they would be stripped where others are replaced.
    text = replace_unsafe(fragment.text)
    cuts = [(found.start(), found.end()) for found in _PARAGRAPH_BREAK.finditer(text)]
    starts = [0, *(end for _, end in cuts)]
    ends = [*(start for start, _ in cuts), len(text)]
    return [
        Markup(_marked(text, fragment.highlights, start, end, opening))
        for start, end in zip(starts, ends, strict=True)
        if text[start:end].strip()
    ]


def _marked(
    text: str, highlights: Sequence[tuple[int, int]], start: int, end: int, opening: Callable[[int, bool], str]
) -> str:
    """Return `text[start:end]`, whose unsafe characters are replaced already, as HTML with its highlights."""
    pieces: list[str] = []
    position = start
    for number, (first, last) in enumerate(highlights, 1):
        begin, stop = max(first, position), min(last, end)
        if begin >= stop:
            continue
        pieces += (
            escape(text[position:begin]),
            opening(number, begin == first),
            escape(text[begin:stop]),
            "</mark>",
        )
        position = stop
    pieces.append(escape(text[position:end]))
    return "".join(pieces)


def json_for_html(value: object) -> Markup:
    """Return JSON for a data block of a page, in which nothing can end the block or begin a comment."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Markup(replace_unsafe(text).replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e"))


def linkable_url(url: str | None) -> str | None:
    """Return the address if it is safe to link to, otherwise None.

    A safe one is http or https, has a host, and contains neither blanks nor unsafe characters.
    """
    if url is None or replace_unsafe(url) != url or any(character.isspace() for character in url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme.lower() in ("http", "https") and parts.hostname else None


def host_name(url: str) -> str:
    """Return the host of a web address without its "www."."""
    return (urlsplit(url).hostname or "").removeprefix("www.")
