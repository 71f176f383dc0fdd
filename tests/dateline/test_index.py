"""The commands index and status."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.dateline.commands import ROOT, Run, one_line, outside


def test_indexing_again_changes_nothing_and_notices_what_does(indexed: Path, run: Run) -> None:
    code, out, _ = run("index", "articles")
    assert code == 0
    assert "3 unchanged" in out
    (indexed / "articles/fire.txt").unlink()
    (indexed / "articles/new.txt").write_text("A new bridge\n\nIt was opened today.\n", encoding="utf-8")
    (indexed / "articles/broken.json").write_text("{", encoding="utf-8")
    code, out, _ = run("index", "articles")
    assert code == 0
    assert [part for part in ("1 added", "1 removed", "1 failed", "dateline status") if part not in out] == []
    assert "roof" not in run("search", "roof")[1]
    assert "A new bridge" in run("search", "bridge")[1]


def test_sources_are_named_by_the_configuration(place: Path, run: Run) -> None:
    (place / "dateline.toml").write_text(
        '[[sources]]\nname = "gazette"\nlocation = "articles"\n[[sources]]\nname = "gone"\nlocation = "missing"\n',
        encoding="utf-8",
    )
    code, out, err = run("index")
    assert code == 1, "one of the sources is missing"
    assert "missing does not exist" in err
    assert "3 added" in out
    assert run("index", "gazette")[0] == 0
    assert "Did you mean gazette?" in one_line(run("index", "gazete")[2])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["index"], "nothing to read"),
        (["index", "nowhere"], "no file or folder nowhere"),
        (["index", "x" * 300], "no file or folder xxx"),
        (["index", "~nobody-of-that-name/x"], "no file or folder ~nobody"),
        (["index", "http://127.0.0.1:9/"], "address"),
    ],
)
def test_what_cannot_be_indexed_is_an_error(run: Run, arguments: list[str], said: str) -> None:
    code, out, err = run(*arguments)
    assert (code, out) == (1, "")
    assert said in one_line(err)


def test_paths_that_end_alike_are_two_sources_however_long_they_are(place: Path, run: Run) -> None:
    for root in ("one", "other"):
        folder = place / root / ("long " * 30) / ("name " * 30)
        folder.mkdir(parents=True)
        (folder / "a.txt").write_text(f"Story of {root}\n\nIt is told here.\n")
        assert run("index", str(folder))[0] == 0
    told = json.loads(run("status", "--json")[1])
    assert [source["articles"] for source in told["sources"] if "long" in source["location"]] == [1, 1]


def test_a_path_that_is_not_text_is_an_error(place: Path, run: Run) -> None:
    (place / os.fsdecode(b"caf\xe9")).mkdir()
    code, _, err = run("index", os.fsdecode(b"caf\xe9"))
    assert code == 1
    assert "is not in UTF-8" in one_line(err)


def test_a_rebuild_reads_no_source(indexed: Path, run: Run) -> None:
    before = run("search", "fire", "--json")[1]
    for file in (indexed / "articles").iterdir():
        file.unlink()
    code, out, err = run("index", "--rebuild")
    assert (code, err) == (0, "")
    assert "3" in out
    after = run("search", "fire", "--json")[1]
    assert [hit["id"] for hit in json.loads(after)["results"]] == [hit["id"] for hit in json.loads(before)["results"]]
    assert json.loads(after)["index"]["generation"] != json.loads(before)["index"]["generation"]


def test_rebuild_with_a_source_is_wrong_usage(run: Run) -> None:
    assert run("index", "--rebuild", "articles")[0] == 2


def test_a_data_folder_that_cannot_be_created_is_an_error(run: Run) -> None:
    code, _, err = run("--data", "/proc/dateline", "index", "articles")
    assert code == 1
    assert "/proc/dateline" in one_line(err)


def test_status_shows_sources_runs_and_failures(indexed: Path, run: Run) -> None:
    (indexed / "articles/broken.json").write_text("{", encoding="utf-8")
    run("index", "articles")
    code, out, _ = run("status")
    assert code == 0
    assert [part for part in ("3 articles", "articles/broken.json", "last run: done on") if part not in out] == []
    state = json.loads(run("status", "--json")[1])
    assert state["archive"]["articles"] == state["index"]["articles"] == 3
    assert state["index"]["behind"] == 0
    assert state["sources"][0]["last_run"]["same"] == 3
    assert sum(state["failures"]["reasons"].values()) == 1


def test_status_without_an_archive_says_what_to_do(run: Run, place: Path) -> None:
    code, _, err = run("status")
    assert code == 1
    assert "data" in one_line(err)
    assert not (place / "data").exists(), "looking makes nothing"


def test_files_of_unknown_kinds_are_counted_and_are_no_failures(place: Path, run: Run) -> None:
    (place / "articles/Report.PDF").write_bytes(b"%PDF-1.7\0")
    said = "1 file skipped: 1 PDF document (.pdf)"
    code, out, _ = run("index", "articles")
    assert (code, out.count("3 added in ")) == (0, 1)
    assert out.endswith(f" s; {said}\n")
    assert re.search(rf"3 new in [^;\n]+; {re.escape(said)}\n", run("status")[1])
    state = json.loads(run("status", "--json")[1])
    assert (state["sources"][0]["last_run"]["state"], state["sources"][0]["last_run"]["message"]) == ("done", said)
    assert state["archive"]["failures"] == 0
    code, out, err = run("inspect", "articles")
    assert (code, out.count("extraction confidence")) == (0, 3)
    assert one_line(err) == f"dateline: {place}/articles: {said}\n"
    (place / "articles/Report.PDF").unlink()
    assert "skipped" not in run("index", "articles")[1]


@pytest.mark.parametrize(
    ("word", "address"),
    [
        ("gazette.example/feed.xml", "https://gazette.example/feed.xml"),
        ("www.gazette.example", "https://www.gazette.example"),
        ("gazette.example:8080/", "https://gazette.example:8080/"),
        ("feed://gazette.example/rss", "https://gazette.example/rss"),
        ("https:/gazette.example/rss", "https://gazette.example/rss"),
    ],
)
@pytest.mark.parametrize("command", ["index", "inspect"])
def test_an_address_without_its_scheme_brings_a_hint(
    run: Run, place: Path, command: str, word: str, address: str
) -> None:
    code, _, err = run(command, word)
    assert code == 1
    assert f"write {address}" in err


def test_a_missing_file_brings_no_hint_of_an_address(run: Run, place: Path) -> None:
    assert "https://" not in run("index", "storys/one.html")[2] + run("index", "one.html")[2]


def test_a_file_of_another_kind_is_named_and_refused(place: Path, run: Run) -> None:
    (place / "story.rtf").write_bytes(b"{\\rtf1\\ansi The pier will be rebuilt.}")
    for command in ("index", "inspect"):
        code, _, err = run(command, "story.rtf")
        assert code == 1
        assert "It is an RTF document, which is not read. Save it as plain text or HTML." in err


def test_the_failure_of_an_address_is_one_line(place: Path) -> None:
    failed = outside("index", "http://127.0.0.1:9/feed", cwd=place)
    assert failed.returncode == 1
    assert "127.0.0.1" in one_line(failed.stderr)
    assert "event=failed" in outside("-v", "index", "http://127.0.0.1:9/feed", cwd=place).stderr


def test_an_interruption_says_that_nothing_is_lost(place: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("indexer.update.update", interrupt)
    code, _, err = run("index", "articles")
    assert code == 130
    assert "resumes there" in one_line(err.rstrip("\n") + "\n"), "click adds an empty line"


FAILING_MACHINE = """
import errno, sys
from dateline.commands import main

