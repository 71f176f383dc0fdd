"""The known name that is closest to a misspelt one."""

from collections.abc import Iterable

from rapidfuzz.distance import OSA

MAX_NAME_EDITS = 2


def closest_name(name: str, names: Iterable[str]) -> str | None:
    """Return the known name that differs least, by at most two letters and a third of them, or None."""
    limit = min(MAX_NAME_EDITS, len(name) // 3)
    edits, closest = min(
        ((OSA.distance(name, known, score_cutoff=limit), known) for known in names), default=(limit + 1, "")
    )
    return closest if edits <= limit else None
