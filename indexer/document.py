"""What a source yields: documents as found, before extraction, and what else there is to say about them.

    Document        one piece of content, such as a page, a file or a record of a JSON Lines file
    Unchanged       a document, or a container with all that it holds, that is as it was when last read
    Failure         something that could not be read, with its place and reason
    ContainerDone   a container, such as a JSON Lines file, whose records have all been yielded

A source yields these in the order in which it reads. Keys are unique within one pass.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Document:
    """A piece of content with what the source knows about it.

    `location` is the path or address that a person can open (with `:line` or `#record` inside a container). `key` names
    the document within its source and is stable across runs. `data` is the content as bytes; `media_type` is one of
    text/html, text/markdown, text/plain, application/json (one object), or "" where the content decides. `fields` are
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
    """What states the `fields`: a `record`, a `feed`, a `sitemap`, a `table` or a `WordPress` export."""
    container: str = ""
    """The key of the container that holds the document (such as a JSON Lines file), "" for a document on its own."""
    date_order: str = ""
    """How its container writes dates such as 03/04/2015, `day-first` or `month-first`; "" where that is not known."""


@dataclass(frozen=True, slots=True)
class Unchanged:
    """A document that is as the archive has it under `key`.

    `fingerprint` replaces the one on record when it is given (a touched file with the same content). `whole` says that
    `key` is a container and that everything read from it is unchanged, too.
    """

    key: str
    fingerprint: str | None = None
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Failure:
    """Something that gave no document. `reason` is a stable code, `message` is for a person, `place` such as `line 7`.

    An article read earlier under `key` stays as it was, unless it is `gone`: then it is removed. `hides` says that the
    contents of `key` (a folder's files, a container's records) could not be seen, so that their absence proves nothing.
    `container` is the key of the container that holds it, "" for none. An empty `fingerprint` has it tried again at
    every run.
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

    A container that `moves_on`, such as a feed, drops its oldest entries. Articles that were read from these stay, and
    entries that could not be read are given up.
    """

    key: str
    location: str
    fingerprint: str
    moves_on: bool = False


SourceItem = Document | Unchanged | Failure | ContainerDone


class KnownFingerprints(Protocol):
    """The fingerprints on record for a source's documents."""

    def fingerprints(self, keys: Sequence[str]) -> Mapping[str, str]:
        """Return the fingerprints of the documents that are on record, without those that must be read in any case."""
        ...

    def forgotten(self, keys: Sequence[str]) -> Mapping[str, str]:
        """Return the last fingerprints of those that must be read because settings changed or someone asked for it."""
        ...
