"""Updates of several sources in a row, whatever happens to one of them."""

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
    for spec in sources:
        try:
            unread += pipeline.open_and_run(spec, progress=progress, options=options).failed
        except SourceError as error:
            errors.append(error)
    if errors:
        raise SourceError(" ".join(map(str, errors)))
    return unread


@contextmanager
def managed_progress(progress: Progress) -> Iterator[Progress]:
    """Provide the progress, and take it off the terminal at the end even when the work failed."""
    if isinstance(progress, AbstractContextManager):
        with progress:
            yield progress
    else:
        yield progress
