"""What can go wrong with an address, and does it pass by itself?"""

from indexer.errors import IndexerError


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
