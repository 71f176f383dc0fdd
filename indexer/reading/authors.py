"""Who wrote it? Names from a byline, and nobody from `by admin`."""

import re

from indexer.reading.agencies import agency
from indexer.reading.tidy import one_line

_LEAD = re.compile(
    r"^\s*(?:(?:written|reported|posted|published|words|text|story|reporting)\s+by|by|von|par|por|de la redacción de|di"
    r"|door|av|af)[:\s]\s*|^\s*(?:authors?|byline|autor(?:en|in)?|auteur)\s*:\s*",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"\s+(?:contributed to this (?:report|story).*|reports?|reporting)\s*\.?$"
    r"|\s*[\u2013\u2014|•·].*$"
)
_EMPLOYER = re.compile(r"^(\S+\s+\S.*?)\s+(?:for|at|in|from|of|für|pour|para)\s+(?:the\s+)?[A-Z].*$")
_ADDRESS = re.compile(r"(?<!\S)\S+@\S+\.\S+|https?://\S+|www\.\S+|(?<!\w)@\w+")
_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]|<[^>]*>")
_SEPARATOR = re.compile(
    r"\s*(?:;|\||/|\n|\s&\s|\s\+\s|(?:,\s*)?\b(?:and|And|AND|und|Und|UND|et|ET|og|och|with|mit)\b\s"
    r"|\s[ye]\s(?=\S+\s+\S))\s*"  # one name alone after "y" is the second half of a surname: Ortega y Gasset
)
_COMMA = re.compile(r"\s*,\s*")
_SUFFIX = re.compile(r"(?:jr|sr|ii|iii|iv|m\.?d|ph\.?d|esq|mba|rn|dds)\.?", re.IGNORECASE)
_ROLE = re.compile(
    r"\b(?:writer|reporter|correspondent|editor|editors|staff|desk|bureau|contributor|columnist|photographer|producer"
    r"|redaktion|redaktor|redakteur(?:in)?|korrespondent(?:in)?|rédaction|redacción|redazione|redactie|newsroom|team"
    r"|agencies|agency|service|wire|report|reports|press|news|online|admin|administrator|webmaster|moderator|anonymous"
    r"|unknown|guest|user|author|editorial|board|office|department|published|updated|minutes?|ago|web)\b",
    re.IGNORECASE,
)
_NO_NAMES = """
admin administrator root webmaster staff editor editors editorial newsroom user guest anonymous unknown none null
n/a na author authors default test system superuser wordpress wpadmin siteadmin nobody redaktion online web
moderator team press reporter correspondent writer contributor wire agencies agency redacción rédaction
"""
_NOBODY = frozenset(_NO_NAMES.split())
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
    text = _ADDRESS.sub(" ", byline.replace("\\n", "\n"))
    text = _BRACKETS.sub(" ", text)
    text = "\n".join(_LEAD.sub("", line) for line in text.splitlines())
    parts: list[str] = []
    for piece in _SEPARATOR.split(text):
        words = _COMMA.split(piece)
        if len(words) == 2 and _is_turned(words):
            parts.append(f"{words[1]} {words[0]}")
            continue
        for word in words:
            if parts and _SUFFIX.fullmatch(word):
                parts[-1] += f", {word}"
            else:
                parts.append(word)
    return parts


def _is_turned(words: list[str]) -> bool:
    """`Niesse, Mark`: one word on either side of a single comma is a name turned round for sorting."""
    return all(re.fullmatch(r"[^\W\d_][\w.’'-]*", word) and word.casefold() not in _NOBODY for word in words)


def _name(part: str) -> str:
    name = _EMPLOYER.sub(r"\1", _TAIL.sub("", _LEAD.sub("", one_line(part)))).strip(' .,;:-–—_*"“”|/')
    if re.search(r"\b(?:Jr|Sr)$", name):
        name += "."
    words = _WORDS.findall(name)
    if not words or len(name) > _LONGEST or len(words) > 7 or len(name) < 2:
        return ""
    if agency(name) is not None or re.fullmatch(r"[A-Z]{2,5}", name):
        return ""  # an agency signs with its letters
    if name.casefold() in _NOBODY or _ROLE.search(name) or any(character.isdigit() for character in name):
        return ""
    return recased(name)
