"""Here are several sources: bring archive and index up to date with all of them, whatever one of them does."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from indexer import pipeline
from indexer.archive import Archive
from indexer.archive.models import IndexReport
from indexer.errors import SourceError
from indexer.extract.settings import ExtractSettings
from indexer.heartbeat import SECONDS
from indexer.pipeline import NO_WISHES, RunOptions
from indexer.progress import Progress
from indexer.settings import IndexerSettings, SourceSettings
from indexer.shutdown import StopSignal
from indexer.sources import open_source
from indexer.sources.fingerprints import is_url
from search.engine import Engine

if TYPE_CHECKING:
    from indexer.fetch.client import Fetcher


@dataclass(frozen=True, slots=True)
class Pipeline:
    """All that it takes to read a source; the same for the command and for the schedule."""

    archive: Archive
    engine: Engine
    settings: IndexerSettings
    reading: ExtractSettings
    heartbeat: float = SECONDS
    fetcher: "Callable[[], Fetcher] | None" = None

    def read(
        self,
        spec: SourceSettings,
        *,
        progress: Progress | None = None,
        wishes: RunOptions = NO_WISHES,
        stop: StopSignal | None = None,
    ) -> IndexReport:
        """Bring archive and index up to date with one source. Raises what `pipeline.run` raises.

        A source that cannot even be opened is noted as a run that failed, so that it is not forgotten.
        """
        try:
            fetcher = self.fetcher() if self.fetcher is not None and is_url(spec.location) else None
            source = open_source(spec, max_bytes=self.reading.max_bytes, fetcher=fetcher)
        except SourceError as error:
            self.archive.refuse_run(spec.name, spec.type, spec.location, str(error))
            raise
        return pipeline.run(
            source,
            self.archive,
            self.engine,
            settings=self.settings,
            reading=self.reading,
            progress=progress,
            wishes=wishes,
            heartbeat=self.heartbeat,
            stop=stop,
        )


def update(
    sources: Sequence[SourceSettings], indexing: Pipeline, progress: Progress, wishes: RunOptions = NO_WISHES
) -> int:
    """Read the sources one after the other; returns how many documents could not be read.

    Raises SourceError for the sources that failed, after the others are done, and what else `pipeline.run` raises.
    """
    unread, failed = 0, []
    for spec in sources:
        try:
            unread += indexing.read(spec, progress=progress, wishes=wishes).failed
        except SourceError as error:
            failed.append(error)
    if failed:
        raise SourceError(" ".join(map(str, failed)))
    return unread


@contextmanager
def managed_progress(progress: Progress) -> Iterator[Progress]:
    """The progress, taken off the terminal at the end even when the work failed."""
    if isinstance(progress, AbstractContextManager):
        with progress:
            yield progress
    else:
        yield progress
