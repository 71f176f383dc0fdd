"""Who wrote it? Names from a byline, and nobody from `by admin`."""

import re

from indexer.reading.agencies import agency
from indexer.reading.byline_words import (
    ADDRESS,
    BRACKETS,
    CLOCK,
    COMMA,
    CREDIT,
    DOMAIN,
    EMPLOYER,
    LEAD,
    NOBODY,
    OFFICE,
    ROLE,
    SEPARATOR,
    SUFFIX,
    TAIL,
)
from indexer.reading.dates import find_dates
from indexer.reading.tidy import one_line

_JOINT = re.compile(r"\s(?:am|on|at|le|el|il|um|vom|den|der)\s*$", re.IGNORECASE)
_WORDS = re.compile(r"[^\W\d_]+")
_LONGEST = 80  # characters; a longer "name" is a sentence
_MOST = 25
# No byline is longer, no article has more; taking apart what is would cost hours.
_LONGEST_BYLINE, _MOST_BYLINES = 1_000, 100


def author_names(*bylines: str) -> tuple[str, ...]:
    """The persons named in bylines, each once, in their order; empty for admin, staff, desks, addresses and the like.

    `By A and B` gives two names, `A, B und C` three; a name that is all capitals gets title case.
    """
    names: dict[str, str] = {}
    for byline in bylines[:_MOST_BYLINES]:
        for part in _parts(byline[:_LONGEST_BYLINE]):
            name = _name(part)
            if name:
                names.setdefault(name.casefold(), name)
    return tuple(names.values())[:_MOST]


def recased(text: str) -> str:
    """Title case for text that is all capitals (`NEW DELHI` -> `New Delhi`, `D.C.` stays); other text as it is."""
    if not text.isupper():
        return text
    return re.sub(
        r"[^\W\d_]+(?:[’'][^\W\d_]+)?(?!\.[^\W\d_]|\.$)",
        lambda word: word[0] if len(word[0]) == 1 else _capital(word[0]),
        text,
    )


def _capital(word: str) -> str:
    low = word.lower()
    if low.startswith("mc") and len(low) > 3:
        return "Mc" + low[2:].capitalize()
    if len(low) > 3 and low[1] in "'’":  # O'NEILL
        return low[0].upper() + low[1] + low[2:].capitalize()
    return low.capitalize()


def _parts(byline: str) -> list[str]:
    text = ADDRESS.sub(" ", _undated(byline.replace("\\n", "\n")))
    text = BRACKETS.sub(" ", text)
    text = "\n".join(TAIL.sub("", CREDIT.sub("", LEAD.sub("", line))) for line in text.splitlines())
    parts: list[str] = []
    for piece in SEPARATOR.split(text):
        words = COMMA.split(piece)
        if len(words) == 2 and _is_turned(words):
            parts.append(f"{words[1]} {words[0]}")
            continue
        for word in words:
            if parts and SUFFIX.fullmatch(word):
                parts[-1] += f", {word}"
            else:
                parts.append(word)
    return parts


def _undated(byline: str) -> str:
    """A byline without the dates and times that stand in it."""
    if not any(character.isdigit() for character in byline):
        return byline
    for date in reversed(find_dates(byline)):
        before, after = _JOINT.sub("", byline[: date.start]), byline[date.end :]
        byline = f"{before} | {after}" if before.strip() else after
    return CLOCK.sub(" ", byline)


def _is_turned(words: list[str]) -> bool:
    """`Niesse, Mark`: one word on either side of a single comma is a name turned round for sorting."""
    return all(re.fullmatch(r"[^\W\d_][\w.’'-]*", word) and word.casefold() not in NOBODY for word in words)


def _name(part: str) -> str:
    name = LEAD.sub("", one_line(part))
    for behind in (TAIL, re.compile(r"(?<=\S\s)\d+$")):
        name = behind.sub("", name)
    name = EMPLOYER.sub(r"\1", OFFICE.sub(r"\1", name)).strip(' .,;:-–—_*"“”|/')
    if re.search(r"\b(?:Jr|Sr)$", name):
        name += "."
    words = _WORDS.findall(name)
    if not words or len(name) > _LONGEST or len(words) > 7 or len(name) < 2:
        return ""
    if agency(name) is not None or re.fullmatch(r"[A-Z]{2,5}", name) or DOMAIN.fullmatch(name):
        return ""  # an agency signs with its letters, a site with its domain
    if all(word.casefold() in NOBODY for word in words) or ROLE.search(name):
        return ""
    return "" if any(character.isdigit() for character in name) else recased(name)
