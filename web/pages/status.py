"""How do index and sources stand? What the composition root tells, as a page."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import Blueprint, abort, render_template

from web.context import site
from web.pages import format as wording

blueprint = Blueprint("status", __name__)

_WORDS = {"added": "new", "changed": "changed", "same": "the same", "removed": "removed", "failed": "failed"}
_STATES = {"done": "done", "failed": "failed", "interrupted": "broken off", "running": "going on"}


@blueprint.get("/status", strict_slashes=False)
def status() -> str:
    """The page; 404 where the site owner does not show it."""
    tell = site().status
    if tell is None or not site().settings.status:
        abort(404)
    state = tell()
    jobs = [job for job in state["jobs"] if job["started"]]  # none has a record before a scheduler was started
    return render_template(
        "status.html", state=state, jobs=jobs, when=when, came_of=came_of, how_far=how_far, states=_STATES
    )


def when(text: str | None) -> str:
    """A point in time of the state as the pages say it."""
    return wording.utc_time_text(datetime.fromisoformat(text)) if text else ""


def came_of(run: Mapping[str, Any]) -> str:
    """What a run did, by number of documents, with how long it took."""
    counts = [f"{run[name]:,} {word}" for name, word in _WORDS.items() if run[name]]
    rate = f", {run['rate']:,.0f} a second" if run["rate"] and run["rate"] >= 1 else ""
    return f"{', '.join(counts) or 'nothing there'} in {lasting(run['seconds'])}{rate}"


def how_far(run: Mapping[str, Any]) -> str:
    """How far a run is that goes on, and how much longer it takes where that can be told."""
    documents, expected = run["documents"], run["expected"]
    of = f" of about {expected:,}" if expected and documents <= expected else ""
    left = run["remaining_seconds"]
    return f"{documents:,}{of} documents" + (f", about {lasting(left)} left" if left is not None else "")


def lasting(seconds: float) -> str:
    """A span of time, as exact as a person wants it."""
    whole = round(seconds)
    if whole < 120:
        return wording.counted(whole, "second")
    minutes = round(whole / 60)
    if minutes < 120:
        return wording.counted(minutes, "minute")
    return f"{wording.counted(minutes // 60, 'hour')} {wording.counted(minutes % 60, 'minute')}"
