"""How do archive, index and sources stand? One answer as JSON values; `status_lines` writes it for a terminal."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from indexer.archive import Archive, FailureRecord, Run, RunState, SourceRecord
from indexer.cron import parse_schedule
from indexer.schedule.next_run import CLEANUP, REBUILD, next_runs
from indexer.settings import ScheduleSettings, SourceSettings
from search.article import to_utc_text
from search.engine import Searcher
from search.errors import IndexMissing

_SHOWN = 10
_EXAMPLES = 3
_TELLING = 5.0
"""From so many seconds on, the pace of a run tells when it will be done."""
_PASSWORD = re.compile(r"(?<=://)[^/@\s]*@")


def report(
    archive: Archive,
    searcher: Searcher,
    sources: Sequence[SourceSettings] = (),
    schedule: ScheduleSettings | None = None,
) -> dict[str, Any]:
    """The state as JSON values. `index` is null where there is none yet; `behind` counts changes it does not have.

    The sources of the configuration come first, in its order, then what else is on record. No password is told.
    """
    settings = schedule or ScheduleSettings()
    totals, records = archive.counts(), {record.name: record for record in archive.sources()}
    reasons = _reasons(archive)
    coming = next_runs(sources, archive, settings)
    configured = {spec.name: spec for spec in sources}
    names = [*configured, *(name for name in records if name not in configured)]
    told = [_source(name, configured.get(name), records.get(name), coming, reasons) for name in names]
    return {
        "time": to_utc_text(archive.now()),
        "archive": {
            "articles": totals.articles,
            "removed": totals.removed,
            "earlier_versions": totals.versions,
            "failures": totals.failures,
        },
        "index": _index(archive, searcher),
        "sources": told,
        "jobs": _jobs(archive, settings),
        "runs": [_run(run) for run in archive.last_runs(_SHOWN)],
        "failures": {
            "reasons": dict(archive.failure_counts()),
            "latest": [_failure(failure) for failure in archive.failures(_SHOWN)],
        },
    }


def _index(archive: Archive, searcher: Searcher) -> dict[str, Any] | None:
    try:
        stats = searcher.stats()
    except IndexMissing:
        return None
    revision = archive.indexed_revision(stats.generation)
    return {
        "generation": stats.generation,
        "articles": stats.articles,
        "updated": to_utc_text(stats.updated),
        "earliest": stats.earliest and stats.earliest.isoformat(),
        "latest": stats.latest and stats.latest.isoformat(),
        "undated": stats.undated,
        "behind": archive.pending(revision or 0),
    }


def _source(
    name: str,
    spec: SourceSettings | None,
    record: SourceRecord | None,
    coming: Mapping[str, datetime | None],
    reasons: Mapping[str, list[dict[str, Any]]],
) -> dict[str, Any]:
    kind = record.kind if record else spec.type if spec else ""
    location = record.location if record else spec.location if spec else ""
    return {
        "name": _open(name),
        "type": kind,
        "location": _open(location),
        "schedule": spec and spec.schedule,
        "articles": record.articles if record else 0,
        "failures": record.failures if record else 0,
        "last_run": record and record.last_run and _run(record.last_run),
        "next_run": to_utc_text(coming.get(name)),
        "reasons": reasons.get(name, []),
    }


def _run(run: Run) -> dict[str, Any]:
    counts, going_on = run.counts, run.state is RunState.RUNNING
    seconds = ((run.finished or run.heartbeat) - run.started).total_seconds()
    return {
        "id": run.id,
        "source": _open(run.source),
        "state": run.state.value,
        "started": to_utc_text(run.started),
        "finished": to_utc_text(run.finished),
        "seconds": seconds,
        "documents": run.met,
        "rate": run.rate and round(run.rate, 1),
        "added": counts.added,
        "changed": counts.changed,
        "same": counts.same,
        "removed": counts.removed,
        "failed": counts.failed,
        "message": _open(run.message),
        "holder": run.holder.shown if going_on and run.holder else None,
        "expected": run.expected if going_on else None,
        "remaining_seconds": _remaining(run, seconds) if going_on else None,
    }


def _remaining(run: Run, seconds: float) -> int | None:
    """Only where the last run tells how much there is, and this one has gone on for long enough to have a pace."""
    if run.rate is None or run.expected is None or run.met >= run.expected or seconds < _TELLING:
        return None
    return round((run.expected - run.met) / run.rate)


def _reasons(archive: Archive) -> dict[str, list[dict[str, Any]]]:
    examples: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for failure in archive.failure_examples(_EXAMPLES):
        examples.setdefault((failure.source, failure.reason), []).append(_failure(failure))
    return {
        source: [
            {"reason": reason, "count": count, "examples": examples.get((source, reason), [])}
            for reason, count in counts.items()
        ]
        for source, counts in archive.failures_by_source().items()
    }


def _jobs(archive: Archive, settings: ScheduleSettings) -> list[dict[str, Any]]:
    told = []
    for name, line in ((REBUILD, settings.rebuild), (CLEANUP, settings.cleanup)):
        record = archive.job(name)
        if line:
            timing = parse_schedule(line, settings.timezone)
            due = max(timing.next_after(record.started), archive.now()) if record else None
            told.append(
                {
                    "name": name,
                    "schedule": line,
                    "started": to_utc_text(record.started) if record else None,
                    "finished": to_utc_text(record.finished) if record else None,
                    "message": record.message if record else "",
                    "next_run": to_utc_text(due),
                }
            )
    return told


def _failure(failure: FailureRecord) -> dict[str, Any]:
    return {
        "source": _open(failure.source),
        "location": _open(failure.location),
        "place": failure.place,
        "reason": failure.reason,
        "message": _open(failure.message),
        "first": to_utc_text(failure.first_at),
        "last": to_utc_text(failure.last_at),
        "attempts": failure.attempts,
    }


def _open(text: str) -> str:
    """The text without the names and passwords that addresses in it carry."""
    return _PASSWORD.sub("", text)
