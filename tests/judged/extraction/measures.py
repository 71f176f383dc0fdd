"""Measures of how close an extraction is to what a person took from the page, each between 0 and 1."""

import re
import unicodedata
from collections import Counter
from html import unescape

SHINGLE_WORDS = 4
OPENING_WITHIN_WORDS = 60
"""The judged first words of a page must begin within so many words of the text."""

_WORD = re.compile(r"\w+")
_QUOTES = str.maketrans(
    {**dict.fromkeys("‘’‚‛′`´", "'"), **dict.fromkeys("“”„‟«»″", '"'), **dict.fromkeys("‐‑–—", "-")}
)
_LEAD = re.compile(r"^(?:written\s+|posted\s+|published\s+)?(?:by|von|par|por|di|door|av|af)[\s:]+", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*(?:[;,/|&\n]|\s(?:and|und|et|y|e|og|och|with)\s)\s*", re.IGNORECASE)


def tokens(text: str) -> list[str]:
    """Return the words of a text, case folded."""
    return _WORD.findall(unicodedata.normalize("NFC", text).casefold())


def token_f1(found: str, wanted: str) -> float:
    """Return the F1 of the words as a multiset: what is missing and what is too much, whatever the order."""
    return _f1(Counter(tokens(found)), Counter(tokens(wanted)))


def shingle_f1(found: str, wanted: str) -> float:
    """Return the F1 of the runs of four words, so that order counts, too."""
    return _f1(_shingles(tokens(found)), _shingles(tokens(wanted)))


def segments(text: str, wanted: tuple[str, ...], unwanted: tuple[str, ...]) -> tuple[int, int]:
    """Return how many of the wanted and of the unwanted segments a text has, white space aside."""
    text = spaced(text)
    return sum(spaced(one) in text for one in wanted), sum(spaced(one) in text for one in unwanted)


def opens_with(text: str, opening: str) -> bool:
    """Return whether the first words that a person read stand together where the text begins."""
    first = tokens(unescape(opening))
    start = tokens(text[: 40 * (OPENING_WITHIN_WORDS + len(first))])[: OPENING_WITHIN_WORDS + len(first)]
    return any(start[at : at + len(first)] == first for at in range(OPENING_WITHIN_WORDS))


def same_title(found: str, wanted: str) -> bool:
    """Return whether two titles are alike but for white space and the kind of quotes and dashes."""
    return _folded(found) == _folded(wanted)


def same_authors(found: tuple[str, ...], wanted: str) -> bool:
    """Return whether two bylines name the same persons, in whatever order, case and punctuation."""
    return names(";".join(found)) == names(wanted)


def names(byline: str) -> frozenset[str]:
    """Return the persons that a byline names, folded."""
    parts = (_LEAD.sub("", part.strip()) for part in _BETWEEN.split(" ".join(byline.split())))
    return frozenset(key for part in parts if (key := " ".join(tokens(part))))


def same_day(found: str, wanted: str) -> bool:
    """Return whether two dates, written year first, name the same day."""
    return len(found) >= 10 and found[:10] == wanted[:10]


def harmonic(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _f1(found: Counter[str], wanted: Counter[str]) -> float:
    total = found.total() + wanted.total()
    return 2 * (found & wanted).total() / total if total else 1.0


def _shingles(words: list[str]) -> Counter[str]:
    runs = range(max(1, len(words) - SHINGLE_WORDS + 1))
    return Counter(" ".join(words[at : at + SHINGLE_WORDS]) for at in runs)


def spaced(text: str) -> str:
    """Return a text with every run of white space made one blank."""
    return " ".join(text.split())


def _folded(text: str) -> str:
    return spaced(unescape(unicodedata.normalize("NFC", text))).translate(_QUOTES)
