"""Whoosh's table of contents (TOC), which lists the segments of a commit: read and written durably."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC, clean_files

from search.engines.whoosh.codec import ColumnarSegment
from search.engines.whoosh.generations import sync_folder
from search.engines.whoosh.schema import whoosh_schema

INDEX_NAME = "MAIN"


def create_index(folder: Path) -> None:
    """Create an empty index in an empty folder."""
    TOC.create(FileStorage(str(folder)), whoosh_schema(), INDEX_NAME)


def read_toc(folder: Path) -> TOC:
    """Return the newest commit in a generation's folder.

    A damaged file may raise anything; the caller translates it.
    """
    storage = _Storage(str(folder))
    try:
        return TOC.read(storage, INDEX_NAME)
    finally:
        storage.close_files()


def write_toc(folder: Path, before: TOC, segments: Sequence[ColumnarSegment]) -> TOC:
    """Write a new commit of these segments, whose files are on disk; it is on disk itself when this returns."""
    storage = FileStorage(str(folder))
    toc = TOC(before.schema, list(segments), before.generation + 1)
    toc.write(storage, INDEX_NAME)
    descriptor = os.open(folder / TOC._filename(INDEX_NAME, toc.generation), os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    sync_folder(folder)
    return toc


def remove_old_files(folder: Path, toc: TOC) -> None:
    """Unlink the files that do not belong to the commit; readers that have them open can still read them."""
    clean_files(FileStorage(str(folder)), INDEX_NAME, toc.generation, toc.segments)


class _Storage(FileStorage):
    """A storage that closes what it opened: Whoosh leaves a file open that it could not read."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self._opened: list[Any] = []

    def open_file(self, name: str, **options: Any) -> Any:
        file = super().open_file(name, **options)
        self._opened.append(file)
        return file

    def close_files(self) -> None:
        for file in self._opened:
            if not file.is_closed:
                file.close()
