"""CURRENT, format.json and the table of contents: read with their checksums, written durably, never guessed."""

import subprocess
import sys
from pathlib import Path

import pytest

from search.article import Article
from search.errors import IndexDamaged, IndexVersion
from search.query.tree import MatchAll, Word
from search.request import SearchRequest
from tests.search.engines.folders import articles, filled, ids, opened


@pytest.mark.parametrize("pattern", ["CURRENT", "*/format.json", "*/_MAIN_*.toc"])
def test_every_flipped_bit_of_a_small_file_gives_the_right_answer_or_names_the_file(
    tmp_path: Path, pattern: str
) -> None:
    # The deletion of an article is in the table of contents alone.
    engine = filled(tmp_path, articles(4))
    with engine.writer() as writer:
        writer.delete("n2")
    engine.settle()
    (path,) = (tmp_path / "index").glob(pattern)
    sound = path.read_bytes()
    request = SearchRequest(Word("harbour"), limit=10)
    right = set(ids(engine, request))
    assert right == {"n0", "n1", "n3"}
    # Each byte of the table of contents loses one bit, and each byte of the others all eight in turn.
    bits = [1 << bit for bit in range(8)]
    flips = [(at, bit) for at in range(len(sound)) for bit in (bits if len(sound) < 200 else bits[at % 8 : at % 8 + 1])]
    told = []
    for position, bit in flips:
        torn = bytearray(sound)
        torn[position] ^= bit
        path.write_bytes(torn)
        try:
            assert set(ids(opened(tmp_path), request)) == right
        except (IndexDamaged, IndexVersion) as error:
            told.append(str(error))
    assert len(told) > 0.9 * len(flips), "hardly a bit is without meaning"
    assert [each for each in told if str(path) not in each or "dateline index --rebuild" not in each] == []


@pytest.mark.parametrize("pattern", ["CURRENT", "*/format.json", "*/_MAIN_*.toc"])
@pytest.mark.parametrize("content", [b"", bytes(700), b"\xff" * 700, b"{}", b"[" * 100_000, b"CURRENT 1 2 3\n" * 99])
def test_a_small_file_of_other_content_is_damage_and_a_rebuild_mends_it(
    tmp_path: Path, pattern: str, content: bytes
) -> None:
    filled(tmp_path, articles(3)).settle()
    (path,) = (tmp_path / "index").glob(pattern)
    path.write_bytes(content)
    engine = opened(tmp_path)
    calls = (engine.stats, lambda: engine.search(SearchRequest(Word("harbour"))), lambda: engine.writer().__enter__())
    for call in calls:
        with pytest.raises(IndexDamaged, match=f"{path.name} is damaged.*dateline index --rebuild"):
            call()
    with engine.rebuild() as writer:
        writer.update(Article("a", "Anew", ""))
    assert ids(engine, SearchRequest(MatchAll())) == ["a"]


@pytest.mark.parametrize("cut", [1, 16, 17, 200])
def test_a_table_of_contents_that_is_cut_short_is_damage(tmp_path: Path, cut: int) -> None:
    filled(tmp_path, articles(3)).settle()
    (path,) = (tmp_path / "index").glob("*/_MAIN_*.toc")
    path.write_bytes(path.read_bytes()[:-cut])
    with pytest.raises(IndexDamaged, match=path.name):
        opened(tmp_path).stats()


def test_the_commit_that_current_names_is_read_and_not_the_highest_number(tmp_path: Path) -> None:
    engine = filled(tmp_path, articles(3))
    engine.settle()
    current = tmp_path / "index" / "CURRENT"
    published = current.read_bytes()
    generation = tmp_path / "index" / engine.stats().generation
    kept = {path.name: path.read_bytes() for path in generation.iterdir()}
    with engine.writer() as writer:
        writer.update(Article("unpublished", "Never published", "harbour"))
    # As if the process had died before it could replace CURRENT.
    for name, content in kept.items():
        (generation / name).write_bytes(content)
    current.write_bytes(published)
    (generation / "_MAIN_7.toc.1764460800.5").write_bytes(b"half a table of contents")
    (generation / "_MAIN_3.toc.new").write_bytes(b"half another")
    engine = opened(tmp_path)
    assert engine.stats().articles == 3
    with engine.writer() as writer:
        writer.update(Article("next", "Published", "harbour"))
    engine.settle()
    assert set(ids(engine, SearchRequest(Word("harbour")))) == {"n0", "n1", "n2", "next"}
    assert len(list(generation.glob("_MAIN_*"))) == 1, "what was left behind is gone"


FLIGHT_RECORDER = """
import os, sys
from pathlib import Path
from search.article import Article
from search.engines import open_engine
from search.settings import IndexSettings, SearchSettings

engine = open_engine(IndexSettings(), SearchSettings(), Path(sys.argv[1]))
with engine.writer() as writer:
    writer.update(Article("a", "A", "harbour"))
engine.settle()
names, calls = {}, []
real_open, real_fsync = os.open, os.fsync

def fsync(descriptor):
    calls.append("sync " + Path(os.readlink(f"/proc/self/fd/{descriptor}")).name)
    real_fsync(descriptor)

def record(event, arguments):
    if event == "os.rename":
        calls.append("rename " + Path(arguments[1]).name)

os.fsync = fsync
sys.addaudithook(record)
with engine.writer() as writer:
    writer.update(Article("b", "B", "harbour"))
print(engine.stats().generation, *calls, sep="\\n")
"""


@pytest.mark.skipif(sys.platform != "linux", reason="looks up the names of open files in /proc")
def test_a_commit_is_on_disk_before_its_name_is(tmp_path: Path) -> None:
    command = [sys.executable, "-c", FLIGHT_RECORDER, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=Path(__file__).parents[3])
    assert done.returncode == 0, done.stderr
    generation, *calls = done.stdout.split("\n")
    begin = calls.index("sync _MAIN_2.toc.new")
    expected = ["sync _MAIN_2.toc.new", "rename _MAIN_2.toc", f"sync {generation}"]
    assert calls[begin : begin + 3] == expected
    end = [each for each in calls[begin + 3 :] if each and each != f"sync {generation}"]
    assert end == ["sync CURRENT.new", "rename CURRENT", "sync index"]
    assert all(each.endswith(".columns") for each in calls[:begin])


def test_an_index_of_the_format_before_says_to_rebuild_it(tmp_path: Path) -> None:
    engine = filled(tmp_path, articles(1))
    engine.settle()
    generation = engine.stats().generation
    (tmp_path / "index" / generation / "format.json").write_text('{"format": 5}')
    (tmp_path / "index" / "CURRENT").write_text(f"{generation} 1 2026-11-29T22:16:52+00:00\n")
    engine = opened(tmp_path)
    for call in (engine.stats, lambda: engine.writer().__enter__()):
        with pytest.raises(IndexVersion, match=r"has format 5, written by an older Dateline.*dateline index --rebuild"):
            call()
    with engine.rebuild() as writer:
        writer.update(Article("a", "Anew", ""))
    assert ids(engine, SearchRequest(MatchAll())) == ["a"]
