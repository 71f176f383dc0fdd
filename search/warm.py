"""Where do the compiled inner loops come from? `python -m search.warm` compiles them ahead of the first search."""

import gc
import multiprocessing
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

ENGINES = "search.engines."
"""About half of the work, of which the rest needs nothing."""

LAST = ".inversion."
"""What of that half needs the other one, which has it compiled by then."""


def warm() -> None:
    """Import every module that compiles when it is imported, in two processes; numba keeps the result on disk.

    What it kept of earlier versions of them goes.
    """
    # Imported late: it takes the compiler along, which whoever imports this may not need yet.
    from search.kernels import remove_old_versions

    root = Path(__file__).parent
    places = [file.relative_to(root.parent).with_suffix("") for file in sorted(root.rglob("kernels.py"))]
    names = [".".join(place.parts) for place in places]
    names.sort(key=lambda name: LAST in name)
    halves = [[name for name in names if name.startswith(ENGINES) == engines] for engines in (True, False)]
    processes = [multiprocessing.get_context("spawn").Process(target=_compile, args=(half,)) for half in halves]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    # What a process could not keep, or not compile, is compiled here, and fails here.
    remove_old_versions([import_module(name) for name in names])


def _compile(names: Sequence[str]) -> None:
    # The compiler makes many objects that live long, and a fifth of its time would go into looking through them.
    gc.disable()
    for name in names:
        import_module(name)


if __name__ == "__main__":
    warm()
