"""The heartbeat of a run: a thread that renews the run's lease in the archive, however long a document takes."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from indexer.archive import Archive
from indexer.errors import ArchiveError, RunLost
from indexer.logfmt import log
from indexer.shutdown import StopSignal

HEARTBEAT_SECONDS = 15.0


@contextmanager
def heartbeat_thread(
    archive: Archive, run: int, seconds: float, count_documents: Callable[[], int], stop: StopSignal
) -> Iterator[None]:
    """Renew the lease of a run every `seconds` within the `with` block, and record how many documents it has met.

    A run that lost its lease all the same is asked to stop; the archive would refuse its next batch.
    """
    over = threading.Event()

    def renew() -> None:
        while not over.wait(seconds):
            try:
                archive.heartbeat(run, count_documents())
            except RunLost as error:
                log.error("lost", run=run, message=str(error))
                stop.request()
                return
            except ArchiveError as error:
                # The archive may be busy for a moment; the lease outlasts several heartbeats.
                log.warning("beat_failed", run=run, message=str(error))

    thread = threading.Thread(target=renew, name=f"heartbeat of run {run}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
