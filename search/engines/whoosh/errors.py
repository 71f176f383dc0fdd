"""What does a failure inside Whoosh, or of the files under it, mean to a person?"""

import errno
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from pickle import UnpicklingError

from whoosh.filedb.filestore import ReadOnlyError
from whoosh.index import EmptyIndexError, IndexVersionError
from whoosh.reading import TermNotFound
from whoosh.writing import IndexingError
from zstandard import ZstdError

from search.errors import EngineError, EngineUnavailable, IndexDamaged, IndexVersion, SearchError

REBUILD = "Run `dateline index --rebuild` to make it anew from the archive."

# What reading torn or changed files raises: Whoosh checks little, so the damage shows as whatever breaks first.
DAMAGE = (
    EmptyIndexError, EOFError, UnpicklingError, struct.error, zlib.error, ZstdError, TermNotFound, IndexingError,
    AssertionError, AttributeError, ImportError, IndexError, KeyError, TypeError, ValueError, OverflowError,
)  # fmt: skip


@contextmanager
def translated(folder: Path) -> Iterator[None]:
    """Within it, foreign exceptions leave as errors of our own that name the folder and say what to do."""
    try:
        yield
    except SearchError:
        raise
    except IndexVersionError as error:
        raise IndexVersion(f"{folder} was written by another version of Whoosh. {REBUILD}") from error
    except (PermissionError, ReadOnlyError) as error:
        raise EngineUnavailable(f"{folder} cannot be used: {error}. Check who owns it and its mode.") from error
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise EngineError(f"No space is left for the index in {folder}; the last commit still stands.") from error
        if error.errno == errno.EROFS:
            raise EngineUnavailable(f"{folder} is on a read-only file system: it can only be searched.") from error
        raise EngineUnavailable(f"{folder} cannot be used: {error}.") from error
    except DAMAGE as error:
        raise IndexDamaged(f"The index in {folder} is damaged ({type(error).__name__}: {error}). {REBUILD}") from error
