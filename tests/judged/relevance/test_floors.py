"""The ranking is no worse than it was, and the measures are those of the textbooks."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from search.settings import SearchSettings
from tests.judged.relevance import floors
from tests.judged.relevance.judged import SETS, measured, of_order, read
from tests.judged.relevance.press import measured_press, read_press

ROUNDING = 0.001  # another processor may add in another order, and swap two documents that score the same


@pytest.mark.parametrize("name", SETS)
def test_no_figure_is_below_its_floor(corpora: Path, name: str) -> None:
    assert below_floors(name, measured(read(corpora / "ranking" / name), SearchSettings())) == {}


def test_no_figure_of_the_press_releases_is_below_its_floor(corpora: Path) -> None:
    assert below_floors("press", measured_press(read_press(corpora), SearchSettings())) == {}


def below_floors(name: str, found: Mapping[str, float]) -> dict[str, float]:
    """Return the figures of a collection that are below its floors; each floor has a figure."""
    return {figure: found[figure] for figure, floor in floors.load()[name].items() if found[figure] < floor - ROUNDING}


def test_the_measures_are_the_formulas() -> None:
    grades = {"a": 1, "b": 1, "c": 0, "d": 2}
    assert of_order(["d", "a", "b"], grades) == {"map": 1.0, "ndcg@10": 1.0, "recall@5": 1.0}
    assert of_order(["c", "a", "x", "b"], grades)["map"] == pytest.approx((1 / 2 + 2 / 4) / 3)
    assert of_order(["c", "c2", "c3", "c4", "c5", "a"], grades)["recall@5"] == 0
    # (2^1 - 1) / log2(3) over (2^2 - 1) / log2(2) + 1 / log2(3) + 1 / log2(4)
    assert of_order(["c", "a"], grades)["ndcg@10"] == pytest.approx(0.63093 / (3 + 0.63093 + 0.5), abs=1e-5)
    assert of_order([], grades) == {"map": 0.0, "ndcg@10": 0.0, "recall@5": 0.0}
