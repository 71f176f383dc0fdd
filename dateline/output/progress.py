"""Shows the progress of long work: a bar on a terminal, plain lines where the output is piped."""

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import IO, Self

from rich.console import Console
from rich.progress import (
    BarColumn,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)
from rich.progress import (
    Progress as Bar,
)

from indexer.progress import Progress
from web.pages.format import duration_text

_MIN_SECONDS_TO_ESTIMATE = 5.0
"""Before that, the rate says too little about the remaining time."""


@dataclass(frozen=True, slots=True)
class _Goal:
    """The number of steps, exact or estimated; None if it is unknown."""

    total: int | None = None
    about: bool = False

    def of(self, done: int) -> str:
        """Return what follows the number of steps done; nothing where there are more steps than expected."""
        if self.total is None or done > self.total:
            return ""
        return f" of about {self.total:,}" if self.about else f" of {self.total:,}"

    def left(self, done: int, seconds: float) -> str:
        """Return how much longer it takes, once that can be estimated."""
        if self.total is None or not 0 < done <= self.total or seconds < _MIN_SECONDS_TO_ESTIMATE:
            return ""
        return f", about {duration_text((self.total - done) * seconds / done)} left"


class PlainLines:
    """Lines for a file or a pipe: at most one every few seconds, and one at the end."""

    def __init__(self, out: IO[str], every: float = 5.0, clock: Callable[[], float] = time.monotonic) -> None:
        self._out, self._every, self._clock = out, every, clock
        self._title, self._began, self._last = "", 0.0, 0.0
        self._goal = _Goal()

    def begin(self, title: str, total: int | None = None, *, about: bool = False) -> None:
        """See `Progress`."""
        self._title, self._goal = title, _Goal(total, about)
        self._began = self._last = self._clock()

    def step(self, done: int, note: str = "") -> None:
        """See `Progress`."""
        now = self._clock()
        if now - self._last >= self._every:
            self._last = now
            of, left = self._goal.of(done), self._goal.left(done, now - self._began)
            self._write(f"{self._title}: {done:,}{of}, {_rate(done, now - self._began)}{left}{note and '; '}{note}")

    def end(self, summary: str) -> None:
        """See `Progress`."""
        self._write(f"{self._title}: {summary}")

    def _write(self, line: str) -> None:
        # The reader may have closed the pipe; the work continues.
        with suppress(BrokenPipeError):
            self._out.write(line + "\n")
            self._out.flush()


class LiveBar:
    """A bar on a terminal, with rate and counts, and one line for each finished task. Use it as a context manager."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._bar: Bar | None = None
        self._task = TaskID(0)
        self._title, self._began = "", 0.0
        self._goal = _Goal()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()

    def begin(self, title: str, total: int | None = None, *, about: bool = False) -> None:
        """See `Progress`."""
        self._stop()
        bar = [BarColumn(bar_width=24)] if total is not None else []
        self._bar = Bar(
            SpinnerColumn(),
            TextColumn("{task.description}", markup=False),
            *bar,
            TextColumn("{task.completed:,}{task.fields[of]}", markup=False),
            TextColumn("{task.fields[rate]}  {task.fields[note]}", style="dim", markup=False),
            TimeElapsedColumn(),
            console=self._console,
            transient=True,
            refresh_per_second=8,
        )
        self._title, self._goal, self._began = title, _Goal(total, about), time.monotonic()
        self._task = self._bar.add_task(title, total=total, of=self._goal.of(0), rate="", note="")
        self._bar.start()

    def step(self, done: int, note: str = "") -> None:
        """See `Progress`."""
        if self._bar is not None:
            seconds = time.monotonic() - self._began
            of, rate = self._goal.of(done), _rate(done, seconds) + self._goal.left(done, seconds)
            self._bar.update(self._task, completed=done, of=of, rate=rate, note=note)

    def end(self, summary: str) -> None:
        """See `Progress`."""
        self._stop()
        self._console.print(f"{self._title}: {summary}", markup=False, highlight=False)

    def _stop(self) -> None:
        if self._bar is not None:
            self._bar.stop()
            self._bar = None


def progress_for(out: IO[str]) -> Progress:
    """Return a bar when `out` is a terminal, otherwise plain lines."""
    return LiveBar(Console(file=out)) if out.isatty() else PlainLines(out)


def _rate(done: int, seconds: float) -> str:
    return f"{done / seconds:,.0f}/s" if seconds > 0.2 else ""
