"""What does a plain text hold? The wire-text repair: damage undone, header, dateline and credit told from the story."""

import re
from functools import cached_property
from itertools import pairwise

from indexer.extract.candidates import Draft
from indexer.extract.cleanup import fix_mojibake, normalize_whitespace, resolve_entities, split_paragraphs
from indexer.extract.result import RepairKind, RepairLog
from indexer.extract.settings import ExtractSettings
from indexer.extract.wire import parse_wire_story

# FOLDED: Which line and paragraph ends did the author mean, and which came from a teletype's width?


_CLOSED = re.compile(r"[.!?…:;。！？](?:[\"'”’»)\]]|\[\d+\])*$")
_LISTED = re.compile(r"^(?:[-–—*•·▪◦‣>|+]|\(?\d{1,3}[.):]|\(?[a-z][.)]\s|#)")
_TABULAR = re.compile(r"\||\t")
_NO_WRAP = 120  # characters; longer lines were not broken at a margin, so their ends are the author's
_NARROWEST = 55  # a margin narrower than this cannot be told from verse and addresses
_SENTENCE_START = 45  # a line shorter than this without a full stop may be a heading
_BROKEN_WORD = re.compile(r"([^\W\d_]{2,})-$")
_FIRST_PARTS = """
well self non ex anti co re pre post semi multi half all cross long short high low right left far near north south
east west mid pro vice twenty thirty forty fifty sixty seventy eighty ninety two three four five six seven eight
nine ten one first second third full part old new hard soft
"""
_COMPOUND = frozenset(_FIRST_PARTS.split())


class _Vocabulary:
    """The words that stand in a text on their own, and not as half of one that is broken."""

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def words(self) -> frozenset[str]:
        # Gathered once, when the first broken word asks: a search for each would take minutes in a book.
        return frozenset(word.casefold() for word in re.findall(r"[\w-]+", self._text))

    def __contains__(self, word: str) -> bool:
        return word.casefold() in self.words


def repair_line_breaks(text: str, log: RepairLog) -> str:
    """Tidy text whose false paragraph breaks and hard-wrapped lines are joined; verse, lists and tables stay.

    A paragraph break is false where a line of prose ends without closing punctuation and goes on in lower case.
    Mending twice changes nothing.
    """
    blocks = [piece for block in split_paragraphs(text) for piece in _split_long_lines(block)]
    vocabulary = _Vocabulary(text)
    unwrapped = [_unwrapped(block, vocabulary, log) for block in blocks]
    sentences: list[list[str]] = []  # the blocks of each paragraph
    length = 0
    for block in unwrapped:
        if sentences and _goes_on(sentences[-1], length, block):
            log.note(RepairKind.FALSE_BREAK, f"{sentences[-1][-1][-50:]} ¶ {block[:50]}")
            sentences[-1].append(block)
            length += 1 + len(block)
        else:
            sentences.append([block])
            length = len(block)
    return "\n\n".join(" ".join(blocks) for blocks in sentences)


def _split_long_lines(block: str) -> list[str]:
    """A line longer than any margin is a paragraph of its own, also where no empty line parts it from the next."""
    if "\n" not in block:
        return [block]
    pieces: list[str] = []
    current: list[str] = []
    for line in block.split("\n"):
        if len(line) > _NO_WRAP:
            if current:
                pieces.append("\n".join(current))
            pieces.append(line)
            current = []
        else:
            current.append(line)
    return [*pieces, "\n".join(current)] if current else pieces


def _goes_on(before: list[str], length: int, after: str) -> bool:
    """Whether a block continues the sentence of the blocks before it, which have so many characters together."""
    last = before[-1]
    if "\n" in last or "\n" in after or length < _SENTENCE_START:
        return False
    if _CLOSED.search(last[-12:]) or _LISTED.match(before[0]) or _LISTED.match(after):
        return False
    return after[0].islower() and not _TABULAR.search(last) and not _TABULAR.search(after)


def _unwrapped(block: str, vocabulary: _Vocabulary, log: RepairLog) -> str:
    lines = block.split("\n")
    if not _is_wrapped(lines):
        return block
    log.note(RepairKind.HARD_WRAP, f"{lines[0][-50:]} ⏎ {lines[1][:50]}", len(lines) - 1)
    pieces = [lines[0]]
    for line in lines[1:]:
        kept, joint = _seam(pieces[-1], line, vocabulary, log)
        pieces[-1] = kept
        pieces += (joint, line)
    return "".join(pieces)


def _is_wrapped(lines: list[str]) -> bool:
    """Whether lines end where the next word would not have fitted, and not with their sentences."""
    if len(lines) < 2 or any(_LISTED.match(line) or _TABULAR.search(line) for line in lines):
        return False
    margin = max(len(line) for line in lines)
    if not _NARROWEST <= margin <= _NO_WRAP:
        return False
    pairs = list(pairwise(lines))
    fitting = sum(len(line) + 1 + len(after.split(" ", 1)[0]) <= margin for line, after in pairs)
    running = sum(not after[0].isupper() for _, after in pairs)
    return fitting * 8 <= len(pairs) and running * 3 >= len(pairs) and len(lines[0]) >= _NARROWEST - 15


def _seam(before: str, after: str, vocabulary: _Vocabulary, log: RepairLog) -> tuple[str, str]:
    """What stays of a line, and what stands between it and the next; a word broken at the margin becomes one again."""
    broken = _BROKEN_WORD.search(before)
    rest = re.match(r"[^\W\d_]+", after)
    if broken is None or rest is None or not rest[0].islower():
        return before, "" if before.endswith("-") and rest else " "
    head, tail = broken[1], rest[0]
    if _is_one_word(head, tail, vocabulary):
        log.note(RepairKind.HYPHENATION, f"{head}-{tail}")
        return before[:-1], ""
    return before, ""


def _is_one_word(head: str, tail: str, vocabulary: _Vocabulary) -> bool:
    if head + tail in vocabulary:
        return True
    if head.casefold() in _COMPOUND or f"{head}-{tail}" in vocabulary:
        return False
    return not (head in vocabulary and tail in vocabulary) and len(tail) > 1


_WHOLE = 0.9  # how surely all of a file but what was taken from its ends is the article
_ROUNDS = 5  # what one mending uncovers the next one mends; damage deeper than this stays


def repair_characters(text: str, log: RepairLog) -> str:
    """Tidy text with mojibake and character references mended, its line and paragraph ends where they were."""
    for _ in range(_ROUNDS):
        mended = normalize_whitespace(fix_mojibake(resolve_entities(text, log), log), log)
        if mended == text:
            break
        text = mended
    return text


def repair_text(text: str, log: RepairLog) -> str:
    """Tidy text with mojibake, character references and false breaks mended; clean text comes back unchanged."""
    return repair_line_breaks(repair_characters(text, log), log)


def read_plain_text(text: str, settings: ExtractSettings, log: RepairLog) -> Draft:
    """The draft of a plain text."""
    story = parse_wire_story(split_paragraphs(repair_characters(text, log)), settings.date_order, log)
    return Draft(repair_line_breaks("\n\n".join(story.paragraphs), log), story.candidates, "plain text", _WHOLE)
