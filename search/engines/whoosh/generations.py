"""Which generation of the index is live, and who may write?

    index/                       mode 0700: what lies in it is trusted like code, since Whoosh unpickles it
    ├── CURRENT                  the live generation's name and the number and time of its last commit
    ├── write.lock               held by the one writer; dies with its process
    ├── merge.lock               held by the one process that merges segments
    └── 20261123T220413-0001/    a generation: format.json and the files of Whoosh

CURRENT is replaced atomically and durably: written aside, synced, renamed, its folder synced.
"""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from search.engines.whoosh.errors import translated
from search.engines.whoosh.schema import FORMAT
from search.errors import IndexDamaged, IndexLocked, IndexMissing, IndexVersion

LOCK_WAIT = 1.0
"""Seconds that a writer waits for another one."""


@dataclass(frozen=True, slots=True)
class Current:
    """What CURRENT says: the generation that is live, its commits so far, and when the last one was, in UTC."""

    generation: str
    commit: int
    updated: datetime


class Generations:
    """The generations in one folder. Reading never creates, repairs or deletes anything."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._current = folder / "CURRENT"
        self._seal = str(self._current)

    def seal(self) -> tuple[int, int, int] | None:
        """What is another whenever CURRENT may say something else: a look that costs less than reading it.

        A new CURRENT is a new file, made while the old one still has its number. None where there is none.
        """
        try:
            # Each search looks, and a Path would have to be made text for it.
            found = os.stat(self._seal)  # noqa: PTH116
        except FileNotFoundError:
            return None
        return found.st_ino, found.st_mtime_ns, found.st_ctime_ns

    def current(self) -> Current:
        """The live generation. Raises `IndexMissing`, `IndexDamaged` or `OSError`."""
        try:
            name, commit, updated = self._current.read_text("utf-8").split()
            return Current(name, int(commit), datetime.fromisoformat(updated))
        except FileNotFoundError:
            raise IndexMissing(f"There is no index in {self.folder} yet. Run `dateline index` to make one.") from None
        except ValueError:
            raise IndexDamaged(f"{self._current} does not name a generation. Run `dateline index --rebuild`.") from None

    def names(self, generation: str, commit: int) -> bool:
        """Whether this commit is the live one."""
        try:
            current = self.current()
        except (IndexMissing, IndexDamaged, OSError):
            return False
        return (current.generation, current.commit) == (generation, commit)

    def path(self, generation: str) -> Path:
        """The folder of a generation, of the format that this program reads. Raises `IndexVersion` for another."""
        path = self.folder / generation
        try:
            version = json.loads((path / "format.json").read_text("utf-8"))["format"]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise IndexDamaged(f"{path / 'format.json'} cannot be read. Run `dateline index --rebuild`.") from error
        if version != FORMAT:
            age = "a newer" if isinstance(version, int) and version > FORMAT else "an older"
            raise IndexVersion(
                f"The index in {path} has format {version}, written by {age} Dateline; this one reads {FORMAT}. "
                "Use that Dateline, or run `dateline index --rebuild`."
            )
        return path

    @contextmanager
    def lock(self, wait: float = LOCK_WAIT) -> Iterator[None]:
        """Held while writing. Raises `IndexLocked` when another process or thread holds it for longer than `wait`.

        A merge holds it for a few milliseconds, which no writer should fail for.
        """
        lock = FileLock(self.folder / "write.lock", timeout=wait, mode=0o600, is_singleton=False)
        with translated(self.folder):
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            try:
                lock.acquire(poll_interval=0.01)
            except Timeout:
                raise IndexLocked("Another process is writing the index. Try again when it has finished.") from None
        try:
            yield
        finally:
            lock.release()

    def create(self) -> Path:
        """A new, empty generation folder, not live yet. The caller holds the lock."""
        self._discard_unfinished()
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
        number = 1
        while (path := self.folder / f"{stamp}-{number:04}").exists():
            number += 1
        path.mkdir(mode=0o700)
        _write_durably(path / "format.json", json.dumps({"format": FORMAT}))
        return path

    def publish(self, generation: str, commit: int) -> None:
        """Make a commit of a generation the live one; durable when this returns."""
        sync_folder(self.folder / generation)
        temporary = self.folder / "CURRENT.new"
        _write_durably(temporary, f"{generation} {commit} {datetime.now(UTC).isoformat(timespec='seconds')}\n")
        temporary.replace(self._current)
        sync_folder(self.folder)

    def retire(self, keep: str) -> None:
        """Delete all generations but the live one and the newest before it, which its last readers may still use."""
        older = sorted(path for path in self._all() if path.name != keep)
        for path in older[:-1]:
            shutil.rmtree(path, ignore_errors=True)

    def clean_up(self, keep: str) -> None:
        """Delete what was begun and never became live, and generations that are retired. The caller holds the lock."""
        for path in self.folder.iterdir():
            if path.is_dir() and path.name > keep:
                self.discard(path)
        (self.folder / "CURRENT.new").unlink(missing_ok=True)
        self.retire(keep)

    def files(self) -> set[Path]:
        """All files of all generations."""
        return {path for path in self.folder.rglob("*") if path.is_file()}

    def discard(self, path: Path) -> None:
        """Delete a generation that never became live."""
        shutil.rmtree(path, ignore_errors=True)

    def _discard_unfinished(self) -> None:
        try:
            live = self.current().generation
        except (IndexMissing, IndexDamaged):
            return
        for path in self._all():
            if path.name > live:
                self.discard(path)

    def _all(self) -> list[Path]:
        return [path for path in self.folder.iterdir() if path.is_dir() and (path / "format.json").exists()]


def _write_durably(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
