"""Compiles every kernel ahead of the first search: `python -m search.warmup`.

`load_kernels` is for a server, which does it before it begins to answer.
"""

import gc
import multiprocessing
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from search.jit import compile_all, remove_old_versions

_ENGINES = "search.engines."
"""About half of the work. The other half needs nothing of it."""
_NEED_ANALYSIS = ("inverter_kernels", "stem_kernels", "term_kernels")
"""The kernels of that half that call kernels of the other one, which has them compiled by then."""


def warm_up() -> None:
    """Compile every kernel in two processes; numba keeps the machine code on disk. That of old versions is deleted."""
    halves = [[name for name in _modules() if name.startswith(_ENGINES) == engines] for engines in (True, False)]
    processes = [multiprocessing.get_context("spawn").Process(target=_compile, args=(half,)) for half in halves]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    # What a process could not keep, or not compile, is compiled here, and fails here.
    load_kernels()
    remove_old_versions()


def load_kernels() -> None:
    """Have every kernel ready in this process."""
    for name in _modules():
        import_module(name)
    compile_all()


def _modules() -> list[str]:
    root = Path(__file__).parent
    places = [file.relative_to(root.parent).with_suffix("") for file in sorted(root.rglob("*_kernels.py"))]
    return sorted((".".join(place.parts) for place in places), key=lambda name: name.endswith(_NEED_ANALYSIS))


def _compile(names: Sequence[str]) -> None:
    # The compiler makes many objects that live long, and a fifth of its time would go into looking through them.
    gc.disable()
    for name in names:
        import_module(name)
        compile_all()


if __name__ == "__main__":
    warm_up()
