"""A run in a process of its own, to be killed: prints a line when it begins to read."""

import sys
from pathlib import Path

from indexer.archive import open_archive
from indexer.extract import ExtractSettings
from indexer.pipeline import run
from indexer.progress import Silent
from indexer.settings import IndexerSettings, SourceSettings
from indexer.sources import open_source
from tests.indexer.memory_engine import MemoryEngine


class Telling(Silent):
    def step(self, done: int, note: str = "") -> None:
        print(done, flush=True)


def main(folder: Path) -> None:
    archive = open_archive(folder / "data" / "archive.db")
    source = open_source(SourceSettings.model_validate({"name": "desk", "location": str(folder / "articles")}))
    try:
        run(
            source,
            archive,
            MemoryEngine(),
            settings=IndexerSettings(batch=5, wait=10),
            reading=ExtractSettings.model_validate({}),
            progress=Telling(),
        )
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
