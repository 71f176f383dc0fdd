"""Generations of the index: which one is live, and who may write.

    index/                       mode 0700: its content is trusted like code, since Whoosh unpickles it
    ├── CURRENT                  the live generation's name, the number and time of its last commit, and a checksum
    ├── write.lock               held by the one writer; released when its process dies
    ├── merge.lock               held by the one process that merges segments
    ├── CURRENT.20261122T…       what CURRENT was before a generation of another archive's articles was replaced
    └── 20261123T220413-0001/    a generation: format.json and the files of Whoosh

format.json also has the origin of a generation: the archive whose articles it has.
CURRENT is replaced atomically and durably: written aside, synced, renamed, its folder synced.
"""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import xxhash
from filelock import FileLock, Timeout

from search.engines.whoosh.errors import translate_errors
from search.engines.whoosh.schema import INDEX_FORMAT
from search.errors import REBUILD_HINT, EngineError, IndexDamaged, IndexLocked, IndexMissing, IndexVersion

LOCK_WAIT_SECONDS = 1.0
"""How long a writer waits for another one."""


@dataclass(frozen=True, slots=True)
class CurrentCommit:
    """The content of CURRENT: the live generation, the number of its commits, and the time of the last one, in UTC."""

    generation: str
    commit: int
    updated: datetime

    def encode(self) -> bytes:
        """Return the line that the file has: these values, then the XXH3 (64 bits) of them."""
        values = f"{self.generation} {self.commit} {self.updated.isoformat(timespec='seconds')}".encode()
        return b"%s %s\n" % (values, xxhash.xxh3_64_hexdigest(values).encode())

    @classmethod
    def decode(cls, line: bytes) -> "CurrentCommit":
        """Return the inverse of `encode`. Raises ValueError for anything else."""
        generation, commit, updated, _ = line.decode().split()
        found = cls(generation, int(commit), datetime.fromisoformat(updated))
        if found.encode() != line:
            raise ValueError("it does not fit its checksum")
        return found


