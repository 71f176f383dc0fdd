"""Runs of the indexer in words, for the status page and for `dateline status` alike.

A run is a member of `last_run` in the JSON of `dateline status --json`.
"""

from collections.abc import Mapping
from typing import Any

from web.pages.format import duration_text, format_number
from web.texts import gettext as _
from web.texts import ngettext, plural_to_translate

_COUNTS = {
    "added": plural_to_translate("%(num)s new", "%(num)s new"),
    "changed": plural_to_translate("%(num)s changed", "%(num)s changed"),
    "same": plural_to_translate("%(num)s unchanged", "%(num)s unchanged"),
    "removed": plural_to_translate("%(num)s removed", "%(num)s removed"),
    "failed": plural_to_translate("%(num)s failed", "%(num)s failed"),
}


def run_outcome(run: Mapping[str, Any]) -> str:
    """Return what a run did and how long it took, and the reason if it failed: "13 new, 1 failed in 4 s (3/s)"."""
    counts = ", ".join(ngettext(*texts, run[name]) for name, texts in _COUNTS.items() if run[name])
    message = run["message"]
    if message and not counts:
        return str(message)
    duration = duration_text(run["seconds"]) if round(run["seconds"]) else _("under a second")
    outcome = _("%(counts)s in %(duration)s", counts=counts or _("no documents found"), duration=duration) + _rate(run)
    return f"{outcome}; {message}" if message else outcome


def run_progress(run: Mapping[str, Any]) -> str:
    """Return how far a running run is: "1,200 of about 5,000 documents (40/s), about 2 min left"."""
    documents, expected, remaining = run["documents"], run["expected"], run["remaining_seconds"]
    if expected and documents <= expected:
        number = format_number(documents)
        done = ngettext(
            "%(number)s of about %(num)s document", "%(number)s of about %(num)s documents", expected, number=number
        )
    else:
        done = ngettext("%(num)s document", "%(num)s documents", documents)
    done += _rate(run)
    if remaining is None:
        return done
    return _("%(progress)s, about %(duration)s left", progress=done, duration=duration_text(remaining))


def _rate(run: Mapping[str, Any]) -> str:
    if not run["rate"] or run["rate"] < 1:
        return ""
    return " " + _("(%(number)s/s)", number=format_number(round(run["rate"])))
