"""Here are plain lists: how does a file have them? Those of many documents in blocks, the others as they are."""

import numpy as np
from numpy.typing import NDArray

from search.engines.whoosh.segment.postings.blocks import kernels



def in_blocks(stream: NDArray[np.uint8], at: Longs, counts: Longs) -> tuple[NDArray[np.uint8], Longs]:
    """The lists `stream[at[t]:at[t + 1]]`, of `counts[t]` documents, as a file has them, and where each begins."""
    long = counts[counts >= kernels.SIZE]
    longest = int(long.max()) if len(long) else 0
    out = np.empty(int(at[-1]) + kernels.ROOM * int(long.sum()), np.uint8)
    out_at = np.empty(len(counts) + 1, np.int64)
    room, more = np.empty(longest, np.uint32), np.empty(longest, np.uint32)
    size = kernels.stored(stream, at, counts, room, more, out, out_at)
    return out[:size].copy(), out_at
