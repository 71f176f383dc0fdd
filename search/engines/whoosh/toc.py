"""Whoosh's table of contents (TOC), which lists the segments of a commit: read with its checksum, written durably.

    Whoosh's bytes     schema, number of the commit, segments with their deleted documents; Whoosh reads no further
    magic, checksum    16 bytes: `DATELINE`, then the XXH3 (64 bits) of what comes before

A commit's TOC is the one with its number, and `CURRENT` says which commit is live. One with a higher number was left by
a process that died before it could publish it.
"""

import re
import struct
from collections.abc import Sequence
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Any

import xxhash
from whoosh.filedb.filestore import Storage
from whoosh.filedb.structfile import StructFile
from whoosh.index import TOC

from search.engines.whoosh.codec import EXTENSION, ColumnarSegment
from search.engines.whoosh.errors import DAMAGE_EXCEPTIONS
from search.engines.whoosh.generations import sync_folder, write_durably
from search.engines.whoosh.schema import whoosh_schema
from search.errors import REBUILD_HINT, IndexDamaged

INDEX_NAME = "MAIN"
FIRST_COMMIT = 0
"""The number of the commit that a new generation begins with; it has no segments and is never live."""
_MAGIC = b"DATELINE"
_TRAILER = struct.Struct("<8sQ")
_OWN_FILE = re.compile(rf"_{INDEX_NAME}_.*|{INDEX_NAME}_[0-9a-z]+{re.escape(EXTENSION)}")


def create_index(folder: Path) -> None:
    """Create an empty index in an empty folder."""
    _write(folder, TOC(whoosh_schema(), [], FIRST_COMMIT))


def read_toc(folder: Path, commit: int) -> TOC:
    """Return the TOC of a commit in a generation's folder. Raises `IndexDamaged`, or OSError."""
    path = folder / TOC._filename(INDEX_NAME, commit)
    content = path.read_bytes()
    body, trailer = content[: -_TRAILER.size], content[-_TRAILER.size :]
    # Whoosh unpickles the body, and a pickle with a wrong bit can be anything.
    if len(trailer) < _TRAILER.size or _TRAILER.unpack(trailer) != (_MAGIC, xxhash.xxh3_64_intdigest(body)):
        raise _damaged(path, "it does not fit its checksum")
    try:
        return TOC.read(_MemoryStorage({path.name: body}), INDEX_NAME, commit)
    except (*DAMAGE_EXCEPTIONS, MemoryError) as error:
        raise _damaged(path, f"{type(error).__name__}: {error}") from error


def write_toc(folder: Path, before: TOC, segments: Sequence[ColumnarSegment]) -> TOC:
    """Write the commit after `before`, of these segments, whose files are on disk; so is the TOC when this returns."""
    toc = TOC(before.schema, list(segments), before.generation + 1)
    _write(folder, toc)
    return toc


def remove_old_files(folder: Path, toc: TOC) -> None:
    """Unlink the files that do not belong to the commit; readers that have them open can still read them.

    These are older commits, and what a process left that died while it wrote one.
    """
    listed = {TOC._filename(INDEX_NAME, toc.generation), *(segment.filename for segment in toc.segments)}
    for path in folder.iterdir():
        if path.name not in listed and _OWN_FILE.fullmatch(path.name):
            with suppress(FileNotFoundError):
                path.unlink()


def _write(folder: Path, toc: TOC) -> None:
    storage = _MemoryStorage()
    toc.write(storage, INDEX_NAME)
    ((name, body),) = storage.files.items()
    temporary = folder / f"{name}.new"
    write_durably(temporary, body + _TRAILER.pack(_MAGIC, xxhash.xxh3_64_intdigest(body)))
    temporary.replace(folder / name)
    sync_folder(folder)


def _damaged(path: Path, what: str) -> IndexDamaged:
    return IndexDamaged(f"{path} is damaged: {what}. {REBUILD_HINT}")


class _MemoryStorage(Storage):
    """Files in memory, so that Whoosh writes and reads none that is not checked."""

    def __init__(self, files: dict[str, bytes] | None = None) -> None:
        self.files = files or {}

    def create_file(self, name: str, **_: Any) -> StructFile:
        """See Whoosh."""

        def store(file: StructFile) -> None:
            self.files[name] = file.file.getvalue()

        return StructFile(BytesIO(), name=name, onclose=store)

    def open_file(self, name: str, **_: Any) -> StructFile:
        """See Whoosh."""
        return StructFile(BytesIO(self.files[name]), name=name)

    def rename_file(self, name: str, newname: str, safe: bool = False) -> None:
        """See Whoosh."""
        self.files[newname] = self.files.pop(name)
