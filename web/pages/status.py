"""The status page: the index, a table of the sources with their last runs, and the documents that failed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, abort, render_template

from web.context import site
from web.errors import hide_folders
from web.pages.format import duration_text, utc_time_text
from web.pages.run_text import run_progress
from web.texts import gettext as _
from web.texts import to_translate

blueprint = Blueprint("status", __name__)

_STATES = {
    None: to_translate("Not run yet"),
    "running": to_translate("Running"),
    "done": to_translate("Done"),
    "failed": to_translate("Failed"),
    "interrupted": to_translate("Interrupted"),
}

_GOOD, _BAD = ("done",), ("failed", "interrupted")


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One source: how its last run ended and what it did. Numbers are None before the first run.

    `tone` is how the state looks: "good", "bad" or "".
    """

    name: str
    kind: str
    articles: int
    state: str
    is_running: bool
    tone: str
    note: str
    when: str | None
    new: int | None
    changed: int | None
    failed: int | None
    duration: str
    next_run: str | None
    is_due: bool
    schedule: str


@blueprint.get("/status", strict_slashes=False)
def status() -> str:
    """Return the page; 404 where the site owner does not publish it. It needs the archive, not the index."""
    report = site().status
    if report is None or not site().settings.status:
        abort(404)
    state = report()
    rows = tuple(_row(source, state["time"]) for source in state["sources"])
    return render_template(
        "status.html",
        state=state,
        rows=rows,
        totals=_totals(rows),
        jobs=[job for job in state["jobs"] if job["started"]],  # none has started before the first scheduler
        shown=shown_text,
        time_text=time_text,
    )


def _row(source: Mapping[str, Any], now: str) -> SourceRow:
    run, next_run = source["last_run"], source["next_run"]
    running = run is not None and run["state"] == "running"
    state = _STATES[None if run is None else run["state"]]
    return SourceRow(
        name=shown_text(source["name"]),
        kind=source["type"],
        articles=source["articles"],
        state=_(state),
        is_running=running,
        tone="" if run is None else "good" if run["state"] in _GOOD else "bad" if run["state"] in _BAD else "",
        note="" if run is None else run_progress(run) if running else shown_text(run["message"] or ""),
        when=None if run is None else run["finished"] or run["started"],
        new=run and run["added"],
        changed=run and run["changed"],
        failed=run and run["failed"],
        duration="" if run is None else _duration(run["seconds"]),
        next_run=next_run if source["schedule"] else None,
        is_due=bool(source["schedule"] and next_run and next_run <= now),
        schedule=source["schedule"] or "",
    )


def _duration(seconds: float) -> str:
    return duration_text(seconds) if round(seconds) else _("under 1 s")


def _totals(rows: Iterable[SourceRow]) -> dict[str, int]:
    listed = list(rows)
    return {name: sum(getattr(row, name) or 0 for row in listed) for name in ("articles", "new", "changed", "failed")}


def shown_text(text: str) -> str:
    """Return a name, a location or a message without the folders of the server, unless the settings show them."""
    return text if site().settings.status_paths else hide_folders(text)


def time_text(text: str | None) -> str:
    """Return a time of the state as pages show it; "" for None."""
    return utc_time_text(datetime.fromisoformat(text)) if text else ""
