"""The array types of the search package, each with the memory layout that compiled code is made for."""

from dataclasses import dataclass
from typing import Annotated, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Layout:
    """The memory layout of an array: C order, `dimensions` axes of `dtype`. A read-only one may be a mapped file."""

    dtype: str
    dimensions: int = 1
    read_only: bool = False


U8Array: TypeAlias = Annotated[NDArray[np.uint8], Layout("uint8")]
U32Array: TypeAlias = Annotated[NDArray[np.uint32], Layout("uint32")]
U64Array: TypeAlias = Annotated[NDArray[np.uint64], Layout("uint64")]
I32Array: TypeAlias = Annotated[NDArray[np.int32], Layout("int32")]
I64Array: TypeAlias = Annotated[NDArray[np.int64], Layout("int64")]
F32Array: TypeAlias = Annotated[NDArray[np.float32], Layout("float32")]
BoolArray: TypeAlias = Annotated[NDArray[np.bool_], Layout("boolean")]

# Views are only read, so that they may be a file's own bytes.
U8View: TypeAlias = Annotated[NDArray[np.uint8], Layout("uint8", read_only=True)]
U16View: TypeAlias = Annotated[NDArray[np.uint16], Layout("uint16", read_only=True)]
U32View: TypeAlias = Annotated[NDArray[np.uint32], Layout("uint32", read_only=True)]

I32Rows: TypeAlias = Annotated[NDArray[np.int32], Layout("int32", dimensions=2)]
I64Rows: TypeAlias = Annotated[NDArray[np.int64], Layout("int64", dimensions=2)]

F32: TypeAlias = np.float32
U64: TypeAlias = Annotated[Any, np.uint64]
"""An unsigned number of 64 bits, which Python passes as an int."""

i64: Any = np.int64
u32: Any = np.uint32
u64: Any = np.uint64
"""Casts in kernels. Indices that are unsigned spare a loop the test whether they count from the end of an array, so
that the compiler can do many of its steps at a time."""
