"""Fixtures that every room's tests share."""

from pathlib import Path

import pytest
from hypothesis import settings

# A machine under load must not fail a test: compiled code is loaded at the first call, in the middle of an example.
settings.register_profile("dateline", deadline=None)
settings.load_profile("dateline")

CORPORA = Path(__file__).resolve().parents[2] / "shared" / "corpora"


@pytest.fixture(scope="session")
def corpora() -> Path:
    """The folder of real data beside the checkout. Its absence skips the test and says so."""
    if not CORPORA.is_dir():
        pytest.skip("needs the corpora in ../shared/corpora, which are not beside this checkout")
    return CORPORA
