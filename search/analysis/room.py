"""Where do the kernels write the tokens they find?"""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

# What `counts` holds.
TOKENS: Final = 0
"""Tokens written so far."""
BYTES: Final = 1
"""Folded bytes written so far."""
LINE_SEEN: Final = 2
"""The flags of all letters of the line so far."""
LINE_WORDS: Final = 3
"""Words of two or more letters in it."""
LINE_FIRST: Final = 4
"""Its first token."""


class Room(NamedTuple):
    """Token k has the folded bytes `arena[bounds[k]:bounds[k + 1]]` and stands at bytes `starts[k]` to `ends[k]`."""

    arena: NDArray[np.uint8]
    bounds: NDArray[np.int64]
    starts: NDArray[np.int32]
    ends: NDArray[np.int32]
    kinds: NDArray[np.uint8]
    counts: NDArray[np.int64]
