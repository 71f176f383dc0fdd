"""The decorator `@jit`: functions over numbers and arrays that numba compiles when they are first called.

A kernel is written once, in a module `<subject>_kernels.py`. Its annotations are its signature:

    @jit(entry_point=True)
    def count_values(values: U32Array, counts: I64Array) -> None: ...

numba is imported with the first call, so that a program that calls no kernel does not wait for it. The machine code
stays on disk beside the source, or in the user's cache folder, under a name that changes with everything it was made
from: the kernel's own source, the kernels it calls, the constants it names, and numba's version.
"""

import inspect
import pickle
import re
import types
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import cache, cached_property
from hashlib import sha256
from pathlib import Path
from threading import RLock
from typing import Any, Final, TypeVar, cast, get_args, get_type_hints, overload

import numpy as np
import xxhash

from search.arrays import Layout

_Function = TypeVar("_Function", bound=Callable[..., Any])

_VERSION_DIGITS: Final = 12
"""Hexadecimal digits of the version in a kernel's name."""
_CHECKSUM_BYTES: Final = 16
"""Bytes of the checksum in front of a cache file."""
_CACHE_FILE = re.compile(
    rf"(?P<base>\w+_kernels\.\w+_[0-9a-f]{{{_VERSION_DIGITS}}}-\d+\.(?P<python>\w+))\.(?:nbi|\d+\.nbc)"
)
"""The name of a file of compiled code: module, kernel with its version, line, and the Python version."""


class Kernel:
    """A function that is compiled at its first call, with the kernels that it calls."""

    def __init__(
        self, function: Callable[..., Any], *, entry_point: bool, nogil: bool, inline: bool, variants: Sequence[Any]
    ) -> None:
        self.function = function
        self.inline = inline
        self._entry_point, self._nogil, self._variants = entry_point, nogil, variants
        self._compiled: Any = None
        self.__doc__ = function.__doc__

    def __call__(self, *arguments: Any) -> Any:
        """Call the compiled function; the first call compiles it."""
        return (self._compiled or self.compile())(*arguments)

    @cached_property
    def version(self) -> str:
        """A digest of everything that the machine code is made from."""
        import numba

        digest = sha256(numba.__version__.encode())
        digest.update(inspect.getsource(self.function).encode())
        for name, value in self._named():
            digest.update(f"{name}={_identity(value)}".encode())
        return digest.hexdigest()[:_VERSION_DIGITS]

    def compile(self) -> Any:
        """Compile the function, or load what an earlier process compiled. Returns numba's dispatcher."""
        with _LOCK:
            if self._compiled is None:
                module = self.function.__globals__
                for name, value in self._named():
                    # numba knows only its own dispatchers, so they replace the kernels in the module.
                    if isinstance(value, Kernel):
                        module[name] = value.compile()
                self._compiled = self._inlined() if self.inline else self._dispatcher()
                if module.get(self.function.__name__) is self:
                    module[self.function.__name__] = self._compiled
            return self._compiled

    @cached_property
    def cache(self) -> Any:
        """Where numba keeps the machine code of a compiled kernel; None where there is no folder for it."""
        return getattr(self.compile(), "_cache", None)

    def _named(self) -> list[tuple[str, object]]:
        """Return the globals that the function names, as they were before anything was compiled."""
        module = self.function.__globals__
        names = dict.fromkeys(self.function.__code__.co_names)
        values = [(name, module[name]) for name in names if name in module]
        return [(name, _BY_DISPATCHER.get(id(value), value)) for name, value in values]

    def _inlined(self) -> Any:
        import numba

        dispatcher: Any = cast("Any", numba).njit(inline="always")(self.function)
        _BY_DISPATCHER[id(dispatcher)] = self
        return dispatcher

    def _dispatcher(self) -> Any:
        import numba

        njit: Any = numba.njit
        # Without numba's reference counts of arrays: kernels make no arrays, and counting costs more than most calls
        # do. Only an entry point gets the wrapper for Python, which takes half the time to compile.
        options = {
            "_nrt": False,
            "nogil": self._nogil,
            "no_cpython_wrapper": not self._entry_point,
            "no_cfunc_wrapper": True,
        }
        function = types.FunctionType(
            self.function.__code__, self.function.__globals__, self.function.__name__, self.function.__defaults__
        )
        function.__qualname__ = f"{self.function.__name__}_{self.version}"
        function.__module__ = self.function.__module__
        install_checked_cache = _checked_cache_file()
        try:
            dispatcher = njit(cache=True, **options)(function)
            install_checked_cache(dispatcher._cache)
        except RuntimeError:
            # There is no cache folder: every start compiles.
            dispatcher = njit(**options)(function)
        hints = get_type_hints(self.function, include_extras=True)
        result = _numba_type(hints.pop("return"))
        for variant in ({}, *self._variants):
            dispatcher.compile(result(*(_numba_type(hint) for hint in (hints | variant).values())))
        dispatcher.disable_compile()
        _BY_DISPATCHER[id(dispatcher)] = self
        return dispatcher


_LOCK: Final = RLock()
"""One thread compiles at a time; numba's own lock would let two do the same work."""
_KERNELS: Final[list[Kernel]] = []
_BY_DISPATCHER: Final[dict[int, Kernel]] = {}
"""The kernel of each dispatcher, by the dispatcher's id: dispatchers live as long as their modules."""


