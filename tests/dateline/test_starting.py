"""The command line starts quickly, explains itself, and reports errors in one line."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

import dateline
import dateline.commands
from tests.dateline.commands import ROOT, Run, one_line, outside


def test_help_is_quick_and_imports_no_package() -> None:
    script = (
        "import sys, dateline.commands; dateline.commands.main(['--help']);"
        "print(*{m.partition('.')[0] for m in sys.modules})"
    )
    loaded = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    slow = {"numba", "numpy", "flask", "sqlalchemy", "pydantic", "rich", "whoosh", "mcp_types"}
    assert not slow & set(loaded.stdout.split())


@pytest.mark.usefixtures("indexed")
def test_status_and_export_do_not_import_numba(place: Path) -> None:
    for command in (["status"], ["export"]):
        script = (
            f"import sys, dateline.commands; assert dateline.commands.main({command!r}) == 0;"
            "assert 'numba' not in sys.modules"
        )
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
        ("search --limit 0 fire", "0 is not a whole number from 1 to 100"),
        ("serve --port 70000", "70000 is not a whole number from 0 to 65,535"),
        ("serve --port http", "http is not a whole number"),
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


def test_without_a_command_the_help_is_shown_on_its_own_lines(run: Run) -> None:
    code, out, err = run()
    assert code in (0, 2)
    assert (out + err).startswith("Usage: dateline [OPTIONS] COMMAND")
    assert "\n  search " in out + err


def test_the_list_of_commands_is_not_cut_on_a_narrow_terminal() -> None:
    shown = outside("--help", env={**os.environ, "COLUMNS": "80"}).stdout
    commands = shown[shown.index("Commands:") :].splitlines()[1:]
    assert len(commands) == len(dateline.commands.cli.commands)
    assert [line for line in commands if not line.endswith(".") or line.endswith("...")] == []


def test_the_error_for_a_query_with_a_minus_shows_the_two_dashes(run: Run) -> None:
    code, _, err = run("search", "-flood")
    assert code == 2
    assert "quote the query or write: dateline search -- -word" in one_line(err)
    assert "write: dateline index -- -name" in one_line(run("index", "-x")[2])


@pytest.mark.parametrize("arguments", ["search --lmit 3 fire", "serch fire", "serve --port 70000"])
def test_messages_end_in_one_punctuation_mark(run: Run, arguments: str) -> None:
    said = one_line(run(*arguments.split())[2])
    assert not any(twice in said for twice in ("?.", "..", "?;", " ."))


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts_are_printed(run: Run, shell: str) -> None:
    code, out, _ = run("completion", shell)
    assert code == 0
    assert "_DATELINE_COMPLETE" in out


def test_the_shell_completes_commands_and_options() -> None:
    env = {**os.environ, "_DATELINE_COMPLETE": "bash_complete", "COMP_WORDS": "dateline se", "COMP_CWORD": "1"}
    started = time.monotonic()
    assert outside(env=env).stdout.split() == ["plain,search", "plain,searches", "plain,serve"]
    assert time.monotonic() - started < 5
    env["COMP_WORDS"], env["COMP_CWORD"] = "dateline export --for", "2"
    assert outside(env=env).stdout.split() == ["plain,--format"]


CONFIG = '[[sources]]\nname = "gazette of the north"\nlocation = "articles"\n[[sources]]\nname = "x"\n'


def completed(folder: Path, words: str) -> list[str]:
    """What bash offers for the last of the words, after loading the script that the program prints."""
    program = folder / "program"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m dateline "$@"\n', encoding="utf-8")
    program.chmod(0o700)
    script = f"""
        compopt() {{ echo "compopt $1 $2"; }}
        eval "$(./program completion bash)"
        COMP_WORDS=({words}) COMP_CWORD=$(( ${{#COMP_WORDS[@]}} - 1 ))
        _dateline_completion ./program "${{COMP_WORDS[-1]}}"
        printf '%s\\n' "${{COMPREPLY[@]}}"
    """
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    shown = subprocess.run(["bash", "-c", script], cwd=folder, env=env, capture_output=True, text=True, check=True)
    return [line for line in shown.stdout.splitlines() if line]


@pytest.mark.parametrize("command", ["index", "inspect"])
def test_bash_completes_paths_and_names_of_sources(place: Path, command: str) -> None:
    assert completed(place, f"dateline {command} art") == ["compopt -o default"], "bash completes the path itself"
    (place / "dateline.toml").write_text(CONFIG, encoding="utf-8")
    (place / "gazette.csv").touch()
    assert completed(place, f"dateline {command} gaz") == [
        "compopt -o filenames",
        "gazette of the north",
        "gazette.csv",
    ]
    assert completed(place, f"dateline {command} art") == ["compopt -o default"]


def test_the_names_of_sources_are_those_of_the_chosen_configuration(place: Path) -> None:
    (place / "other.toml").write_text(CONFIG, encoding="utf-8")
    for words in ("--config other.toml index", "index --config other.toml"):
        assert "gazette of the north" in completed(place, f"dateline {words} gaz")
    (place / "dateline.toml").write_text("[[sources", encoding="utf-8")
    assert completed(place, "dateline index gaz") == ["compopt -o default"]


def test_a_traceback_is_shown_when_it_is_asked_for(place: Path) -> None:
    quiet, loud = outside("search", "fire", cwd=place), outside("-v", "search", "fire", cwd=place)
    assert "Traceback" not in quiet.stderr
    assert "Traceback" in loud.stderr
    assert quiet.returncode == loud.returncode == 1
