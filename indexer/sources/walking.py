"""Which files lie below a folder, in an order that does not change?"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from indexer.found import Failure
from indexer.sources.names import printable


@dataclass(frozen=True, slots=True)
class Entry:
    """A file below the folder, by its path and by the key that names it within the source."""

    path: Path
    key: str


def walk(root: Path) -> Iterator[Entry | Failure]:
    """All files below `root`, depth first, by name; hidden ones are left out.

    Links are followed, but no folder is read twice, so that loops end. A folder that cannot be listed is a Failure that
    hides what lies beneath; `root` itself raises OSError.
    """
    real_root = root.resolve()
    visited = {_identity(root.stat())}
    stack = [iter(_listing(root))]
    while stack:
        entry = next(stack[-1], None)
        if entry is None:
            stack.pop()
            continue
        path = Path(entry.path)
        key = printable(path.relative_to(root).as_posix())
        try:
            if not entry.is_dir():
                yield Entry(path, key)
                continue
            if entry.is_symlink() and _is_met(path.resolve(), real_root):
                continue  # it is read where it really lies
            identity = _identity(path.stat())
            if identity not in visited:
                visited.add(identity)
                stack.append(iter(_listing(path)))
        except OSError as error:
            yield Failure(
                key,
                printable(str(path)),
                "unreadable",
                f"The folder cannot be listed: {error.strerror}. Its articles stay as they were.",
                hides=True,
            )


def _is_met(folder: Path, root: Path) -> bool:
    """Whether a folder, without links in its path, lies below `root` and in nothing hidden, and so is walked itself."""
    return folder.is_relative_to(root) and not any(part.startswith(".") for part in folder.relative_to(root).parts)


def _listing(folder: Path) -> list[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        return sorted((each for each in entries if not each.name.startswith(".")), key=lambda each: each.name)


def _identity(status: os.stat_result) -> tuple[int, int]:
    return status.st_dev, status.st_ino
