"""Where do sentences begin and end? The rules that the kernels carry out, stated in regular expressions."""

import re

from search.highlight.abbreviations import Abbreviations, abbreviations

_STOP = re.compile(
    # It begins with one set of characters, for which `re` looks fast, and never scans a run of stops more than once.
    r"""[\n\u2029.!?…؟。！？｡।॥۔։።။](?:
    (?<=[\n\u2029])(?P<blank>(?<=\u2029)\s*+|[^\S\n]*+\n\s*+)
    |(?<=[.!?…؟])(?<![.!?…؟].)(?P<more>[.!?…؟]*+)
        (?P<closers>[\"'”’“‘»›«‹)\]}]*+(?:\[\d{1,3}\])*+(?:[ \u00a0\u202f]»(?!\w))?+)(?=\s)
    |(?<=[。！？｡।॥۔։።။])(?P<full>[。！？｡।॥۔։።။]*+[\"'”’」』】》〉）)\]]*+)
    )""",
    re.VERBOSE,
)
_INK = re.compile(r"\S")
_NEXT = re.compile(r"\s++[\"'“”‘’„‚«»‹›(\[{¿¡–—-]*+\s?(\w?)")
_BEFORE_WORD = re.compile(r"^(?:[\"'“”‘„«»‹([{]|\w{1,2}['’](?=\w{2}))*+")  # the article of "l'art." as well
_NAME = re.compile(r"[^\W\d_]+")
_DOTTED = re.compile(r"(?:[^\W\d_]{1,2}\.)+[^\W\d_]{1,2}")
_LETTER = re.compile(r"[^\W\d_]")
_LONGEST = 24
"""No abbreviation is longer, so no more is looked at before a full stop."""
_PARTICLES = {
    "a",
    "da",
    "de",
    "del",
    "den",
    "der",
    "des",
    "di",
    "dos",
    "du",
    "el",
    "la",
    "las",
    "le",
    "les",
    "los",
    "von",
}
"""Openers that are also parts of names: they end nothing after an initial (`J. Le Clerc`)."""


def sentences(text: str, language: str | None = None, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """The sentences as `[begin, end)` in characters, ascending, without the blanks around them.

    A blank line ends a sentence, a single line break does not; closing quotation marks belong to the sentence.
    `language` is an ISO 639-1 code and chooses the abbreviations. `start` and `end` limit the work to a part of the
    text, whose edges then count as edges of sentences.
    """
    end = len(text) if end is None else end
    known = abbreviations(language)
    found: list[tuple[int, int]] = []
    ink = _INK.search(text, start, end)
    begin = seen = end if ink is None else ink.start()
    letters = False
    for stop in _STOP.finditer(text, begin, end):
        at = stop.start()
        if at < begin:
            continue
        blank, _, _, full = stop.groups()
        if blank is not None:
            closed = begin + len(text[begin:at].rstrip())
        else:
            # What has no letter yet is a number of a list or a row of signs, and belongs to what follows.
            letters = letters or _LETTER.search(text, seen, at) is not None
            seen = at
            if not letters:
                continue
            if not (_is_stop(text, stop, known, begin, end) if full is None else _is_full(text, stop)):
                continue
            closed = stop.end()
        found.append((begin, closed))
        ink = _INK.search(text, closed, end)
        if ink is None:
            return found
        begin = seen = ink.start()
        letters = False
    if begin < end:
        found.append((begin, begin + len(text[begin:end].rstrip())))
    return found


def _is_full(text: str, stop: re.Match[str]) -> bool:
    """Whether a stop of a script without blanks ends a sentence: a Japanese quotation goes on as part of its own."""
    return not (stop["full"].endswith(("」", "』")) and text.startswith("と", stop.end()))


def _is_stop(text: str, stop: re.Match[str], known: Abbreviations, start: int, end: int) -> bool:
    after = stop.end()
    place = after + 1
    letter = text[place] if place < end and text[after] == " " else ""
    if not letter.isalpha():
        following = _NEXT.match(text, after, end)
        if following is None:
            return False
        letter, place = following[1], following.start(1)
        if not letter and text.startswith((".", "…"), following.end()):
            return False
    if letter.islower():
        return False
    _, more, closers, _ = stop.groups()
    if more or text[stop.start()] != "." or (closers and any(quote in "\"'”’“»«" for quote in closers)):
        return True
    return not _is_abbreviation(text, stop.start(), place, known, start)


def _is_abbreviation(text: str, dot: int, following: int, known: Abbreviations, start: int) -> bool:
    """Whether the full stop at `dot` belongs to its word, given the word at `following`."""
    before = text[max(start, dot - _LONGEST) : dot]
    word = before[before.rfind(" ") + 1 :]
    if not word.isalpha():
        words = before.replace("-", " ").replace("/", " ").rsplit(None, 1)
        word = _BEFORE_WORD.sub("", words[-1]) if words and not text[dot - 1].isspace() else ""
    folded = word.lower()
    if folded in known.never:
        return True
    if text[following : following + 1].isdecimal():
        return folded in known.before_figures or folded in known.seldom or _DOTTED.fullmatch(word) is not None
    initial = len(word) == 1 and word.lower() != word.upper()
    ordinal = known.ordinals and len(word) <= 2 and word.isdecimal()
    if not (initial or ordinal or folded in known.seldom or _DOTTED.fullmatch(word)):
        return False
    name = _NAME.match(text, following)
    if name is None or text.startswith(".", name.end()):
        return True
    opener = name[0].lower()
    return opener not in known.openers or (initial and (len(opener) == 1 or opener in _PARTICLES))
