"""A corpus made larger: its paragraphs are recombined, and new rare words keep appearing."""

import math
import random
import re
from collections import Counter
from collections.abc import Iterator

_PARAGRAPH = re.compile(r"\S.{300,}?(?:[.!?] |\s\s|\Z)|\S.*", re.DOTALL)
_RARE = re.compile(r"[A-Za-z]{4,}")
_SYLLABLES = ("ba", "de", "fi", "go", "lu", "ma", "ne", "po", "ri", "su", "ta", "vo", "wi", "xe", "ya", "zu")

Paragraph = tuple[str, tuple[str, ...]]
"""A text and the words in it that occur nowhere else."""


def more_texts(base: list[str], count: int, seed: int) -> Iterator[str]:
    """`count` texts, the first of them `base`.

    The others have as many paragraphs as some text of `base`, drawn from all. The vocabulary grows with a power of the
    number of texts, as in `base` itself: after each `len(base)` texts so many of the words that occur once are replaced
    by new ones.
    """
    chooser = random.Random(seed)
    yield from base
    paragraphs, lengths, once, vocabulary, exponent = _taken_apart(base)
    made = len(base)
    for turn in range(1, math.ceil(count / len(base))):
        # Of a vocabulary that grows like n ** exponent, what this turn adds; there are enough words to stand for it.
        share = min(1.0, vocabulary * ((turn + 1) ** exponent - turn**exponent) / len(once))
        ending = "".join(_SYLLABLES[digit] for digit in divmod(turn, len(_SYLLABLES)))
        # Sorted, since the order of a set differs from process to process.
        replaced = {word for word in sorted(once) if chooser.random() < share}
        for _ in range(min(len(base), count - made)):
            parts = chooser.choices(paragraphs, k=chooser.choice(lengths))
            yield " ".join(_with_new_words(part, replaced, ending) for part in parts)
            made += 1


def _taken_apart(base: list[str]) -> tuple[list[Paragraph], list[int], set[str], int, float]:
    seen: Counter[str] = Counter()
    half = 0
    for number, text in enumerate(base):
        seen.update(set(_RARE.findall(text)))
        if number == len(base) // 2:
            half = len(seen)
    once = {word for word, texts in seen.items() if texts == 1}
    exponent = math.log2(len(seen) / half)
    paragraphs: list[Paragraph] = []
    lengths = []
    for text in base:
        parts = _PARAGRAPH.findall(text) or [text]
        lengths.append(len(parts))
        paragraphs += ((part.rstrip(), tuple(once.intersection(_RARE.findall(part)))) for part in parts)
    return paragraphs, lengths, once, len(seen), exponent


def _with_new_words(paragraph: Paragraph, replaced: set[str], ending: str) -> str:
    text, rare = paragraph
    for word in rare:
        if word in replaced:
            text = text.replace(word, word + ending)
    return text
