"""An archive on a disk that cannot be written is read, and refuses to be written with a reason."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from indexer.archive import open_archive
from tests.indexer.conftest import Desk

PROGRAM = """
import ctypes, os, sys
from pathlib import Path
from indexer.archive import ArchiveError, open_archive

if sys.argv[-1] != "again":
    # Even the superuser minds who may write when the capability to override it is left out of what a program gets.
    PR_CAPBSET_DROP, CAP_DAC_OVERRIDE = 24, 1
    ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, 0, 0, 0)
    os.execv(sys.executable, [*sys.orig_argv, "again"])
try:
    archive = open_archive(Path("data/archive.db"))
    print(*sorted(article.title for article in archive.stream()), sep=",")
    print(archive.get("b").article.text, archive.stats().articles, len(archive.latest_runs(5)), len(archive.id))
except ArchiveError as error:
    print(error)
    raise SystemExit from error
for write in (archive.expire_dead_runs, lambda: archive.record_indexed("g", 1), archive.index_lock().__enter__):
    try:
        write()
    except ArchiveError as error:
        print(error)
"""


def read_in(folder: Path) -> list[str]:
    """What the program says in a folder in which nothing can be written."""
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o500 if path.is_dir() else 0o400)
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[3])}
    command = [sys.executable, "-c", PROGRAM]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder, env=environment)
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o700)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@pytest.fixture
def filled(desk: Desk) -> Desk:
    desk.records("r.jsonl", *({"id": name, "title": name.upper(), "text": f"Told of {name}."} for name in "abc"))
    desk.index()
    return desk


def copy(desk: Desk, to: Path, *names: str) -> Path:
    (to / "data").mkdir(parents=True)
    for name in names:
        shutil.copy(desk.folder / "data" / name, to / "data" / name)
    return to


def test_an_archive_that_nobody_writes_is_read(filled: Desk, tmp_path: Path) -> None:
    filled.archive.close()
    assert [path.name for path in (filled.folder / "data").glob("archive.db*")] != ["archive.db-wal"]
    folder = copy(filled, tmp_path / "copy", "archive.db")
    titles, article, *refused = read_in(folder)
    assert (titles, article) == ("A,B,C", "Told of b. 3 1 32")
    assert len(refused) == 3
    assert all("data/archive.db can only be read: it is on a read-only disk" in line for line in refused)
    assert [path.name for path in (folder / "data").iterdir()] == ["archive.db"]


def test_what_a_writer_has_not_yet_moved_into_the_file_is_read_too(filled: Desk, tmp_path: Path) -> None:
    # The archive is still open, so that the last commits are in its log alone.
    names = ["archive.db", "archive.db-wal", "archive.db-shm"]
    assert (filled.folder / "data" / "archive.db-wal").stat().st_size
    titles, article, *_ = read_in(copy(filled, tmp_path / "copy", *names))
    assert (titles, article) == ("A,B,C", "Told of b. 3 1 32")


def test_an_archive_whose_log_cannot_be_read_is_an_error_and_never_an_old_state(filled: Desk, tmp_path: Path) -> None:
    (told,) = read_in(copy(filled, tmp_path / "copy", "archive.db", "archive.db-wal"))
    assert "data/archive.db" in told
    assert "cannot be opened" in told


def test_an_archive_of_an_earlier_format_says_where_it_can_be_migrated(filled: Desk, tmp_path: Path) -> None:
    import sqlite3

    from tests.indexer.archive.test_migrations import AS_IN_FORMAT_4

    filled.archive.close()
    folder = copy(filled, tmp_path / "copy", "archive.db")
    connection = sqlite3.connect(folder / "data" / "archive.db")
    connection.executescript("PRAGMA journal_mode = DELETE;" + AS_IN_FORMAT_4)
    connection.close()
    (told,) = read_in(folder)
    assert "has format 4" in told
    assert "where it can be written" in told
    open_archive(folder / "data" / "archive.db", create=False).close()
