"""Read every judged page and print our figures beside those of trafilatura alone, from the same run."""

import argparse
from collections.abc import Sequence

from tests.judged.extraction import floors
from tests.judged.extraction.extractors import EXTRACTORS, OURS, TRAFILATURA_VERSION
from tests.judged.extraction.figures import SPEED, TEXT_FIGURES, Judged, judge_pages, pages_per_second, set_figures
from tests.judged.extraction.pages import SETS, Page, read_pages


def main(given: Sequence[str] | None = None) -> int:
    """Run `python -m tests.judged.extraction`; its `--help` explains the options."""
    options = argparse.ArgumentParser(prog="python -m tests.judged.extraction", description=__doc__)
    options.add_argument("--set", action="append", choices=SETS, help="one of the sets (default: all); can be repeated")
    options.add_argument("--limit", type=int, help="only the first pages of each set")
    options.add_argument("--half", choices="ab", help="only the pages of one half")
    options.add_argument("--ours", action="store_true", help="leave trafilatura out")
    options.add_argument("--worst", type=int, default=0, metavar="K", help="name the K worst pages of each set")
    options.add_argument("--pin", action="store_true", help="raise the floors to what was measured")
    options.add_argument("--allow-regression", action="store_true", help="with --pin: lower floors, too")
    chosen = options.parse_args(given)
    if chosen.pin and (chosen.limit or chosen.half or chosen.ours or chosen.set):
        options.error("floors are pinned by a whole run")
    names = [OURS] if chosen.ours else list(EXTRACTORS)
    figures: dict[str, floors.Figures] = {name: {} for name in names}
    for set_name in chosen.set or SETS:
        of_this = [page for page in read_pages(set_name, chosen.limit) if chosen.half in {None, page.half}]
        found = {name: judge_pages(of_this, EXTRACTORS[name]) for name in names}
        speeds = {name: pages_per_second(found[name]) for name in names}
        for name in names:
            figures[name][set_name] = set_figures(found[name])
        print(_table(set_name, of_this, {name: figures[name][set_name] for name in names}, speeds))
        _print_worst(found[OURS], chosen.worst)
    if chosen.pin:
        return _pin(figures, allow_regression=chosen.allow_regression)
    return 0


def _table(name: str, of_this: list[Page], columns: dict[str, dict[str, float]], speeds: dict[str, float]) -> str:
    heads = [f"{name} ({len(of_this)})", *columns]
    rows = [
        [figure, *(f"{column[figure]:.4f}" if figure in column else "" for column in columns.values())]
        for figure in columns[OURS]
    ]
    rows.append([SPEED, *(f"{value:.1f}" for value in speeds.values())])
    widths = [max(len(row[at]) for row in [heads, *rows]) for at in range(len(heads))]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in [heads, *rows])
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _print_worst(found: list[Judged], count: int) -> None:
    figure = next((name for name in TEXT_FIGURES if any(name in one.figures for one in found)), None)
    if not count or figure is None:
        return
    ranked = sorted((one for one in found if figure in one.figures), key=lambda one: one.figures[figure])
    for one in ranked[:count]:
        print(f"  {one.figures[figure]:.4f}  {one.page.name}")
    print()


def _pin(figures: dict[str, floors.Figures], *, allow_regression: bool) -> int:
    before = floors.load().get(OURS, {})
    after = floors.raise_floors(figures[OURS], before, allow_regression=allow_regression)
    others = {name: value for name, value in figures.items() if name != OURS}
    floors.save({OURS: after, "trafilatura_version": TRAFILATURA_VERSION, **others})
    fallen = [] if allow_regression else floors.fallen_figures(figures[OURS], before)
    for line in fallen:
        print(line)
    if fallen:
        print("These floors were kept. --allow-regression lowers them.")
    return 1 if fallen else 0


if __name__ == "__main__":
    raise SystemExit(main())
