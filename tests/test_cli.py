"""The command line: what its commands do, say and return, as a person and as a program meet them."""

import csv
import io
import json
import os
import pty
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import dateline

ROOT = Path(__file__).parents[1]
PROGRAM = [sys.executable, str(ROOT / "dateline.py")]

ARTICLES = {
    "fire.txt": "Fire at the town hall\n\n27/11/2015 13:46 by admin\n\n"
    "Karrow: The roof of the town hall burned all night.\n\n- KNA\n",
    "flood.md": "---\ntitle: The river floods\ndate: 2016-02-03\nauthor: [Ana Lunt, Jo Beck]\ntags: [river]\n---\n\n"
    "The Arde flooded.\n",
    "formula.jsonl": '{"id": "f1", "headline": "=1+1 is a fire formula", "body": "@home and far.", "tags": ["-x"]}\n',
}


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with articles to run commands in."""
    for name in [name for name in os.environ if name.upper().startswith("DATELINE_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "articles"
    folder.mkdir()
    for name, text in ARTICLES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return tmp_path


Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(place: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command; returns its exit code, standard output and standard error."""

    def call(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = dateline.main(list(arguments))
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call


@pytest.fixture
def indexed(run: Run, place: Path) -> Path:
    """The same folder, indexed."""
    code, _, err = run("index", "articles")
    assert code == 0, err
    return place


def outside(*arguments: str, **more: object) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own, with its output piped."""
    return subprocess.run([*PROGRAM, *arguments], capture_output=True, text=True, timeout=120, check=False, **more)


def one_line(err: str) -> str:
    assert err.startswith("dateline: "), err
    assert err.count("\n") == 1
    assert "Traceback" not in err
    return err


# Starting


def test_help_is_quick_and_imports_no_room() -> None:
    script = "import sys, dateline; dateline.main(['--help']); print(*{m.partition('.')[0] for m in sys.modules})"
    loaded = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert not {"numba", "numpy", "flask", "sqlalchemy", "pydantic", "rich", "whoosh"} & set(loaded.stdout.split())


@pytest.mark.usefixtures("indexed")
def test_status_and_export_do_not_import_numba(place: Path) -> None:
    for command in (["status"], ["export"]):
        script = f"import sys, dateline; assert dateline.main({command!r}) == 0; assert 'numba' not in sys.modules"
        env = {**os.environ, "PYTHONPATH": str(ROOT)}
        subprocess.run([sys.executable, "-c", script], cwd=place, env=env, check=True, capture_output=True)


def test_version_is_printed(run: Run) -> None:
    assert run("--version") == (0, f"dateline {dateline.__version__}\n", "")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("frobnicate", "No such command"),
        ("search", "Missing argument"),
        ("search --lmit 3 fire", "--limit"),
        ("search --limit 0 fire", "range"),
        ("serve --port 70000", "range"),
        ("serve --port http", "not a valid integer"),
        ("export --format xml", "jsonl"),
        ("completion tcsh", "fish"),
        ("--data articles/fire.txt status", "is a file"),
    ],
)
def test_wrong_usage_is_one_line_and_code_2(run: Run, arguments: str, said: str) -> None:
    code, out, err = run(*arguments.split())
    assert (code, out) == (2, "")
    assert said in one_line(err)
    assert "--help'" in err


# Settings

WRONG_FILES = [
    ('[search]\nk1 = "abc"', ["dateline.toml", "search.k1", "'abc'", "a number from 0 to 10"]),
    ("[serach]\nk1 = 1", ["no setting serach", "Did you mean search?"]),
    ("[search]\nmatc = 1\nk1 = 99", ["search.matc", "Did you mean search.match?"]),
    ('[[sources]]\nname = "x"', ["entry 1", "sources.location must be given"]),
    ('[[sources]]\nname = "x"\nlocation = "y"\nlangage = "en"', ["entry 1", "Did you mean sources.language?"]),
    ("x = [", ["dateline.toml is not valid TOML", "line"]),
    ("[web]\ntitle = 'a'\ntitle = 'b'\n", ["dateline.toml is not valid TOML", "line 3"]),
    ('[reading]\ndate_order = "us"', ["reading.date_order", "`day-first`"]),
    ('[web]\nfacets = ["source", "autor"]', ["web.facets", "'autor'", "`author`"]),
    ("search = 3", ["search is 3", "[search]"]),
    ("sources = 3", ["sources is 3", "[[sources]]"]),
    ("[server]\nport = 99999", ["server.port is 99999", "from 0 to 65,535"]),
    ("data = 3", ["data is 3", "a path"]),
]
WRONG_VARIABLES = [
    ("DATELINE_SEARCH__K1", "x", ["DATELINE_SEARCH__K1", "search.k1", "'x'", "a number"]),
    ("DATELINE_SEARCH__K2", "1", ["DATELINE_SEARCH__K2 is no setting", "DATELINE_SEARCH__K1"]),
    ("DATELINE_SERVER_PORT", "1", ["DATELINE_SERVER_PORT is no setting", "DATELINE_SERVER__PORT"]),
    ("DATELINE_WEB__FACETS", "source", ["DATELINE_WEB__FACETS", "JSON"]),
]


@pytest.mark.parametrize(("text", "said"), WRONG_FILES)
def test_a_wrong_setting_is_named_with_its_file_and_what_it_should_be(run: Run, text: str, said: list[str]) -> None:
    Path("dateline.toml").write_text(text, encoding="utf-8")
    code, _, err = run("status")
    assert code == 1
    assert [part for part in said if part not in one_line(err)] == []


@pytest.mark.parametrize(("name", "value", "said"), WRONG_VARIABLES)
def test_a_wrong_variable_is_named(
    run: Run, monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: list[str]
) -> None:
    monkeypatch.setenv(name, value)
    code, _, err = run("status")
    assert code == 1
    assert [part for part in said if part not in one_line(err)] == []


def test_a_configuration_that_does_not_exist_is_an_error_only_when_it_was_named(run: Run) -> None:
    assert "There is no configuration file there.toml" in run("--config", "there.toml", "status")[2]
    assert "configuration" not in run("status")[2]


def test_the_environment_is_stronger_than_the_file_and_an_option_stronger_than_both(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = place / "dateline.toml"
    file.write_text('data = "one"\n[web]\ntitle = "File"\npage_size = 7\n', encoding="utf-8")
    assert dateline.read_settings(file, None).data == place / "one"
    monkeypatch.setenv("DATELINE_DATA", "/two")
    monkeypatch.setenv("DATELINE_WEB__TITLE", "Variable")
    monkeypatch.setenv("dateline_web__facets", '["tag"]')
    settings = dateline.read_settings(file, None)
    assert (settings.data, settings.web.title, settings.web.page_size) == (Path("/two"), "Variable", 7)
    assert [facet.value for facet in settings.web.facets] == ["tag"]
    assert dateline.read_settings(file, Path("three")).data == Path("three")


def test_paths_of_a_file_count_from_its_folder(place: Path) -> None:
    (place / "etc").mkdir()
    file = place / "etc" / "site.toml"
    file.write_text(
        'data = "../var"\n[search]\nsynonyms = "s.txt"\n[[sources]]\nname = "a"\nlocation = "/abs"\n', encoding="utf-8"
    )
    settings = dateline.read_settings(file, None)
    assert (settings.data, settings.search.synonyms) == (place / "etc/../var", place / "etc/s.txt")
    assert settings.sources[0].location == "/abs"


@pytest.mark.parametrize("before", [True, False])
def test_shared_options_stand_before_or_after_the_command(indexed: Path, run: Run, before: bool) -> None:
    (indexed / "other.toml").write_text('data = "nowhere"\n', encoding="utf-8")
    options = ["--config", "other.toml", "--data", "data"]
    code, out, err = run(*options, "search", "fire") if before else run("search", *options, "fire")
    assert (code, err) == (0, "")
    assert "Fire at the town hall" in out


def test_the_variable_names_a_configuration(indexed: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    (indexed / "other.toml").write_text('data = "nowhere"\n', encoding="utf-8")
    monkeypatch.setenv("DATELINE_CONFIG", "other.toml")
    assert "nowhere" in run("status")[2]


# Index


def test_indexing_again_changes_nothing_and_notices_what_does(indexed: Path, run: Run) -> None:
    code, out, _ = run("index", "articles")
    assert code == 0
    assert "3 the same" in out
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
        (["index", "http://a.b/"], "address"),
    ],
)
def test_what_cannot_be_indexed_is_said(run: Run, arguments: list[str], said: str) -> None:
    code, out, err = run(*arguments)
    assert (code, out) == (1, "")
    assert said in one_line(err)


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


def test_a_data_folder_that_cannot_be_made_is_said(run: Run) -> None:
    code, _, err = run("--data", "/proc/dateline", "index", "articles")
    assert code == 1
    assert "/proc/dateline" in one_line(err)


# Search


def test_results_are_plain_in_a_pipe(indexed: Path) -> None:
    found = outside("search", "town", "hall", cwd=indexed)
    assert (found.returncode, found.stderr) == (0, "")
    assert "\x1b" not in found.stdout
    assert " 1. Fire at the town hall\n    KNA · 2015-11-27 13:46 · Karrow\n" in found.stdout
    assert "articles/fire.txt" in found.stdout
    assert not any(line != line.rstrip() for line in found.stdout.splitlines())


def test_results_are_marked_and_wrapped_on_a_terminal(indexed: Path) -> None:
    parent, child = pty.openpty()
    env = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "60"}
    env.pop("NO_COLOR", None)
    process = subprocess.Popen([*PROGRAM, "search", "roof"], cwd=indexed, stdout=child, stderr=child, env=env)
    os.close(child)
    shown = b""
    try:
        while chunk := os.read(parent, 4096):
            shown += chunk
    except OSError:
        pass  # Linux says so when the other end of a terminal is closed
    os.close(parent)
    assert process.wait(60) == 0
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
    house = dateline.House()
    try:
        with house.site().test_client() as client:
            served = client.get("/api/v1/search?q=fire&page_size=1").get_json()
    finally:
        house.close()
    assert code == 0
    assert list(printed) == list(served)
    for name in set(served) - {"links", "took_ms"}:
        assert printed[name] == served[name], name


def test_searching_without_an_index_says_what_to_do(run: Run) -> None:
    code, out, err = run("search", "fire")
    assert (code, out) == (1, "")
    assert "dateline index" in one_line(err)


@pytest.mark.parametrize("query", ["((", '"', "title:", "a" * 10_000, "\x00\x07", "AND OR NOT", "date:2015-99", "-"])
def test_odd_queries_have_an_answer(indexed: Path, run: Run, query: str) -> None:
    code, _, err = run("search", "--", query)
    assert (code, err) == (0, "")


def test_nothing_found_says_so(indexed: Path, run: Run) -> None:
    assert "0 articles of 3" in run("search", "zzzz")[1]


# Export


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


# Status


def test_status_tells_of_sources_runs_and_failures(indexed: Path, run: Run) -> None:
    (indexed / "articles/broken.json").write_text("{", encoding="utf-8")
    run("index", "articles")
    code, out, _ = run("status")
    assert code == 0
    assert [part for part in ("3 articles", "articles/broken.json", "last run done") if part not in out] == []
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


# Serve


@pytest.fixture
def server(indexed: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A running `dateline serve` with its address."""
    process = subprocess.Popen(
        [*PROGRAM, "serve", "--port", "0", "--workers", "2"], cwd=indexed, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    assert "http://127.0.0.1:" in line, line
    yield process, next(word for word in line.split() if word.startswith("http"))
    process.kill()
    process.wait()
    process.stdout.close()


def fetch(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=30) as answer:
        return bytes(answer.read())


def test_serving_answers_notices_new_articles_and_ends_at_ctrl_c(
    server: tuple[subprocess.Popen[str], str], indexed: Path, run: Run
) -> None:
    process, address = server
    assert fetch(address + "/healthz")
    assert json.loads(fetch(address + "/api/v1/search?q=fire"))["total"]["value"] == 2
    (indexed / "articles/more.txt").write_text("Another fire\n\nAt the port this time.\n", encoding="utf-8")
    assert run("index", "articles")[0] == 0
    assert json.loads(fetch(address + "/api/v1/search?q=fire"))["total"]["value"] == 3
    assert b"<mark>fire</mark>" in fetch(address + "/search?q=fire").lower()
    process.send_signal(signal.SIGINT)
    assert process.wait(30) in (0, 130)


def test_a_port_in_use_is_said(indexed: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        failed = outside("serve", "--port", str(port), cwd=indexed)
    assert failed.returncode == 1
    assert str(port) in one_line(failed.stderr)


# Completion


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts_are_printed(run: Run, shell: str) -> None:
    code, out, _ = run("completion", shell)
    assert code == 0
    assert "_DATELINE_COMPLETE" in out


def test_the_shell_completes_commands_and_options() -> None:
    env = {**os.environ, "_DATELINE_COMPLETE": "bash_complete", "COMP_WORDS": "dateline se", "COMP_CWORD": "1"}
    started = time.monotonic()
    assert outside(env=env).stdout.split() == ["plain,search", "plain,serve"]
    assert time.monotonic() - started < 5
    env["COMP_WORDS"], env["COMP_CWORD"] = "dateline export --for", "2"
    assert outside(env=env).stdout.split() == ["plain,--format"]


# Errors


def test_a_traceback_is_shown_when_it_is_asked_for(place: Path) -> None:
    quiet, loud = outside("search", "fire", cwd=place), outside("-v", "search", "fire", cwd=place)
    assert "Traceback" not in quiet.stderr
    assert "Traceback" in loud.stderr
    assert quiet.returncode == loud.returncode == 1
