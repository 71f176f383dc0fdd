"""Updates of several sources in a row, whatever happens to one of them."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager

from indexer.errors import SourceError
from indexer.pipeline import DEFAULT_OPTIONS, Pipeline, RunOptions
from indexer.progress import Progress
from indexer.settings import SourceSettings


def update(
    sources: Sequence[SourceSettings], pipeline: Pipeline, progress: Progress, options: RunOptions = DEFAULT_OPTIONS
) -> int:
    """Read the sources one after the other; return how many documents could not be read.

    Raises SourceError for the sources that failed, after the others are done, and what else `Pipeline.run` raises.
    """
    unread, errors = 0, []
    with _quiet_log():
        for spec in sources:
            try:
                unread += pipeline.open_and_run(spec, progress=progress, options=options).failed
            except SourceError as error:
                errors.append(error)
    if errors:
        raise SourceError(" ".join(map(str, errors)))
    return unread


@contextmanager
def _quiet_log() -> Iterator[None]:
    """Keep the events of runs out of the log, unless it is to have all: a person is told of a failure by its error."""
    logger = logging.getLogger("dateline.runs")
    before = logger.level
    if not logger.isEnabledFor(logging.INFO):
        logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(before)


@contextmanager
def managed_progress(progress: Progress) -> Iterator[Progress]:
    """Provide the progress, and take it off the terminal at the end even when the work failed."""
    if isinstance(progress, AbstractContextManager):
        with progress:
            yield progress
    else:
        yield progress
