"""When a source is due next, after runs that were done, failed or interrupted."""

from datetime import timedelta

import pytest

from indexer.archive import Counts, Run, RunState
from indexer.cron import parse_schedule
from indexer.schedule.loop import run_due
from indexer.schedule.next_run import next_run, next_runs
from indexer.shutdown import StopSignal
from tests.indexer.conftest import START
from tests.indexer.schedule.conftest import Days, hours


def run_at(minutes: int, state: RunState) -> Run:
    time = START + timedelta(minutes=minutes)
    return Run(1, "wire", state, time, time, time, Counts(), "")


@pytest.mark.parametrize(
    ("states", "minutes"),
    [
        (["done"], 60),
        (["failed"], 60),
        (["interrupted", "done"], 30),
        (["interrupted", "interrupted", "done"], 31),
        (["interrupted"] * 4, 34),
        (["interrupted"] * 8, 60),
    ],
)
def test_interrupted_run_is_retried_soon_and_then_less_and_less_often(states: list[str], minutes: int) -> None:
    runs = [run_at(30, RunState(state)) for state in states]
    assert next_run(runs, parse_schedule("every 1h", "UTC")) == START + timedelta(minutes=minutes)


def test_next_runs_of_scheduled_sources(days: Days) -> None:
    days.source("wire", "every 1h")
    days.source("notes", None)
    assert next_runs(days.sources, days.desk.archive, days.settings) == {"wire": START, "notes": None}
    run_due(days.jobs(), StopSignal(), now=days.clock)
    days.clock.now += timedelta(minutes=10)
    assert next_runs(days.sources, days.desk.archive, days.settings)["wire"] == START + hours(1)
