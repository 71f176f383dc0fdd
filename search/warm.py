"""Where do the compiled inner loops come from? `python -m search.warm` compiles them ahead of the first search."""

from importlib import import_module
from pathlib import Path


def warm() -> None:
    """Import every module that compiles when it is imported; numba keeps the result on disk.

    What it kept of earlier versions of them goes.
    """
    # Imported late: it takes the compiler along, which whoever imports this may not need yet.
    from search.kernels import remove_old_versions

    root = Path(__file__).parent
    places = [file.relative_to(root).with_suffix("") for file in sorted(root.rglob("kernels.py"))]
    remove_old_versions([import_module(".".join((root.name, *place.parts))) for place in places])


if __name__ == "__main__":
    warm()
