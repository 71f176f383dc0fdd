"""The harness: each peer in its own process, every round through all of them, medians of the rounds."""

import json
import shutil
import statistics
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Any

from benchmarks.peers import PEERS
from benchmarks.workloads import Question

ROOT = Path(__file__).resolve().parents[1]
SYSTEM_PYTHON = "/usr/bin/python3"
"""Debian's packages of Xapian and of the PostgreSQL driver are there for this one alone."""

Figures = dict[str, Any]


class Failed(Exception):
    """A peer's worker ended before it had answered; the message is the end of what it said."""


def python_of(peer: str) -> str | None:
    """Return the interpreter that has what the peer needs; None when there is none."""
    for program in (sys.executable, SYSTEM_PYTHON):
        if shutil.which(program):
            done = subprocess.run([program, "-c", f"import {PEERS[peer].needs}"], cwd=ROOT, capture_output=True)
            if done.returncode == 0:
                return program
    return None


class Worker:
    """The process of one peer. It ends with the `with`."""

    def __init__(self, peer: str, python: str, folder: Path, argument: str | None) -> None:
        command = [python, "-m", "benchmarks.worker", peer, str(folder), *filter(None, [argument])]
        self._said = folder.with_suffix(".log")
        with self._said.open("ab") as said:
            self._process = subprocess.Popen(
                command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=said, text=True
            )

    def order(self, **order: object) -> Figures:
        """Have something done and wait for its figures."""
        assert self._process.stdin
        assert self._process.stdout
        try:
            self._process.stdin.write(json.dumps(order) + "\n")
            self._process.stdin.flush()
            answer = self._process.stdout.readline()
        except BrokenPipeError:
            answer = ""
        if not answer:
            lines = self._said.read_text(encoding="utf-8", errors="replace").strip().splitlines()
            raise Failed(lines[-1] if lines else "it ended without a word")
        figures: Figures = json.loads(answer)
        return figures

    def __enter__(self) -> "Worker":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        assert self._process.stdin
        assert self._process.stdout
        try:
            self._process.stdin.close()
            self._process.wait()
        finally:
            self._process.stdout.close()


def ask_in_turns(
    workers: Mapping[str, Worker], asked: Mapping[str, Sequence[Question]], rounds: int, seconds: float
) -> dict[str, Figures]:
    """For each peer, call and workload: percentiles in seconds, medians of `rounds`.

    The round before those stands under `first`, by each peer's first call: no question had been asked before.
    A peer that takes longer than `seconds` for one workload is asked only its first questions in each round.
    """
    taken: dict[tuple[str, str, str], list[list[float]]] = {}
    totals: dict[tuple[str, str, str], list[int]] = {}
    for number in range(rounds + 1):
        for workload, questions in asked.items():
            given = [asdict(question) for question in questions]
            for peer, worker in workers.items():
                for call in PEERS[peer].calls:
                    found = worker.order(do="ask", questions=given, call=call, seconds=seconds)
                    key = (peer, workload, call)
                    if number:
                        taken.setdefault(key, []).append(sorted(found["times"]))
                    elif call == PEERS[peer].calls[0]:
                        taken[peer, workload, "first"] = [sorted(found["times"])]
                    totals[key] = found["totals"]
    results: dict[str, Figures] = {peer: {call: {} for call in (*PEERS[peer].calls, "first")} for peer in workers}
    for (peer, workload, call), times in taken.items():
        results[peer][call][workload] = {
            **{f"p{point}": statistics.median(percentile(each, point) for each in times) for point in (50, 95, 99)},
            "asked": min(map(len, times)),
            # The same by every call.
            **({"found": totals[peer, workload, call]} if call == PEERS[peer].calls[0] else {}),
        }
    return results


def percentile(ordered: Sequence[float], point: int) -> float:
    """Return the value that `point` of a hundred do not exceed."""
    return ordered[max(0, -(-len(ordered) * point // 100) - 1)]
