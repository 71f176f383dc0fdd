"""Sources of documents: the port that every kind implements, and the function that opens the right kind."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Protocol

from indexer.document import KnownFingerprints, SourceItem
from indexer.settings import SourceSettings
from indexer.sources.detect_content import SourceKind
from indexer.sources.detect_file import detect_source
from indexer.sources.files import FileSource
from indexer.sources.fingerprints import is_url

if TYPE_CHECKING:  # the HTTP client takes half a second to load, and folders have no use for it
    from indexer.fetch.client import Fetcher

__all__ = ["MAX_BYTES", "KnownFingerprints", "Source", "open_source", "source_remark"]

MAX_BYTES = 20_000_000


class Source(Protocol):
    """Something that documents can be read from, again at every run."""

    @property
    def spec(self) -> SourceSettings:
        """What the configuration says about it."""
        ...

    @property
    def partial(self) -> bool:
        """Whether the last pass may have left out what is still there, so that absence from it proves nothing.

        A feed always does, since it forgets. What a source that is not partial did not yield has vanished.
        """
        ...

    def documents(self, known: KnownFingerprints) -> Iterator[SourceItem]:
        """Yield all that it holds now, in an order that does not change between runs.

        What is on record with the same fingerprint is yielded as Unchanged. What cannot be read is a Failure. Raises
        SourceError when the source as a whole cannot be read, or no further.
        """
        ...


def source_remark(source: Source) -> str:
    """Return what there is to say to a person about the last pass over a source that was no failure; "" for nothing.

    It is what was skipped because no articles are read from it, or the feed that a page names.
    """
    remark = getattr(source, "remark", "")
    return remark if isinstance(remark, str) else ""


def open_source(spec: SourceSettings, *, max_bytes: int = MAX_BYTES, fetcher: "Fetcher | None" = None) -> Source:
    """Open the source that the settings describe; no file, page or line of more than `max_bytes` is read.

    What a URL holds is found out when its documents are requested, by `fetcher` or one with the default settings.
    Raises SourceError when the location does not exist or holds nothing that can be read.
    """
    if is_url(spec.location):
        from indexer.fetch.client import Fetcher
        from indexer.fetch.settings import FetchSettings
        from indexer.sources.web import WebSource

        return WebSource(spec, fetcher or Fetcher(FetchSettings()), max_bytes)
    kind = detect_source(spec)
    resolved = spec if kind is SourceKind.FILE else spec.model_copy(update={"type": kind.value})
    return FileSource(resolved, kind, max_bytes)
