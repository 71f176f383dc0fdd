"""Searches a second, as JSON and as pages, beside OpenSearch: `python -m benchmarks.serving --help`."""

import argparse
import json
import os
import statistics
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from benchmarks import corpus, machine
from benchmarks.clients import Connection, get, load, post
from benchmarks.harness import percentile
from benchmarks.peers import make
from benchmarks.peers.dateline import query_of
from benchmarks.peers.opensearch import INDEX, body_of
from benchmarks.site_server import serving_bare_page, serving_site
from benchmarks.workloads import Question, workloads
from search.query.printer import to_text

KINDS = ("or", "and", "phrase2", "frequent", "filtered")
SNIPPETS, SNIPPET_CHARS, HITS = 3, 240, 10


def main(given: list[str] | None = None) -> None:
    """See `python -m benchmarks.serving --help`."""
    options = argparse.ArgumentParser(prog="python -m benchmarks.serving", description=__doc__)
    options.add_argument("--articles", type=int, default=corpus.NEWS_SIZE, help="how many; all of the news unless told")
    options.add_argument("--queries", type=int, default=100, help="questions of each of five workloads, mixed")
    options.add_argument("--clients", type=int, nargs="+", default=[4, 32], help="how many ask at a time")
    options.add_argument("--seconds", type=float, default=5.0, help="how long each round of a server takes")
    options.add_argument("--rounds", type=int, default=5, help="rounds that count, after one that does not")
    options.add_argument("--opensearch", metavar="URL", help="a server that may be filled and asked")
    options.add_argument("--output", type=Path, help="keep the results in this JSON file")
    chosen = options.parse_args(given)
    result = measured(chosen)
    print(lines(result))
    if chosen.output:
        chosen.output.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


def measured(chosen: argparse.Namespace) -> dict[str, Any]:
    """Return requests a second and percentiles of their times, of each server, medians of the rounds.

    Of Dateline, `processor` is the processor time of a request in seconds, of all of its processes.
    """
    records = list(corpus.records(chosen.articles))
    asked = workloads(records[:20_000], chosen.queries)
    questions = [question for group in zip(*(asked[kind] for kind in KINDS), strict=True) for question in group]
    rounds: dict[str, list[list[float]]] = {}
    seconds: dict[str, list[float]] = {}
    with ExitStack() as stack:
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="serving-")))
        make("dateline", scratch, None).fill(records)
        site, site_process = stack.enter_context(serving_site(scratch / "index"))
        # What the workers load at their first search is no part of the measurement.
        page = Connection(site).ask(get(f"{site}{_page_address(questions[0])}"))
        bare, bare_process = stack.enter_context(serving_bare_page(len(page)))
        servers = {
            "dateline, JSON": (site, [get(f"{site}{_address(question)}") for question in questions], site_process),
            "dateline, pages": (
                site,
                [get(f"{site}{_page_address(question)}") for question in questions],
                site_process,
            ),
            "bare page": (bare, [get(f"{bare}/")], bare_process),
        }
        if chosen.opensearch:
            make("opensearch", scratch, chosen.opensearch).fill(records)
            place = f"{chosen.opensearch.rstrip('/')}/{INDEX}/_search"
            requests = [post(place, json.dumps(_highlighted(question)).encode()) for question in questions]
            servers["opensearch"] = (chosen.opensearch, requests, None)
        for number, clients in product(range(chosen.rounds + 1), chosen.clients):
            for name, (address, requests, process) in servers.items():
                before = _processor_seconds(process)
                taken = sorted(load(address, requests, clients, chosen.seconds))
                if number:
                    key = f"{name}, {clients} clients"
                    rounds.setdefault(key, []).append(taken)
                    seconds.setdefault(key, []).append((_processor_seconds(process) - before) / len(taken))
    figures = {
        name: _figures(each, chosen.seconds) | {"processor": statistics.median(seconds[name])}
        for name, each in rounds.items()
    }
    return {"articles": chosen.articles, "machine": machine.described(), "servers": figures}


def lines(result: dict[str, Any]) -> str:
    """Return the results as a table in Markdown."""
    rows = [
        f"| {name} | {one['rate']:,.0f} | "
        + " | ".join(f"{one[key] * 1e3:.2f}" for key in ("p50", "p95", "processor"))
        + " |"
        for name, one in result["servers"].items()
    ]
    head = f"| {result['articles']:,} articles | requests/s | p50, ms | p95, ms | processor, ms a request |"
    return "\n".join([head, "|---|--:|--:|--:|--:|", *rows])


def _processor_seconds(pid: int | None) -> float:
    """Return the processor time of a process and its children so far; 0 where there is none. Linux alone."""
    if pid is None:
        return 0.0
    # After the name, which is in brackets: state, parent, ...; user and system time are the 12th and 13th.
    stats = [stat.read_text().rpartition(")")[2].split() for stat in Path("/proc").glob("[0-9]*/stat")]
    own = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    ticks = sum(int(each[11]) + int(each[12]) for each in [own, *(each for each in stats if int(each[1]) == pid)])
    return ticks / os.sysconf("SC_CLK_TCK")


def _address(question: Question) -> str:
    asked = {"q": to_text(query_of(question)), "page_size": HITS, "snippets": SNIPPETS, "snippet_chars": SNIPPET_CHARS}
    if question.since is not None and question.until is not None:
        asked |= {"from": _day(question.since), "to": _day(question.until)}
    if question.facets:
        asked["facets"] = "source,section"
    return "/api/v1/search?" + urlencode(asked)


def _page_address(question: Question) -> str:
    asked = {"q": to_text(query_of(question)), "page_size": HITS}
    if question.since is not None and question.until is not None:
        asked |= {"from": _day(question.since), "to": _day(question.until)}
    return "/search?" + urlencode(asked)


def _day(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).date().isoformat()


def _highlighted(question: Question) -> dict[str, Any]:
    fields = {"text": {"number_of_fragments": SNIPPETS, "fragment_size": SNIPPET_CHARS // SNIPPETS}}
    return body_of(question) | {"highlight": {"fields": fields}, "_source": {"excludes": ["text"]}}


def _figures(rounds: Sequence[Sequence[float]], seconds: float) -> dict[str, float]:
    return {
        "rate": statistics.median(len(taken) / seconds for taken in rounds),
        **{f"p{point}": statistics.median(percentile(taken, point) for taken in rounds) for point in (50, 95, 99)},
    }


if __name__ == "__main__":
    main()
