"""Is this file as it was? By size and times of change first, by its content where these cannot tell.

A fingerprint is `size:times:hash`. Of the times one is the content's, which anyone may set (a copy that keeps times, a
restored backup), the other the entry's, which nobody can, so that a change hidden behind the first is noticed. Times of
a file that was written a moment ago are not noted, since it could be written again within the resolution of the clock;
such a file is read once more at the next run.
"""

import json
import os
from dataclasses import asdict, dataclass
from datetime import datetime
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


# FOLDED: What is remembered of an address between two runs, as the fingerprint of what it gave?


@dataclass(frozen=True, slots=True)
class Visit:
    """The last visit to an address. What is not known is empty.

    `etag` and `modified` are the server's marks of what it sent, `digest` is ours; only a visit that gave something has
    one. `stated` is the digest of what a feed or sitemap said of it, `lastmod` what was named there as its change.
    `misses` counts how often in succession the page was not there, `had` says that something was read there earlier,
    and until `due` it is not tried again. `kind` and `whole` are of a source's own address: what it is, and when all of
    it was last read.
    """

    address: str = ""
    etag: str = ""
    modified: str = ""
    digest: str = ""
    stated: str = ""
    lastmod: str = ""
    misses: int = 0
    had: bool = False
    due: str = ""
    kind: str = ""
    whole: str = ""

    def __str__(self) -> str:
        """The visit as a fingerprint, which `of` reads again."""
        return json.dumps({name: value for name, value in asdict(self).items() if value}, separators=(",", ":"))

    @classmethod
    def of(cls, fingerprint: str | None) -> "Visit":
        """The visit of a fingerprint; an empty one for none, or one of another kind of source."""
        try:
            values = json.loads(fingerprint or "{}")
            return cls(**values) if isinstance(values, dict) else cls()
        except (ValueError, TypeError):
            return cls()

    @property
    def was_there(self) -> bool:
        """Whether something was ever read there."""
        return self.had or bool(self.digest)

    def afresh(self) -> "Visit":
        """What stays known of an address that is to be read in any case: what it is, and whether it was ever there."""
        return Visit(self.address, misses=self.misses, had=self.was_there, kind=self.kind)

    def waits(self, now: datetime) -> bool:
        """Whether it is not yet to be tried again."""
        return bool(self.due) and now < datetime.fromisoformat(self.due)


def digest_of(value: object) -> str:
    """A short digest of bytes, or of a value that JSON can hold."""
    data = value if isinstance(value, bytes) else json.dumps(value, sort_keys=True, default=str).encode()
    return blake2b(data, digest_size=16).hexdigest()


# FOLDED: How is a name from outside written so that a database can keep it and a terminal show it?


_LONGEST = 500


def escape_unprintable(name: str) -> str:
    """The name with what is no character, or not printable, as escapes; a name that is all printable stays as it is."""
    if name.isprintable():
        return name
    return "".join(
        each if each.isprintable() else each.encode("unicode_escape", "surrogatepass").decode("ascii", "replace")
        for each in name
    )


def shortened(name: str) -> str:
    """The name as it is up to 500 characters, else its hash."""
    return name if len(name) <= _LONGEST else blake2b(name.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def is_address(location: str) -> bool:
    """Whether a location is an address of the web."""
    return location.lower().startswith(("http://", "https://"))
