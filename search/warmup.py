"""Warm-up: compiles every kernel ahead of the first search, also as `python -m search.warmup`.

A server calls `load_kernels` before it begins to answer.
"""

import gc
import multiprocessing
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from search.jit import compile_all, remove_old_versions

_ENGINES_PREFIX = "search.engines."
"""The kernels of the engines are about half of the work, which needs nothing of the other half."""
_MODULES_CALLING_ANALYSIS = ("inverter_kernels", "stem_kernels", "term_kernels")
"""The modules of that half that call kernels of the other half; they come last, when those are compiled."""


def warm_up() -> None:
    """Compile every kernel in two processes; numba keeps the machine code on disk. Deletes that of old versions."""
    halves = [
        [name for name in _kernel_modules() if name.startswith(_ENGINES_PREFIX) == engines] for engines in (True, False)
    ]
    processes = [multiprocessing.get_context("spawn").Process(target=_compile, args=(half,)) for half in halves]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    # Compiles what a process could not cache; an error of a process is raised here.
    load_kernels()
    remove_old_versions()


def load_kernels() -> None:
    """Load or compile every kernel in this process."""
    for name in _kernel_modules():
        import_module(name)
    compile_all()


def _kernel_modules() -> list[str]:
    root = Path(__file__).parent
    places = [file.relative_to(root.parent).with_suffix("") for file in sorted(root.rglob("*_kernels.py"))]
    return sorted(
        (".".join(place.parts) for place in places), key=lambda name: name.endswith(_MODULES_CALLING_ANALYSIS)
    )


def _compile(names: Sequence[str]) -> None:
    # The compiler makes many long-lived objects; looking through them would take a fifth of its time.
    gc.disable()
    for name in names:
        import_module(name)
        compile_all()


if __name__ == "__main__":
    warm_up()
