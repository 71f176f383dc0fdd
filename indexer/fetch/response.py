"""What did an address answer?"""

from dataclasses import dataclass

from indexer.errors import IndexerError


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer of status 200, or 304 when nothing has changed since the one that `etag` and `modified` are of.

    `address` is where it came from after all redirects; `media_type` the `Content-Type` as stated, "" without one.
    """

    address: str
    status: int
    media_type: str = ""
    etag: str = ""
    modified: str = ""
    data: bytes = b""

    @property
    def same(self) -> bool:
        """Whether the server says that nothing has changed."""
        return self.status == 304

    @property
    def kind(self) -> str:
        """The media type alone, in lower case: `text/html`."""
        return self.media_type.partition(";")[0].strip().lower()


# FOLDED: What can go wrong with an address, and does it pass by itself?


class FetchError(IndexerError):
    """An address that gave nothing to read.

    `reason` is a stable code for grouping: `http-404` and the like, `robots`, `refused-address`, `bad-address`,
    `unreachable`, `tls`, `timeout`, `cut-off`, `host-down`, `too-large`, `bad-encoding`, `bad-answer`, `redirect-loop`,
    `unsupported`; of what was fetched, `not-a-feed`, `not-a-sitemap`, `bad-xml`, `entities`, `too-deep`. `passing` says
    that it may well be gone at the next run; `wait` is for how many seconds the server asked to be left alone, 0 where
    it did not.
    """

    def __init__(self, reason: str, message: str, *, passing: bool = False, wait: float = 0.0) -> None:
        super().__init__(message)
        self.reason, self.passing, self.wait = reason, passing, wait

    @property
    def gone(self) -> bool:
        """Whether the server says that there is no such page."""
        return self.reason in ("http-404", "http-410")
