"""The index brought up to date with the archive, or rebuilt from it."""

import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from indexer.archive import Archive, Counts, DamagedRecord
from indexer.errors import ArchiveError, ForeignIndex, RecordDamaged
from indexer.logfmt import log
from indexer.progress import NoProgress, Progress
from indexer.settings import IndexerSettings
from indexer.shutdown import StopSignal
from search.article import Article
from search.engine import Engine
from search.errors import EngineError, IndexMissing
from search.results import IndexStats

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
    is recorded only after its commit, and making a change twice does no harm. When a stop was requested, one commit is
    made at most, and the rest is left to the next run. An article that is damaged in the archive stays as the index has
    it. The caller holds `archive.index_lock`; what other runs add to the archive meanwhile is taken too.

    Raises ForeignIndex, and changes nothing, when the index has the articles of another archive.
    """
    if (foreign := foreign_index(archive, engine)) is not None:
        raise _foreign_error(archive, foreign)
    generation = current_generation(engine)
    revision = None if generation is None else archive.indexed_revision(generation)
    count = 0
    if revision is None:
        if stop and archive.stats().articles > commit_every:
            return 0
        filled = _fill_generation(archive, engine, progress or NoProgress(), stop)
        count, revision = filled.count, filled.revision
        for each in filled.damaged:
            log.error("damaged", article=each.article_id, archive=archive.name)
    return count + _apply_changes(archive, engine, revision, commit_every, stop)


def rebuild(
    archive: Archive,
    engine: Engine,
    *,
    settings: IndexerSettings,
    progress: Progress | None = None,
    stop: StopSignal | None = None,
    replace_foreign: bool = False,
) -> Counts:
    """Build a fresh generation of the index from the archive alone; it goes live once it is complete.

    Searches and runs go on meanwhile, and what the runs changed is in it too. The old generation stays when this
    raises: IndexBusy when another run has been writing the index for `settings.wait` seconds, ArchiveError when the
    archive gave fewer articles than it counts, ForeignIndex when the index has the articles of another archive, unless
    `replace_foreign`, and KeyboardInterrupt when a stop is requested.

    Articles that are damaged in the archive are taken from the old generation, or left out where it has none; after
    the new one is live, RecordDamaged names them.
    """
    started = time.monotonic()
    if not replace_foreign and (foreign := foreign_index(archive, engine)) is not None:
        raise _foreign_error(archive, foreign)
    archive.add_missing_checksums()
    for source in archive.sources():
        archive.update_boilerplate(source.name, settings.boilerplate_articles, settings.boilerplate_share)
    with archive.index_lock(settings.wait):
        filled = _fill_generation(archive, engine, progress or NoProgress(), stop)
        _apply_changes(archive, engine, filled.revision, _REBUILD_COMMIT_ARTICLES, stop)
    if filled.damaged:
        raise RecordDamaged(
            f"{archive.damage(filled.damaged)} The new index is live. {filled.from_old:,} of them are in it as in the"
            f" index before; {len(filled.damaged) - filled.from_old:,} are left out."
        )
    return Counts(added=filled.count, seconds=time.monotonic() - started)


def foreign_index(archive: Archive, engine: Engine) -> IndexStats | None:
    """Return the figures of the index if it has articles and another archive filled it."""
    try:
        stats = engine.stats()
    except EngineError:
        return None
    own = stats.origin == archive.id or (not stats.origin and archive.indexed_revision(stats.generation) is not None)
    return None if own or not stats.articles else stats


def _foreign_error(archive: Archive, index: IndexStats) -> ForeignIndex:
    return ForeignIndex(
        f"The index has {index.articles:,} articles of another archive than {archive.name}, which has"
        f" {archive.stats().articles:,}. Nothing was changed. If that archive was moved or lost, put it back in this"
        " place. If there is no copy of it, save the articles that the index has: dateline export '*' > saved.jsonl."
        " Then dateline index --rebuild replaces the index by one of this archive, and dateline index saved.jsonl reads"
        " the saved articles."
    )


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
                    if change.damaged is not None:
                        log.error("damaged", article=change.damaged.article_id, archive=archive.name)
                    elif change.article is None:
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


@dataclass(slots=True)
class _Filled:
    """A new generation: its articles, and the revision after which changes are to follow.

    Of the `damaged` articles, `from_old` were taken from the generation before.
    """

    revision: int
    count: int = 0
    damaged: list[DamagedRecord] = field(default_factory=list)
    from_old: int = 0


def _fill_generation(archive: Archive, engine: Engine, progress: Progress, stop: StopSignal | None) -> _Filled:
    """Build a generation of all articles."""
    filled, expected = _Filled(archive.revision()), _article_count(archive)
    if expected:
        progress.begin("Building the index", expected)
    started = time.monotonic()
    with engine.rebuild(archive.id) as writer:
        for article in archive.stream(on_damage=filled.damaged.append):
            writer.update(article)
            filled.count += 1
            progress.step(filled.count)
            if stop and filled.count > _PAGE_ARTICLES:
                raise KeyboardInterrupt
        # A damaged article may have been removed. If the revision rose, a run has added or removed some meanwhile;
        # these changes follow.
        is_whole = expected is None or expected - len(filled.damaged) <= filled.count <= expected
        if not is_whole and archive.revision() == filled.revision:
            raise ArchiveError(
                f"The archive counts {expected:,} articles but gave {filled.count:,}; the new index was thrown away. "
                "Run it again; if it says the same, restore the archive from a backup."
            )
        for old in _old_copies(engine, filled.damaged):
            writer.update(old)
            filled.from_old += 1
    archive.record_indexed(engine.stats().generation, filled.revision)
    if expected:
        articles = f"{filled.count:,} article{'' if filled.count == 1 else 's'}"
        progress.end(f"{articles} in {time.monotonic() - started:.1f} s")
    return filled


def _article_count(archive: Archive) -> int | None:
    """Return how many articles the archive has; None where one of them is so damaged that they cannot be counted."""
    try:
        return archive.stats().articles
    except ArchiveError:
        return None


def _old_copies(engine: Engine, damaged: Sequence[DamagedRecord]) -> list[Article]:
    """Return the damaged articles that the live generation has whole."""
    copies: list[Article] = []
    with suppress(EngineError):
        for each in damaged:
            copy = engine.get(each.article_id)
            if copy is not None:
                copies.append(copy)
    return copies
