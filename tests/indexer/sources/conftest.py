"""Reading a source of files as a run does, without an archive."""

import gzip
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from indexer.document import SourceItem
from indexer.settings import SourceSettings
from indexer.sources import open_source

ReadFiles = Callable[..., list[SourceItem]]


class _OnRecord:
    def __init__(self, known: Mapping[str, str]) -> None:
        self._known = known

    def fingerprints(self, keys: Sequence[str]) -> Mapping[str, str]:
        return {key: self._known[key] for key in keys if key in self._known}

    def forgotten(self, keys: Sequence[str]) -> Mapping[str, str]:
        return {}


@pytest.fixture
def read_files() -> ReadFiles:
    """All that a path gives: `read_files(path, known, max_bytes=…, fields=…)`."""

    def read(
        path: Path, known: Mapping[str, str] | None = None, *, max_bytes: int = 2_000_000, **more: object
    ) -> list[SourceItem]:
        spec = SourceSettings.model_validate({"name": "desk", "location": str(path), **more})
        return list(open_source(spec, max_bytes=max_bytes).documents(_OnRecord(known or {})))

    return read


@pytest.fixture
def archived(tmp_path: Path, read_files: ReadFiles) -> Callable[..., list[SourceItem]]:
    def read(*records: bytes, name: str = "crawl.warc", packed: bool = False, **more: object) -> list[SourceItem]:
        path = tmp_path / (name + ".gz" if packed else name)
        path.write_bytes(b"".join(map(gzip.compress, records) if packed else records))
        return read_files(path, **more)

    return read
