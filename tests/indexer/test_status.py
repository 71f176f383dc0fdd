"""The status of sources and runs: progress, failures and why, remaining time."""

import json
import subprocess
import sys
from datetime import timedelta

from dateline.output.status import status_lines
from indexer.settings import ScheduleSettings, SourceSettings
from indexer.status import build_status
from tests.indexer.conftest import Clock, Desk
from web.pages.format import duration_text

SETTINGS = ScheduleSettings(timezone="UTC", jitter=0)


def spec(desk: Desk, **more: object) -> SourceSettings:
    return SourceSettings.model_validate({"name": "desk", "location": str(desk.files), "schedule": "every 1h", **more})


def told(desk: Desk, *sources: SourceSettings) -> tuple[dict, str]:
    state = build_status(desk.archive, desk.engine, sources, SETTINGS)
    json.dumps(state)
    return state, "\n".join(status_lines(state))


def test_source_that_was_never_read_is_shown(desk: Desk) -> None:
    state, text = told(desk, spec(desk))
    assert state["index"] is None
    assert (state["sources"][0]["last_run"], state["sources"][0]["type"]) == (None, "auto")
    assert "not run yet" in text
    assert "next run: due now (every 1h)" in text


def test_last_run_has_counts_and_failures_by_reason(desk: Desk, clock: Clock) -> None:
    for number in range(4):
        desk.write(f"{number}.json", "{")
    desk.write("e.txt", "")
    desk.story("a.txt", "Bridge opens")
    desk.index()
    clock.step = timedelta()
    state, text = told(desk, spec(desk))
    (source,) = state["sources"]
    run = source["last_run"]
    assert [run[name] for name in ("state", "added", "failed", "documents")] == ["done", 1, 5, 6]
    assert run["seconds"] > 0
    assert run["rate"] == round(6 / run["seconds"], 1)
    assert [(each["reason"], each["count"], len(each["examples"])) for each in source["reasons"]] == [
        ("bad-json", 4, 3),
        ("empty", 1, 1),
    ]
    assert source["next_run"] == "2026-03-01T09:00:00Z"
    assert [
        part
        for part in (
            "1 new, 5 failed in",
            "1 article, 5 failed documents",
            "4 bad-json, for example:",
            "1 empty:",
            "e.txt: ",
            "(every 1h)",
            "dateline index --retry-failed",
        )
        if part not in text
    ] == []


def test_failures_are_not_mentioned_where_there_are_none(desk: Desk) -> None:
    desk.story("a.txt", "Bridge opens")
    desk.index()
    text = told(desk, spec(desk, schedule=None))[1]
    assert "1 article\n" in text
    assert "next run: manual (no schedule)" in text
    assert [word for word in ("failed", "retry") if word in text] == []


def test_job_that_was_never_done_says_so(desk: Desk) -> None:
    from indexer.archive import JobRecord
    from indexer.schedule.next_run import NOT_DONE

    desk.archive.record_job(JobRecord("cleanup", desk.archive.now(), None, NOT_DONE))
    assert "Cleanup   not done yet; next run 2026-03-02 " in told(desk)[1]


def test_running_run_shows_its_progress_and_the_remaining_time(desk: Desk, clock: Clock) -> None:
    for number in range(8):
        desk.story(f"{number}.txt", f"Story {number}")
    desk.index()
    clock.step = timedelta()
    run = desk.archive.begin_run("desk", "folder", "articles", "")
    state, text = told(desk)
    assert state["sources"][0]["last_run"]["remaining_seconds"] is None, "nothing is known of its pace"
    clock.now += timedelta(seconds=60)
    desk.archive.heartbeat(run, 2)
    state, text = told(desk)
    going_on = state["sources"][0]["last_run"]
    assert (going_on["documents"], going_on["expected"], going_on["remaining_seconds"]) == (2, 8, 180)
    assert "2 of about 8 documents, about 3 min left (run 2)" in text
    assert "by process" in text
    desk.archive.heartbeat(run, 9)
    state, text = told(desk)
    assert state["sources"][0]["last_run"]["remaining_seconds"] is None, "there is more than the last run met"
    assert ": 9 documents (run 2)" in text
    clock.now += timedelta(minutes=5)
    state, text = told(desk)
    assert state["sources"][0]["last_run"]["state"] == "interrupted"
    assert "Its process ended unexpectedly" in text


def test_passwords_in_addresses_are_not_shown(desk: Desk) -> None:
    address = "https://reader:secret@news.example/feed.xml"
    desk.archive.record_failed_start("wire", "auto", address, f"{address} does not answer.")
    state, text = told(desk, SourceSettings(name="other", location=address))
    assert "secret" not in json.dumps(state) + text
    assert "https://news.example/feed.xml does not answer." in text


def test_jobs_of_the_schedule_are_shown(desk: Desk) -> None:
    desk.archive.clean_up(None, desk.archive.now())
    from indexer.archive import JobRecord

    desk.archive.record_job(JobRecord("cleanup", desk.archive.now(), desk.archive.now(), "3 files deleted"))
    state, text = told(desk)
    assert state["jobs"][0]["message"] == "3 files deleted"
    assert "Cleanup " in text


def test_clean_up_deletes_old_runs_except_the_last_of_a_source(desk: Desk, clock: Clock) -> None:
    for _ in range(3):
        desk.index()
    clock.now += timedelta(days=100)
    desk.archive.record_indexed("gone", 1)
    assert desk.archive.clean_up("g1", clock.now - timedelta(days=90)) == 3
    assert [run.id for run in desk.archive.latest_runs(9)] == [3]
    assert desk.archive.indexed_revision("gone") is None


def test_status_imports_no_extractor() -> None:
    program = "import sys, indexer.status; sys.exit('trafilatura' in sys.modules or 'numba' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_duration_has_a_fitting_unit() -> None:
    assert [duration_text(seconds) for seconds in (0, 1.4, 119, 180, 7_140, 7_500)] == [
        "0 s",
        "1 s",
        "119 s",
        "3 min",
        "119 min",
        "2 h 5 min",
    ]
