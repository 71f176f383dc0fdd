import json
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.errors import ProgramDamaged
from indexer.extract.body.forest import WEIGHTS_FILE, DecisionTree, build_forest, load_forests


def by_hand(tree: DecisionTree, row: dict[str, float]) -> float:
    while isinstance(tree, list):
        fact, limit, below, above = tree
        assert isinstance(fact, str)
        assert isinstance(limit, float)
        tree = above if row[fact] > limit else below
    return tree


TREES = st.recursive(
    st.floats(-2, 2),
    lambda inner: st.tuples(st.sampled_from("abc"), st.floats(-1, 1), inner, inner).map(list),
    max_leaves=12,
)


@given(st.lists(TREES, max_size=5), st.lists(st.tuples(*[st.floats(-1, 1)] * 3), min_size=1, max_size=5))
def test_a_forest_adds_what_the_trees_say_of_each_row(trees: list[DecisionTree], rows: list[tuple[float, ...]]) -> None:
    columns = {name: np.array([row[number] for row in rows]) for number, name in enumerate("abc")}
    trees.append(["c", 0.0, 0.0, 0.0])
    odds = [0.5 + sum(by_hand(tree, dict(zip("abc", row, strict=True))) for tree in trees) for row in rows]
    assert build_forest(0.5, trees).predict(columns) == pytest.approx(1 / (1 + np.exp(-np.array(odds))))


def test_a_page_of_very_many_blocks_is_judged_in_pieces() -> None:
    columns = {"a": np.arange(10_000) % 2.0}
    chances = build_forest(0.0, [["a", 0.5, -1.0, 1.0]]).predict(columns)
    assert len(chances) == 10_000
    assert set(chances.round(4)) == {0.2689, 0.7311}


def test_the_weights_are_small_enough_to_be_read() -> None:
    weights = json.loads(WEIGHTS_FILE.read_text(encoding="utf-8"))
    assert sum(len(look["trees"]) for look in weights.values()) <= 200
    assert WEIGHTS_FILE.stat().st_size < 200_000
    assert all(one.depth <= 6 for one in load_forests())


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text[: len(text) // 2],
        lambda text: "[]",
        lambda text: text.replace('"second"', '"third"'),
        lambda text: '{"first": {"bias": 0, "trees": [["a", 1]]}, "second": {"bias": 0, "trees": []}}',
        lambda text: "",
    ],
    ids=["torn", "other", "half", "cut tree", "empty"],
)
def test_damaged_weights_are_an_error_that_says_what_to_do(tmp_path: Path, damage: Callable[[str], str]) -> None:
    file = tmp_path / "weights.json"
    file.write_text(damage(WEIGHTS_FILE.read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(ProgramDamaged, match=r"weights\.json.*Reinstall Dateline"):
        load_forests(file)


def test_missing_weights_are_an_error_that_names_the_file(tmp_path: Path) -> None:
    with pytest.raises(ProgramDamaged, match=re.escape(str(tmp_path / "none.json"))):
        load_forests(tmp_path / "none.json")
