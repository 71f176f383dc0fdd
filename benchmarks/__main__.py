"""Run every peer on the same articles and questions, and print what they took with ratios to the first."""

import argparse
import json
import os
import shutil
import statistics
import tempfile
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from benchmarks import corpus, machine
from benchmarks.harness import Failed, Worker, ask_in_turns, python_of
from benchmarks.peers import PEERS
from benchmarks.report import table
from benchmarks.workloads import workloads

RESULTS = Path(__file__).with_name("results.json")
SLOW = 30.0
"""Seconds of filling beyond which it is not done again."""

SAMPLE = 20_000
"""About how many articles the queries are drawn from."""

SHORT = (3_000, ("dateline", "tantivy-2", "fts5"))
FULL = {
    10_000: tuple(PEERS),
    corpus.NEWS_SIZE: tuple(PEERS),
    1_000_000: ("dateline", "tantivy-1", "tantivy-2"),
}


def main(given: list[str] | None = None) -> None:
    """See `python -m benchmarks --help`."""
    options = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    options.add_argument("--articles", type=int, action="append", help="how many; 3,000 unless told, may be repeated")
    options.add_argument("--peers", help=f"which of {','.join(PEERS)}")
    options.add_argument("--queries", type=int, default=100, help="questions of each of the workloads")
    options.add_argument("--rounds", type=int, default=5, help="rounds that count; medians of them are shown")
    options.add_argument("--fills", type=int, default=1, help="how often an index is made anew; medians are shown")
    options.add_argument("--seconds", type=float, default=2.0, help="the most for one workload of one peer in a round")
    options.add_argument("--full", action="store_true", help="all peers; 10,000, 72,644 and 1,000,000 articles")
    options.add_argument("--opensearch", metavar="URL", help="a server that may be filled and asked")
    options.add_argument("--output", type=Path, help=f"keep results in this JSON file; with --full {RESULTS.name}")
    chosen = options.parse_args(given)
    output = chosen.output or (RESULTS if chosen.full else None)
    for size in chosen.articles or (list(FULL) if chosen.full else [SHORT[0]]):
        peers = chosen.peers.split(",") if chosen.peers else FULL.get(size, SHORT[1]) if chosen.full else SHORT[1]
        result = measured(size, peers, chosen)
        print(table(result))
        if output is not None:
            _keep(output, result)


def measured(size: int, peers: tuple[str, ...] | list[str], chosen: argparse.Namespace) -> dict[str, Any]:
    """Everything about one number of articles."""
    result: dict[str, Any] = {"articles": size, "machine": machine.described(), "load": [machine.load()]}
    result |= {"rounds": chosen.rounds, "queries": chosen.queries, "peers": {}, "skipped": {}}
    with tempfile.TemporaryDirectory(prefix="benchmark-") as scratch, ExitStack() as stack:
        # PostgreSQL's server runs as somebody else, who must be able to reach its folder.
        Path(scratch).chmod(0o711)
        articles = Path(scratch) / "articles.jsonl"
        result["text"], some = corpus.write(articles, corpus.records(size), every=size // SAMPLE or 1)
        asked = workloads(some, chosen.queries)
        serving: dict[str, Worker] = {}
        for peer, figures in _filled(peers, Path(scratch), articles, chosen, result["skipped"]).items():
            # Another process than that which indexed, so that its memory is that of serving alone.
            worker = stack.enter_context(_worker(peer, Path(scratch) / peer, chosen))
            result["peers"][peer] = figures | worker.order(do="open")
            serving[peer] = worker
        result["load"].append(machine.load())
        for peer, answers in ask_in_turns(serving, asked, chosen.rounds, chosen.seconds).items():
            result["peers"][peer] |= answers
        result["load"].append(machine.load())
        for peer, worker in serving.items():
            # What a process holds is asked last, but what a change adds to it is no part of serving.
            result["peers"][peer]["serving"] = worker.order(do="memory")
            result["peers"][peer] |= worker.order(do="change", articles=str(articles))
    return result


def _filled(
    peers: Iterable[str], scratch: Path, articles: Path, chosen: argparse.Namespace, skipped: dict[str, str]
) -> dict[str, dict[str, Any]]:
    """Fill an index of every peer, those that are quick several times in turns; medians of the times."""
    filled: dict[str, dict[str, Any]] = {}
    times: dict[str, list[float]] = {}
    for turn in range(chosen.fills):
        for peer in peers:
            if peer in skipped or (turn and times[peer][0] > SLOW):
                continue
            folder = scratch / (peer if turn == 0 else f"{peer}-again")
            # What the peer before has left to be written must not be written at this one's cost.
            os.sync()
            try:
                with _worker(peer, folder, chosen) as worker:
                    figures = worker.order(do="fill", articles=str(articles), most=PEERS[peer].most)
            except Failed as error:
                skipped[peer] = str(error)
                continue
            times.setdefault(peer, []).append(figures["seconds"])
            filled.setdefault(peer, figures)["seconds"] = statistics.median(times[peer])
            filled[peer]["fills"] = turn + 1
            print(f"{PEERS[peer].title}: {figures['articles']:,} articles in {figures['seconds']:.1f} s", flush=True)
            if turn:
                shutil.rmtree(folder, ignore_errors=True)
    return {peer: figures for peer, figures in filled.items() if peer not in skipped}


def _worker(peer: str, folder: Path, chosen: argparse.Namespace) -> Worker:
    entry = PEERS[peer]
    if peer == "opensearch" and chosen.opensearch is None:
        raise Failed("no server was named (--opensearch URL)")
    python = python_of(peer)
    if python is None:
        raise Failed(f"no Python here has {entry.needs}")
    return Worker(peer, python, folder, chosen.opensearch if peer == "opensearch" else entry.argument)


def _keep(path: Path, result: dict[str, Any]) -> None:
    """Put the result in the place of an earlier one of as many articles."""
    kept = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
    kept = [each for each in kept if each["articles"] != result["articles"]] + [result]
    kept.sort(key=lambda each: each["articles"])
    path.write_text(json.dumps(kept) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
