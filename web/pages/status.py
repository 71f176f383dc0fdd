"""The status page: the index, the sources with their last runs, and the documents that failed."""

from datetime import datetime

from flask import Blueprint, abort, render_template

from web.context import site
from web.pages.format import utc_time_text
from web.pages.run_text import run_outcome, run_progress

blueprint = Blueprint("status", __name__)


@blueprint.get("/status", strict_slashes=False)
def status() -> str:
    """Return the page; 404 where the site owner does not publish it."""
    report = site().status
    if report is None or not site().settings.status:
        abort(404)
    state = report()
    jobs = [job for job in state["jobs"] if job["started"]]  # none has started before the first scheduler
    return render_template(
        "status.html",
        state=state,
        jobs=jobs,
        time_text=time_text,
        run_outcome=run_outcome,
        run_progress=run_progress,
    )


def time_text(text: str | None) -> str:
    """Return a time of the state as pages show it; "" for None."""
    return utc_time_text(datetime.fromisoformat(text)) if text else ""
