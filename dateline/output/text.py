"""Text that is safe to print on a terminal."""

import unicodedata

# A terminal would act on control characters instead of showing them, and bidi characters change the reading order.
_CONTROL_CATEGORIES = frozenset({"Cc", "Cs"})
_BIDI = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def terminal_safe(text: str) -> str:
    """Replace every character that controls a terminal by U+FFFD, and line ends by blanks; the length stays."""
    return "".join(_safe(character) for character in text)


def _safe(character: str) -> str:
    if character in "\n\t":
        return " "
    if character in _BIDI or unicodedata.category(character) in _CONTROL_CATEGORIES:
        return "\N{REPLACEMENT CHARACTER}"
    return character
