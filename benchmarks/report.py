"""Results as a page: `python -m benchmarks.report` writes the tables and the plot of docs/performance.md."""

import argparse
import json
import math
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.peers import PEERS
from benchmarks.plot import Panel, drawn
from benchmarks.workloads import WORKLOADS

ROOT = Path(__file__).resolve().parents[1]
RESULTS = Path(__file__).with_name("results.json")
PAGE = ROOT / "docs" / "performance.md"
PICTURE = ROOT / "docs" / "images" / "performance.svg"
BEGIN, END = "<!-- tables: python -m benchmarks.report -->", "<!-- end of tables -->"

CALLS = {"rank": "ranking", "find": "articles read", "first": "read, first time", "search": "whole search"}

Result = dict[str, Any]


def table(result: Result) -> str:
    """All figures of one number of articles, in Markdown; a ratio is the peer's figure divided by that of the first."""
    return "\n".join([*_heading(result), "", *_filling(result), "", *_asking(result)])


def _heading(result: Result) -> Iterator[str]:
    described = result["machine"]
    yield f"### {result['articles']:,} articles, {result['text'] / 1e6:,.0f} MB of text"
    yield ""
    yield (
        f"Measured {described['at']} at commit {described['commit']}, {result['rounds']} rounds of {result['queries']}"
        f" queries. Load average before, after indexing and after searching: {', '.join(map(str, result['load']))}."
    )
    for peer, reason in result["skipped"].items():
        yield f"{PEERS[peer].title} was left out: {reason}."


def _filling(result: Result) -> Iterator[str]:
    yield "| | articles/s | ratio | MB on disk | ratio | peak MB indexing | MB serving (anonymous) | one change, ms |"
    yield "|---|--:|--:|--:|--:|--:|--:|--:|"
    base: tuple[float, float] | None = None
    for peer, figures in result["peers"].items():
        part = result["articles"] / figures["articles"]
        rate, size = figures["articles"] / figures["seconds"], figures["bytes"] * part
        base = base or (rate, size)
        serving, change = figures["serving"], _short(figures["change"] * 1e3)
        own = "" if peer == "opensearch" else f"{figures['peak'] / 1e6:,.0f}"
        resident = "" if peer == "opensearch" else f"{serving['VmRSS'] / 1e6:,.0f} ({serving['RssAnon'] / 1e6:,.0f})"
        yield (
            f"| {_title(peer, figures)} | {rate:,.0f} | {rate / base[0]:.2f} "
            f"| {'' if part == 1 else '~'}{size / 1e6:,.1f} | {size / base[1]:.2f} | {own} | {resident} | {change} |"
        )


def _asking(result: Result) -> Iterator[str]:
    for point in (50, 95, 99):
        yield f"| p{point}, milliseconds | " + " | ".join(WORKLOADS) + " |"
        yield "|---|" + "--:|" * len(WORKLOADS)
        for call, name in CALLS.items():
            base: Result | None = None
            for peer, figures in result["peers"].items():
                if call in figures:
                    base = base or figures[call]
                    pairs = [(figures[call][each], base[each]) for each in WORKLOADS]
                    cells = [_cell(one, first, f"p{point}", result["queries"]) for one, first in pairs]
                    yield f"| {_title(peer, figures)}, {name} | " + " | ".join(cells) + " |"
        yield ""


def _cell(figure: Result, first: Result, point: str, queries: int) -> str:
    few = "\\*" if figure["asked"] < queries else ""
    ratio = "" if figure is first else f" ×{_short(figure[point] / first[point])}"
    return f"{_short(figure[point] * 1e3)}{ratio}{few}"


def _short(value: float) -> str:
    """Three digits that count."""
    return f"{value:,.{max(0, 2 - math.floor(math.log10(value)))}f}" if value < 100 else f"{value:,.0f}"


def _title(peer: str, figures: Result) -> str:
    most = PEERS[peer].most
    part = f" ({figures['articles']:,} articles)" if most == figures["articles"] else ""
    return f"{PEERS[peer].title}{part}"


def agreement(result: Result) -> Iterator[str]:
    """How many articles a peer finds, of a hundred that the first finds, over the questions that both were asked."""
    yield "| articles found, % of the first row's | " + " | ".join(WORKLOADS) + " |"
    yield "|---|" + "--:|" * len(WORKLOADS)
    first: Result | None = None
    for peer, figures in result["peers"].items():
        first = first or figures
        if figures["articles"] < result["articles"]:
            continue
        cells = []
        for workload in WORKLOADS:
            pairs = list(zip(figures["find"][workload]["found"], first["find"][workload]["found"], strict=False))
            ours = sum(other for _, other in pairs)
            cells.append(f"{100 * sum(one for one, _ in pairs) / ours:.0f}" if ours else "–")
        yield f"| {_title(peer, figures)} | " + " | ".join(cells) + " |"


def goals(results: list[Result]) -> Iterator[str]:
    """Dateline's time divided by that of tantivy with two threads, which is to be 0.6 at most; its p50 and p95."""
    yield "| Dateline's time / tantivy's, p50 and p95 | " + " | ".join(WORKLOADS) + " |"
    yield "|---|" + "--:|" * len(WORKLOADS)
    for result in results:
        ours, theirs = (result["peers"].get(peer) for peer in ("dateline", "tantivy-2"))
        for call in ("rank", "find") if ours and theirs else ():
            cells = [
                ", ".join(f"{ours[call][each][p] / theirs[call][each][p]:.2f}" for p in ("p50", "p95"))
                for each in WORKLOADS
            ]
            yield f"| {result['articles']:,} articles, {CALLS[call]} | " + " | ".join(cells) + " |"


def picture(results: list[Result]) -> str:
    """Three panels over the number of articles: a search, a commit's time, and the bytes."""
    panels = []
    for title, value in (
        ("any of 1-4 words, p95, ms", lambda figures: figures["find"]["or"]["p95"] * 1e3),
        ("phrase of two words, p95, ms", lambda figures: figures["find"]["phrase2"]["p95"] * 1e3),
        ("indexing, seconds", lambda figures: figures["seconds"]),
    ):
        lines: dict[str, list[tuple[float, float]]] = {}
        for result in results:
            for peer, figures in result["peers"].items():
                if figures["articles"] == result["articles"]:
                    lines.setdefault(PEERS[peer].title, []).append((result["articles"], value(figures)))
        panels.append(Panel(title, lines))
    return drawn(panels, "articles")


def main() -> None:
    """Renew the tables between their marks, and the picture."""
    options = argparse.ArgumentParser(prog="python -m benchmarks.report", description=__doc__)
    options.add_argument("--results", type=Path, default=RESULTS)
    results: list[Result] = json.loads(options.parse_args().results.read_text(encoding="utf-8"))
    tables = [f"{table(result)}\n\n" + "\n".join(agreement(result)) for result in results]
    versions = {
        PEERS[peer].title: figures["version"] for result in results for peer, figures in result["peers"].items()
    }
    named = "Versions: " + ", ".join(f"{name} {version}" for name, version in versions.items()) + "."
    renewed = "\n\n".join([BEGIN, "\n".join(goals(results)), named, *tables, END])
    page = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(
        re.sub(f"{re.escape(BEGIN)}.*{re.escape(END)}", lambda _: renewed, page, flags=re.DOTALL), encoding="utf-8"
    )
    PICTURE.parent.mkdir(exist_ok=True)
    PICTURE.write_text(picture(results), encoding="utf-8")


if __name__ == "__main__":
    main()
