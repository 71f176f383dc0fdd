"""How are articles kept in a segment? In compressed blocks, what a list shows apart from the long texts."""

from functools import lru_cache, partial
from itertools import compress, pairwise
from typing import Any, Final

import numpy as np
import zstandard
from numpy.typing import NDArray

from search.engines.whoosh.segment.container import Container

BLOCK: Final = 24
"""Records that are compressed together: more are smaller, and slower to take one from."""
LEVEL: Final = 3


class BlockWriter:
    """Collects records into compressed blocks of BLOCK each."""

    def __init__(self) -> None:
        self._blocks: list[bytes] = []
        self._pending: list[bytes] = []
        self._firsts = [0]
        self._compressor = zstandard.ZstdCompressor(level=LEVEL)

    def add(self, record: bytes) -> None:
        """Append one record."""
        self._pending.append(record)
        if len(self._pending) == BLOCK:
            self._close()

    def add_block(self, block: bytes, count: int) -> None:
        """Append a compressed block of `count` records as it is."""
        if self._pending:
            self._close()
        self._blocks.append(block)
        self._firsts.append(self._firsts[-1] + count)

    def arrays(self, name: str) -> dict[str, NDArray[Any]]:
        """The blocks, where each begins, and the first record of each; both with the end as last entry."""
        if self._pending:
            self._close()
        return {
            f"{name}.blocks": np.frombuffer(b"".join(self._blocks), np.uint8),
            f"{name}.block_at": np.cumsum([0, *map(len, self._blocks)]),
            f"{name}.first": np.array(self._firsts, np.uint32),
        }

    def _close(self) -> None:
        lengths = np.array([len(record) for record in self._pending], "<u4").tobytes()
        head = len(self._pending).to_bytes(4, "little")
        self._blocks.append(self._compressor.compress(b"".join((head, lengths, *self._pending))))
        self._firsts.append(self._firsts[-1] + len(self._pending))
        self._pending.clear()


class BlockReader:
    """Gives back records by number. Safe to share between threads."""

    def __init__(self, container: Container, name: str) -> None:
        self._blocks = container.array(f"{name}.blocks")
        self._block_at = container.array(f"{name}.block_at")
        self._first = container.array(f"{name}.first")
        self._inflate = lru_cache(maxsize=32)(partial(_inflated, self._blocks, self._block_at))

    def record(self, number: int) -> bytes:
        """One record. The block around it stays inflated for a while, since neighbours are often wanted together."""
        block = int(np.searchsorted(self._first, number, side="right")) - 1
        return self._inflate(block)[number - int(self._first[block])]

    def copy(self, live: NDArray[np.bool_], writer: BlockWriter) -> None:
        """Hand the live records to a writer, whole blocks without inflating them."""
        for block, (first, end) in enumerate(pairwise(self._first.tolist())):
            kept = live[first:end]
            # Small blocks are made into full ones, so that many small commits do not stay many small blocks.
            if kept.all() and end - first == BLOCK:
                writer.add_block(_compressed(self._blocks, self._block_at, block).tobytes(), end - first)
            else:
                for record in compress(_inflated(self._blocks, self._block_at, block), kept.tolist()):
                    writer.add(record)


def _compressed(blocks: NDArray[Any], block_at: NDArray[Any], block: int) -> NDArray[Any]:
    return blocks[int(block_at[block]) : int(block_at[block + 1])]


def _inflated(blocks: NDArray[Any], block_at: NDArray[Any], block: int) -> list[bytes]:
    data = zstandard.decompress(_compressed(blocks, block_at, block).data)
    count = int.from_bytes(data[:4], "little")
    ends = np.cumsum([4 + 4 * count, *np.frombuffer(data, "<u4", count, 4).tolist()]).tolist()
    return [data[start:end] for start, end in pairwise(ends)]
