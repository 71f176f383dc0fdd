"""One peer in a process of its own: orders come in as lines of JSON, and figures go out the same way.

`python -m benchmarks.worker PEER FOLDER [ARGUMENT]`, by whichever Python has the peer's module.
"""

import ctypes
import gc
import json
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks import corpus
from benchmarks.peers import Peer, make
from benchmarks.workloads import Kind, Question


def main() -> None:
    """Obey until the input ends."""
    answers = sys.stdout
    # What a library prints is no answer.
    sys.stdout = sys.stderr
    name, folder, *rest = sys.argv[1:]
    peer = make(name, Path(folder), rest[0] if rest else None)
    try:
        for line in sys.stdin:
            order = json.loads(line)
            answers.write(json.dumps(_obey(peer, order)) + "\n")
            answers.flush()
    finally:
        # A server that was started must not outlive its worker, whatever ended that.
        peer.close()


def _obey(peer: Peer, order: dict[str, Any]) -> dict[str, Any]:
    match order["do"]:
        case "fill":
            return _fill(peer, Path(order["articles"]), order["most"])
        case "open":
            peer.open()
            # The first search of a process loads what all others find loaded.
            peer.find(Question(Kind.ANY, ("state",)))
            return {"version": peer.version}
        case "ask":
            asked = [
                Question(**{**given, "kind": Kind(given["kind"]), "words": tuple(given["words"])})
                for given in order["questions"]
            ]
            return _ask(getattr(peer, order["call"]), asked, order["seconds"])
        case "change":
            return {"change": _change(peer, Path(order["articles"]))}
        case "memory":
            processes = ["self", *map(str, peer.processes())]
            return {name: sum(_memory(process, name) for process in processes) for name in ("VmRSS", "RssAnon")}
        case unknown:
            raise ValueError(unknown)


def _fill(peer: Peer, path: Path, most: int | None) -> dict[str, Any]:
    articles = corpus.read(path, most)
    text = sum(len(article.text.encode()) for article in articles)
    gc.collect()
    before = _memory("self", "VmRSS")
    # From here on the greatest size is counted anew.
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    started = time.perf_counter()
    peer.fill(articles)
    searchable = time.perf_counter() - started
    # The articles themselves were there before, so they do not count.
    peak = _memory("self", "VmHWM") - before + sum(_memory(str(pid), "VmHWM") for pid in peer.processes())
    peer.settle()
    settled = time.perf_counter() - started
    size = peer.size()
    count = len(articles)
    del articles
    ctypes.CDLL(None).malloc_trim(0)
    return {"articles": count, "text": text, "seconds": searchable, "settled": settled, "bytes": size, "peak": peak}


def _ask(call: Callable[[Question], int], questions: list[Question], seconds: float) -> dict[str, Any]:
    """Ask one after the other, until so many seconds have gone: how long each took and how many articles it found."""
    times, totals = [], []
    ending = time.perf_counter() + seconds
    for question in questions:
        begun = time.perf_counter()
        total = call(question)
        ended = time.perf_counter()
        times.append(ended - begun)
        totals.append(total)
        if ended > ending:
            break
    return {"times": times, "totals": totals}


def _change(peer: Peer, path: Path) -> float:
    """Seconds from one changed article until it is found: the median of five."""
    (first,) = corpus.read(path, 1)
    taken = []
    for turn in range(5):
        word = f"zyxw{'abcde'[turn] * 3}"
        article = replace(first, text=f"{first.text} {word}")
        started = time.perf_counter()
        peer.change(article)
        found = peer.find(Question(Kind.ANY, (word,)))
        taken.append(time.perf_counter() - started)
        if found != 1:
            raise RuntimeError(f"the changed article was found {found} times")
    return statistics.median(taken)


def _memory(process: str, name: str) -> int:
    """Return a figure of /proc, in bytes."""
    for line in Path(f"/proc/{process}/status").read_text(encoding="ascii", errors="replace").splitlines():
        if line.startswith(name + ":"):
            return int(line.split()[1]) * 1024
    return 0


if __name__ == "__main__":
    main()
