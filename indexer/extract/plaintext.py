"""Reads plain text: repairs damage and line ends, and separates header, dateline and credit from the story."""

import re
from functools import cached_property
from itertools import pairwise

from indexer.extract.candidates import Draft
from indexer.extract.cleanup import (
    fix_mojibake,
    normalize_characters,
    normalize_whitespace,
    resolve_entities,
    split_paragraphs,
)
from indexer.extract.result import RepairKind, RepairLog
from indexer.extract.settings import ExtractSettings
from indexer.extract.wire import parse_wire_story

_CLOSED_SENTENCE = re.compile(r"[.!?…:;。！？](?:[\"'”’»)\]]|\[\d+\])*$")
_LIST_ITEM = re.compile(r"^(?:[-–—*•·▪◦‣>|+]|\(?\d{1,3}[.):]|\(?[a-z][.)]\s|#)")
_TABULAR = re.compile(r"\||\t")
_MAX_MARGIN = 120  # characters; longer lines were not wrapped at a margin, so their ends are the author's
_MIN_MARGIN = 55  # characters; a narrower margin cannot be told from verse and addresses
_MIN_PROSE_CHARS = 45  # a shorter line without a full stop may be a heading
_BROKEN_WORD = re.compile(r"([^\W\d_]{2,})-$")
_FIRST_PARTS = """
well self non ex anti co re pre post semi multi half all cross long short high low right left far near north south
east west mid pro vice twenty thirty forty fifty sixty seventy eighty ninety two three four five six seven eight
nine ten one first second third full part old new hard soft
"""
_FIRST_PARTS_OF_COMPOUNDS = frozenset(_FIRST_PARTS.split())


class _WordsOfText:
    """The words that a text has on their own, and not as half of a hyphenated one."""

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def words(self) -> frozenset[str]:
        # Collected once, for the first broken word: to search for each would take minutes in a book.
        return frozenset(word.casefold() for word in re.findall(r"[\w-]+", self._text))

    def __contains__(self, word: str) -> bool:
        return word.casefold() in self.words


def repair_line_breaks(text: str, log: RepairLog) -> str:
    """Return the text with false paragraph breaks and hard-wrapped lines joined; verse, lists and tables stay.

    A paragraph break is false where a line of prose ends without closing punctuation and the next continues in lower
    case. Doing it twice changes nothing.
    """
    blocks = [piece for block in split_paragraphs(text) for piece in _split_long_lines(block)]
    vocabulary = _WordsOfText(text)
    margin = _margin_of_text(blocks)
    unwrapped = [_unwrap(block, margin, vocabulary, log) for block in blocks]
    sentences: list[list[str]] = []  # the blocks of each paragraph
    length = 0
    for block in unwrapped:
        if sentences and _continues(sentences[-1], length, block):
            log.note(RepairKind.FALSE_BREAK, f"{sentences[-1][-1][-50:]} ¶ {block[:50]}")
            sentences[-1].append(block)
            length += 1 + len(block)
        else:
            sentences.append([block])
            length = len(block)
    return "\n\n".join(" ".join(blocks) for blocks in sentences)


def _split_long_lines(block: str) -> list[str]:
    """Make each line longer than any margin a paragraph of its own, even where no empty line separates it."""
    if "\n" not in block:
        return [block]
    pieces: list[str] = []
    current: list[str] = []
    for line in block.split("\n"):
        if len(line) > _MAX_MARGIN:
            if current:
                pieces.append("\n".join(current))
            pieces.append(line)
            current = []
        else:
            current.append(line)
    return [*pieces, "\n".join(current)] if current else pieces


def _continues(before: list[str], length: int, after: str) -> bool:
    """Return whether a block continues the sentence of the blocks before it, of `length` characters together."""
    last = before[-1]
    if "\n" in last or "\n" in after or length < _MIN_PROSE_CHARS:
        return False
    if _CLOSED_SENTENCE.search(last[-12:]) or _LIST_ITEM.match(before[0]) or _LIST_ITEM.match(after):
        return False
    return after[0].islower() and not _TABULAR.search(last) and not _TABULAR.search(after)


def _unwrap(block: str, margin: int, vocabulary: _WordsOfText, log: RepairLog) -> str:
    lines = block.split("\n")
    if not _is_wrapped(lines) and not (margin and _fits_margin(lines, margin)):
        return block
    log.note(RepairKind.HARD_WRAP, f"{lines[0][-50:]} ⏎ {lines[1][:50]}", len(lines) - 1)
    pieces = [lines[0]]
    for line in lines[1:]:
        pieces[-1], joint = _join_at_margin(pieces[-1], line, vocabulary, log)
        pieces += (joint, line)
    return "".join(pieces)


def _margin_of_text(blocks: list[str]) -> int:
    """Return the margin at which most paragraphs of a text were wrapped; 0 for a text that was not."""
    of_lines = [lines for block in blocks if len(lines := block.split("\n")) > 1]
    wrapped = [max(map(len, lines)) for lines in of_lines if _is_wrapped(lines)]
    return max(wrapped) if wrapped and len(wrapped) * 2 >= len(of_lines) else 0


def _fits_margin(lines: list[str], margin: int) -> bool:
    """Return whether a short paragraph may have been wrapped at the margin of its text: its sentences run on."""
    if len(lines) < 2 or any(_LIST_ITEM.match(line) or _TABULAR.search(line) for line in lines):
        return False
    if max(map(len, lines)) > margin + 2 or any(line[0].isupper() or line[0].isdigit() for line in lines[1:]):
        return False
    return all(len(line) * 3 >= margin * 2 or _BROKEN_WORD.search(line) for line in lines[:-1])


