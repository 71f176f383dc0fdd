"""What has the archive that the index has not? The index follows the archive, and can be made anew from it."""

import time

from indexer.archive import Archive
from indexer.archive.models import IndexReport
from indexer.errors import ArchiveError
from indexer.progress import Progress, Silent
from indexer.settings import IndexerSettings
from indexer.shutdown import StopSignal
from search.engine import Engine
from search.errors import IndexMissing

_PAGE = 500


def catch_up(
    archive: Archive,
    engine: Engine,
    *,
    commit_every: int = 5_000,
    progress: Progress | None = None,
    stop: StopSignal | None = None,
) -> int:
    """Bring the index to where the archive is, committing every so many articles; returns how many it took.

    Whatever was interrupted before is made good by this, since the index's own revision is noted only after its commit
    and doing a change twice does no harm. An index that this archive never filled is replaced by one that it did. When
    a stop was asked for, one commit is all that is done, and the rest is left to the next run. The caller holds
    `archive.indexing`; what other runs add to the archive meanwhile is taken along.
    """
    generation = _generation(engine)
    revision = None if generation is None else archive.indexed_revision(generation)
    if revision is None:
        if stop and archive.counts().articles > commit_every:
            return 0
        count, revision = _fill(archive, engine, progress or Silent(), stop)
        return count + _follow(archive, engine, revision, commit_every, stop)
    return _follow(archive, engine, revision, commit_every, stop)


def _follow(archive: Archive, engine: Engine, revision: int, commit_every: int, stop: StopSignal | None) -> int:
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
        if stop:
            return done


def rebuild(
    archive: Archive,
    engine: Engine,
    *,
    settings: IndexerSettings,
    progress: Progress | None = None,
    stop: StopSignal | None = None,
) -> IndexReport:
    """A fresh generation of the index from the archive alone, live when it is whole. Searches go on meanwhile.

    So do runs; what they changed is in it too. The old generation stays when this raises: IndexBusy when another has
    been writing the index for `settings.wait` seconds, ArchiveError when the archive gave fewer articles than it
    counts, KeyboardInterrupt when a stop is asked for.
    """
    started = time.monotonic()
    for source in archive.sources():
        archive.settle(source.name, settings.boilerplate_articles, settings.boilerplate_share)
    with archive.indexing(settings.wait):
        count, revision = _fill(archive, engine, progress or Silent(), stop)
        _follow(archive, engine, revision, 5_000, stop)
    return IndexReport(added=count, seconds=time.monotonic() - started)


def _fill(archive: Archive, engine: Engine, progress: Progress, stop: StopSignal | None) -> tuple[int, int]:
    """A generation of all articles; returns their number, and the revision from which the index is to follow on."""
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
            if stop and count > _PAGE:
                raise KeyboardInterrupt
        # A run may have added and removed some meanwhile; these are followed up.
        if count != totals.articles and archive.counts().revision == totals.revision:
            raise ArchiveError(
                f"The archive counts {totals.articles:,} articles but gave {count:,}; the new index was thrown away. "
                "Run it again; if it says the same, restore the archive from a backup."
            )
    archive.note_indexed(engine.stats().generation, totals.revision)
    if totals.articles:
        progress.end(f"{count:,} articles in {time.monotonic() - started:.1f} s")
    return count, totals.revision


def _generation(engine: Engine) -> str | None:
    try:
        return engine.stats().generation
    except IndexMissing:
        return None
