"""What does a source hand over? One document, as found, before anything is read out of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Document:
    """A piece of content with what the source knows about it.

    `location` is the path or address a person can go to (with `:line` or `#record` inside a container). `key` names the
    document within its source and is stable across runs. `data` is the content as bytes; `media_type` one of text/html,
    text/markdown, text/plain, application/json (one object), or "" where the content must be looked at. `fields` are
    values that the source itself states (a JSON object's members, a feed entry's), raw, by their name in the source;
    `mapping` says which of these names stands for which field of an Article, beyond the usual synonyms.
    `fingerprint` changes whenever the content does. `modified` is a file's or server's time, never a publication date.
    """

    key: str
    location: str
    fingerprint: str
    data: bytes = b""
    media_type: str = ""
    fields: Mapping[str, object] = field(default_factory=dict)
    mapping: Mapping[str, str] = field(default_factory=dict)
    modified: datetime | None = None
    source: str | None = None
    """The outlet or agency that the configuration states for all documents of this source, if any."""
    stated_by: str = "record"
    """What `fields` are stated by: a `record`, a `feed`, a `sitemap`, a `table` or a `WordPress` export."""
    container: str = ""
    """The key of the container that holds it (a JSON Lines file), "" for a document on its own."""


# FOLDED: Besides documents, what may a source say about what it found?
# FOLDED:
# FOLDED:     Unchanged   a document (or a container with all that it holds) that is as it was when last read
# FOLDED:     Failure     something that could not be read, with its place and reason
# FOLDED:     Finished    a container, such as a JSON Lines file, whose records have all been handed over
# FOLDED:
# FOLDED: A source hands these over in the order of its reading. Keys are unique within one pass.


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
class ContainerDone:
    """A container that was read to its end; from now on `fingerprint` stands for all of it.

    One that `moves_on`, such as a feed, does not have again what has left it: the articles that were read of that stay,
    and what could not be read of it is given up.
    """

    key: str
    location: str
    fingerprint: str
    moves_on: bool = False


SourceItem = Document | Unchanged | Failure | ContainerDone


# FOLDED: What may a source ask of what is on record of it?


class KnownFingerprints(Protocol):
    """What is on record of a source's documents."""

    def fingerprints(self, keys: Sequence[str]) -> Mapping[str, str]:
        """The fingerprints of those documents that are on record; what is to be read in any case is left out."""
        ...

    def forgotten(self, keys: Sequence[str]) -> Mapping[str, str]:
        """The last fingerprints of those that are to be read in any case, since settings changed or someone asked."""
        ...
