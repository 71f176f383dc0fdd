"""Helpers that run commands, and the articles that they are run on."""

import os
import pty
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROGRAM = [sys.executable, "-m", "dateline"]

ARTICLES = {
    "fire.txt": "Fire at the town hall\n\n27/11/2015 13:46 by admin\n\n"
    "Karrow: The roof of the town hall burned all night.\n\n- KNA\n",
    "flood.md": "---\ntitle: The river floods\ndate: 2016-02-03\nauthor: [Ana Lunt, Jo Beck]\ntags: [river]\n---\n\n"
    "The Arde flooded.\n",
    "formula.jsonl": '{"id": "f1", "headline": "=1+1 is a fire formula", "body": "@home and far.", "tags": ["-x"]}\n',
}

Run = Callable[..., tuple[int, str, str]]


def outside(*arguments: str, **more: object) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own, with its output piped."""
    return subprocess.run([*PROGRAM, *arguments], capture_output=True, text=True, timeout=120, check=False, **more)


def on_terminal(*arguments: str, cwd: Path) -> tuple[int, bytes]:
    """The command on a terminal of 60 columns with colours: how it ended, and what it showed."""
    parent, child = pty.openpty()
    env = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "60"}
    env.pop("NO_COLOR", None)
    process = subprocess.Popen([*PROGRAM, *arguments], cwd=cwd, stdout=child, stderr=child, env=env)
    os.close(child)
    shown = b""
    try:
        while chunk := os.read(parent, 4096):
            shown += chunk
    except OSError:
        pass  # Linux says so when the other end of a terminal is closed
    os.close(parent)
    return process.wait(60), shown


def one_line(err: str) -> str:
    """The message on the standard error, which must be one line."""
    assert err.startswith("dateline: "), err
    assert err.count("\n") == 1
    assert "Traceback" not in err
    return err
