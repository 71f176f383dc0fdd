"""Fixtures: a desk with articles in a temporary folder, an archive and an index in memory."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from indexer.archive import Archive, Counts, open_archive
from indexer.extract import ExtractSettings
from indexer.pipeline import DEFAULT_OPTIONS, Pipeline, RunOptions
from indexer.progress import Progress
from indexer.settings import IndexerSettings, SourceSettings
from indexer.sources import Source, open_source
from search.engine import Engine
from tests.indexer.memory_engine import MemoryEngine

START = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)


@dataclass
class Clock:
    """A clock that advances by a minute, or by another step, each time it is read."""

    now: datetime = START
    step: timedelta = timedelta(minutes=1)

    def __call__(self) -> datetime:
        self.now += self.step
        return self.now


@dataclass
class Desk:
    """All that a run needs. `index` runs the source again; `files` is the folder of the articles."""

    folder: Path
    archive: Archive
    engine: MemoryEngine = field(default_factory=MemoryEngine)
    settings: IndexerSettings = field(default_factory=lambda: IndexerSettings(batch=3, wait=0))

    @property
    def files(self) -> Path:
        return self.folder / "articles"

    def write(self, name: str, text: str | bytes) -> Path:
        path = self.files / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def story(self, name: str, title: str, text: str = "The council met on Monday and voted.") -> Path:
        return self.write(name, f"{title}\n\n{text}\n")

    def records(self, name: str, *records: object) -> Path:
        return self.write(name, "".join(json.dumps(record) + "\n" for record in records))

    def source(self, location: Path | None = None, **more: object) -> Source:
        values = {"name": "desk", "location": str(location or self.files), **more}
        return open_source(SourceSettings.model_validate(values))

    def pipeline(self, engine: Engine | None = None) -> Pipeline:
        return Pipeline(self.archive, engine or self.engine, self.settings, ExtractSettings.model_validate({}))

    def index(
        self,
        source: Source | None = None,
        engine: Engine | None = None,
        options: RunOptions = DEFAULT_OPTIONS,
        progress: Progress | None = None,
    ) -> Counts:
        return self.pipeline(engine).run(source or self.source(), options=options, progress=progress)

    def titles(self) -> list[str]:
        """The titles of the live articles; archive and index must agree about them."""
        articles = sorted(self.archive.stream(), key=lambda article: article.id)
        assert articles == sorted(self.engine.articles.values(), key=lambda article: article.id)
        return sorted(article.title for article in articles)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def new_desk(tmp_path: Path, clock: Clock) -> Iterator[Callable[[str], Desk]]:
    """Makes desks, each in a folder of its own."""
    opened: list[Archive] = []

    def make(name: str) -> Desk:
        archive = open_archive(tmp_path / name / "data" / "archive.db", clock=clock)
        opened.append(archive)
        desk = Desk(tmp_path / name, archive)
        desk.files.mkdir()
        return desk

    yield make
    for archive in opened:
        archive.close()


@pytest.fixture
def desk(new_desk: Callable[[str], Desk]) -> Desk:
    return new_desk("desk")


def outcome(counts: Counts) -> dict[str, int]:
    """The counts that are not zero."""
    names = ("added", "changed", "same", "removed", "failed")
    return {name: getattr(counts, name) for name in names if getattr(counts, name)}