def refuse(event, arguments):
    if event == "open" and "py3langid" in str(arguments[0]) and str(arguments[0]).endswith(".xz"):
        raise OSError(errno.EMFILE, "Too many open files")

sys.addaudithook(refuse)
sys.exit(main(["index", "articles"]))
"""


def test_a_failure_of_the_machine_is_none_of_the_documents(place: Path, run: Run) -> None:
    # The record says its language, so that it is read before the text that needs the detector.
    (place / "articles/a.jsonl").write_text('{"id": "a1", "title": "Told", "text": "Once.", "language": "en"}\n')
    command, environment = [sys.executable, "-c", FAILING_MACHINE], os.environ | {"PYTHONPATH": str(ROOT)}
    failed = subprocess.run(command, capture_output=True, text=True, check=False, cwd=place, env=environment)
    assert failed.returncode == 1
    assert "Too many open files" in one_line(failed.stderr)
    assert "no fault of the document" in failed.stderr
    state = json.loads(run("status", "--json")[1])
    assert (state["archive"]["articles"], state["archive"]["failures"]) == (1, 0)
    assert state["sources"][0]["last_run"]["state"] == "failed"
    code, out, _ = run("index", "articles")
    assert code == 0
    assert "3 added, 1 unchanged" in out


def test_a_run_of_nothing_but_failures_is_no_success(place: Path, run: Run) -> None:
    (place / "bad").mkdir()
    for name in ("a.json", "b.json"):
        (place / "bad" / name).write_text("{", encoding="utf-8")
    for _ in range(2):
        # What failed before and is as it was has still not been read.
        code, out, err = run("index", "bad", "articles")
        assert code == 1
        assert "All 2 documents in it failed" in one_line(err)
        assert "dateline status" in err
        assert "3 " in out, "the other source is read"
    states = {
        source["location"]: source["last_run"]["state"] for source in json.loads(run("status", "--json")[1])["sources"]
    }
    assert states == {str(place / "bad"): "failed", str(place / "articles"): "done"}
    (place / "bad/c.json").write_text('{"title": "One that is well", "text": "It is read."}', encoding="utf-8")
    assert run("index", "bad")[0] == 0
