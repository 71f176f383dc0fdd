"""Here is a location: what does it hold?"""

from enum import StrEnum
from pathlib import Path

from indexer.errors import SourceError
from indexer.settings import SourceSettings

MEDIA_TYPES = {
    ".html": "text/html",
    ".htm": "text/html",
    ".txt": "text/plain",
    ".md": "text/markdown",
    ".json": "application/json",
}
"""What a file of one article is, by the end of its name."""

RECORD_FILES = (".jsonl", ".ndjson")
COMPRESSED = (".gz", ".xz", ".zst")


class Kind(StrEnum):
    """What a location is read as."""

    FOLDER = "folder"
    FILE = "file"
    RECORDS = "jsonl"


def holds_records(name: str) -> bool:
    """Whether a file of that name is JSON Lines, compressed or not."""
    lower = name.lower()
    for ending in COMPRESSED:
        lower = lower.removesuffix(ending)
    return lower.endswith(RECORD_FILES)


def media_type(name: str) -> str | None:
    """The type of a file of one article; None for a name that tells of no article."""
    return MEDIA_TYPES.get(Path(name).suffix.lower())


def found_kind(spec: SourceSettings) -> Kind:
    """What the location of a source is to be read as. Raises SourceError when that cannot be."""
    location = spec.location
    if "://" in location:
        raise SourceError(f"{location} is an address that is not fetched; those of http and https are.")
    if spec.type in ("feed", "sitemap", "page"):
        raise SourceError(f"{location} is no address, but the source {spec.name} says that it is a {spec.type}.")
    path = Path(location)
    try:
        if not path.exists():
            raise SourceError(
                f"{location} does not exist. Check the path of the source {spec.name}; nothing was changed."
            )
        if spec.type == "folder" and not path.is_dir():
            raise SourceError(f"{location} is a file, but the source {spec.name} says that it is a folder.")
        if spec.type == "jsonl" and path.is_dir():
            raise SourceError(f'{location} is a folder; set type = "folder" for the source {spec.name}.')
        if path.is_dir():
            return Kind.FOLDER
        if spec.type == "jsonl" or holds_records(path.name):
            return Kind.RECORDS
        if media_type(path.name) is not None:
            return Kind.FILE
        return _look_inside(path)
    except (OSError, ValueError) as error:
        raise SourceError(f"{location} cannot be read: {getattr(error, 'strerror', None) or error}.") from error


def _look_inside(path: Path) -> Kind:
    with path.open("rb") as file:
        start = file.read(4096).removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith(b"{"):
        return Kind.RECORDS
    if b"\0" in start:
        endings = ", ".join([*MEDIA_TYPES, *RECORD_FILES])
        raise SourceError(f"{path} holds no articles that can be read. The files read are {endings}.")
    return Kind.FILE
