from pathlib import Path

import pytest

from tests.judged.extraction import floors
from tests.judged.extraction.extractors import EXTRACTORS, OURS
from tests.judged.extraction.figures import judged, of_set
from tests.judged.extraction.pages import SETS, pages


@pytest.mark.parametrize("name", SETS)
def test_no_figure_is_below_its_floor(corpora: Path, name: str) -> None:
    measured = {name: of_set(judged(pages(name, folder=corpora / "extraction"), EXTRACTORS[OURS]))}
    fallen = floors.below(measured, {name: floors.load()[OURS][name]})
    assert not fallen, "\n".join(fallen)
