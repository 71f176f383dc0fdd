"""The commands search and export, on a terminal, in a pipe, and as JSON."""

import csv
import io
import json
import re
import subprocess
from pathlib import Path

import pytest

import dateline.app
from tests.dateline.commands import PROGRAM, Run, on_terminal, one_line, outside


def test_results_are_plain_in_a_pipe(indexed: Path) -> None:
    found = outside("search", "town", "hall", cwd=indexed)
    assert (found.returncode, found.stderr) == (0, "")
    assert "\x1b" not in found.stdout
    assert " 1. Fire at the town hall\n    KNA · 2015-11-27 13:46 · Karrow\n" in found.stdout
    assert "articles/fire.txt" in found.stdout
    assert not any(line != line.rstrip() for line in found.stdout.splitlines())


def test_results_are_marked_and_wrapped_on_a_terminal(indexed: Path) -> None:
    code, shown = on_terminal("search", "roof", cwd=indexed)
    assert code == 0
    assert b"\x1b[1;4mroof\x1b[0m" in shown


def test_what_an_article_says_cannot_steer_the_terminal(place: Path, run: Run) -> None:
    text = "Evil \x1b[2J\x07 \u202etitle\n\nEvil \x9b31m body text with words.\n"
    (place / "articles/evil.txt").write_text(text, encoding="utf-8")
    run("index", "articles")
    code, out, _ = run("search", "evil")
    assert code == 0
    assert not set(out) & set("\x1b\x07\x9b\u202e\r")


def test_json_is_the_shape_of_the_api(indexed: Path, run: Run) -> None:
    code, out, _ = run("search", "fire", "--json", "--limit", "1")
    printed = json.loads(out)
    house = dateline.app.Application()
    try:
        with house.site().test_client() as client:
            served = client.get("/api/v1/search?q=fire&page_size=1").get_json()
    finally:
        house.close()
    assert code == 0
    assert list(printed) == list(served)
    for result in served["results"]:
        result["link"] = None  # a terminal has no site to link to
    for name in set(served) - {"links", "took_ms"}:
        assert printed[name] == served[name], name


def test_searching_without_an_index_says_what_to_do(run: Run) -> None:
    code, out, err = run("search", "fire")
    assert (code, out) == (1, "")
    assert "dateline index" in one_line(err)
    assert f"no index in {Path('data') / 'index'} yet" in err


@pytest.mark.parametrize("query", ["((", '"', "title:", "a" * 10_000, "\x00\x07", "AND OR NOT", "date:2015-99", "-"])
def test_odd_queries_have_an_answer(indexed: Path, run: Run, query: str) -> None:
    code, _, err = run("search", "--", query)
    assert (code, err) == (0, "")


def test_the_time_is_that_of_the_search_and_not_of_loading_the_program(indexed: Path) -> None:
    found = outside("search", "town hall", cwd=indexed).stdout
    took = re.match(r"1 article of 3 \((?:under )?(\d+) ms\)\n", found)
    assert took, found


def test_nothing_found_says_so_and_what_may_help(indexed: Path, run: Run) -> None:
    heading, tip = run("search", "zzzz")[1].splitlines()
    assert heading.startswith("No articles found; the index contains 3 articles (")
    assert [part for part in ("fewer words", "OR", "title:") if part not in tip] == []


def test_nothing_found_names_the_words_that_no_article_has(indexed: Path, run: Run) -> None:
    lines = run("search", "zzzz fire author:nobody")[1].splitlines()
    assert "These do not occur in any article: zzzz." in lines
    assert lines[-1].startswith("Try fewer words")


def test_nothing_found_has_tips_below_the_other_spelling(indexed: Path, run: Run) -> None:
    lines = run("search", "rooof -roof")[1].splitlines()
    assert "Did you mean roof -roof?" in lines
    assert lines[-1].startswith("Try fewer words")


@pytest.mark.parametrize("query", ["rooof", "rooof flooded"])
def test_another_spelling_is_above_the_results(indexed: Path, run: Run, query: str) -> None:
    lines = run("search", query)[1].splitlines()
    above = lines[: lines.index("")] if "" in lines else lines
    assert f"Did you mean {query.replace('rooof', 'roof')}?" in above


def test_an_export_indexed_again_is_the_same_export(indexed: Path, run: Run) -> None:
    code, first, _ = run("export")
    assert code == 0
    (indexed / "copy.jsonl").write_text(first, encoding="utf-8")
    assert run("--data", "copy", "index", "copy.jsonl")[0] == 0
    again = run("--data", "copy", "export")[1]

    def comparable(text: str) -> list[dict[str, object]]:
        lines = [json.loads(line) for line in text.splitlines()]
        return [{name: line[name] for name in line if name not in ("first_seen", "location")} for line in lines]

    assert comparable(again) == comparable(first)
    assert len(first.splitlines()) == 3


def test_a_query_chooses_what_is_exported(indexed: Path, run: Run) -> None:
    lines = [json.loads(line) for line in run("export", "fire")[1].splitlines()]
    assert {line["title"] for line in lines} == {"Fire at the town hall", "=1+1 is a fire formula"}
    assert "roof" in "".join(line["text"] for line in lines)


def test_an_export_has_no_partial_matches_and_notes_what_it_ignored(indexed: Path, run: Run) -> None:
    assert run("search", "fire zebra")[1].count("Fire at the town hall") == 1
    assert run("export", "fire zebra")[:2] == (0, "")
    code, out, err = run("export", "fire date:2015-13")
    assert (code, len(out.splitlines())) == (0, 2)
    said = "Note: '2015-13' is not a date: use 2015, 2015-11, 2015-11-27 or P7D. The condition was ignored."
    assert err == f"{said}\n"


def test_csv_holds_no_formulas(indexed: Path, run: Run) -> None:
    rows = list(csv.DictReader(io.StringIO(run("export", "--format", "csv")[1])))
    by_title = {row["title"]: row for row in rows}
    assert "'=1+1 is a fire formula" in by_title
    assert by_title["'=1+1 is a fire formula"]["text"] == "'@home and far."
    assert by_title["The river floods"]["author"] == "Ana Lunt; Jo Beck"
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())


def test_a_reader_that_has_seen_enough_is_no_error(place: Path, run: Run) -> None:
    records = (json.dumps({"id": str(n), "title": f"Number {n}", "text": "Words. " * 200}) for n in range(500))
    (place / "many.jsonl").write_text("\n".join(records), encoding="utf-8")
    assert run("index", "many.jsonl")[0] == 0
    process = subprocess.Popen([*PROGRAM, "export"], cwd=place, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    assert process.wait(60) == 1
    assert process.stderr.read() == b""
    process.stderr.close()


def test_partial_matches_say_what_they_lack(indexed: Path, run: Run) -> None:
    code, out, _ = run("search", "fire town zeppelin")
    assert code == 0
    assert "No articles contain all words; most of them: 1 article of " in out
    assert "    Missing: zeppelin\n" in out
