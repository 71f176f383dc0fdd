from pathlib import Path

import pytest

from tests.judged.extraction import floors
from tests.judged.extraction.extractors import EXTRACTORS, OURS
from tests.judged.extraction.figures import judge_pages, set_figures
from tests.judged.extraction.pages import SETS, read_pages


@pytest.mark.parametrize("name", SETS)
def test_no_figure_is_below_its_floor(corpora: Path, name: str) -> None:
    measured = {name: set_figures(judge_pages(read_pages(name, folder=corpora / "extraction"), EXTRACTORS[OURS]))}
    fallen = floors.fallen_figures(measured, {name: floors.load()[OURS][name]})
    assert not fallen, "\n".join(fallen)
