"""What does a source hand over? One document, as found, before anything is read out of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


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
