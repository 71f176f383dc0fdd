"""Here is text from outside: how does it become HTML? The only place where HTML is made from text."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from markupsafe import Markup, escape

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

_PARAGRAPH_BREAK = re.compile(r"\n\s*\n")


def harmless(text: str) -> str:
    """The text with U+FFFD in place of each character that could do harm; as long as before, so ranges still fit."""
    return _HARMFUL.sub("\ufffd", text)


def plain(text: str) -> Markup:
    """The text as HTML that shows exactly it."""
    return escape(harmless(text))


def mark(fragment: Fragment) -> Markup:
    """The fragment as HTML in which `<mark>` and `</mark>` around the highlights are the only tags."""
    return _marked(fragment, 0, len(fragment.text), lambda _number, _begins: Markup("<mark>"))


def paragraphs(fragment: Fragment, current: int | None = None) -> list[Markup]:
    """The fragment cut at empty lines, each paragraph as HTML whose marks are numbered from 1 over the whole.

    A mark is `<mark id="m3" tabindex="-1">`, the one with the number `current` also has `class="now"`. A highlight that
    goes over a paragraph break is one mark in each, the first of them with the id.
    """

    def opening(number: int, begins: bool) -> Markup:
        now = Markup(' class="now"') if number == current else Markup()
        anchor = Markup(' id="m{}" tabindex="-1"').format(number) if begins else Markup()
        return Markup("<mark{}{}>").format(anchor, now)

    # Before it is cut: some control characters are blanks, and would go where others are shown as replaced.
    fragment = Fragment(harmless(fragment.text), fragment.highlights)
    cuts = [(found.start(), found.end()) for found in _PARAGRAPH_BREAK.finditer(fragment.text)]
    starts = [0, *(end for _, end in cuts)]
    ends = [*(start for start, _ in cuts), len(fragment.text)]
    return [
        _marked(fragment, start, end, opening)
        for start, end in zip(starts, ends, strict=True)
        if fragment.text[start:end].strip()
    ]


def _marked(fragment: Fragment, start: int, end: int, opening: Callable[[int, bool], Markup]) -> Markup:
    pieces: list[Markup] = []
    position = start
    for number, (first, last) in enumerate(fragment.highlights, 1):
        begin, stop = max(first, position), min(last, end)
        if begin >= stop:
            continue
        pieces += (
            plain(fragment.text[position:begin]),
            opening(number, begin == first),
            plain(fragment.text[begin:stop]),
            Markup("</mark>"),
        )
        position = stop
    pieces.append(plain(fragment.text[position:end]))
    return Markup("").join(pieces)


def web_address(url: str | None) -> str | None:
    """The address if a browser may be sent there: http or https with a host, and nothing odd in it; else None."""
    if url is None or harmless(url) != url or any(character.isspace() for character in url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme.lower() in ("http", "https") and parts.hostname else None


def host(url: str) -> str:
    """The host of a web address, as a person knows it: without "www."."""
    return (urlsplit(url).hostname or "").removeprefix("www.")
