"""How do archive, index and sources stand? What `status.report` gave, as lines for a person."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from dateline.output.text import duration_text
from indexer.schedule.next_run import NOT_DONE

_WORDS = {"added": "new", "changed": "changed", "same": "the same", "removed": "removed", "failed": "failed"}


def status_lines(state: dict[str, Any]) -> Iterator[str]:
    """The lines, without their ends."""
    archive, index = state["archive"], state["index"]
    yield (
        f"Archive   {many(archive['articles'], 'article')}, {archive['removed']:,} removed,"
        f" {many(archive['earlier_versions'], 'earlier version')}"
    )
    if index is None:
        yield "Index     none yet: run dateline index"
    else:
        span = f", {index['earliest']} to {index['latest']}" if index["earliest"] else ""
        behind = f"; {many(index['behind'], 'change')} to come with the next run" if index["behind"] else ""
        yield f"Index     {many(index['articles'], 'article')}{span}, {index['undated']:,} undated{behind}"
        yield f"          generation {index['generation']}, written {when(index['updated'])}"
    for source in state["sources"]:
        yield ""
        yield from _source(source, state["time"])
    if any(source["failures"] for source in state["sources"]):
        yield ""
        yield "What cannot be read is tried again when it changes or its time has come; at once with"
        yield "dateline index --retry-failed, followed by the name of a source or by nothing for all of them."
    if any(job["started"] for job in state["jobs"]):
        yield ""
        yield from (f"{job['name'].capitalize():<9} {_job(job)}" for job in state["jobs"] if job["started"])


def _source(source: dict[str, Any], now: str) -> Iterator[str]:
    yield f"Source    {source['name']} ({source['type']}: {source['location']})"
    unread = f", {many(source['failures'], 'document')} that cannot be read" if source["failures"] else ""
    yield f"          {many(source['articles'], 'article')}{unread}"
    run = source["last_run"]
    if run is None:
        yield "          never read"
    elif run["state"] == "running":
        yield f"          {going_on(run)}"
    else:
        yield f"          {ended(run)}"
    if source["schedule"]:
        due = "now" if source["next_run"] <= now else when(source["next_run"])
        yield f"          next run {due} ({source['schedule']})"
    else:
        yield "          next run by hand: it has no schedule"
    for reason in source["reasons"]:
        some = ", such as" if reason["count"] > len(reason["examples"]) else ""
        yield f"          {reason['count']:,} {reason['reason']}{some}:"
        for failure in reason["examples"]:
            place = f" ({failure['place']})" if failure["place"] else ""
            yield f"            {failure['location']}{place}: {failure['message']}"


def going_on(run: dict[str, Any]) -> str:
    """A run that goes on: since when, how far, how much longer."""
    of = f" of about {run['expected']:,}" if run["expected"] and run["documents"] <= run["expected"] else ""
    rate = f", {run['rate']:,.0f}/s" if run["rate"] and run["rate"] >= 1 else ""
    left = f", about {duration_text(run['remaining_seconds'])} left" if run["remaining_seconds"] is not None else ""
    by = f" by {run['holder']}" if run["holder"] else ""
    return f"being read since {when(run['started'])}{by}: {run['documents']:,}{of}{rate}{left} (run {run['id']})"


def ended(run: dict[str, Any]) -> str:
    """A run that has ended: how, when, and what came of it."""
    counts = ", ".join(f"{run[name]:,} {word}" for name, word in _WORDS.items() if run[name])
    rate = f", {run['rate']:,.0f}/s" if run["rate"] and run["rate"] >= 1 else ""
    told = (
        [f"{counts or 'nothing there'} in {duration_text(run['seconds'])}{rate}"]
        if counts or not run["message"]
        else []
    )
    told += [run["message"]] if run["message"] else []
    return f"last run {run['state']} {when(run['finished'] or run['started'])}: {'; '.join(told)}"


def _job(job: dict[str, Any]) -> str:
    due = f"; next {when(job['next_run'])} ({job['schedule']})" if job["next_run"] else ""
    if job["finished"] is None and job["message"] == NOT_DONE:
        return f"not done yet{due}"
    return f"{when(job['finished'] or job['started'])}: {job['message']}{due}"


def many(count: int, noun: str) -> str:
    """A number with its noun."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def when(text: str | None) -> str:
    """A point in time, by the clock of this machine."""
    return f"{datetime.fromisoformat(text).astimezone():%Y-%m-%d %H:%M}" if text else "at an unknown time"
