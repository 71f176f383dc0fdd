"""Where do documents come from? One port for every kind of source, and the choice among them."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Protocol

from indexer.document import KnownFingerprints, SourceItem
from indexer.settings import SourceSettings
from indexer.sources.detect_file import SourceKind, detect_source
from indexer.sources.files import FileSource
from indexer.sources.fingerprints import is_url

if TYPE_CHECKING:  # what fetches takes half a second to load, and folders have no use for it
    from indexer.fetch.client import Fetcher

__all__ = ["MAX_BYTES", "Known", "Source", "open_source"]

MAX_BYTES = 20_000_000


class Source(Protocol):
    """Something that documents can be read from, again and again."""

    @property
    def spec(self) -> SourceSettings:
        """What the configuration says of it."""
        ...

    @property
    def partial(self) -> bool:
        """Whether the last pass may have left out what is still there, so that absence from it proves nothing.

        A feed always does, since it forgets. What a source that is not partial did not hand over has vanished.
        """
        ...

    def documents(self, known: KnownFingerprints) -> Iterator[SourceItem]:
        """All that it holds now, in an order that does not change between runs.

        What is on record with the same fingerprint is passed over as Unchanged. What cannot be read is a Failure.
        Raises SourceError when the source as a whole cannot be read, or no further.
        """
        ...


def open_source(spec: SourceSettings, *, max_bytes: int = MAX_BYTES, fetcher: "Fetcher | None" = None) -> Source:
    """The source that the settings describe; no file, page or line of more than `max_bytes` is read.

    What an address holds is found out when its documents are asked for, by `fetcher` or one with the usual settings.
    Raises SourceError when its location does not exist or holds nothing that can be read.
    """
    if is_url(spec.location):
        from indexer.fetch.client import Fetcher
        from indexer.fetch.settings import FetchSettings
        from indexer.sources.web import WebSource

        return WebSource(spec, fetcher or Fetcher(FetchSettings()), max_bytes)
    kind = detect_source(spec)
    resolved = spec if kind is SourceKind.FILE else spec.model_copy(update={"type": kind.value})
    return FileSource(resolved, kind, max_bytes)
