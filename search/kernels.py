"""How are inner loops compiled, and where is the result kept? What all files named `kernels.py` share.

A kernel is a function over numbers and arrays, compiled for one signature (or a few). It holds no interpreter lock.
"""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, Protocol, TypeVar, cast

import numba
import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Words = NDArray[np.uint32]
Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Hashes = NDArray[np.uint64]
Singles = NDArray[np.float32]
Flags = NDArray[np.bool_]
Single = np.float32
_Function = TypeVar("_Function", bound=Callable[..., Any])

# Its stubs know neither types as objects nor all options.
_numba: Any = numba
_types: Any = numba.types

INT: Final = _types.int64
BOOL: Final = _types.boolean
SINGLE: Final = _types.float32
DOUBLE: Final = _types.float64
ULONG: Final = _types.uint64
VOID: Final = _types.void
BYTES: Final = _types.uint8[::1]
WORDS: Final = _types.uint32[::1]
INTS: Final = _types.int32[::1]
LONGS: Final = _types.int64[::1]
ULONGS: Final = _types.uint64[::1]
HASHES: Final = _types.uint64[::1]
SINGLES: Final = _types.float32[::1]
FLAGS: Final = _types.boolean[::1]
ROWS: Final = _types.int64[:, ::1]
TABLE: Final = _types.int32[:, ::1]


def mapped(dtype: str) -> object:
    """The type of an array that is only read, so that it may be a file's own bytes."""
    return _types.Array(getattr(_types, dtype), 1, "C", readonly=True)


TEXT: Final = mapped("uint8")
PAIR: Final = _types.UniTuple(INT, 2)
TRIPLE: Final = _types.UniTuple(INT, 3)
FIVE: Final = _types.UniTuple(INT, 5)


def inlined(function: _Function) -> _Function:
    """The decorator of a small kernel that becomes a part of each kernel that calls it.

    A call hands over every array in seven numbers, which costs more than a few lines of work on one element of it.
    """
    return cast("_Function", _numba.njit(inline="always")(function))


class Compiled(Protocol):
    """The decorator of a file's kernels."""

    def __call__(
        self,
        result: Callable[..., object],
        *arguments: object,
        entrance: bool = False,
        others: tuple[tuple[object, ...], ...] = (),
    ) -> Callable[[_Function], _Function]:
        """Compile for these types, kept on disk where any folder for that can be written.

        Only an `entrance` can be called from Python; the rest are for kernels alone and take half the time to compile.
        `others` are further lists of arguments that it is compiled for.
        """
        ...


def compiler(*sources: Path) -> Compiled:
    """The decorator for a file whose compiled code depends on these files: itself, what it calls, whose constants.

    numba knows a kernel by the file that it stands in alone, so the contents of all become part of its name.
    """
    version = sha256(b"".join(path.read_bytes() for path in (Path(__file__), *sources))).hexdigest()[:12]

    def compiled(
        result: Callable[..., object],
        *arguments: object,
        entrance: bool = False,
        others: tuple[tuple[object, ...], ...] = (),
    ) -> Callable[[_Function], _Function]:
        def decorate(function: _Function) -> _Function:
            function.__qualname__ = f"{function.__name__}_{version}"
            # Without numba's own counting of who refers to an array: kernels make none, and to count costs more than
            # most calls do.
            options = {"_nrt": False, "nogil": True, "no_cpython_wrapper": not entrance, "no_cfunc_wrapper": True}
            signatures = [result(*types) for types in (arguments, *others)]
            try:
                return cast("_Function", _numba.njit(signatures, cache=True, **options)(function))
            except RuntimeError:
                # Neither beside the source nor in the user's cache folder: every start compiles, and all works.
                return cast("_Function", _numba.njit(signatures, **options)(function))

        return decorate

    return compiled
