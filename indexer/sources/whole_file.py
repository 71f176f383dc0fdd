"""The whole content of a file that is read at once, within its limit."""

import io

from indexer.sources.compression import DAMAGE, decompressed
from indexer.sources.container import Problem

_READ_BYTES = 1 << 20


def read_whole(file: io.RawIOBase, name: str, max_bytes: int) -> bytes | Problem:
    """Return the content of a file of that name, decompressed if its ending says so, or why it cannot be had.

    Raises OSError.
    """
    pieces: list[bytes] = []
    size = 0
    try:
        with decompressed(file, name) as stream:
            while piece := stream.read(_READ_BYTES):
                pieces.append(piece)
                size += len(piece)
                if size > max_bytes:
                    message = f"The file has more than the {max_bytes:,} bytes that are read. Raise reading.max_bytes."
                    return Problem("too-large", message, f"byte {max_bytes:,}")
    except DAMAGE as error:
        reason = "truncated" if isinstance(error, EOFError) else "damaged"
        return Problem(reason, f"The compressed file is {reason}; nothing of it was read.", f"byte {size:,}")
    return b"".join(pieces)
