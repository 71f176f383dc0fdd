"""Fixtures that every room's tests share."""

from pathlib import Path

import pytest

CORPORA = Path(__file__).resolve().parents[2] / "shared" / "corpora"


@pytest.fixture(scope="session")
def corpora() -> Path:
    """The folder of real data beside the checkout. Its absence skips the test and says so."""
    if not CORPORA.is_dir():
        pytest.skip("needs the corpora in ../shared/corpora, which are not beside this checkout")
    return CORPORA
