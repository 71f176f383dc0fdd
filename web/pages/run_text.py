"""Runs of the indexer in words, for the status page and for `dateline status` alike.

A run is a member of `last_run` in the JSON of `dateline status --json`.
"""

from collections.abc import Mapping
from typing import Any

from web.pages.format import counted, duration_text

_COUNT_WORDS = {"added": "new", "changed": "changed", "same": "unchanged", "removed": "removed", "failed": "failed"}


def run_outcome(run: Mapping[str, Any]) -> str:
    """Return what a run did and how long it took, and the reason if it failed: "13 new, 1 failed in 4 s (3/s)"."""
    counts = ", ".join(f"{run[name]:,} {word}" for name, word in _COUNT_WORDS.items() if run[name])
    message = run["message"]
    if message and not counts:
        return str(message)
    duration = duration_text(run["seconds"]) if round(run["seconds"]) else "under a second"
    outcome = f"{counts or 'no documents found'} in {duration}{_rate(run)}"
    return f"{outcome}; {message}" if message else outcome


def run_progress(run: Mapping[str, Any]) -> str:
    """Return how far a running run is: "1,200 of about 5,000 documents (40/s), about 2 min left"."""
    documents, expected, remaining = run["documents"], run["expected"], run["remaining_seconds"]
    of = f" of about {expected:,}" if expected and documents <= expected else ""
    left = f", about {duration_text(remaining)} left" if remaining is not None else ""
    noun = "documents" if of else counted(documents, "document").rpartition(" ")[2]
    return f"{documents:,}{of} {noun}{_rate(run)}{left}"


def _rate(run: Mapping[str, Any]) -> str:
    return f" ({run['rate']:,.0f}/s)" if run["rate"] and run["rate"] >= 1 else ""
