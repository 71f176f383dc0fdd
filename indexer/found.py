"""Besides documents, what may a source say about what it found?

    Unchanged   a document (or a container with all that it holds) that is as it was when last read
    Failure     something that could not be read, with its place and reason
    Finished    a container, such as a JSON Lines file, whose records have all been handed over

A source hands these over in the order of its reading. Keys are unique within one pass.
"""

from dataclasses import dataclass

from indexer.document import Document


@dataclass(frozen=True, slots=True)
class Unchanged:
    """The document on record under `key` still holds.

    `fingerprint` replaces the one on record when it is given (a touched file with the same content). `whole` says that
    `key` is a container and everything read from it holds too.
    """

    key: str
    fingerprint: str | None = None
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Failure:
    """Something that gave no document. `reason` is a stable code, `message` is for a person, `place` such as `line 7`.

    An article read earlier under `key` stays as it was, unless it is `gone`: then it is removed. `hides` says that what
    lies beneath `key` (a folder's files, a container's records) could not be seen, so that its absence proves nothing.
    `container` is the key of the container that holds it, "" for none. An empty `fingerprint` means that it is tried
    again at every run.
    """

    key: str
    location: str
    reason: str
    message: str
    place: str = ""
    fingerprint: str = ""
    container: str = ""
    hides: bool = False
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Finished:
    """A container that was read to its end; from now on `fingerprint` stands for all of it.

    One that `moves_on`, such as a feed, does not have again what has left it: the articles that were read of that stay,
    and what could not be read of it is given up.
    """

    key: str
    location: str
    fingerprint: str
    moves_on: bool = False


Found = Document | Unchanged | Failure | Finished
