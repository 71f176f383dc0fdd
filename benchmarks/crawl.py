"""Readers beside crawlers that walk every link they find: `python -m benchmarks.crawl --help`."""

import argparse
import asyncio
import multiprocessing
import random
import re
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus, urldefrag, urljoin, urlsplit

from benchmarks import corpus
from benchmarks.harness import percentile
from benchmarks.peers import make
from benchmarks.peers.dateline import query_of
from benchmarks.site_server import serving_site
from benchmarks.workloads import workloads
from search.query.printer import to_text

SERVERS: dict[str, dict[str, int]] = {"without a budget": {"crawler_threads": 0}, "with the budget": {}}
"""The settings that are compared."""

_LINK = re.compile(r'href="([^"#][^"]*)"')


def main(given: list[str] | None = None) -> None:
    """See `python -m benchmarks.crawl --help`."""
    options = argparse.ArgumentParser(prog="python -m benchmarks.crawl", description=__doc__)
    options.add_argument("--articles", type=int, default=10_000)
    options.add_argument("--crawlers", type=int, default=50, help="how many walk at a time")
    options.add_argument("--readers", type=int, default=4, help="how many read at a time")
    options.add_argument("--seconds", type=float, default=20.0, help="how long each round takes")
    options.add_argument("--rounds", type=int, default=3, help="rounds, of which medians are shown")
    options.add_argument("--pause", type=float, default=0.5, help="seconds between two requests of a crawler")
    chosen = options.parse_args(given)
    print(lines(measured(chosen), chosen))


def measured(chosen: argparse.Namespace) -> dict[str, list[dict[str, Any]]]:
    """Return what each round found: times of readers without and with crawlers, answers to these, and memory."""
    records = list(corpus.records(chosen.articles))
    asked = workloads(records[:20_000], 50)
    queries = [to_text(query_of(question)) for kind in ("or", "and", "phrase2") for question in asked[kind]]
    rounds: dict[str, list[dict[str, Any]]] = {name: [] for name in SERVERS}
    with tempfile.TemporaryDirectory(prefix="crawl-") as scratch:
        make("dateline", Path(scratch), None).fill(records)
        for number in range(chosen.rounds):
            for name, settings in SERVERS.items():
                with serving_site(Path(scratch) / "index", **settings) as (url, pid):
                    rounds[name].append(_round(url, pid, queries, chosen, number))
    return rounds


def _round(url: str, pid: int, queries: Sequence[str], chosen: argparse.Namespace, number: int) -> dict[str, Any]:
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        read = (url, queries, chosen.readers, chosen.seconds, number)
        pool.apply(_read, (url, queries, chosen.readers, 3.0, number))
        alone = pool.apply(_read, read)
        before = _memory(pid)
        crawling = pool.apply_async(_crawl, (url, chosen.crawlers, chosen.seconds + 2, chosen.pause, number))
        beside = pool.apply(_read, read)
        return {"alone": alone, "beside": beside, "answers": crawling.get(), "memory": (before, _memory(pid))}


def lines(rounds: dict[str, list[dict[str, Any]]], chosen: argparse.Namespace) -> str:
    """Return the results as a table in Markdown."""
    who = f"{chosen.articles:,} articles, {chosen.readers} readers, {chosen.crawlers} crawlers"
    times = "readers alone, p50 and p95, ms | beside crawlers, p50 and p95, ms | ratios"
    rest = "answers to crawlers a second: 200, 503 | memory before and after, MB"
    rows = [f"| {who} | {times} | {rest} |", "|---|--:|--:|--:|--:|--:|"]
    for name, each in rounds.items():
        alone, beside = (
            [statistics.median(percentile(one[when], point) for one in each) * 1e3 for point in (50, 95)]
            for when in ("alone", "beside")
        )
        answers = [
            statistics.median(one["answers"].get(code, 0) for one in each) / chosen.seconds for code in (200, 503)
        ]
        memory = [statistics.median(one["memory"][at] for one in each) for at in (0, 1)]
        rows.append(
            f"| {name} | {alone[0]:.1f}, {alone[1]:.1f} | {beside[0]:.1f}, {beside[1]:.1f}"
            f" | {beside[0] / alone[0]:.1f}, {beside[1] / alone[1]:.1f} | {answers[0]:.0f}, {answers[1]:.0f}"
            f" | {memory[0]:.0f}, {memory[1]:.0f} |"
        )
    return "\n".join(rows)


