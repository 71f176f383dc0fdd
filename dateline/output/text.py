"""Text for a terminal: nothing that steers it, and durations in words."""

import unicodedata

# Categories that a terminal would obey rather than show: controls, and the characters that reverse what is read.
_OBEYED = frozenset({"Cc", "Cs"})
_BIDI = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def terminal_safe(text: str) -> str:
    """The text with every character that steers a terminal replaced by U+FFFD, line ends by blanks; same length."""
    return "".join(_harmless(character) for character in text)


def duration_text(seconds: float) -> str:
    """A span of time, as exact as a person wants it."""
    whole = round(seconds)
    if whole < 120:
        return f"{whole} s"
    minutes = round(whole / 60)
    return f"{minutes} min" if minutes < 120 else f"{minutes // 60} h {minutes % 60} min"


def _harmless(character: str) -> str:
    if character in "\n\t":
        return " "
    if character in _BIDI or unicodedata.category(character) in _OBEYED:
        return "\N{REPLACEMENT CHARACTER}"
    return character
