"""Where do the compiled inner loops come from? `python -m search.warm` compiles them ahead of the first search."""

from importlib import import_module
from pathlib import Path


def warm() -> None:
    """Import every module that compiles when it is imported; numba keeps the result on disk."""
    root = Path(__file__).parent
    for file in sorted(root.rglob("kernels.py")):
        import_module(".".join((root.name, *file.relative_to(root).with_suffix("").parts)))


if __name__ == "__main__":
    warm()
