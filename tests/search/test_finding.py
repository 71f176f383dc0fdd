"""The loop over the tokens of a text finds what a look at each one finds."""

import numpy as np
import pytest

from search.finding.kernels import beginning


@pytest.mark.parametrize("seed", range(20))
def test_tokens_are_found_by_their_beginning_and_length(seed: int) -> None:
    random = np.random.default_rng(seed)
    tokens = [bytes(random.choice(list(b"ab\xc3"), random.integers(1, 6)).tolist()) for _ in range(200)]
    wanted = bytes(random.choice(list(b"ab\xc3"), random.integers(0, 4)).tolist())
    longest = int(random.integers(0, 7))
    arena, bounds = np.frombuffer(b"".join(tokens), np.uint8), np.cumsum([0, *map(len, tokens)])
    expected = [at for at, token in enumerate(tokens) if token.startswith(wanted) and len(token) <= longest]
    out = np.full(len(expected) + 1, -7, np.int32)
    assert beginning(arena, bounds, np.frombuffer(wanted, np.uint8), longest, out[:-1]) == len(expected)
    assert out.tolist() == [*expected, -7]
