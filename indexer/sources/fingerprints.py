"""Is this file as it was? By size and times of change first, by its content where these cannot tell.

A fingerprint is `size:times:hash`. Of the times one is the content's, which anyone may set (a copy that keeps times, a
restored backup), the other the entry's, which nobody can, so that a change hidden behind the first is noticed. Times of
a file that was written a moment ago are not noted, since it could be written again within the resolution of the clock;
such a file is read once more at the next run.
"""

import os
from hashlib import blake2b
from pathlib import Path

_SETTLED_NS = 2_000_000_000
_CHUNK = 1 << 20


def stamp(status: os.stat_result, now_ns: int) -> str:
    """The part of a fingerprint that needs no reading."""
    settled = now_ns - max(status.st_mtime_ns, status.st_ctime_ns) > _SETTLED_NS
    return f"{status.st_size}:{f'{status.st_mtime_ns}/{status.st_ctime_ns}' if settled else 0}"


def digest(data: bytes) -> str:
    """The hash of a content."""
    return blake2b(data, digest_size=16).hexdigest()


def file_digest(path: Path) -> str:
    """The hash of a file's content, whatever its size. Raises OSError."""
    hashed = blake2b(digest_size=16)
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            hashed.update(chunk)
    return hashed.hexdigest()


def unmoved(known: str | None, stamped: str) -> bool:
    """Whether size and time alone show that the content is the one on record."""
    return known is not None and not stamped.endswith(":0") and known.startswith(stamped + ":")


def same_size(known: str | None, stamped: str) -> bool:
    """Whether the content may still be the one on record."""
    return known is not None and known.partition(":")[0] == stamped.partition(":")[0]


def same_content(known: str | None, hashed: str) -> bool:
    """Whether the content is the one on record."""
    return known is not None and known.endswith(":" + hashed)
