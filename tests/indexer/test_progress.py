"""Progress of a run on a terminal and in a pipe."""

import io

from rich.console import Console

from dateline.output.progress import LiveBar, PlainLines, progress_for
from indexer.archive.models import Counts
from indexer.progress import NoProgress
from tests.indexer.conftest import Desk


class Ticking:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_pipe_gets_a_line_every_few_seconds_and_one_at_the_end() -> None:
    out, clock = io.StringIO(), Ticking()
    lines = PlainLines(out, every=5, clock=clock)
    lines.begin("desk", 1_200)
    for number in range(1, 1_201):
        clock.now += 0.01
        lines.step(number, "3 failed")
    lines.end("1,197 added, 3 failed in 12.0 s")
    assert out.getvalue().splitlines() == [
        "desk: 501 of 1,200, 100/s, about 7 s left; 3 failed",
        "desk: 1,002 of 1,200, 100/s, about 2 s left; 3 failed",
        "desk: 1,197 added, 3 failed in 12.0 s",
    ]


def test_estimate_is_marked_and_dropped_when_it_proves_wrong() -> None:
    out, clock = io.StringIO(), Ticking()
    lines = PlainLines(out, every=10, clock=clock)
    lines.begin("desk", 100, about=True)
    for done in (50, 101):
        clock.now += 10
        lines.step(done)
    assert out.getvalue().splitlines() == ["desk: 50 of about 100, 5/s, about 10 s left", "desk: 101, 5/s"]


def test_expected_number_of_documents_is_that_of_the_last_run(desk: Desk) -> None:
    class Heard(NoProgress):
        def __init__(self) -> None:
            self.begun: list[tuple[str, int | None, bool]] = []

        def begin(self, title: str, total: int | None = None, *, about: bool = False) -> None:
            self.begun.append((title, total, about))

    for number in range(3):
        desk.story(f"{number}.txt", f"Story {number}")
    heard = Heard()
    for _ in range(2):
        desk.index(progress=heard)
    assert heard.begun == [("desk", None, True), ("desk", 3, True)]


def test_documents_that_are_not_stored_yet_are_counted_as_such(desk: Desk) -> None:
    class Heard(NoProgress):
        def __init__(self) -> None:
            self.notes: list[str] = []

        def step(self, done: int, note: str = "") -> None:
            self.notes.append(note)

    for number in range(4):
        desk.story(f"{number}.txt", f"Story {number}")
    heard = Heard()
    desk.index(progress=heard)
    assert heard.notes == ["1 to be stored", "2 to be stored", "3 added", "3 added, 1 to be stored"]


def test_closed_pipe_does_not_stop_the_work() -> None:
    class Gone(io.StringIO):
        def write(self, _: str) -> int:
            raise BrokenPipeError

    PlainLines(Gone()).end("done")


def test_terminal_gets_a_bar_that_leaves_one_line() -> None:
    out = io.StringIO()
    with LiveBar(Console(file=out, force_terminal=True, width=100)) as bar:
        for total in (None, 10):
            bar.begin("[desk]", total)
            bar.step(5, "5 added")
            bar.end("10 added in 0.1 s")
        bar.begin("again")
    shown = out.getvalue()
    assert "5 of 10" in shown
    assert shown.count("[desk]: 10 added in 0.1 s\n") == 2


def test_progress_fits_the_output() -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    assert isinstance(progress_for(io.StringIO()), PlainLines)
    assert isinstance(progress_for(Terminal()), LiveBar)


def test_counts_as_text_say_what_happened_and_always_something() -> None:
    assert str(Counts(added=1_200, failed=3, seconds=2.34)) == "1,200 added, 3 failed in 2.3 s"
    assert str(Counts(seconds=0.04)) == "nothing found in 0.0 s"
