"""What is remembered of an address between two runs, as the fingerprint of what it gave?"""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import blake2b


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
