"""The arrows between the rooms, who may use which library, and the size of files."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("search", "indexer", "web")
SOURCES = [path for room in ("dateline", *ROOMS, "benchmarks", "tests") for path in ROOT.glob(f"{room}/**/*.py")]
PROGRAM = [path for path in SOURCES if path.relative_to(ROOT).parts[0] in ("dateline", *ROOMS)]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

LONGEST = 400
"""Lines of a file. One that has two subjects is split long before."""

# Who may import what, as patterns of paths.
HOMES = {
    "whoosh": r"search/engines/whoosh/.+",
    "opensearchpy": r"search/engines/opensearch/.+",
    "numba": r"search/jit\.py",
    "flask": r"web/.+",
    "werkzeug": r"web/.+",
    "gunicorn": r"web/.+",
    "mcp": r"web/mcp/.+",
    "prometheus_client": r"web/.+",
    "bs4": r"indexer/.+",
    "trafilatura": r"indexer/.+",
    "sqlalchemy": r"(indexer/archive|web/searches)/.+",
    "rich": r"dateline/.+",
    "click": r"dateline/.+",
}
# What each room may import of the others.
ARROWS = {"search": (), "indexer": ("search",), "web": ("search", "indexer.archive")}


def imports(path: Path) -> Iterator[str]:
    """The modules that a file imports where it runs; those for types alone carry no weight but are counted too."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def within(module: str, package: str) -> bool:
    return module == package or module.startswith(package + ".")


def test_import_linter_keeps_its_contracts() -> None:
    script = "import sys; from importlinter.cli import lint_imports_command as run; sys.exit(run(['--no-cache']))"
    run = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    assert " 0 broken" in run.stdout


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_only_along_the_arrows(room: str) -> None:
    allowed = (room, *ARROWS[room])
    for path in ROOT.glob(f"{room}/**/*.py"):
        for module in imports(path):
            assert not within(module, "dateline"), f"{name(path)} imports the composition root"
            # `from indexer import archive` is listed as indexer and as indexer.archive; the package itself is harmless.
            if module.partition(".")[0] in ROOMS and module not in ROOMS:
                assert any(within(module, each) for each in allowed), f"{name(path)} imports {module}"


@pytest.mark.parametrize(("library", "home"), HOMES.items())
def test_a_library_is_imported_in_its_home_alone(library: str, home: str) -> None:
    strangers = {
        name(path)
        for path in PROGRAM
        if any(within(module, library) for module in imports(path)) and not re.fullmatch(home, name(path))
    }
    # The command line names a type of what it hands to the server.
    assert strangers - ({"dateline/__init__.py", "dateline/app.py"} if library == "flask" else set()) == set()


def test_nobody_but_the_command_line_reads_the_environment() -> None:
    readers = {
        name(path) for path in PROGRAM if re.search(r"\bos\.(environ|getenv)\b", path.read_text(encoding="utf-8"))
    }
    assert readers == {"dateline/settings.py"}


def test_what_is_imported_is_declared_and_what_is_declared_is_imported() -> None:
    modules = {"beautifulsoup4": "bs4", "markdown-it-py": "markdown_it", "pystemmer": "Stemmer", "pyyaml": "yaml"}
    packages = [re.match(r"[\w.-]+", each)[0].lower() for each in PYPROJECT["project"]["dependencies"]]
    declared = {modules.get(package, package.replace("-", "_")) for package in packages}
    # Parts of what is declared, which their packages document as such.
    parts = {"werkzeug", "jinja2", "markupsafe", "pydantic", "pydantic_core", "anyio"}
    used = {module.partition(".")[0] for path in PROGRAM for module in imports(path)}
    used -= {*sys.stdlib_module_names, "dateline", *ROOMS}
    assert used - parts == declared


def test_no_file_is_longer_than_it_should_be() -> None:
    lengths = {name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in SOURCES}
    assert {path: length for path, length in lengths.items() if length > LONGEST} == {}


def test_a_module_opens_with_what_it_answers() -> None:
    assert [name(path) for path in PROGRAM if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))] == []


def drawn() -> set[str]:
    """The folders and files of the tree in ARCHITECTURE.md, as paths; patterns are drawn with a star."""
    page = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    block = page.split("## The tree\n")[1].split("```")[1]
    paths, parents = set(), [""] * 9
    for line in filter(None, block.splitlines()):
        depth = (len(line) - len(line.lstrip())) // 2
        for word in re.split(r"\s{2,}", line.strip())[0].split():
            if word.endswith("/"):
                parents[depth + 1] = parents[depth] + word
                paths.add(parents[depth + 1].rstrip("/"))
            elif word.endswith(".py"):
                paths.add(parents[depth] + word)
    return paths


def test_the_tree_of_the_architecture_has_every_folder_and_nothing_that_is_not_there() -> None:
    rooms = ("dateline", *ROOMS)
    folders = {name(path) for room in rooms for path in (ROOT / room).rglob("*") if path.is_dir()}
    assert {folder for folder in folders if "__pycache__" not in folder} <= drawn()
    assert [path for path in drawn() if not list(ROOT.glob(path))] == []


def test_what_the_architecture_says_to_edit_is_there() -> None:
    page = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    table = page.split("## To change something\n")[1].split("\n## ")[0]
    paths = re.findall(r"`((?:dateline|search|indexer|web|docs)/[\w/.-]*)`", table)
    assert len(paths) > 20
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_files_that_are_not_python_are_packaged() -> None:
    patterns = PYPROJECT["tool"]["setuptools"]["package-data"]
    packaged = {path for room, each in patterns.items() for pattern in each for path in (ROOT / room).glob(pattern)}
    for room in ROOMS:
        for path in (ROOT / room).rglob("*"):
            if path.is_file() and path.suffix not in (".py", ".pyc", ".nbi", ".nbc"):
                assert path in packaged, f"{name(path)} is not in [tool.setuptools.package-data]"


def test_lock_files_pin_with_hashes_and_name_no_registry() -> None:
    for lock in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / lock).read_text(encoding="utf-8")
        pins = re.findall(r"^[A-Za-z0-9].*?(?:\n(?=\S)|\Z)", text, flags=re.MULTILINE | re.DOTALL)
        assert len(pins) > 30
        assert all("==" in pin and "--hash=sha256:" in pin for pin in pins)
        assert "://" not in text
