"""Here is a text with its matches: in which passages do they stand? No passage comes twice."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from search.results import Fragment
from web.markup import mark

MOST = 100
"""So many passages are listed, at most."""

AROUND = 50
"""Characters on either side of the matches of a passage."""

LONGEST = 240
"""Characters from the first match of a passage to its last one: a text full of matches is not one long passage."""

_BETWEEN_WORDS = re.compile(r"[^\S\n]*")

Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Context:
    """A passage: the number of its first match, counted from 1 over the text, and how many matches it has."""

    first: int
    matches: int
    shown: Markup


def contexts(text: Fragment) -> tuple[Context, ...]:
    """The passages around the matches, in their order. Words that stand side by side are shown as one match."""
    groups = list(_groups(text))[:MOST]
    made: list[Context] = []
    number, before = 1, 0
    for place, group in enumerate(groups):
        after = groups[place + 1][0][0] if place + 1 < len(groups) else len(text.text)
        begin, end = max(group[0][0] - AROUND, before), min(group[-1][1] + AROUND, after)
        made.append(Context(number, len(group), _shown(text.text, begin, end, _joined(text.text, group))))
        number, before = number + len(group), end
    return tuple(made)


def _groups(text: Fragment) -> Iterator[list[Range]]:
    group: list[Range] = []
    for start, end in text.highlights:
        # Farther apart, what is shown around them does not meet.
        near = group and start - group[-1][1] <= 2 * AROUND and end - group[0][0] <= LONGEST
        if group and not (near and "\n\n" not in text.text[group[-1][1] : start]):
            yield group
            group = []
        group.append((start, end))
    if group:
        yield group


def _joined(text: str, group: list[Range]) -> list[Range]:
    joined: list[Range] = []
    for start, end in group:
        if joined and _BETWEEN_WORDS.fullmatch(text, joined[-1][1], start):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _shown(text: str, begin: int, end: int, matches: list[Range]) -> Markup:
    head, tail = text[begin : matches[0][0]], text[matches[-1][1] : end]
    # Words cut in two at the edges are left out, as far as the match itself is not touched.
    if begin:
        head = "…" + head.partition(" ")[2]
    if end < len(text):
        tail = tail.rpartition(" ")[0] + "…"
    first, last = matches[0][0], matches[-1][1]
    moved = tuple((start - first + len(head), stop - first + len(head)) for start, stop in matches)
    return mark(Fragment(head + text[first:last] + tail, moved))
