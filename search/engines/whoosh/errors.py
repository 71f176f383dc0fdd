"""Translation of exceptions of Whoosh and of the file system into the errors of `search.errors`."""

import errno
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from pickle import UnpicklingError

from whoosh.filedb.filestore import ReadOnlyError
from whoosh.index import EmptyIndexError, IndexVersionError
from whoosh.index import IndexError as WhooshIndexError
from whoosh.reading import TermNotFound
from whoosh.writing import IndexingError
from zstandard import ZstdError

from search.errors import REBUILD_HINT, EngineError, EngineUnavailable, IndexDamaged, IndexVersion, SearchError

# What reading damaged files raises: Whoosh checks little, so damage shows as whatever breaks first.
DAMAGE_EXCEPTIONS = (
    EmptyIndexError, WhooshIndexError, TermNotFound, IndexingError, EOFError, UnpicklingError, struct.error, zlib.error,
    ZstdError, AssertionError, AttributeError, ImportError, IndexError, KeyError, TypeError, ValueError, OverflowError,
)  # fmt: skip


@contextmanager
def translate_errors(folder: Path) -> Iterator[None]:
    """Translate foreign exceptions within the `with` into our own errors, which name the folder and say what to do."""
    try:
        yield
    except SearchError:
        raise
    except IndexVersionError as error:
        raise IndexVersion(f"{folder} was written by another version of Whoosh. {REBUILD_HINT}") from error
    except (PermissionError, ReadOnlyError) as error:
        raise EngineUnavailable(f"{folder} cannot be used: {error}. Check who owns it and its mode.") from error
    except OSError as error:
        if isinstance(error, FileNotFoundError) and folder.is_dir():
            raise IndexDamaged(f"{error.filename or folder} is missing. {REBUILD_HINT}") from error
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise EngineError(f"No space is left for the index in {folder}; the last commit is still live.") from error
        if error.errno == errno.EROFS:
            raise EngineUnavailable(f"{folder} is on a read-only file system: it can only be searched.") from error
        raise EngineUnavailable(f"{folder} cannot be used: {error}.") from error
    except DAMAGE_EXCEPTIONS as error:
        raise IndexDamaged(
            f"The index in {folder} is damaged ({type(error).__name__}: {error}). {REBUILD_HINT}"
        ) from error
