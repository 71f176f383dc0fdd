"""Here is a term of one commit: its documents, and where in them it stands."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Postings:
    """One term of one field: ascending documents, how often each has it, and where.

    The positions of document `docs[i]` are the `freqs[i]` entries that follow those of the documents before it; the
    array is empty for fields without positions.
    """

    docs: NDArray[Any]
    freqs: NDArray[Any]
    positions: NDArray[Any]

    @property
    def held(self) -> int:
        """Bytes of memory that the list takes; what is a part of a mapped file takes none."""
        own = sum(array.nbytes for array in (self.docs, self.freqs, self.positions) if array.flags.owndata)
        return own + 500


NO_POSTINGS = Postings(np.empty(0, np.uint32), np.empty(0, np.uint32), np.empty(0, np.uint32))
