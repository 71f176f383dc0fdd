"""A run that is interrupted anywhere is completed by the next."""

from collections.abc import Callable

import pytest

from indexer.archive import RunState
from indexer.errors import SourceError
from tests.indexer.conftest import Desk, outcome
from tests.indexer.failing_source import FailingSource


@pytest.mark.parametrize("after", [0, 1, 2, 3, 4, 7, 10])
@pytest.mark.parametrize(
    ("error", "state"),
    [
        (SourceError("The disk went away."), RunState.FAILED),
        (KeyboardInterrupt(), RunState.INTERRUPTED),
        (MemoryError("out of memory"), RunState.FAILED),
    ],
)
def test_run_after_an_interruption_has_the_same_result_as_without_it(
    new_desk: Callable[[str], Desk], after: int, error: BaseException, state: RunState
) -> None:
    states = []
    for name in ("whole", "broken"):
        desk = new_desk(name)
        for number in range(6):
            desk.story(f"{number}.txt", f"Story {number}")
        desk.records("r.jsonl", *({"id": f"r{n}", "title": f"Record {n}", "text": "T."} for n in range(4)), "bad")
        desk.index()
        (desk.files / "0.txt").unlink()
        desk.story("4.txt", "Story 4 again")
        desk.story("9.txt", "Story 9")
        desk.records("r.jsonl", *({"id": f"r{n}", "title": f"Record {n}", "text": "T!"} for n in range(1, 5)))
        if name == "broken":
            before = desk.titles()
            with pytest.raises(type(error)):
                desk.index(FailingSource(desk.source(), after, error))
            assert set(before) <= {each.title for each in desk.archive.stream()} | {"Story 4"}, (
                "nothing counts as vanished"
            )
            assert desk.archive.latest_runs(1)[0].state is state
        desk.index()
        states.append(
            (
                desk.titles(),
                sorted((article.id, article.text) for article in desk.archive.stream()),
                {article.id: len(desk.archive.versions(article.id)) for article in desk.archive.stream()},
                [(failure.key, failure.reason) for failure in desk.archive.failures(99)],
                (desk.archive.stats().articles, desk.archive.stats().removed, desk.archive.stats().versions),
            )
        )
        assert outcome(desk.index()).keys() <= {"same", "failed"}
    whole, broken = states
    # The ids of the text files are made of source and path, which are alike in both.
    assert whole == broken
