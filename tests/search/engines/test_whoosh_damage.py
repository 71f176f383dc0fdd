"""Full disks, killed processes, damaged files, other formats: a clear error, and the last commit stays live."""

import json
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from search.article import Article
from search.errors import IndexDamaged, IndexVersion
from search.query.tree import MatchAll, Phrase, Prefix, Word
from search.request import Facet, Interval, SearchRequest, Sort
from tests.search.engines.folders import articles, filled, ids, opened

FULL_DISK = """
import resource, signal, sys
from pathlib import Path
from search.article import Article
from search.engines import open_engine
from search.errors import EngineError
from search.settings import IndexSettings, SearchSettings

engine = open_engine(IndexSettings(), SearchSettings(), Path(sys.argv[1]))
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
try:
    with engine.writer() as writer:
        for number in range(300):
            writer.update(Article(f"big{number}", f"Big {number}", f"word{number} " * 200))
except EngineError as error:
    print(error)
"""


@pytest.mark.parametrize("room", [100, 20_000])
def test_a_full_disk_is_reported_and_the_last_commit_stays_live(tmp_path: Path, room: int) -> None:
    engine = filled(tmp_path, articles(5))
    engine.settle()
    before = sorted(tmp_path.rglob("*"))
    command = [sys.executable, "-c", FULL_DISK, str(tmp_path), str(room)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[3])
    assert "No space is left" in done.stdout, done.stderr
    assert sorted(tmp_path.rglob("*")) == before
    assert opened(tmp_path).search(SearchRequest(Word("harbour"))).total == 5
    with engine.writer() as writer:
        writer.update(Article("after", "After", "harbour"))
    assert engine.stats().articles == 6


def test_a_killed_writer_leaves_the_last_commit(tmp_path: Path) -> None:
    filled(tmp_path, articles(5))
    killed = FULL_DISK.replace(
        "resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))", ""
    )
    killed = killed.replace(
        "range(300):", "range(300):\n            number == 299 and signal.raise_signal(signal.SIGKILL)"
    )
    done = subprocess.run([sys.executable, "-c", killed, str(tmp_path)], check=False, cwd=Path(__file__).parents[3])
    assert done.returncode == -9
    engine = opened(tmp_path)
    assert engine.stats().articles == 5
    with engine.writer() as writer:
        writer.update(Article("after", "After", "harbour"))
    assert engine.stats().articles == 6


INTERRUPTED = """
import sys
from pathlib import Path
from search.article import Article
from search.engines import open_engine
from search.settings import IndexSettings, SearchSettings

data, session, moment = Path(sys.argv[1]), *sys.argv[2:]
replaced = False

def interrupt(event, arguments):
    global replaced
    if event == "os.rename" and str(arguments[1]).endswith("CURRENT"):
        replaced = True
        if moment == "before":
            raise KeyboardInterrupt
    elif event == "open" and replaced and str(arguments[0]).endswith("index"):
        # The folder is to be synced, as the first thing that is done when CURRENT has been replaced.
        replaced = False
        raise KeyboardInterrupt

sys.addaudithook(interrupt)
engine = open_engine(IndexSettings(), SearchSettings(), data)
try:
    with getattr(engine, session)() as writer:
        writer.update(Article("new", "New", "harbour"))
except KeyboardInterrupt:
    print("interrupted")
"""


@pytest.mark.parametrize(
    ("session", "moment", "expected"),
    [("writer", "before", 5), ("rebuild", "before", 5), ("writer", "after", 6), ("rebuild", "after", 1)],
)
def test_an_interruption_leaves_either_commit_whole(tmp_path: Path, session: str, moment: str, expected: int) -> None:
    filled(tmp_path, articles(5)).settle()
    command = [sys.executable, "-c", INTERRUPTED, str(tmp_path), session, moment]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[3])
    assert done.stdout == "interrupted\n"
    engine = opened(tmp_path)
    assert engine.search(SearchRequest(Word("harbour"))).total == expected
    with engine.writer() as writer:
        writer.update(Article("after", "After", "harbour"))
    assert engine.search(SearchRequest(Word("harbour"))).total == expected + 1


OVERTAKEN = """
import sys
from pathlib import Path
from search.article import Article
from search.engines import open_engine
from search.query.tree import Word
from search.request import SearchRequest
from search.settings import IndexSettings, SearchSettings

overtaken = False

def overtake(event, arguments):
    global overtaken
    if event == "open" and str(arguments[0]).endswith(sys.argv[2]) and not overtaken:
        overtaken = True
        for _ in range(2):
            # The second takes away the generation that is about to be opened.
            with other.rebuild() as writer:
                writer.update(Article("new", "New", "harbour"))

engine, other = (open_engine(IndexSettings(), SearchSettings(), Path(sys.argv[1])) for _ in range(2))
sys.addaudithook(overtake)
print(engine.search(SearchRequest(Word("harbour"))).total, overtaken)
"""


@pytest.mark.parametrize("file", ["format.json", ".toc", ".columns"])
def test_a_search_overtaken_by_rebuilds_uses_the_new_generation(tmp_path: Path, file: str) -> None:
    filled(tmp_path, articles(5)).settle()
    command = [sys.executable, "-c", OVERTAKEN, str(tmp_path), file]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=Path(__file__).parents[3])
    assert done.stdout == "1 True\n", done.stderr


def test_the_index_folder_is_private(tmp_path: Path) -> None:
    filled(tmp_path, articles(1))
    assert (tmp_path / "index").stat().st_mode & 0o077 == 0