@overload
def jit(function: _Function) -> _Function: ...
@overload
def jit(
    *,
    entry_point: bool = False,
    nogil: bool = True,
    inline: bool = False,
    variants: Sequence[Mapping[str, object]] = (),
) -> Callable[[_Function], _Function]: ...
def jit(
    function: _Function | None = None,
    *,
    entry_point: bool = False,
    nogil: bool = True,
    inline: bool = False,
    variants: Sequence[Mapping[str, object]] = (),
) -> _Function | Callable[[_Function], _Function]:
    """Make a function a kernel, compiled for the types of its annotations.

    Only an `entry_point` can be called from Python; the rest are for kernels alone and take half the time to compile. A
    kernel releases the interpreter lock, unless `nogil` is False: that is for brief ones that do the work of one
    search, where releasing it costs more than the work while other threads wait. Each of `variants` is a further
    signature: other types for some of the parameters.

    An `inline` kernel becomes a part of each kernel that calls it. A call hands over every array in seven numbers,
    which costs more than a few lines of work on one element of it.
    """

    def decorate(function: _Function) -> _Function:
        kernel = Kernel(function, entry_point=entry_point, nogil=nogil, inline=inline, variants=variants)
        _KERNELS.append(kernel)
        return cast("_Function", kernel)

    return decorate if function is None else decorate(function)


def compile_all(*prefixes: str) -> None:
    """Compile every kernel of the modules that have been imported, or load it from disk.

    With `prefixes`, only those of modules whose names begin with one of them.
    """
    for kernel in _KERNELS:
        if not prefixes or kernel.function.__module__.startswith(prefixes):
            kernel.compile()


def remove_old_versions() -> None:
    """Delete the machine code of other versions of kernels; every module of kernels must have been imported.

    The files of other Python versions stay; so does what cannot be deleted.
    """
    current: dict[Path, set[str]] = {}
    for kernel in _KERNELS:
        if not kernel.inline and kernel.cache is not None and kernel.cache.cache_path is not None:
            current.setdefault(Path(kernel.cache.cache_path), set()).add(kernel.cache._impl.filename_base)
    for folder, bases in current.items():
        pythons = {base.rpartition(".")[2] for base in bases}
        for file in folder.iterdir():
            match = _CACHE_FILE.fullmatch(file.name)
            if match and match["python"] in pythons and match["base"] not in bases:
                with suppress(OSError):
                    file.unlink()


def _identity(value: object) -> str:
    """Return a text that changes whenever compiled code that names the value has to."""
    if isinstance(value, Kernel):
        return value.version
    if isinstance(value, np.ndarray):
        return f"{value.dtype}{value.shape}{sha256(value.tobytes()).hexdigest()}"
    return value.__name__ if isinstance(value, types.ModuleType) else repr(value)


def _numba_type(hint: Any) -> Any:
    """Return the numba type of an annotation."""
    import numba

    known: Any = numba.types
    scalars = {int: known.int64, float: known.float64, bool: known.boolean, np.float32: known.float32}
    if hint in (None, type(None)):
        return known.void
    if hint in scalars:
        return scalars[hint]
    arguments = get_args(hint)
    if isinstance(arguments[-1], Layout):
        layout = arguments[-1]
        return known.Array(getattr(known, layout.dtype), layout.dimensions, "C", readonly=layout.read_only)
    if arguments[-1] is np.uint64:
        return known.uint64
    return known.UniTuple(_numba_type(arguments[0]), len(arguments))


@cache
def _checked_cache_file() -> Callable[[Any], None]:
    """Return a function that adds checksums to numba's files of a kernel: damaged code is recompiled, not run.

    From the first call on, numba also takes code from a folder beside the source that cannot be written.
    """
    from numba.core import caching

    locator: Any = caching.InTreeCacheLocator

    class ReadOnlyFolder(locator):  # type: ignore[misc]
        def ensure_cache_path(self) -> None:
            if not Path(self.get_cache_path()).is_dir():
                raise FileNotFoundError(self.get_cache_path())

    # The last one is asked when none of the others has a folder that can be written.
    caching.CacheImpl._locator_classes.append(ReadOnlyFolder)
    base: Any = caching.IndexDataCacheFile

    class Checked(base):  # type: ignore[misc]
        def save(self, key: object, data: object) -> None:
            # On a disk that is full or read-only, the next start compiles again what is missing.
            with suppress(OSError):
                super().save(key, data)

        def _dump(self, thing: object) -> bytes:
            data: bytes = super()._dump(thing)
            return xxhash.xxh3_128_digest(data) + data

        def _save_index(self, overloads: dict[Any, str]) -> None:
            with self._open_for_write(self._index_path) as file:
                file.write(self._dump((self._version, self._source_stamp, overloads)))

        def _load_index(self) -> dict[Any, str]:
            try:
                version, stamp, overloads = self._read(self._index_path)
            except OSError:
                return {}
            return overloads if (version, stamp) == (self._version, self._source_stamp) else {}

        def _load_data(self, name: str) -> object:
            return self._read(self._data_path(name))

        def _read(self, path: str) -> Any:
            data = Path(path).read_bytes()
            if xxhash.xxh3_128_digest(data[_CHECKSUM_BYTES:]) != data[:_CHECKSUM_BYTES]:
                # numba handles a missing file.
                raise FileNotFoundError(path)
            # Whoever can write here can change the program, too.
            return pickle.loads(data[_CHECKSUM_BYTES:])  # noqa: S301

    def install(found: Any) -> None:
        stamp = found._impl.locator.get_source_stamp()
        found._cache_file = Checked(found.cache_path, found._impl.filename_base, stamp)

    return install
