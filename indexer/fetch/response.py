"""The response of a server, and the error of a request that gave none."""

from dataclasses import dataclass

from indexer.errors import IndexerError


@dataclass(frozen=True, slots=True)
class Response:
    """A response of status 200, or 304 when nothing has changed since the one that had this `etag` and `modified`.

    `url` is where it came from after all redirects; `content_type` the header as stated, "" without one.
    """

    url: str
    status: int
    content_type: str = ""
    etag: str = ""
    modified: str = ""
    data: bytes = b""

    @property
    def not_modified(self) -> bool:
        """Whether the server says that nothing has changed."""
        return self.status == 304

    @property
    def media_type(self) -> str:
        """The media type without parameters, in lower case: `text/html`."""
        return self.content_type.partition(";")[0].strip().lower()


class FetchError(IndexerError):
    """A request that gave nothing to read.

    `reason` is a stable code for grouping: `http-404` and the like, `robots`, `refused-address`, `bad-address`,
    `unreachable`, `tls`, `timeout`, `cut-off`, `host-down`, `too-large`, `bad-encoding`, `bad-answer`, `redirect-loop`,
    `unsupported`; for what was fetched, `not-a-feed`, `not-a-sitemap`, `bad-xml`, `entities`, `too-deep`. `temporary`
    says that it may well be gone at the next run; `retry_after` is for how many seconds the server asked to be left
    alone, 0 where it did not.
    """

    def __init__(self, reason: str, message: str, *, temporary: bool = False, retry_after: float = 0.0) -> None:
        super().__init__(message)
        self.reason, self.temporary, self.retry_after = reason, temporary, retry_after

    @property
    def is_gone(self) -> bool:
        """Whether the server says that there is no such page."""
        return self.reason in ("http-404", "http-410")
