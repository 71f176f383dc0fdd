"""The status of archive, index, sources and jobs as JSON values; `dateline.output.status` prints them."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from indexer.archive import Archive, FailureRecord, Run, RunState, SourceRecord
from indexer.cron import parse_schedule
from indexer.schedule.next_run import CLEANUP_JOB, REBUILD_JOB, next_runs
from indexer.settings import ScheduleSettings, SourceSettings
from search.article import to_utc_text
from search.engine import Searcher
from search.errors import EngineError, IndexMissing

_LATEST_RUNS = 10
_LATEST_FAILURES = 10
_EXAMPLES_PER_REASON = 3
_MIN_SECONDS_TO_ESTIMATE = 5.0
"""A run's rate is used to estimate the remaining time only once it has gone on for so long."""
_PASSWORD = re.compile(r"(?<=://)[^/@\s]*@")


def build_status(
    archive: Archive,
    searcher: Searcher,
    sources: Sequence[SourceSettings] = (),
    schedule: ScheduleSettings | None = None,
) -> dict[str, Any]:
    """Return the status as JSON values. `index` is null where there is none yet; `behind` counts changes it lacks.

    `index_error` says what is wrong with an index that cannot be read, for which `index` is null, too.
    The sources of the configuration come first, in its order, then what else is on record. No password is shown.
    """
    settings = schedule or ScheduleSettings()
    totals, records = archive.stats(), {record.name: record for record in archive.sources()}
    reasons = _reasons(archive)
    due = next_runs(sources, archive, settings)
    configured = {spec.name: spec for spec in sources}
    index, index_error = _index(archive, searcher)
    names = [*configured, *(name for name in records if name not in configured)]
    return {
        "time": to_utc_text(archive.now()),
        "archive": {
            "articles": totals.articles,
            "removed": totals.removed,
            "earlier_versions": totals.versions,
            "failures": totals.failures,
            "bytes": totals.size_bytes,
        },
        "index": index,
        "index_error": index_error,
        "sources": [_source(name, configured.get(name), records.get(name), due, reasons) for name in names],
        "jobs": _jobs(archive, settings),
        "runs": [_run(run) for run in archive.latest_runs(_LATEST_RUNS)],
        "failures": {
            "reasons": dict(archive.failure_counts()),
            "latest": [_failure(failure) for failure in archive.failures(_LATEST_FAILURES)],
        },
    }


def _index(archive: Archive, searcher: Searcher) -> tuple[dict[str, Any] | None, str | None]:
    try:
        stats = searcher.stats()
    except IndexMissing:
        return None, None
    except EngineError as error:
        return None, str(error)
    return {
        "generation": stats.generation,
        "articles": stats.articles,
        "updated": to_utc_text(stats.updated),
        "earliest": stats.earliest and stats.earliest.isoformat(),
        "latest": stats.latest and stats.latest.isoformat(),
        "undated": stats.undated,
        "bytes": stats.size_bytes,
        "behind": archive.pending_count(archive.indexed_revision(stats.generation) or 0),
    }, None


def _source(
    name: str,
    spec: SourceSettings | None,
    record: SourceRecord | None,
    due: Mapping[str, datetime | None],
    reasons: Mapping[str, list[dict[str, Any]]],
) -> dict[str, Any]:
    kind = record.kind if record else spec.type if spec else ""
    location = record.location if record else spec.location if spec else ""
    return {
        "name": _without_passwords(name),
        "type": kind,
        "location": _without_passwords(location),
        "schedule": spec and spec.schedule,
        "articles": record.articles if record else 0,
        "failures": record.failures if record else 0,
        "last_run": record and record.last_run and _run(record.last_run),
        "next_run": to_utc_text(due.get(name)),
        "reasons": reasons.get(name, []),
    }


def _run(run: Run) -> dict[str, Any]:
    counts, running = run.counts, run.state is RunState.RUNNING
    seconds = ((run.finished or run.heartbeat) - run.started).total_seconds()
    return {
        "id": run.id,
        "source": _without_passwords(run.source),
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
        "message": _without_passwords(run.message),
        "holder": run.holder.description if running and run.holder else None,
        "expected": run.expected if running else None,
        "remaining_seconds": _remaining(run, seconds) if running else None,
    }


def _remaining(run: Run, seconds: float) -> int | None:
    """Return an estimate, where the last run tells how much there is and this one has gone on for long enough."""
    if run.rate is None or run.expected is None or run.met >= run.expected or seconds < _MIN_SECONDS_TO_ESTIMATE:
        return None
    return round((run.expected - run.met) / run.rate)


def _reasons(archive: Archive) -> dict[str, list[dict[str, Any]]]:
    examples: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for failure in archive.failure_examples(_EXAMPLES_PER_REASON):
        examples.setdefault((failure.source, failure.reason), []).append(_failure(failure))
    return {
        source: [
            {"reason": reason, "count": count, "examples": examples.get((source, reason), [])}
            for reason, count in counts.items()
        ]
        for source, counts in archive.failures_by_source().items()
    }


def _jobs(archive: Archive, settings: ScheduleSettings) -> list[dict[str, Any]]:
    jobs = []
    for name, line in ((REBUILD_JOB, settings.rebuild), (CLEANUP_JOB, settings.cleanup)):
        record = archive.job(name)
        if line:
            timing = parse_schedule(line, settings.timezone)
            due = max(timing.next_after(record.started), archive.now()) if record else None
            jobs.append(
                {
                    "name": name,
                    "schedule": line,
                    "started": to_utc_text(record.started) if record else None,
                    "finished": to_utc_text(record.finished) if record else None,
                    "message": record.message if record else "",
                    "next_run": to_utc_text(due),
                }
            )
    return jobs


def _failure(failure: FailureRecord) -> dict[str, Any]:
    return {
        "source": _without_passwords(failure.source),
        "location": _without_passwords(failure.location),
        "place": failure.place,
        "reason": failure.reason,
        "message": _without_passwords(failure.message),
        "first": to_utc_text(failure.first_at),
        "last": to_utc_text(failure.last_at),
        "attempts": failure.attempts,
    }


def _without_passwords(text: str) -> str:
    """Remove the user names and passwords from the addresses in a text."""
    return _PASSWORD.sub("", text)
