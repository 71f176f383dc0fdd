"""Measures the ranking on judged collections and press releases; `--pin` raises the floors to these figures."""

import argparse
import sys
from pathlib import Path

from search.settings import SearchSettings
from tests.conftest import CORPORA
from tests.judged.relevance import floors
from tests.judged.relevance.judged import SETS, measured, read
from tests.judged.relevance.press import measured_press, read_press


def main() -> int:
    """See `python -m tests.judged.relevance --help`."""
    options = argparse.ArgumentParser(prog="python -m tests.judged.relevance", description=__doc__)
    options.add_argument("--pin", action="store_true", help="raise the floors to these figures")
    options.add_argument("--allow-regression", action="store_true", help="with --pin: let floors fall, on purpose")
    options.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="a setting of [search]")
    chosen = options.parse_args()
    settings = SearchSettings(**dict(each.split("=", 1) for each in chosen.set))
    figures = {name: measured(read(Path(CORPORA) / "ranking" / name), settings) for name in SETS}
    figures["press"] = measured_press(read_press(Path(CORPORA)), settings)
    for name, row in figures.items():
        print(f"{name:10}", "  ".join(f"{figure} {value:.4f}" for figure, value in row.items()))
    if chosen.pin:
        fallen = floors.pin(figures, allow_regression=chosen.allow_regression)
        print("\n".join(fallen))
        return int(bool(fallen) and not chosen.allow_regression)
    return 0


if __name__ == "__main__":
    sys.exit(main())
