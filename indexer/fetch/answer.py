"""What did an address answer?"""

from dataclasses import dataclass


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
