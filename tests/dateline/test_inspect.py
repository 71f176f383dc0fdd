"""The command inspect, which stores nothing."""

import json
import threading
from collections.abc import Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from indexer.archive import open_archive
from tests.dateline.commands import Run, on_terminal, one_line, outside
from tests.indexer.archive.test_migrations import AS_IN_FORMAT_4

PAGE = (
    "<html lang=en><head><title>The pier opens | Harbour Times</title>"
    '<meta property="article:published_time" content="2015-11-27"></head><body><h1>The pier opens</h1>'
    + "<p>The council agreed on Thursday to rebuild the northern pier before winter, in spite of the cost.</p>" * 4
    + "</body></html>"
)
FEED = (
    "<rss version='2.0'><channel><title>Harbour Times</title><item><title>Ferry closes</title><guid>1</guid>"
    "<pubDate>Fri, 27 Nov 2015 13:46:00 GMT</pubDate><description>It closes for the winter.</description>"
    "</item></channel></rss>"
)


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        kind, body = {"/pier": ("text/html", PAGE), "/feed": ("application/rss+xml", FEED)}.get(self.path, ("", ""))
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", kind or "text/plain")
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def served() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def lines(text: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.splitlines()]


def test_each_field_is_shown_with_where_it_came_from(place: Path, run: Run) -> None:
    code, out, err = run("inspect", "articles/fire.txt")
    assert (code, err) == (0, "")
    assert "  title      0.85  Fire at the town hall\n             text first line: the only candidate" in out
    assert "–  rejected   text byline: by admin (names no person)" in out
    assert "  published  0.95  2015-11-27T13:46:00\n" in out
    assert not any(line != line.rstrip() for line in out.splitlines())
    assert not (place / "data").exists(), "looking makes nothing"


def test_what_was_mended_is_shown_of_a_file_and_of_what_the_archive_has(place: Path, run: Run) -> None:
    told = "                   dateline, once: Karrow: says place Karrow\n"
    assert told in run("inspect", "articles/fire.txt")[1]
    assert run("index", "articles/fire.txt")[0] == 0
    (line,) = lines(run("export")[1])
    assert told in run("inspect", str(line["id"]))[1]
    of_file, kept = lines(run("inspect", "articles/fire.txt", str(line["id"]), "--json")[1])
    assert {"kind": "dateline", "count": 1, "example": "Karrow: says place Karrow"} in of_file["repairs"]
    assert of_file["repairs"] == kept["repairs"]


def test_a_folder_is_inspected_whole_and_an_undated_article_says_so(place: Path, run: Run) -> None:
    code, out, _ = run("inspect", "articles")
    assert code == 0
    assert [part for part in ("fire.txt", "flood.md", "formula.jsonl#f1", "undated") if part not in out] == []


def test_json_is_what_an_export_has_with_the_ledger_and_the_repairs(place: Path, run: Run) -> None:
    code, out, err = run("inspect", "articles", "--json")
    assert (code, err) == (0, "")
    seen = lines(out)
    assert run("index", "articles")[0] == 0
    exported = {line["id"]: line for line in lines(run("export")[1])}
    assert len(seen) == len(exported) == 3
    for line in seen:
        ledger, repairs = line.pop("ledger"), line.pop("repairs")
        assert isinstance(repairs, list)
        assert line == {**exported[line["id"]], "first_seen": None}
        assert ledger["title"]["candidates"][0]["outcome"] == "won"
    (place / "copy.jsonl").write_text(out, encoding="utf-8")
    assert "3 added" in run("--data", "copy", "index", "copy.jsonl")[1], "its lines can be indexed"


def test_what_cannot_be_read_is_a_line_with_its_reason_and_the_others_go_on(place: Path, run: Run) -> None:
    (place / "articles/broken.json").write_text("{", encoding="utf-8")
    (place / "articles/empty.html").write_text("<html></html>", encoding="utf-8")
    for options in ((), ("--json",)):
        code, out, err = run("inspect", "articles", "nowhere", "\0", *options)
        assert code == 1
        assert "Fire at the town hall" in out
        assert "river floods" in out
        first, second, third, fourth, last = err.splitlines()
        assert "articles/broken.json: bad-json: The document is not valid JSON" in first
        assert "articles/empty.html: no-text: " in second
        assert third == (
            "dateline: nowhere: not-found: There is no such file or folder, no source of that name, and no article with"
            " that id."
        )
        assert "not-found" in fourth
        assert last == "dateline: 4 of 7 documents could not be read."


@pytest.mark.parametrize("indexed_as", ["articles/fire.txt", "articles", "."])
def test_the_id_is_the_one_that_the_article_gets_however_its_file_is_indexed(
    place: Path, run: Run, indexed_as: str
) -> None:
    (line,) = lines(run("inspect", "articles/fire.txt", "--json")[1])
    assert f"  id {line['id']}, " in run("inspect", "articles/fire.txt")[1]
    assert run("inspect", str(line["id"]))[0] == 1
    assert run("index", indexed_as)[0] == 0
    code, out, _ = run("inspect", str(line["id"]))
    assert code == 0
    assert "Fire at the town hall" in out
    assert line["id"] in {each["id"] for each in lines(run("export")[1])}
    assert lines(run("inspect", "articles/fire.txt", "--json")[1])[0]["id"] == line["id"]