def _is_wrapped(lines: list[str]) -> bool:
    """Return whether lines end where the next word would not have fitted, and not with their sentences."""
    if len(lines) < 2 or any(_LIST_ITEM.match(line) or _TABULAR.search(line) for line in lines):
        return False
    margin = max(len(line) for line in lines)
    if not _MIN_MARGIN <= margin <= _MAX_MARGIN:
        return False
    pairs = list(pairwise(lines))
    fitting = sum(
        len(line) + 1 + len(after.split(" ", 1)[0]) <= margin and not _is_broken_before(line, after)
        for line, after in pairs
    )
    running = sum(not after[0].isupper() for _, after in pairs)
    return fitting * 8 <= len(pairs) and running * 3 >= len(pairs) and len(lines[0]) >= _MIN_MARGIN - 15


def _is_broken_before(line: str, after: str) -> bool:
    return _BROKEN_WORD.search(line) is not None and after[0].islower()


def _join_at_margin(before: str, after: str, vocabulary: _WordsOfText, log: RepairLog) -> tuple[str, str]:
    """Return a line and what to put between it and the next; a word hyphenated at the margin becomes one again."""
    broken = _BROKEN_WORD.search(before)
    rest = re.match(r"[^\W\d_]+", after)
    if broken is None or rest is None or not rest[0].islower():
        return before, "" if before.endswith("-") and rest else " "
    head, tail = broken[1], rest[0]
    if _is_one_word(head, tail, vocabulary):
        log.note(RepairKind.HYPHENATION, f"{head}-{tail}")
        return before[:-1], ""
    return before, ""


def _is_one_word(head: str, tail: str, vocabulary: _WordsOfText) -> bool:
    if head + tail in vocabulary:
        return True
    if head.casefold() in _FIRST_PARTS_OF_COMPOUNDS or f"{head}-{tail}" in vocabulary:
        return False
    return not (head in vocabulary and tail in vocabulary) and len(tail) > 1


_PLAIN_TEXT_CONFIDENCE = 0.9  # how surely a file without its header and credit is the article
_MAX_ROUNDS = 5  # one repair may uncover damage for the next; deeper damage stays


def repair_characters(text: str, log: RepairLog) -> str:
    """Return the text with mojibake and character references repaired, its line and paragraph ends where they were."""
    for _ in range(_MAX_ROUNDS):
        repaired = normalize_whitespace(fix_mojibake(resolve_entities(text, log), log), log)
        if repaired == text:
            break
        text = repaired
    return text


def repair_text(text: str, log: RepairLog) -> str:
    """Return the text with mojibake, entities and false breaks repaired; clean text comes back unchanged."""
    return repair_line_breaks(repair_characters(split_indented_paragraphs(text), log), log)


_MIN_INDENT, _MAX_INDENT = 2, 12


def split_indented_paragraphs(text: str) -> str:
    """Return a text whose paragraphs are set off by an indent of their first lines with empty lines between them.

    Only lines as long as prose count, most of which are not indented; an indented line begins no paragraph after a
    line that ends in the middle of a sentence.
    """
    lines = text.split("\n")
    starts: list[int] = []
    for first, last in _runs_of_lines(lines):
        starts.extend(_indented_starts(lines, first, last))
    for start in reversed(starts):
        lines.insert(start, "")
    return "\n".join(lines)


def _runs_of_lines(lines: list[str]) -> list[tuple[int, int]]:
    """Return the first line of each run without an empty line, and the one behind it."""
    runs: list[tuple[int, int]] = []
    first: int | None = None
    for number, line in enumerate([*lines, ""]):
        if line.strip() and first is None:
            first = number
        elif not line.strip() and first is not None:
            runs.append((first, number))
            first = None
    return runs


def _indented_starts(lines: list[str], first: int, last: int) -> list[int]:
    """Return the lines of a run before which a paragraph ends."""
    run = [line.expandtabs(4) for line in lines[first:last]]
    indents = [len(line) - len(line.lstrip()) for line in run]
    base = min(indents)
    if len(run) < 3 or not _MIN_MARGIN - 10 <= max(map(len, run)) <= _MAX_MARGIN + _MAX_INDENT:
        return []
    indented = [at for at, indent in enumerate(indents) if _MIN_INDENT <= indent - base <= _MAX_INDENT]
    inner = [at for at in indented if at > 0]
    if not inner or len(indented) * 5 > len(run) * 3:
        return []
    if any(run[at].lstrip()[0].islower() or _LIST_ITEM.match(run[at].lstrip()) for at in inner):
        return []
    ended = [at for at in inner if _CLOSED_SENTENCE.search(run[at - 1].rstrip()[-12:])]
    return [first + at for at in inner] if len(ended) * 3 >= len(inner) * 2 else []


def read_plain_text(text: str, settings: ExtractSettings, log: RepairLog) -> Draft:
    """Return the draft of a plain text."""
    text = split_indented_paragraphs(normalize_characters(text, log))
    story = parse_wire_story(split_paragraphs(repair_characters(text, log)), settings.date_order, log)
    return Draft(
        repair_line_breaks("\n\n".join(story.paragraphs), log), story.candidates, "plain text", _PLAIN_TEXT_CONFIDENCE
    )
