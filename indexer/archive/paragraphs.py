"""Here is a text: which of its paragraphs may be boilerplate, and what is left without those that are?"""

from collections.abc import Iterable, Set
from hashlib import blake2b

SHORTEST, LONGEST = 20, 300
"""Only paragraphs of so many characters are looked at. Shorter ones (*Ingredients*, *Dear Mr. President:*) are also
the headings and phrases of articles that have nothing else in common; longer ones that repeat are background, told
again and again, and worth finding.
"""
_GAP = "\n\n"


def digests(source: str, text: str) -> frozenset[int]:
    """What stands for the paragraphs of a source's text that may be boilerplate, each once: numbers of 64 bits."""
    return frozenset(found for _, found in _candidates(source, text))


def without(source: str, text: str, boilerplate: Set[int]) -> tuple[str, tuple[str, ...]]:
    """The text without the paragraphs whose digests are in `boilerplate`, and these.

    Nothing is left out where it would be more than half of the text: several articles that are alike are a story told
    again, not boilerplate.
    """
    left_out = tuple(paragraph for paragraph, found in _candidates(source, text) if found in boilerplate)
    if not left_out or 2 * sum(map(len, left_out)) > len(text):
        return text, ()
    gone = frozenset(left_out)
    return _GAP.join(paragraph for paragraph in text.split(_GAP) if paragraph not in gone), left_out


def _candidates(source: str, text: str) -> Iterable[tuple[str, int]]:
    for paragraph in text.split(_GAP):
        if SHORTEST <= len(paragraph) <= LONGEST:
            # A lone surrogate has no UTF-8, and a text may have one.
            stated = f"{source}\0{' '.join(paragraph.split())}".encode(errors="surrogatepass")
            yield paragraph, int.from_bytes(blake2b(stated, digest_size=8).digest(), signed=True)
