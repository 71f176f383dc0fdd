"""Shared fixtures: random input for the tests of kernels, the same in every run."""

import numpy as np
import pytest

ROUNDS = 25


@pytest.fixture(params=range(ROUNDS))
def random(request: pytest.FixtureRequest) -> np.random.Generator:
    return np.random.default_rng(request.param)
