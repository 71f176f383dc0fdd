"""Prints the state of archive, index and sources: the report of `indexer.status` as lines for a person."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from indexer.schedule.next_run import NOT_DONE
from web.pages.format import counted, size_text
from web.pages.run_text import run_outcome, run_progress

_INDENT = " " * 10


def status_lines(state: dict[str, Any]) -> Iterator[str]:
    """Yield the lines, without their ends."""
    archive, index = state["archive"], state["index"]
    yield (
        f"Archive   {counted(archive['articles'], 'article')}, {archive['removed']:,} removed,"
        f" {counted(archive['earlier_versions'], 'earlier version')}, {size_text(archive['bytes'])}"
    )
    if state["index_error"]:
        yield f"Index     cannot be read: {state['index_error']}"
    elif index is None:
        yield "Index     none yet: run dateline index"
    else:
        span = f", {index['earliest']} to {index['latest']}" if index["earliest"] else ""
        behind = f"; the next run will add {counted(index['behind'], 'change')}" if index["behind"] else ""
        undated, size = f"{index['undated']:,} undated", size_text(index["bytes"])
        yield f"Index     {counted(index['articles'], 'article')}{span}, {undated}, {size}{behind}"
        yield f"{_INDENT}generation {index['generation']}, last updated {_time(index['updated'])}"
    for source in state["sources"]:
        yield ""
        yield from _source(source, state["time"])
    if any(source["failures"] for source in state["sources"]):
        yield ""
        yield "Failed documents are retried when they change or on schedule. To retry them now, run:"
        yield "dateline index --retry-failed [SOURCE]"
    if any(job["started"] for job in state["jobs"]):
        yield ""
        yield from (f"{job['name'].capitalize():<9} {_job(job)}" for job in state["jobs"] if job["started"])


def _source(source: dict[str, Any], now: str) -> Iterator[str]:
    yield f"Source    {source['name']} ({source['type']}: {source['location']})"
    failed = f", {counted(source['failures'], 'failed document')}" if source["failures"] else ""
    yield f"{_INDENT}{counted(source['articles'], 'article')}{failed}"
    yield f"{_INDENT}{_last_run(source['last_run'])}"
    yield f"{_INDENT}{_next_run(source, now)}"
    for reason in source["reasons"]:
        some = ", for example" if reason["count"] > len(reason["examples"]) else ""
        yield f"{_INDENT}{reason['count']:,} {reason['reason']}{some}:"
        for failure in reason["examples"]:
            place = f" ({failure['place']})" if failure["place"] else ""
            yield f"{_INDENT}  {failure['location']}{place}: {failure['message']}"


def _last_run(run: dict[str, Any] | None) -> str:
    if run is None:
        return "not run yet"
    if run["state"] == "running":
        by = f" by {run['holder']}" if run["holder"] else ""
        return f"running since {_time(run['started'])}{by}: {run_progress(run)} (run {run['id']})"
    return f"last run: {run['state']} on {_time(run['finished'] or run['started'])}, {run_outcome(run)}"


def _next_run(source: dict[str, Any], now: str) -> str:
    if not source["schedule"]:
        return "next run: manual (no schedule)"
    due = "due now" if source["next_run"] <= now else _time(source["next_run"])
    return f"next run: {due} ({source['schedule']})"


def _job(job: dict[str, Any]) -> str:
    due = f"; next run {_time(job['next_run'])} ({job['schedule']})" if job["next_run"] else ""
    if job["finished"] is None and job["message"] == NOT_DONE:
        return f"not done yet{due}"
    return f"{_time(job['finished'] or job['started'])}: {job['message']}{due}"


def _time(text: str | None) -> str:
    """Return a time in UTC."""
    return f"{datetime.fromisoformat(text).astimezone(UTC):%Y-%m-%d %H:%M} UTC" if text else "an unknown date"
