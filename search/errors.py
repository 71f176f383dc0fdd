"""The exceptions of the search package.

    DatelineError                 every error that a person can act on; str() says what to do
    ├── SynonymsError             the file of synonyms cannot be used; names the line
    └── SearchError
        ├── RequestError          the request asks for something impossible (400)
        │   ├── HistogramTooFine  the period is too short for the span of the dates (400)
        │   ├── CursorInvalid     what was given is no cursor (400)
        │   └── CursorExpired     the cursor belongs to another order (410)
        └── EngineError
            ├── EngineUnavailable the engine does not answer now (503)
            ├── IndexMissing      there is no index yet
            ├── IndexLocked       another process is writing
            ├── IndexDamaged      a file is torn or changed; names the file
            └── IndexVersion      written by a newer or older program

Exceptions of other libraries are translated in the folder that uses the library; none of them leaves it.
"""

from typing import Final

REBUILD_HINT: Final = "Run `dateline index --rebuild` to rebuild the index from the archive."
"""What to do about a damaged index, or one of another format."""


class DatelineError(Exception):
    """An error for a person: its text says what happened and what to do, and is safe to show."""


class SynonymsError(DatelineError):
    """The site owner's file of synonyms cannot be read, or a line of it makes no group."""


class SearchError(DatelineError):
    """Base of all errors of searching and indexing."""


class RequestError(SearchError):
    """A search request asks for something impossible."""


class HistogramTooFine(RequestError):
    """A histogram by this period would have too many bars."""


class CursorInvalid(RequestError):
    """What was given as a cursor never was one."""


class CursorExpired(RequestError):
    """A cursor does not fit this search."""


class EngineError(SearchError):
    """The engine could not do its work."""


class EngineUnavailable(EngineError):
    """The engine cannot be reached or used at the moment."""


class IndexMissing(EngineError):
    """No index has been built in this data folder."""


class IndexLocked(EngineError):
    """Another process holds the writer's lock."""


class IndexDamaged(EngineError):
    """A file of the index cannot be trusted."""


class IndexVersion(EngineError):
    """The index was written in a format that this program does not read."""
