"""Run every engine on the same articles and queries, in turns, and print medians and ratios to the first."""

import argparse
import statistics
import tempfile
import time
from pathlib import Path

from benchmarks.corpus import queries, texts
from benchmarks.engines import PEERS, Peer


def main() -> None:
    """`python -m benchmarks [--articles N] [--queries N] [--rounds N]`."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--articles", type=int, default=3000)
    options.add_argument("--queries", type=int, default=200)
    options.add_argument("--rounds", type=int, default=5)
    chosen = options.parse_args()
    articles = texts(chosen.articles)
    asked = queries(articles, chosen.queries)
    size = sum(len(text.encode()) for text in articles)
    print(f"{len(articles):,} articles, {size / 1e6:.1f} MB of text; {len(asked)} queries of 1-4 words, any of them")
    with tempfile.TemporaryDirectory() as folder:
        rows = [measure(peer(Path(folder) / peer.__name__), articles, asked, chosen.rounds) for peer in PEERS]
        sizes = [_bytes(Path(folder) / peer.__name__) for peer in PEERS]
    print(f"\n{'':14}{'articles/s':>12}{'ratio':>8}{'p50 ms':>10}{'ratio':>8}{'p95 ms':>10}{'ratio':>8}{'MB':>8}")
    base = rows[0]
    for peer, row, used in zip(PEERS, rows, sizes, strict=True):
        rate, middle, slow = row
        print(
            f"{peer.name:14}{rate:12,.0f}{rate / base[0]:8.2f}{middle * 1e3:10.3f}{middle / base[1]:8.2f}"
            f"{slow * 1e3:10.3f}{slow / base[2]:8.2f}{used / 1e6:8.1f}"
        )
    print("\nRatios are to the first row. Each peer stems and matches by its own rules, so totals differ a little.")


def measure(peer: Peer, articles: list[str], asked: list[list[str]], rounds: int) -> tuple[float, float, float]:
    """Articles indexed per second, and the median over `rounds` of the p50 and p95 of a query, in seconds."""
    started = time.perf_counter()
    peer.fill(articles)
    rate = len(articles) / (time.perf_counter() - started)
    middles, slows = [], []
    for _ in range(rounds + 1):
        taken = []
        for words in asked:
            begun = time.perf_counter()
            peer.search(words)
            taken.append(time.perf_counter() - begun)
        taken.sort()
        middles.append(taken[len(taken) // 2])
        slows.append(taken[int(len(taken) * 0.95)])
    # The first round warms caches and is not counted.
    return rate, statistics.median(middles[1:]), statistics.median(slows[1:])


def _bytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


if __name__ == "__main__":
    main()
