"""Somebody wrote a name that does not exist: which one did they mean, if any is near?"""

from collections.abc import Iterable

from rapidfuzz.distance import OSA

MAX_NAME_EDITS = 2


def closest_name(name: str, names: Iterable[str]) -> str | None:
    """The known name that differs least, by at most two letters and a third of them; None when none is so near."""
    limit = min(MAX_NAME_EDITS, len(name) // 3)
    found = min(((OSA.distance(name, known, score_cutoff=limit), known) for known in names), default=(limit + 1, ""))
    return found[1] if found[0] <= limit else None
