"""Where do sentences begin and end? By rules that would rather join two sentences than break one."""

import re

from search.abbreviations import Abbreviations, abbreviations

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
    found = []
    begin = _INK.search(text, start, end)
    while begin is not None:
        stop = _end(text, begin.start(), end, abbreviations(language))
        found.append((begin.start(), stop))
        begin = _INK.search(text, stop, end)
    return found


def _end(text: str, start: int, end: int, known: Abbreviations) -> int:
    """Where the sentence that begins at `start` ends."""
    letters = False
    seen = start
    for stop in _STOP.finditer(text, start, end):
        if stop["blank"] is not None:
            return start + len(text[start : stop.start()].rstrip())
        # What has no letter yet is a number of a list or a row of signs, and belongs to what follows.
        letters = letters or _LETTER.search(text, seen, stop.start()) is not None
        seen = stop.start()
        if letters and (_is_full(text, stop) if stop["full"] is not None else _is_stop(text, stop, known, start, end)):
            return stop.end()
    return start + len(text[start:end].rstrip())


def _is_full(text: str, stop: re.Match[str]) -> bool:
    """Whether a stop of a script without blanks ends a sentence: a Japanese quotation goes on as part of its own."""
    return not (stop["full"].endswith(("」", "』")) and text.startswith("と", stop.end()))


def _is_stop(text: str, stop: re.Match[str], known: Abbreviations, start: int, end: int) -> bool:
    following = _NEXT.match(text, stop.end(), end)
    if following is None:
        return False
    if following[1].islower() or (not following[1] and text.startswith((".", "…"), following.end())):
        return False
    if stop["more"] or text[stop.start()] != "." or any(quote in "\"'”’“»«" for quote in stop["closers"]):
        return True
    return not _is_abbreviation(text, stop.start(), following.start(1), known, start)


def _is_abbreviation(text: str, dot: int, following: int, known: Abbreviations, start: int) -> bool:
    """Whether the full stop at `dot` belongs to its word, given the word at `following`."""
    words = text[max(start, dot - _LONGEST) : dot].replace("-", " ").replace("/", " ").rsplit(None, 1)
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
