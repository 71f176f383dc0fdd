"""The figures below which extraction may not fall. Floors rise easily, and fall only on purpose."""

import json
from pathlib import Path

FILE = Path(__file__).with_name("floors.json")
Figures = dict[str, dict[str, float]]


def fallen_figures(measured: Figures, floors: Figures) -> list[str]:
    """Return a line for each figure of a set that is below its floor, and for each that is missing."""
    lines = []
    for name, floor in floors.items():
        for figure, least in floor.items():
            value = measured.get(name, {}).get(figure)
            if value is None or value < least:
                lines.append(f"{name} {figure}: {value} is below the floor of {least}")
    return lines


def raise_floors(measured: Figures, floors: Figures, *, allow_regression: bool) -> Figures:
    """Return the floors after a run: each figure that has risen, and with `allow_regression` each that has fallen."""
    result = {name: dict(floor) for name, floor in floors.items()}
    for name, figures in measured.items():
        floor = result.setdefault(name, {})
        for figure, value in figures.items():
            if allow_regression or value > floor.get(figure, -1.0):
                floor[figure] = value
    return result


def load(file: Path = FILE) -> dict[str, Figures]:
    """Return what the file has: our floors, and the figures of the others from the same run."""
    loaded: dict[str, Figures] = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    return loaded


def save(figures: dict[str, object], file: Path = FILE) -> None:
    file.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
