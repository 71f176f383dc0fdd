"""Searches a second that the JSON API answers, beside OpenSearch: `python -m benchmarks.serving --help`."""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from benchmarks import corpus, machine
from benchmarks.clients import Connection, get, load, post
from benchmarks.harness import percentile
from benchmarks.peers import make
from benchmarks.peers.dateline import query_of
from benchmarks.peers.opensearch import INDEX, body_of
from benchmarks.workloads import Question, workloads
from search.query.printer import to_text

KINDS = ("or", "and", "phrase2", "frequent", "filtered")
SNIPPETS, SNIPPET_CHARS, HITS = 3, 240, 10

PROGRAM = """
import pathlib, sys

from search.engines.whoosh.engine import WhooshEngine
from search.settings import IndexSettings, SearchSettings
from web import create_app
from web.server import serve
from web.settings import ServerSettings, WebSettings

def factory():
    return create_app(WebSettings(), WhooshEngine(pathlib.Path(sys.argv[1]), IndexSettings(), SearchSettings()))

serve(factory, ServerSettings(port=0), announce=lambda url: print(url, flush=True))
"""


def main(given: list[str] | None = None) -> None:
    """See `python -m benchmarks.serving --help`."""
    options = argparse.ArgumentParser(prog="python -m benchmarks.serving", description=__doc__)
    options.add_argument("--articles", type=int, default=corpus.NEWS_SIZE, help="how many; all of the news unless told")
    options.add_argument("--queries", type=int, default=100, help="questions of each of five workloads, mixed")
    options.add_argument("--clients", type=int, default=4, help="how many ask at a time")
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
    """Return requests a second and percentiles of their times, of each server, medians of the rounds."""
    records = list(corpus.records(chosen.articles))
    asked = workloads(records[:20_000], chosen.queries)
    questions = [question for group in zip(*(asked[kind] for kind in KINDS), strict=True) for question in group]
    rounds: dict[str, list[list[float]]] = {}
    with tempfile.TemporaryDirectory(prefix="serving-") as scratch, _dateline(Path(scratch), records) as url:
        servers = {"dateline": (url, [get(f"{url}{_address(question)}") for question in questions])}
        if chosen.opensearch:
            make("opensearch", Path(scratch), chosen.opensearch).fill(records)
            place = f"{chosen.opensearch.rstrip('/')}/{INDEX}/_search"
            servers["opensearch"] = (
                chosen.opensearch,
                [post(place, json.dumps(_highlighted(question)).encode()) for question in questions],
            )
        for number in range(chosen.rounds + 1):
            for name, (address, requests) in servers.items():
                taken = sorted(load(address, requests, chosen.clients, chosen.seconds))
                if number:
                    rounds.setdefault(name, []).append(taken)
    return {
        "articles": chosen.articles,
        "clients": chosen.clients,
        "machine": machine.described(),
        "servers": {name: _figures(each, chosen.seconds) for name, each in rounds.items()},
    }


def lines(result: dict[str, Any]) -> str:
    """Return the results as a table in Markdown."""
    first = next(iter(result["servers"].values()))["rate"]
    rows = [
        f"| {name} | {one['rate']:,.0f} | {one['rate'] / first:.2f} | {one['p50'] * 1e3:.1f} | {one['p95'] * 1e3:.1f} |"
        for name, one in result["servers"].items()
    ]
    head = f"| {result['articles']:,} articles, {result['clients']} clients | requests/s | ratio | p50, ms | p95, ms |"
    return "\n".join([head, "|---|--:|--:|--:|--:|", *rows])


@contextmanager
def _dateline(folder: Path, records: Sequence[corpus.Record]) -> Iterator[str]:
    """Yield the address of the site over these articles, served as `dateline serve` does."""
    make("dateline", folder, None).fill(list(records))
    command = [sys.executable, "-c", PROGRAM, str(folder / "index")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[1]) as process:
        assert process.stdout
        try:
            url = process.stdout.readline().strip()
            # What the workers load at their first search is no part of the measurement.
            Connection(url).ask(get(f"{url}/api/v1/search?q=the"))
            yield url
        finally:
            process.terminate()


def _address(question: Question) -> str:
    asked = {"q": to_text(query_of(question)), "page_size": HITS, "snippets": SNIPPETS, "snippet_chars": SNIPPET_CHARS}
    if question.since is not None and question.until is not None:
        asked |= {"from": _day(question.since), "to": _day(question.until)}
    if question.facets:
        asked["facets"] = "source,section"
    return "/api/v1/search?" + urlencode(asked)


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
