"""Here is a term of one commit: its documents, and where in them it stands."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Longs = NDArray[np.int64]


class Postings(NamedTuple):
    """One term of one field: ascending documents, and how often each has it."""

    docs: NDArray[np.uint32]
    freqs: NDArray[np.uint32]

    @property
    def held(self) -> int:
        """About how many bytes of memory the list takes."""
        return self.docs.nbytes + self.freqs.nbytes + 500


class Occurrences(NamedTuple):
    """One term of one field: ascending documents; the positions in `docs[i]` are `positions[at[i]:at[i + 1]]`."""

    docs: NDArray[np.uint32]
    at: Longs
    positions: NDArray[Any]


NO_POSTINGS = Postings(np.empty(0, np.uint32), np.empty(0, np.uint32))
NO_OCCURRENCES = Occurrences(np.empty(0, np.uint32), np.zeros(1, np.int64), np.empty(0, np.uint32))