def test_an_index_of_another_format_names_it(tmp_path: Path) -> None:
    engine = filled(tmp_path, articles(1))
    generation = next(path for path in (tmp_path / "index").iterdir() if path.is_dir())
    (generation / "format.json").write_text(json.dumps({"format": 99}))
    for call in (opened(tmp_path).stats, lambda: engine.writer().__enter__()):
        with pytest.raises(IndexVersion, match="newer Dateline"):
            call()


@pytest.mark.parametrize("pattern", ["*.toc", "*.columns", "format.json"])
@pytest.mark.parametrize("damage", ["empty", "cut", "gone"])
def test_a_torn_file_is_damage_and_nothing_is_deleted(tmp_path: Path, pattern: str, damage: str) -> None:
    filled(tmp_path, articles(5))
    path = next((tmp_path / "index").glob(f"*/{pattern}"))
    if damage == "gone":
        path.unlink()
    else:
        path.write_bytes(b"" if damage == "empty" else path.read_bytes()[: path.stat().st_size // 2])
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(IndexDamaged, match=f"{path.name} is .*dateline index --rebuild"):
        opened(tmp_path).search(SearchRequest(Word("harbour")))
    assert sorted(tmp_path.rglob("*")) == before


def test_files_in_the_place_of_others_are_damage(tmp_path: Path) -> None:
    filled(tmp_path, articles(5), [Article(f"other{number}", "Other", "harbour") for number in range(5)]).settle()
    one, other = sorted((tmp_path / "index").glob("*/*.columns"))
    whole = one.read_bytes()
    one.write_bytes(other.read_bytes())
    told = "{} is damaged: it was written as {}.*--rebuild"
    with pytest.raises(IndexDamaged, match=told.format(one.name, other.name)):
        opened(tmp_path).search(SearchRequest(Word("harbour")))
    other.write_bytes(whole)
    # Either may be the first that is opened.
    either = f"{told.format(one.name, other.name)}|{told.format(other.name, one.name)}"
    with pytest.raises(IndexDamaged, match=either):
        opened(tmp_path).search(SearchRequest(Word("harbour")))


READ_ONLY = """
import ctypes, os, sys
from pathlib import Path
from search.article import Article
from search.engines import open_engine
from search.errors import EngineError
from search.query.tree import Word
from search.request import SearchRequest
from search.settings import IndexSettings, SearchSettings

if len(sys.argv) == 1:
    # Even the superuser minds who may write when the capability to override it is left out of what a program gets.
    PR_CAPBSET_DROP, CAP_DAC_OVERRIDE = 24, 1
    ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, 0, 0, 0)
    os.execv(sys.executable, [*sys.orig_argv, "again"])
engine = open_engine(IndexSettings(), SearchSettings(), Path("."))
print(engine.search(SearchRequest(Word("harbour"))).total)
for session in (engine.writer, engine.rebuild):
    try:
        with session() as writer:
            writer.update(Article("new", "New", "harbour"))
    except EngineError as error:
        print(error)
print(engine.search(SearchRequest(Word("harbour"))).total)
"""


def test_a_read_only_folder_is_searched_and_refuses_writers(tmp_path: Path) -> None:
    filled(tmp_path, articles(5)).settle()
    for path in (tmp_path, *tmp_path.rglob("*")):
        path.chmod(0o500 if path.is_dir() else 0o400)
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[3])}
    command = [sys.executable, "-c", READ_ONLY]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=tmp_path, env=environment)
    first, *told, last = done.stdout.splitlines()
    assert (first, last) == ("5", "5")
    assert len(told) == 2
    assert all("Check who owns it" in line for line in told)


def test_no_flipped_bit_is_trusted(tmp_path: Path) -> None:
    filled(tmp_path, [*articles(40), Article("é", "Café", "S-400 IS here", author=("A B",), source="PTI")])
    path = next((tmp_path / "index").glob("*/*.columns"))
    sound = path.read_bytes()
    requests = [
        SearchRequest(Word("harbour"), facets=tuple(Facet), histogram=Interval.AUTO, limit=50),
        SearchRequest(Phrase("harbour news"), sort=Sort.NEWEST),
        SearchRequest(Prefix("h")),
        SearchRequest(Word("IS")),
    ]
    expected = [opened(tmp_path).search(request) for request in requests]
    random_ = random.Random(4)
    told = []
    for _ in range(150):
        torn = bytearray(sound)
        torn[random_.randrange(len(torn))] ^= 1 << random_.randrange(8)
        path.write_bytes(torn)
        engine = opened(tmp_path)
        for request, right in zip(requests, expected, strict=True):
            try:
                results = engine.search(request)
            except (IndexDamaged, IndexVersion) as error:
                told.append(str(error))
            else:
                assert (results.hits, results.total, results.facets) == (right.hits, right.total, right.facets)
    assert len(told) > 100
    assert all(path.name in message and "--rebuild" in message for message in told)


def test_a_current_file_that_names_no_generation_is_damage(tmp_path: Path) -> None:
    filled(tmp_path, articles(1))
    (tmp_path / "index" / "CURRENT").write_text("nonsense")
    with pytest.raises(IndexDamaged, match="--rebuild"):
        opened(tmp_path).stats()


def test_a_rebuild_repairs_any_damage(tmp_path: Path) -> None:
    filled(tmp_path, articles(1))
    (tmp_path / "index" / "CURRENT").write_text("nonsense")
    engine = opened(tmp_path)
    with engine.rebuild() as writer:
        writer.update(Article("a", "Anew", ""))
    assert ids(engine, SearchRequest(MatchAll())) == ["a"]
