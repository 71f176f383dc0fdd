"""Compares two versions of a text: `compare_texts` returns its paragraphs with what was removed and added."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby, pairwise

from search.highlight.sentences import split_into_sentences

MAX_COMPARED_WORDS = 400
"""Rewritten passages up to this length, both together, are compared word by word; its square is what that costs."""

SAME_SENTENCE_RATIO = 0.5
"""Rewritten passages with at least this share of words in common are compared word by word.

Others are easier to read as a whole removal and a whole addition.
"""

_WORD = re.compile(r"\s+|\w+|[^\w\s]+")
_PARAGRAPH_BREAK = re.compile(r"(\n\s*\n\s*)")


class ChangeKind(StrEnum):
    """What happened to a piece of text."""

    KEPT = "kept"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Change:
    """A piece of text that was kept, removed or added as a whole."""

    kind: ChangeKind
    text: str


@dataclass(frozen=True, slots=True)
class ChangedParagraph:
    """A paragraph with its changes in reading order; where nothing of it changed, it has one piece that was kept."""

    changes: tuple[Change, ...]

    @property
    def is_changed(self) -> bool:
        """Whether anything of the paragraph was removed or added."""
        return any(change.kind is not ChangeKind.KEPT for change in self.changes)


def compare_texts(before: str, after: str, language: str | None = None) -> tuple[ChangedParagraph, ...]:
    """Return the paragraphs of both texts, with the sentences and words that were removed or added.

    Paragraphs are separated by blank lines. The pieces kept and added are the text `after`, and those kept and removed
    are `before`, white space aside, which alone is no change. Sentences are compared first; within sentences that were
    rewritten, words are. The common subsequences are those of `difflib`.
    """
    return tuple(_paragraphs(_join(_changes(before, after, language))))


def _changes(before: str, after: str, language: str | None) -> Iterator[Change]:
    old, new = _pieces(before, language), _pieces(after, language)
    matcher = SequenceMatcher(None, [piece.strip() for piece in old], [piece.strip() for piece in new])
    for operation, old_start, old_end, new_start, new_end in matcher.get_opcodes():
        if operation == "equal":
            yield Change(ChangeKind.KEPT, "".join(new[new_start:new_end]))
        else:
            yield from _rewritten("".join(old[old_start:old_end]), "".join(new[new_start:new_end]))


def _pieces(text: str, language: str | None) -> list[str]:
    """Return the sentences of a text, each with the white space after it; together they are the text."""
    starts = [start for start, _ in split_into_sentences(text, language)]
    # The first sentence begins at the first letter or so; what stands before it belongs to it.
    edges = [0, *starts[1:], len(text)] if text else []
    return [text[start:end] for start, end in pairwise(edges)]


def _rewritten(before: str, after: str) -> Iterator[Change]:
    old, new = _WORD.findall(before), _WORD.findall(after)
    if old and new and len(old) + len(new) <= MAX_COMPARED_WORDS:
        matcher = SequenceMatcher(
            None, [_folded(word) for word in old], [_folded(word) for word in new], autojunk=False
        )
        if matcher.ratio() >= SAME_SENTENCE_RATIO:
            for operation, old_start, old_end, new_start, new_end in matcher.get_opcodes():
                if operation == "equal":
                    yield Change(ChangeKind.KEPT, "".join(new[new_start:new_end]))
                else:
                    yield Change(ChangeKind.REMOVED, "".join(old[old_start:old_end]))
                    yield Change(ChangeKind.ADDED, "".join(new[new_start:new_end]))
            return
    yield Change(ChangeKind.REMOVED, before)
    yield Change(ChangeKind.ADDED, after)


def _folded(word: str) -> str:
    """Return a word, or one blank for any white space without a break between paragraphs."""
    return word if not word.isspace() else "\n\n" if _PARAGRAPH_BREAK.search(word) else " "


def _join(changes: Iterable[Change]) -> Iterator[Change]:
    """Yield the changes with neighbours of one kind as one: a rewritten phrase is one removal and one addition.

    A blank that was kept between two changes would tear them apart, so it counts as removed and added, too.
    """
    pending: dict[ChangeKind, str] = {ChangeKind.REMOVED: "", ChangeKind.ADDED: ""}
    kept = ""
    for change in changes:
        if change.kind is ChangeKind.KEPT and not (change.text == " " and all(pending.values())):
            yield from _drain(pending)
            kept += change.text
            continue
        if kept:
            yield Change(ChangeKind.KEPT, kept)
            kept = ""
        for kind in pending:
            if change.kind in (kind, ChangeKind.KEPT):
                pending[kind] += change.text
    yield from _drain(pending)
    if kept:
        yield Change(ChangeKind.KEPT, kept)


def _drain(pending: dict[ChangeKind, str]) -> Sequence[Change]:
    drained = [Change(kind, text) for kind, text in pending.items() if text]
    pending.update(dict.fromkeys(pending, ""))
    return drained


def _paragraphs(changes: Iterable[Change]) -> Iterator[ChangedParagraph]:
    pieces = (Change(change.kind, part) for change in changes for part in _PARAGRAPH_BREAK.split(change.text) if part)
    for is_break, group in groupby(pieces, key=lambda piece: bool(_PARAGRAPH_BREAK.fullmatch(piece.text))):
        changed = () if is_break else tuple(_without_changed_blanks(group))
        if changed:
            yield ChangedParagraph(changed)


def _without_changed_blanks(changes: Iterable[Change]) -> Iterator[Change]:
    for change in changes:
        if not change.text.isspace() or change.kind is ChangeKind.KEPT:
            yield change
        elif change.kind is ChangeKind.ADDED:
            yield Change(ChangeKind.KEPT, change.text)
