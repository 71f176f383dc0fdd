"""SIGHUP: settings and code are read again while requests go on, and none of them fails."""

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.web.running import ROOT, Running, started


class Asking:
    """Clients that ask all the time, and what they were answered."""

    def __init__(self, site: Running, clients: int = 3) -> None:
        self._site, self._stop = site, threading.Event()
        self.statuses: list[object] = []
        self._threads = [threading.Thread(target=self._ask) for _ in range(clients)]

    def _ask(self) -> None:
        while not self._stop.is_set():
            try:
                self.statuses.append(self._site.get("/search?q=harbour", Sec_Fetch_Mode="navigate")[0])
            except Exception as error:
                self.statuses.append(error)

    def __enter__(self) -> "Asking":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """A folder with an archive of two articles, a configuration, and a copy of the package `web` to be changed."""
    shutil.copytree(ROOT / "web", tmp_path / "web", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "stories").mkdir()
    for name in ("one", "two"):
        (tmp_path / "stories" / f"{name}.txt").write_text(f"Harbour {name}\n\nThe harbour opens on day {name}.\n")
    configure(tmp_path, title="Before")
    subprocess.run(
        [sys.executable, "-m", "dateline", "index", "stories"], cwd=tmp_path, check=True, env=environment(tmp_path)
    )
    return tmp_path


def environment(program: Path) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": f"{program}{os.pathsep}{ROOT}"}


def configure(program: Path, *, title: str, server: str = "workers = 2") -> None:
    (program / "dateline.toml").write_text(f'[web]\ntitle = "{title}"\n[server]\n{server}\n')


@contextmanager
def served(program: Path) -> Iterator[Running]:
    with (program / "errors").open("w") as errors:
        command = [sys.executable, "-m", "dateline", "serve", "--port", "0"]
        with started(command, program, errors, environment(program)) as site:
            yield site


def until(condition: Callable[[], bool], what: str) -> None:
    """Wait for a condition that asks a server or reads a file; it is looked at often, since both take time."""
    end = time.monotonic() + 240
    while not condition():
        if time.monotonic() > end:
            pytest.fail(what)
        time.sleep(0.05)


def test_settings_and_code_are_read_again_and_no_request_fails(program: Path) -> None:
    with served(program) as site:
        assert b"Before" in site.get("/")[2]
        with Asking(site) as asking:
            until(lambda: len(asking.statuses) > 5, "nothing is answered")
            configure(program, title="After", server="workers = 1\nrate_limit = 1\nrate_burst = 100000")
            health = program / "web" / "health.py"
            health.write_text(health.read_text().replace('{"status": "ok"}', '{"status": "reloaded"}'))
            site.process.send_signal(signal.SIGHUP)
            until(lambda: b"reloaded" in site.get("/healthz")[2], "the code is as it was")
            until(lambda: b"After" in site.get("/")[2], "the settings are as they were")
        assert set(asking.statuses) == {200}
        workers = Path(f"/proc/{site.process.pid}/task/{site.process.pid}/children")
        if workers.exists():
            until(lambda: len(workers.read_text().split()) == 1, "the number of processes is as it was")
    assert "Traceback" not in (program / "errors").read_text()


@pytest.mark.parametrize("broken", ["[web]\ntitle = 5\n", "[server]\nworkers = 'many'\n", "nonsense"])
def test_settings_that_cannot_be_used_leave_the_site_as_it_is(program: Path, broken: str) -> None:
    errors = program / "errors"
    with served(program) as site:
        with Asking(site, 1) as asking:
            # The first processes must have read their settings.
            until(lambda: len(asking.statuses) > 5, "nothing is answered")
            (program / "dateline.toml").write_text(broken)
            site.process.send_signal(signal.SIGHUP)
            until(lambda: "those from before go on" in errors.read_text(), "nothing is said")
            assert b"Before" in site.get("/")[2]
            configure(program, title="After")
            site.process.send_signal(signal.SIGHUP)
            until(lambda: b"After" in site.get("/")[2], "the settings are as they were")
        assert set(asking.statuses) == {200}
