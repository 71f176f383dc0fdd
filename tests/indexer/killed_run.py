"""A run in a process of its own, to be killed. It prints how many documents it has read, one line each."""

import sys
from pathlib import Path

from indexer.archive import open_archive
from indexer.extract import ExtractSettings
from indexer.pipeline import Pipeline
from indexer.progress import NoProgress
from indexer.settings import IndexerSettings, SourceSettings
from indexer.sources import open_source
from tests.indexer.memory_engine import MemoryEngine


class Printing(NoProgress):
    def step(self, done: int, note: str = "") -> None:
        print(done, flush=True)


def main(folder: Path) -> None:
    archive = open_archive(folder / "data" / "archive.db")
    source = open_source(SourceSettings.model_validate({"name": "desk", "location": str(folder / "articles")}))
    try:
        settings = IndexerSettings(batch=5, wait=10)
        Pipeline(archive, MemoryEngine(), settings, ExtractSettings.model_validate({})).run(source, progress=Printing())
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
