"""Where do tokens stand side by side, or near one another?

An occurrence is one number, `document * SPAN + position`, so that whole posting lists are compared at once.
"""

from collections import Counter

import numpy as np

from search.engines.whoosh.segments import Ints, Postings

SPAN = 1 << 32
"""More positions than an article can have."""


def occurrences(postings: Postings) -> Ints:
    """All places of a term, ascending."""
    return np.asarray(np.repeat(postings.docs.astype(np.int64), postings.freqs) * SPAN + postings.positions)


def side_by_side(slots: list[Ints]) -> Ints:
    """The first places of all runs in which the slots follow one another."""
    starts = slots[0]
    for offset, places in enumerate(slots[1:], 1):
        starts = np.intersect1d(starts, places - offset, assume_unique=True)
    return starts


def near(slots: list[tuple[str, Ints]], distance: int) -> Ints:
    """The documents in which each slot finds a place of its own with at most `distance` others among them.

    Slots are named by their term: a term named twice must stand twice. Ascending.
    """
    wanted = Counter(term for term, _ in slots)
    places = dict(slots)
    common = np.unique(next(iter(places.values())) // SPAN)
    for each in places.values():
        common = np.intersect1d(common, each // SPAN)
    terms = list(places)
    merged = np.concatenate([places[term] for term in terms])
    owner = np.repeat(np.arange(len(terms)), [len(places[term]) for term in terms])
    order = np.argsort(merged, kind="stable")
    merged, owner = merged[order], owner[order]
    widest = len(slots) - 1 + distance
    found = []
    for doc in common.tolist():
        low, high = np.searchsorted(merged, (doc * SPAN, (doc + 1) * SPAN))
        need = [wanted[term] for term in terms]
        if _fits(merged[low:high].tolist(), owner[low:high].tolist(), need, widest):
            found.append(doc)
    return np.asarray(found, np.int64)


def _fits(places: list[int], owner: list[int], need: list[int], widest: int) -> bool:
    """Whether some stretch no longer than `widest` steps has each owner as often as needed."""
    have = [0] * len(need)
    lacking = len(need)
    left = 0
    for right, place in enumerate(places):
        have[owner[right]] += 1
        lacking -= have[owner[right]] == need[owner[right]]
        while not lacking:
            if place - places[left] <= widest:
                return True
            lacking += have[owner[left]] == need[owner[left]]
            have[owner[left]] -= 1
            left += 1
    return False
