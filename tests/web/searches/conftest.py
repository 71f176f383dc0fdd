"""Fixtures of the tests of the search log."""

from pathlib import Path

import pytest

from search.engine import Engine
from tests.web.searches.logged import Logged


@pytest.fixture
def logged(engine: Engine, tmp_path: Path) -> Logged:
    return Logged(engine, tmp_path)
