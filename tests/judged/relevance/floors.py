"""Below which figures may ranking not fall? Floors rise easily, and fall only on purpose."""

import json
from pathlib import Path

FILE = Path(__file__).with_name("floors.json")
Figures = dict[str, dict[str, float]]


def load() -> Figures:
    """The floors of each collection."""
    floors: Figures = json.loads(FILE.read_text("utf-8"))
    return floors


def pin(measured: Figures, *, allow_regression: bool) -> list[str]:
    """Raise the floors to what was measured; those that would fall are named, and kept unless that is allowed."""
    floors = load() if FILE.exists() else {}
    fallen = []
    for name, figures in measured.items():
        for figure, value in figures.items():
            floor = floors.setdefault(name, {}).get(figure, 0.0)
            if value < floor:
                fallen.append(f"{name} {figure} fell from {floor} to {value}")
            if value >= floor or allow_regression:
                floors[name][figure] = value
    FILE.write_text(json.dumps(floors, indent=1) + "\n", "utf-8")
    return fallen
