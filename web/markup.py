"""Here is text from outside: how does it become HTML? The only place where HTML is made from text."""

import re
from collections.abc import Callable, Sequence
from html import escape
from urllib.parse import urlsplit

from markupsafe import Markup

from search.results import Fragment

# What no page needs and a browser, a terminal or a reader may be fooled by: control characters, bidirectional
# embeddings, overrides and isolates, surrogates (which UTF-8 cannot carry) and noncharacters.
_HARMFUL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef"
    + "".join(chr(plane << 16 | low) for plane in range(17) for low in (0xFFFE, 0xFFFF))
    + "]"
)
SURROGATES = re.compile("[\ud800-\udfff]")
"""What UTF-8 cannot carry."""

_OPENING, _CLOSING = "\x02", "\x03"
_PARAGRAPH_BREAK = re.compile(r"\n\s*\n")


def replace_unsafe(text: str) -> str:
    """The text with U+FFFD in place of each character that could do harm; as long as before, so ranges still fit."""
    # What can be printed does none, and most text is no more than that.
    return text if text.isprintable() else _HARMFUL.sub("\ufffd", text)


def escape_text(text: str) -> Markup:
    """The text as HTML that shows exactly it."""
    return Markup(_escaped(replace_unsafe(text)))


def highlight(fragment: Fragment) -> Markup:
    """The fragment as HTML in which `<mark>` and `</mark>` around the highlights are the only tags."""
    return Markup(highlight_html(fragment))


def highlight_html(fragment: Fragment) -> str:
    """The same as a plain string, for those who send it as it is."""
    text = replace_unsafe(fragment.text)
    if not fragment.highlights:
        return _escaped(text)
    pieces: list[str] = []
    position = 0
    for start, end in fragment.highlights:
        pieces += text[position:start], _OPENING, text[start:end], _CLOSING
        position = end
    pieces.append(text[position:])
    # To escape all at once is faster, and what is harmless has neither of the two characters that stand for tags.
    return _escaped("".join(pieces)).replace(_OPENING, "<mark>").replace(_CLOSING, "</mark>")


def highlight_paragraphs(fragment: Fragment, current: int | None = None) -> list[Markup]:
    """The fragment cut at empty lines, each paragraph as HTML whose marks are numbered from 1 over the whole.

    A mark is `<mark id="m3" tabindex="-1">`, the one with the number `current` also has `class="now"`. A highlight that
    goes over a paragraph break is one mark in each, the first of them with the id.
    """

    def opening(number: int, begins: bool) -> str:
        anchor = f' id="m{number}" tabindex="-1"' if begins else ""
        now = ' class="now"' if number == current else ""
        return f"<mark{anchor}{now}>"

    # Before it is cut: some control characters are blanks, and would go where others are shown as replaced.
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
    """`text[start:end]`, which is harmless, as HTML with its highlights."""
    pieces: list[str] = []
    position = start
    for number, (first, last) in enumerate(highlights, 1):
        begin, stop = max(first, position), min(last, end)
        if begin >= stop:
            continue
        pieces += (
            _escaped(text[position:begin]),
            opening(number, begin == first),
            _escaped(text[begin:stop]),
            "</mark>",
        )
        position = stop
    pieces.append(_escaped(text[position:end]))
    return "".join(pieces)


def _escaped(text: str) -> str:
    """The text with references for the five characters that mean something in HTML."""
    return escape(text)


def linkable_url(url: str | None) -> str | None:
    """The address if a browser may be sent there: http or https with a host, and nothing odd in it; else None."""
    if url is None or replace_unsafe(url) != url or any(character.isspace() for character in url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme.lower() in ("http", "https") and parts.hostname else None


def host_name(url: str) -> str:
    """The host of a web address, as a person knows it: without "www."."""
    return (urlsplit(url).hostname or "").removeprefix("www.")
