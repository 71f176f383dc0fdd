"""The index brought up to date with the archive, or rebuilt from it."""

import time

from indexer.archive import Archive, Counts
from indexer.errors import ArchiveError
from indexer.progress import NoProgress, Progress
from indexer.settings import IndexerSettings
from indexer.shutdown import StopSignal
from search.engine import Engine
from search.errors import IndexMissing

_PAGE_ARTICLES = 500
_REBUILD_COMMIT_ARTICLES = 5_000


def catch_up(
    archive: Archive,
    engine: Engine,
    commit_every: int = 5_000,
    progress: Progress | None = None,
    stop: StopSignal | None = None,
) -> int:
    """Bring the index up to date with the archive; return how many articles it took.

    The index is committed every `commit_every` articles. This recovers from any interruption: the revision of the index
    is recorded only after its commit, and making a change twice does no harm. An index that this archive never filled
    is replaced by one that it did. When a stop was requested, one commit is made at most, and the rest is left to the
    next run. The caller holds `archive.index_lock`; what other runs add to the archive meanwhile is taken too.
    """
    generation = current_generation(engine)
    revision = None if generation is None else archive.indexed_revision(generation)
    count = 0
    if revision is None:
        if stop and archive.stats().articles > commit_every:
            return 0
        count, revision = _fill_generation(archive, engine, progress or NoProgress(), stop)
    return count + _apply_changes(archive, engine, revision, commit_every, stop)


def rebuild(
    archive: Archive,
    engine: Engine,
    *,
    settings: IndexerSettings,
    progress: Progress | None = None,
    stop: StopSignal | None = None,
) -> Counts:
    """Build a fresh generation of the index from the archive alone; it goes live once it is complete.

    Searches and runs go on meanwhile, and what the runs changed is in it too. The old generation stays when this
    raises: IndexBusy when another run has been writing the index for `settings.wait` seconds, ArchiveError when the
    archive gave fewer articles than it counts, KeyboardInterrupt when a stop is requested.
    """
    started = time.monotonic()
    for source in archive.sources():
        archive.update_boilerplate(source.name, settings.boilerplate_articles, settings.boilerplate_share)
    with archive.index_lock(settings.wait):
        count, revision = _fill_generation(archive, engine, progress or NoProgress(), stop)
        _apply_changes(archive, engine, revision, _REBUILD_COMMIT_ARTICLES, stop)
    return Counts(added=count, seconds=time.monotonic() - started)


def current_generation(engine: Engine) -> str | None:
    """Return the name of the generation that is live; None where there is no index yet."""
    try:
        return engine.stats().generation
    except IndexMissing:
        return None


def _apply_changes(archive: Archive, engine: Engine, revision: int, commit_every: int, stop: StopSignal | None) -> int:
    """Index all changes after a revision; return how many there were."""
    total = 0
    while True:
        count = 0
        changes = archive.changes_since(revision, min(_PAGE_ARTICLES, commit_every))
        if not changes:
            return total
        with engine.writer() as writer:
            while changes and count < commit_every:
                for change in changes:
                    if change.article is None:
                        writer.delete(change.article_id)
                    else:
                        writer.update(change.article)
                revision = changes[-1].revision
                count += len(changes)
                changes = archive.changes_since(revision, min(_PAGE_ARTICLES, max(1, commit_every - count)))
        archive.record_indexed(engine.stats().generation, revision)
        total += count
        if stop:
            return total


def _fill_generation(archive: Archive, engine: Engine, progress: Progress, stop: StopSignal | None) -> tuple[int, int]:
    """Build a generation of all articles; return their number, and the revision after which changes are to follow."""
    stats = archive.stats()
    count = 0
    if stats.articles:
        progress.begin("Building the index", stats.articles)
    started = time.monotonic()
    with engine.rebuild() as writer:
        for article in archive.stream():
            writer.update(article)
            count += 1
            progress.step(count)
            if stop and count > _PAGE_ARTICLES:
                raise KeyboardInterrupt
        # If the revision rose, a run has added or removed some meanwhile; these changes follow.
        if count != stats.articles and archive.stats().revision == stats.revision:
            raise ArchiveError(
                f"The archive counts {stats.articles:,} articles but gave {count:,}; the new index was thrown away. "
                "Run it again; if it says the same, restore the archive from a backup."
            )
    archive.record_indexed(engine.stats().generation, stats.revision)
    if stats.articles:
        progress.end(f"{count:,} article{'' if count == 1 else 's'} in {time.monotonic() - started:.1f} s")
    return count, stats.revision