class Generations:
    """The generations in one folder. Reading never creates, repairs or deletes anything."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._current = folder / "CURRENT"
        self._current_path = str(self._current)

    def stamp(self) -> tuple[int, int, int] | None:
        """Return a value that differs whenever CURRENT may have changed, for less than reading it costs.

        A new CURRENT is a new file, made while the old one still has its inode number. None when there is no file.
        """
        try:
            # Each search looks, and a Path would have to be made text for it.
            status = os.stat(self._current_path)  # noqa: PTH116
        except FileNotFoundError:
            return None
        return status.st_ino, status.st_mtime_ns, status.st_ctime_ns

    def current(self) -> CurrentCommit:
        """Return the live commit. Raises `IndexMissing`, `IndexVersion`, `IndexDamaged` or `OSError`."""
        try:
            line = self._current.read_bytes()
        except FileNotFoundError:
            raise IndexMissing(f"There is no index in {self.folder} yet. Run `dateline index` to make one.") from None
        try:
            return CurrentCommit.decode(line)
        except ValueError:
            self._refuse_old_format(line)
            raise IndexDamaged(f"{self._current} is damaged: it does not name a commit. {REBUILD_HINT}") from None

    def _refuse_old_format(self, line: bytes) -> None:
        """Raise `IndexVersion` if CURRENT is of a format before 6: it had no checksum, and its generation says so."""
        try:
            name, _, _ = line.decode().split()
            self.path(name)
        except (ValueError, IndexDamaged):
            return

    def is_live(self, generation: str, commit: int) -> bool:
        """Return whether this commit is the live one."""
        try:
            current = self.current()
        except (EngineError, OSError):
            return False
        return (current.generation, current.commit) == (generation, commit)

    def path(self, generation: str) -> Path:
        """Return the folder of a generation.

        Raises `IndexVersion` if it has a format that this program does not read.
        """
        path = self.folder / generation
        file = path / "format.json"
        values = _read_format(path)
        if values is None:
            raise IndexDamaged(f"{file} is damaged: it names no format. {REBUILD_HINT}")
        index_format = values["format"]
        if index_format != INDEX_FORMAT:
            age = "a newer" if index_format > INDEX_FORMAT else "an older"
            raise IndexVersion(
                f"The index has format {index_format}, written by {age} Dateline; this one reads {INDEX_FORMAT} "
                f"({file}). {REBUILD_HINT}"
            )
        if values != _format_values(str(values.get("origin"))):
            raise IndexDamaged(f"{file} is damaged: it does not fit its checksum. {REBUILD_HINT}")
        return path

    @contextmanager
    def lock(self, wait: float = LOCK_WAIT_SECONDS) -> Iterator[None]:
        """Hold the writer's lock.

        Raises `IndexLocked` when another process or thread holds it for longer than `wait` seconds.

        A merge holds it for a few milliseconds, which should not make a writer fail.
        """
        lock = FileLock(self.folder / "write.lock", timeout=wait, mode=0o600, is_singleton=False)
        with translate_errors(self.folder):
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            try:
                lock.acquire(poll_interval=0.01)
            except Timeout:
                raise IndexLocked("Another process is writing the index. Try again when it has finished.") from None
        try:
            yield
        finally:
            lock.release()

    def create(self, origin: str = "") -> Path:
        """Make a new, empty generation folder of that origin, not live yet. The caller holds the lock."""
        self._discard_unfinished()
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
        number = 1
        while (path := self.folder / f"{stamp}-{number:04}").exists():
            number += 1
        path.mkdir(mode=0o700)
        write_durably(path / "format.json", json.dumps(_format_values(origin)).encode())
        return path

    def publish(self, generation: str, commit: int) -> None:
        """Make a commit of a generation the live one; durable when this returns.

        If it replaces a generation of another origin, `CURRENT` stays beside it under that one's name.
        """
        sync_folder(self.folder / generation)
        with suppress(EngineError):
            before = self.current()
            if before.generation != generation and not self._may_delete(self.folder / before.generation, generation):
                write_durably(self.folder / f"CURRENT.{before.generation}", before.encode())
        temporary = self.folder / "CURRENT.new"
        write_durably(temporary, CurrentCommit(generation, commit, datetime.now(UTC)).encode())
        temporary.replace(self._current)
        sync_folder(self.folder)

    def retire(self, keep: str) -> None:
        """Delete all generations but the live one and the newest before it, which its last readers may still use.

        Those of another origin stay: they may be the only copy of their articles.
        """
        older = sorted(path for path in self._generation_folders() if path.name != keep)
        for path in older[:-1]:
            if self._may_delete(path, keep):
                self.discard(path)

    def clean_up(self, keep: str) -> None:
        """Delete generations that never became live, and those that are retired. The caller holds the lock."""
        for path in self.folder.iterdir():
            if path.is_dir() and path.name > keep and self._may_delete(path, keep):
                self.discard(path)
        (self.folder / "CURRENT.new").unlink(missing_ok=True)
        self.retire(keep)

    def files(self) -> set[Path]:
        """Return all files of all generations."""
        return {path for path in self.folder.rglob("*") if path.is_file()}

    def discard(self, path: Path) -> None:
        """Delete a generation that never became live."""
        shutil.rmtree(path, ignore_errors=True)

    def _discard_unfinished(self) -> None:
        try:
            live = self.current().generation
        except EngineError:
            return
        for path in self._generation_folders():
            if path.name > live and self._may_delete(path, live):
                self.discard(path)

    def _may_delete(self, path: Path, live: str) -> bool:
        """Return whether a generation has no origin, or that of the live one."""
        return read_origin(path) in ("", read_origin(self.folder / live))

    def _generation_folders(self) -> list[Path]:
        return [path for path in self.folder.iterdir() if path.is_dir() and (path / "format.json").exists()]


def read_origin(generation: Path) -> str:
    """Return the origin of a generation; "" for one that states none, as those of earlier formats."""
    values = _read_format(generation)
    return str(values.get("origin", "")) if values else ""


def _read_format(generation: Path) -> dict[str, Any] | None:
    """Return the values of format.json, unverified; None if they are not those of any format."""
    try:
        values = json.loads((generation / "format.json").read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    return values if isinstance(values, dict) and type(values.get("format")) is int else None


def _format_values(origin: str) -> dict[str, Any]:
    """Return what format.json has in this format."""
    checksum = xxhash.xxh3_64_hexdigest(f"{INDEX_FORMAT} {origin}".encode())
    return {"format": INDEX_FORMAT, "origin": origin, "checksum": checksum}


def write_durably(path: Path, content: bytes) -> None:
    """Write a file whose content is on disk when this returns; its name is once `sync_folder` has been called."""
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