def _memory(pid: int) -> float:
    """Return the memory of the server and its processes in MB; what they share counts once. Linux alone tells it."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        shares = [Path(f"/proc/{each}/smaps_rollup").read_text() for each in (str(pid), *children)]
    except OSError:
        return float("nan")
    return sum(int(found[1]) for share in shares if (found := re.search(r"^Pss: +(\d+)", share, re.MULTILINE))) / 1024


def _read(url: str, queries: Sequence[str], readers: int, seconds: float, seed: int) -> list[float]:
    """Return how long each answer to a reader took, who searches, opens an article and turns a page."""

    async def reader(chooser: random.Random, end: float) -> list[float]:
        taken: list[float] = []

        async def get(address: str) -> str:
            begin = time.perf_counter()
            status, body = await _get(url, address, "Sec-Fetch-Mode: navigate\r\n")
            taken.append(time.perf_counter() - begin)
            if status != 200:
                raise RuntimeError(f"a reader got {status} for {address}")
            await asyncio.sleep(0.1)
            return body

        while time.perf_counter() < end:
            await get("/")
            words = quote_plus(chooser.choice(queries))
            page = await get(f"/search?q={words}")
            articles = [link for link in _links(page, url) if link.startswith("/articles/")]
            if articles:
                await get(chooser.choice(articles))
            await get(f"/search?q={words}&page=2")
        return taken

    async def all_of_them() -> list[float]:
        end = time.perf_counter() + seconds
        parts = await asyncio.gather(*(reader(random.Random(f"{seed} {number}"), end) for number in range(readers)))
        return sorted(taken for part in parts for taken in part)

    return asyncio.run(all_of_them())


def _crawl(url: str, crawlers: int, seconds: float, pause: float, seed: int) -> Counter[int]:
    """Return how often crawlers got which status. They know each other's addresses and ask for none twice."""
    chooser, known, waiting, answers = random.Random(seed), {"/"}, ["/"], Counter[int]()

    async def crawler(end: float) -> None:
        while time.perf_counter() < end:
            if waiting:
                # From anywhere in what is known, so that deep addresses come as soon as they are found.
                place = chooser.randrange(len(waiting))
                waiting[place], waiting[-1] = waiting[-1], waiting[place]
                status, body = await _get(url, waiting.pop())
                answers[status] += 1
                new = {link for link in _links(body, url) if link not in known}
                known.update(new)
                waiting.extend(sorted(new))
            await asyncio.sleep(pause)

    async def all_of_them() -> None:
        end = time.perf_counter() + seconds
        await asyncio.gather(*(crawler(end) for _ in range(crawlers)))

    asyncio.run(all_of_them())
    return answers


def _links(body: str, url: str) -> set[str]:
    """Return the addresses on this site that a page links to, as paths."""
    found = {urldefrag(urljoin(url, unescape(link)))[0] for link in _LINK.findall(body)}
    return {link.removeprefix(url) for link in found if link.startswith(f"{url}/")}


async def _get(url: str, address: str, more: str = "") -> tuple[int, str]:
    parts = urlsplit(url)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    writer.write(f"GET {address} HTTP/1.1\r\nHost: {parts.netloc}\r\n{more}Connection: close\r\n\r\n".encode())
    answer = await reader.read()
    writer.close()
    head, _, body = answer.partition(b"\r\n\r\n")
    return int(head.split(b" ", 2)[1]), body.decode("utf-8", "replace")


if __name__ == "__main__":
    main()
