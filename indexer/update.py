"""Here are several sources: bring archive and index up to date with all of them, whatever one of them does."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager

from indexer import pipeline
from indexer.archive import Archive
from indexer.errors import SourceError
from indexer.progress import Progress
from indexer.reading.settings import ReadingSettings
from indexer.settings import IndexerSettings, SourceSettings
from indexer.sources import open_source
from search.engine import Engine


def update(
    sources: Sequence[SourceSettings],
    archive: Archive,
    engine: Engine,
    settings: IndexerSettings,
    reading: ReadingSettings,
    progress: Progress,
) -> int:
    """Read the sources one after the other; returns how many documents could not be read.

    Raises SourceError for the sources that failed, after the others are done, and what else `pipeline.run` raises.
    """
    unread, failed = 0, []
    for spec in sources:
        try:
            source = open_source(spec, max_bytes=reading.max_bytes)
            report = pipeline.run(source, archive, engine, settings=settings, reading=reading, progress=progress)
            unread += report.failed
        except SourceError as error:
            failed.append(error)
    if failed:
        raise SourceError(" ".join(map(str, failed)))
    return unread


@contextmanager
def shown(progress: Progress) -> Iterator[Progress]:
    """The progress, taken off the terminal at the end even when the work failed."""
    if isinstance(progress, AbstractContextManager):
        with progress:
            yield progress
    else:
        yield progress
