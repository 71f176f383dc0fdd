"""What it costs to start, and where the compiled code is kept."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def run(program: str, **environment: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def test_importing_the_analysis_imports_neither_numba_nor_numpy_nor_the_detector() -> None:
    program = "import sys, search.analysis; print([m for m in ('numba', 'numpy', 'py3langid') if m in sys.modules])"
    assert run(program) == ["[]"]


def test_the_compiled_code_is_found_again(tmp_path: Path) -> None:
    program = """
from search.analysis import tokenize
tokenize("once")
from search.analysis.kernels import tokenize_texts
print(sum(tokenize_texts.stats.cache_hits.values()), sum(tokenize_texts.stats.cache_misses.values()))
"""
    assert run(program, NUMBA_CACHE_DIR=str(tmp_path)) == ["0", "1"]
    assert run(program, NUMBA_CACHE_DIR=str(tmp_path)) == ["1", "0"]
