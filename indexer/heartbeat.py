"""Does the run still live? A thread beside it says so to the archive now and then, however long a document takes."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from indexer.archive import Archive
from indexer.errors import ArchiveError, RunLost
from indexer.logfmt import log
from indexer.shutdown import StopSignal

SECONDS = 15.0


@contextmanager
def beating(archive: Archive, run: int, every: float, met: Callable[[], int], stop: StopSignal) -> Iterator[None]:
    """Within it the run's lease is renewed every so many seconds; `met` tells how many documents it has met.

    A run that was taken for dead all the same is asked to stop; its next batch would be refused.
    """
    over = threading.Event()

    def beat() -> None:
        while not over.wait(every):
            try:
                archive.beat(run, met())
            except RunLost as error:
                log.error("lost", run=run, message=str(error))
                stop.ask()
                return
            except ArchiveError as error:
                # The archive may be busy for a moment; the lease outlasts several beats.
                log.warning("beat_failed", run=run, message=str(error))

    thread = threading.Thread(target=beat, name=f"heartbeat of run {run}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
