"""How are inner loops compiled, and where is the result kept? What all files named `kernels.py` share.

A kernel is a function over numbers and arrays, compiled for one signature (or a few). It holds no interpreter lock,
unless it is brief.
"""

import pickle
import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from types import ModuleType
from typing import Any, Final, Protocol, TypeVar, cast

import numba
import numpy as np
import xxhash
from numba.core.caching import IndexDataCacheFile
from numba.core.dispatcher import Dispatcher
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
_KeptFile: Any = IndexDataCacheFile
_Kernel: Any = Dispatcher

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


_DIGEST = 16
"""Bytes of a checksum."""
_VERSION = 12
"""Hexadecimal digits of the version in a kernel's name."""
_FILE = re.compile(rf"(?P<base>kernels\.\w+_[0-9a-f]{{{_VERSION}}}-\d+\.(?P<python>\w+))\.(?:nbi|\d+\.nbc)")
"""The name of a file of compiled code: the source's, the kernel's with its version, its line, the Python it is for."""


class _Checked(_KeptFile):  # type: ignore[misc]
    """numba's files of one kernel, each behind its checksum: damaged machine code must be compiled anew, not run."""

    def _dump(self, thing: object) -> bytes:
        data: bytes = super()._dump(thing)
        return xxhash.xxh3_128_digest(data) + data

    def _save_index(self, overloads: dict[Any, str]) -> None:
        with self._open_for_write(self._index_path) as file:
            file.write(self._dump((self._version, self._source_stamp, overloads)))

    def _load_index(self) -> dict[Any, str]:
        try:
            version, stamp, overloads = cast("tuple[object, object, dict[Any, str]]", self._checked(self._index_path))
        except OSError:
            return {}
        return overloads if (version, stamp) == (self._version, self._source_stamp) else {}

    def _load_data(self, name: str) -> object:
        return self._checked(self._data_path(name))

    def _checked(self, path: str) -> object:
        data = Path(path).read_bytes()
        if xxhash.xxh3_128_digest(data[_DIGEST:]) != data[:_DIGEST]:
            # As if it were not there, which is what numba is prepared for.
            raise FileNotFoundError(path)
        # Who may write here may as well write the program.
        return cast("object", pickle.loads(data[_DIGEST:]))  # noqa: S301


class Compiled(Protocol):
    """The decorator of a file's kernels."""

    def __call__(
        self,
        result: Callable[..., object],
        *arguments: object,
        entrance: bool = False,
        brief: bool = False,
        others: tuple[tuple[object, ...], ...] = (),
    ) -> Callable[[_Function], _Function]:
        """Compile for these types, kept on disk where any folder for that can be written.

        Only an `entrance` can be called from Python; the rest are for kernels alone and take half the time to compile.
        A `brief` one does the work of one search, and keeps the interpreter lock: where other threads wait for that, to
        let go of it costs more than the work. `others` are further lists of arguments that it is compiled for.
        """
        ...


def compiler(*sources: Path) -> Compiled:
    """The decorator for a file whose compiled code depends on these files: itself, what it calls, whose constants.

    numba knows a kernel by the file that it stands in alone, so the contents of all become part of its name. So does
    numba's own version: what another one has written is never unpickled.
    """
    contents = (path.read_bytes() for path in (Path(__file__), *sources))
    version = sha256(b"".join((numba.__version__.encode(), *contents))).hexdigest()[:_VERSION]

    def compiled(
        result: Callable[..., object],
        *arguments: object,
        entrance: bool = False,
        brief: bool = False,
        others: tuple[tuple[object, ...], ...] = (),
    ) -> Callable[[_Function], _Function]:
        def decorate(function: _Function) -> _Function:
            function.__qualname__ = f"{function.__name__}_{version}"
            # Without numba's own counting of who refers to an array: kernels make none, and to count costs more than
            # most calls do.
            options = {"_nrt": False, "nogil": not brief, "no_cpython_wrapper": not entrance, "no_cfunc_wrapper": True}
            try:
                kernel = _numba.njit(cache=True, **options)(function)
                kept = kernel._cache
                stamp = kept._impl.locator.get_source_stamp()
                kept._cache_file = _Checked(kept.cache_path, kept._impl.filename_base, stamp)
            except RuntimeError:
                # Neither beside the source nor in the user's cache folder: every start compiles, and all works.
                kernel = _numba.njit(**options)(function)
            for types in (arguments, *others):
                kernel.compile(result(*types))
            kernel.disable_compile()
            return cast("_Function", kernel)

        return decorate

    return compiled


def remove_old_versions(modules: Iterable[ModuleType]) -> None:
    """Delete what is kept on disk of other versions of kernels than those of `modules`, which are all that there are.

    What another Python has compiled is its own, and stays; so does what cannot be deleted.
    """
    current: dict[Path, set[str]] = {}
    for kernel in (value for module in modules for value in vars(module).values() if isinstance(value, _Kernel)):
        kept = kernel._cache
        if kept.cache_path is not None:
            current.setdefault(Path(kept.cache_path), set()).add(kept._impl.filename_base)
    for folder, bases in current.items():
        pythons = {base.rpartition(".")[2] for base in bases}
        for file in folder.iterdir():
            known = _FILE.fullmatch(file.name)
            if known and known["python"] in pythons and known["base"] not in bases:
                with suppress(OSError):
                    file.unlink()
