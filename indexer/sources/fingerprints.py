"""Fingerprints, by which a later run recognises what has not changed: of files, and of visits to URLs.

A file's fingerprint is `size:times:hash`. One of the times is the content's, which anyone may set (a copy that keeps
times, a restored backup), the other the directory entry's, which nobody can, so that a change hidden behind the first
is noticed. The times of a file that was written a moment ago are not noted, since it could be written again within the
resolution of the clock; such a file is read once more at the next run.
"""

import json
import os
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import blake2b
from pathlib import Path

_SETTLED_NS = 2_000_000_000
"""A file's times are noted when they are older than this."""
_READ_BYTES = 1 << 20
_MAX_NAME_CHARS = 500


def stat_stamp(status: os.stat_result, now_ns: int) -> str:
    """Return the part of a fingerprint that needs no reading, `size:times`."""
    settled = now_ns - max(status.st_mtime_ns, status.st_ctime_ns) > _SETTLED_NS
    return f"{status.st_size}:{f'{status.st_mtime_ns}/{status.st_ctime_ns}' if settled else 0}"


def hash_bytes(data: bytes) -> str:
    """Return the hash of a content."""
    return blake2b(data, digest_size=16).hexdigest()


def hash_value(value: object) -> str:
    """Return the hash of a value that JSON can hold."""
    return hash_bytes(json.dumps(value, sort_keys=True, default=str).encode())


def hash_file(path: Path) -> str:
    """Return the hash of a file's content, whatever its size. Raises OSError."""
    hasher = blake2b(digest_size=16)
    with path.open("rb") as file:
        while chunk := file.read(_READ_BYTES):
            hasher.update(chunk)
    return hasher.hexdigest()


def is_untouched(known: str | None, stamp: str) -> bool:
    """Return whether size and times alone show that the content is the one of the `known` fingerprint."""
    return known is not None and not stamp.endswith(":0") and known.startswith(stamp + ":")


def has_same_size(known: str | None, stamp: str) -> bool:
    """Return whether the content may still be the one of the `known` fingerprint."""
    return known is not None and known.partition(":")[0] == stamp.partition(":")[0]


def has_same_content(known: str | None, content_hash: str) -> bool:
    """Return whether the content is the one of the `known` fingerprint."""
    return known is not None and known.endswith(":" + content_hash)


@dataclass(frozen=True, slots=True)
class Visit:
    """The last visit to a URL, kept between runs as the fingerprint of what it gave. What is not known is empty.

    `etag` and `modified` are the server's marks of what it sent, `digest` is our hash; only a visit that gave something
    has one. `stated` is the hash of what a feed or sitemap said about the page, `lastmod` the time of change stated
    there. `misses` counts how often in succession the page was not there, `had` says that something was read there
    earlier, and until `due` it is not retried. `kind` and `whole` are for a source's own URL: what it is, and when all
    of it was last read.
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
        """Return the visit as a fingerprint, which `parse` reads again."""
        return json.dumps({name: value for name, value in asdict(self).items() if value}, separators=(",", ":"))

    @classmethod
    def parse(cls, fingerprint: str | None) -> "Visit":
        """Return the visit of a fingerprint; an empty one for none, or for one of another kind of source."""
        try:
            values = json.loads(fingerprint or "{}")
            return cls(**values) if isinstance(values, dict) else cls()
        except (ValueError, TypeError):
            return cls()

    @property
    def was_there(self) -> bool:
        """Whether something was ever read there."""
        return self.had or bool(self.digest)

    def without_validators(self) -> "Visit":
        """Return what stays known of a URL that must be read again: what it is, and whether it was ever there."""
        return Visit(self.address, misses=self.misses, had=self.was_there, kind=self.kind)

    def is_waiting(self, now: datetime) -> bool:
        """Return whether it is too early for a retry."""
        return bool(self.due) and now < datetime.fromisoformat(self.due)


def escape_unprintable(name: str) -> str:
    """Return a name from outside so that a database can keep it and a terminal show it.

    What is not printable, or no character at all, becomes an escape; a name that is all printable stays as it is.
    """
    if name.isprintable():
        return name
    return "".join(
        each if each.isprintable() else each.encode("unicode_escape", "surrogatepass").decode("ascii", "replace")
        for each in name
    )


def shorten(name: str) -> str:
    """Return a name of up to 500 characters as it is, the hash of a longer one."""
    return name if len(name) <= _MAX_NAME_CHARS else hash_bytes(name.encode("utf-8", "surrogatepass"))


def is_url(location: str) -> bool:
    """Return whether a location is an http(s) URL."""
    return location.lower().startswith(("http://", "https://"))
