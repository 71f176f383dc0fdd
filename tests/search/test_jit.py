"""Starting up: when machine code is compiled, and where it is stored."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
COUNT = """
from search.analysis.folding_kernels import fold_text
fold_text = fold_text.compile()
print(sum(fold_text.stats.cache_hits.values()), sum(fold_text.stats.cache_misses.values()))
"""


def run(program: str, folder: Path, **environment: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1", **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


@pytest.fixture
def installation(tmp_path: Path) -> Path:
    """A copy of the package in which no compiled code can be written beside the source."""
    shutil.copytree(ROOT / "search", tmp_path / "search", ignore=shutil.ignore_patterns("__pycache__"))
    for folder in [tmp_path / "search", *(tmp_path / "search").rglob("*")]:
        if folder.is_dir():
            # A file of that name stops even the superuser, as a read-only disk does.
            (folder / "__pycache__").touch()
    return tmp_path


@pytest.mark.parametrize(
    ("module", "missing"),
    [("search.analysis", ("numba", "py3langid")), ("search.settings", ("numba", "numpy", "py3langid"))],
)
def test_importing_loads_neither_the_compiler_nor_the_detector(module: str, missing: tuple[str, ...]) -> None:
    program = f"import sys, {module}; print([m for m in {missing} if m in sys.modules])"
    assert run(program, ROOT) == ["[]"]


def test_a_read_only_installation_stores_compiled_code_in_the_folder_of_the_user(installation: Path) -> None:
    home = installation / "home"
    home.mkdir()
    assert run(COUNT, installation, HOME=str(home)) == ["0", "1"]
    assert list(home.rglob("*.nbc"))
    assert run(COUNT, installation, HOME=str(home)) == ["1", "0"]
    # A constant of another file is compiled into the kernels: a new value compiles them again, a comment does not.
    constants = installation / "search" / "analysis" / "unicode_data.py"
    text = constants.read_text("utf-8")
    constants.write_text(text + "# changed\n", "utf-8")
    assert run(COUNT, installation, HOME=str(home)) == ["1", "0"]
    constants.write_text(text + "CODE_POINT_LIMIT += 1\n", "utf-8")
    assert run(COUNT, installation, HOME=str(home)) == ["0", "1"]


WITHOUT_WRITING = """
import errno, os, sys

def refuse(event, arguments):
    if event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR):
        raise OSError(errno.EROFS, "Read-only file system")

sys.addaudithook(refuse)
"""


def test_compiled_code_beside_the_source_is_used_where_nothing_can_be_written(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "search", tmp_path / "search", ignore=shutil.ignore_patterns("__pycache__"))
    home = {"HOME": str(tmp_path / "nowhere")}
    # Without any compiled code, and then with it.
    assert run(WITHOUT_WRITING + COUNT, tmp_path, **home) == ["0", "1"]
    assert run(COUNT, tmp_path, **home) == ["0", "1"]
    assert run(WITHOUT_WRITING + COUNT, tmp_path, **home) == ["1", "0"]


@pytest.mark.parametrize("kind", ["nbi", "nbc"])
@pytest.mark.parametrize("damage", ["empty", "cut", "flipped", "foreign", "gone"])
def test_damaged_compiled_code_is_compiled_again(installation: Path, kind: str, damage: str) -> None:
    home = installation / "home"
    home.mkdir()
    assert run(COUNT, installation, HOME=str(home)) == ["0", "1"]
    (file,) = home.rglob(f"*.fold_text_*.{kind}")
    whole = file.read_bytes()
    flipped = bytearray(whole)
    flipped[len(whole) // 2] ^= 4
    torn = {"empty": b"", "cut": whole[: len(whole) // 2], "flipped": bytes(flipped), "foreign": b"\x80\x04N."}
    if damage == "gone":
        file.unlink()
    else:
        file.write_bytes(torn[damage])
    assert run(COUNT, installation, HOME=str(home)) == ["0", "1"]
    assert run(COUNT, installation, HOME=str(home)) == ["1", "0"]


def test_code_compiled_by_another_version_of_the_compiler_is_left_alone(installation: Path) -> None:
    home = installation / "home"
    home.mkdir()
    other = f"import numba\nnumba.__version__ = '0.0'\n{COUNT}"
    assert run(COUNT, installation, HOME=str(home)) == ["0", "1"]
    assert run(other, installation, HOME=str(home)) == ["0", "1"]
    assert run(COUNT, installation, HOME=str(home)) == ["1", "0"]


def test_warmup_removes_compiled_code_of_older_versions(tmp_path: Path) -> None:
    # With what is compiled already, and the times of its sources.
    shutil.copytree(ROOT / "search", tmp_path / "search", ignore=shutil.ignore_patterns("*.tmp.*", "*.pyc*"))
    warm = "from search.warmup import warm_up; warm_up()"
    run(warm, tmp_path)
    folder = tmp_path / "search" / "highlight" / "__pycache__"
    python = "py" + "".join(map(str, sys.version_info[:2]))
    current = sorted(folder.glob("*.nb[ic]"))
    assert {file.suffix for file in current} == {".nbi", ".nbc"}
    old = [folder / f"match_kernels.{name}_0123456789ab-19.{python}" for name in ("beginning", "gone_since")]
    for base in old:
        for ending in (".nbi", ".1.nbc", ".12.nbc"):
            base.with_name(base.name + ending).touch()
    others = [folder / "match_kernels.beginning_0123456789ab-19.py27.nbi", folder / f"mine-19.{python}.nbi"]
    for file in others:
        file.touch()
    run(warm, tmp_path)
    assert sorted(folder.glob("*.nb[ic]")) == sorted([*current, *others])


def test_without_any_folder_to_write_to_it_compiles_at_each_start(installation: Path) -> None:
    program = "from search.analysis.folding_kernels import fold_text; print(len(fold_text.compile().signatures))"
    assert run(program, installation, HOME="/dev/null") == ["1"]
