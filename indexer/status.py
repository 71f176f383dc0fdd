"""How do archive, index and sources stand? One answer, as JSON values and as lines for a person."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from indexer.archive import Archive, FailureRecord, Run, SourceRecord
from search.engine import Searcher
from search.errors import IndexMissing
from search.record import instant

_SHOWN = 10


def report(archive: Archive, searcher: Searcher) -> dict[str, Any]:
    """The state as JSON values. `index` is null where there is none yet; `behind` counts changes it does not have."""
    totals = archive.counts()
    return {
        "archive": {
            "articles": totals.articles,
            "removed": totals.removed,
            "earlier_versions": totals.versions,
            "failures": totals.failures,
        },
        "index": _index(archive, searcher),
        "sources": [_source(source) for source in archive.sources()],
        "runs": [_run(run) for run in archive.last_runs(_SHOWN)],
        "failures": {
            "reasons": dict(archive.failure_counts()),
            "latest": [_failure(failure) for failure in archive.failures(_SHOWN)],
        },
    }


def lines(state: dict[str, Any]) -> Iterator[str]:
    """What `report` gave, for a person."""
    archive, index = state["archive"], state["index"]
    yield (
        f"Archive   {_many(archive['articles'], 'article')}, {archive['removed']:,} removed,"
        f" {_many(archive['earlier_versions'], 'earlier version')}"
    )
    if index is None:
        yield "Index     none yet: run dateline index"
    else:
        span = f", {index['earliest']} to {index['latest']}" if index["earliest"] else ""
        behind = f"; {_many(index['behind'], 'change')} to come with the next run" if index["behind"] else ""
        yield f"Index     {_many(index['articles'], 'article')}{span}, {index['undated']:,} undated{behind}"
        yield f"          generation {index['generation']}, written {_when(index['updated'])}"
    for source in state["sources"]:
        yield ""
        yield f"Source    {source['name']} ({source['type']}: {source['location']})"
        unread = _many(source["failures"], "document")
        yield f"          {_many(source['articles'], 'article')}, {unread} that cannot be read"
        if source["last_run"]:
            yield f"          {_told(source['last_run'])}"
    if archive["failures"]:
        yield ""
        reasons = ", ".join(f"{count:,} {reason}" for reason, count in state["failures"]["reasons"].items())
        yield f"Failures  {reasons}; the latest:"
        for failure in state["failures"]["latest"]:
            place = f" ({failure['place']})" if failure["place"] else ""
            yield f"          {failure['location']}{place}: {failure['message']}"


def _index(archive: Archive, searcher: Searcher) -> dict[str, Any] | None:
    try:
        stats = searcher.stats()
    except IndexMissing:
        return None
    revision = archive.indexed_revision(stats.generation)
    return {
        "generation": stats.generation,
        "articles": stats.articles,
        "updated": instant(stats.updated),
        "earliest": stats.earliest and stats.earliest.isoformat(),
        "latest": stats.latest and stats.latest.isoformat(),
        "undated": stats.undated,
        "behind": archive.pending(revision or 0),
    }


def _source(source: SourceRecord) -> dict[str, Any]:
    return {
        "name": source.name,
        "type": source.kind,
        "location": source.location,
        "articles": source.articles,
        "failures": source.failures,
        "last_run": source.last_run and _run(source.last_run),
    }


def _run(run: Run) -> dict[str, Any]:
    counts = run.counts
    return {
        "source": run.source,
        "state": run.state.value,
        "started": instant(run.started),
        "finished": instant(run.finished),
        "added": counts.added,
        "changed": counts.changed,
        "same": counts.same,
        "removed": counts.removed,
        "failed": counts.failed,
        "message": run.message,
    }


def _failure(failure: FailureRecord) -> dict[str, Any]:
    return {
        "source": failure.source,
        "location": failure.location,
        "place": failure.place,
        "reason": failure.reason,
        "message": failure.message,
        "first": instant(failure.first_at),
        "last": instant(failure.last_at),
        "attempts": failure.attempts,
    }


def _told(run: dict[str, Any]) -> str:
    counts = ", ".join(
        f"{run[name]:,} {name}" for name in ("added", "changed", "same", "removed", "failed") if run[name]
    )
    said = f": {run['message']}" if run["message"] else f": {counts or 'nothing there'}"
    return f"last run {run['state']} {_when(run['finished'] or run['started'])}{said}"


def _many(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def _when(text: str | None) -> str:
    return f"{datetime.fromisoformat(text).astimezone():%Y-%m-%d %H:%M}" if text else "at an unknown time"