def test_a_file_that_is_indexed_alone_and_with_its_folder_is_one_article(place: Path, run: Run) -> None:
    assert run("index", "articles/fire.txt")[0] == 0
    assert run("index", "articles")[0] == 0
    assert len(lines(run("export")[1])) == 3
    assert len({line["id"] for line in lines(run("inspect", "articles", "--json")[1])}) == 3


def test_an_article_of_the_archive_is_shown_by_its_id_and_nothing_is_written(indexed: Path, run: Run) -> None:
    (line,) = (line for line in lines(run("export", "roof")[1]))
    archive = indexed / "data" / "archive.db"
    before = archive.read_bytes()
    code, out, err = run("inspect", str(line["id"]), "articles")
    assert (code, err) == (0, "")
    assert out.count("  title      0.85  Fire at the town hall") == 2
    assert archive.read_bytes() == before
    with closing(open_archive(archive, create=False)) as opened:
        assert len(opened.latest_runs(9)) == 1


def test_an_article_without_a_ledger_has_null_and_its_values(indexed: Path, run: Run) -> None:
    import sqlite3

    (line,) = (line for line in lines(run("export", "roof")[1]))
    connection = sqlite3.connect(indexed / "data" / "archive.db")
    connection.executescript(AS_IN_FORMAT_4 + "UPDATE articles SET ledger = '';")
    connection.close()
    assert lines(run("inspect", str(line["id"]), "--json")[1])[0]["ledger"] is None
    assert "Fire at the town hall" in run("inspect", str(line["id"]))[1]


def test_addresses_are_fetched_as_sources_fetch_them(place: Path, run: Run, served: str) -> None:
    code, out, err = run("inspect", f"{served}/pier")
    assert (code, out) == (1, "")
    assert f"{served}/pier: refused-address: " in err
    (place / "dateline.toml").write_text('[fetch]\nallow_networks = ["127.0.0.0/8"]\npace = 0\n', encoding="utf-8")
    code, out, err = run("inspect", f"{served}/pier", f"{served}/feed", f"{served}/gone", "--json")
    page, entry = lines(out)
    assert (code, page["title"], page["published"]) == (1, "The pier opens", "2015-11-27")
    assert (entry["title"], entry["published"]) == ("Ferry closes", "2015-11-27T13:46:00Z")
    assert entry["ledger"]["title"]["candidates"][0]["origin"] == "feed title"  # type: ignore[index]
    assert f"{served}/gone: http-404: " in err
    assert err.splitlines()[-1] == "dateline: 1 of 3 documents could not be read."
    assert not (place / "data").exists()


def test_a_file_of_a_configured_folder_is_read_as_its_source_reads_it(place: Path, run: Run) -> None:
    (place / "articles/in").mkdir()
    (place / "articles/in/odd.jsonl").write_text('{"kicker": "Odd", "stuff": "A text of its own."}\n', encoding="utf-8")
    (place / "dateline.toml").write_text(
        '[[sources]]\nname = "gazette"\nlocation = "articles"\nsource = "The Gazette"\n'
        'fields = { title = "kicker", text = "stuff" }\n',
        encoding="utf-8",
    )
    (alone,) = lines(run("inspect", "articles/in/odd.jsonl", "--json")[1])
    (folder,) = (line for line in lines(run("inspect", "articles/in", "--json")[1]))
    named = {line["id"]: line for line in lines(run("inspect", "gazette", "--json")[1])}
    assert (alone["title"], alone["source"]) == ("Odd", "The Gazette")
    assert alone == folder == named[alone["id"]]
    assert run("index")[0] == 0
    assert alone["id"] in {line["id"] for line in lines(run("export")[1])}


def test_what_a_document_says_cannot_steer_the_terminal(place: Path, run: Run) -> None:
    evil = (
        '{"id": "\\u001b[2J", "title": "Evil \\u001b[2J\\u0007 \\u202etitle", "text": "x", "author": "\\u009b31m Ada"}'
    )
    (place / "articles/evil\x1b[2J.jsonl").write_text(evil, encoding="utf-8")
    code, out, _ = run("inspect", "articles")
    assert code == 0
    assert not set(out) & set("\x1b\x07\x9b\u202e\r")


def test_on_a_terminal_it_is_styled_and_wrapped(place: Path) -> None:
    code, shown = on_terminal("inspect", "articles", cwd=place)
    assert code == 0
    assert b"\x1b[31mrejected" in shown
    assert b"\x1b[1m" in shown


def test_inspecting_nothing_is_wrong_usage(run: Run) -> None:
    code, _, err = run("inspect")
    assert code == 2
    assert "LOCATION" in one_line(err)


def test_it_is_plain_in_a_pipe(place: Path) -> None:
    found = outside("inspect", "articles", cwd=place)
    assert (found.returncode, found.stderr) == (0, "")
    assert "\x1b" not in found.stdout


def test_what_was_read_unsurely_is_found_by_its_quality(indexed: Path, run: Run) -> None:
    long = {"id": "sure", "title": "A long story", "text": "Words of it. " * 60, "date": "2015", "byline": "Ada Smith"}
    (indexed / "articles/long.jsonl").write_text(json.dumps(long), encoding="utf-8")
    assert run("index", "articles")[0] == 0
    exported = {line["id"]: line["quality"] for line in lines(run("export")[1])}
    assert exported["sure"] > 0.8
    code, out, _ = run("export", "quality:<0.5")
    assert code == 0
    assert {line["id"] for line in lines(out)} == set(exported) - {"sure"}
    assert "A long story" in run("search", "quality:>=0.8")[1]
