"""What has the archive that the index has not? The index follows the archive, and can be made anew from it."""

import time

from indexer.archive import Archive
from indexer.errors import ArchiveError
from indexer.progress import Progress, Silent
from indexer.report import IndexReport
from search.engine import Engine
from search.errors import IndexMissing

_PAGE = 500


def catch_up(archive: Archive, engine: Engine, *, commit_every: int = 5_000, progress: Progress | None = None) -> int:
    """Bring the index to where the archive is, committing every so many articles; returns how many it took.

    Whatever was interrupted before is made good by this, since the index's own revision is noted only after its commit
    and doing a change twice does no harm. An index that this archive never filled is replaced by one that it did. The
    caller holds `archive.writing`.
    """
    generation = _generation(engine)
    revision = None if generation is None else archive.indexed_revision(generation)
    if revision is None:
        return _fill(archive, engine, progress or Silent())
    done = 0
    while True:
        taken = 0
        changes = archive.changes_since(revision, min(_PAGE, commit_every))
        if not changes:
            return done
        with engine.writer() as writer:
            while changes and taken < commit_every:
                for change in changes:
                    if change.article is None:
                        writer.delete(change.article_id)
                    else:
                        writer.update(change.article)
                revision = changes[-1].revision
                taken += len(changes)
                changes = archive.changes_since(revision, min(_PAGE, max(1, commit_every - taken)))
        archive.note_indexed(engine.stats().generation, revision)
        done += taken


def rebuild(archive: Archive, engine: Engine, *, progress: Progress | None = None, wait: float = 5.0) -> IndexReport:
    """A fresh generation of the index from the archive alone, live when it is whole. Searches go on meanwhile.

    Raises ArchiveError while another run is writing, or when the archive gave fewer articles than it counts; the old
    generation then stays.
    """
    started = time.monotonic()
    with archive.writing(wait):
        count = _fill(archive, engine, progress or Silent())
    return IndexReport(added=count, seconds=time.monotonic() - started)


def _fill(archive: Archive, engine: Engine, progress: Progress) -> int:
    totals = archive.counts()
    count = 0
    if totals.articles:
        progress.begin("Building the index", totals.articles)
    started = time.monotonic()
    with engine.rebuild() as writer:
        for article in archive.stream():
            writer.update(article)
            count += 1
            progress.step(count)
        if count != totals.articles:
            raise ArchiveError(
                f"The archive counts {totals.articles:,} articles but gave {count:,}; the new index was thrown away. "
                "Run it again; if it says the same, restore the archive from a backup."
            )
    archive.note_indexed(engine.stats().generation, totals.revision)
    if totals.articles:
        progress.end(f"{count:,} articles in {time.monotonic() - started:.1f} s")
    return count


def _generation(engine: Engine) -> str | None:
    try:
        return engine.stats().generation
    except IndexMissing:
        return None
