"""What kind of source a location is: a folder, a file of one article, or a container of some format."""

import re
from enum import StrEnum
from pathlib import Path

from indexer.errors import SourceError
from indexer.settings import SourceSettings
from indexer.sources.compression import DAMAGE, read_beginning
from indexer.sources.gzip_members import starts_archive
from indexer.sources.wordpress import looks_like_wordpress

MEDIA_TYPES = {
    ".html": "text/html",
    ".htm": "text/html",
    ".txt": "text/plain",
    ".md": "text/markdown",
    ".json": "application/json",
}
"""Media types of files of one article, by the end of their names."""

_RECORD_FILES = (".jsonl", ".ndjson")
_TABLES = (".csv", ".tsv", ".tab")
_WEB_ARCHIVES = (".warc", ".arc", ".wet")
_COMPRESSED = (".gz", ".xz", ".zst")
_COMPRESSED_ARCHIVES = (*_COMPRESSED, ".lz4", ".bz2")
_HEAD_BYTES = 1 << 16
_ENDING = re.compile(r"\.[a-z0-9]{1,8}", re.ASCII)


class SourceKind(StrEnum):
    """What a location is read as."""

    FOLDER = "folder"
    FILE = "file"
    RECORDS = "jsonl"
    WARC = "warc"
    WORDPRESS = "wordpress"
    TABLE = "table"
    ARRAY = "array"


_CONTAINERS = frozenset({SourceKind.RECORDS, SourceKind.WARC, SourceKind.WORDPRESS, SourceKind.TABLE})


def detect_container(path: Path) -> SourceKind | None:
    """Return what kind of container a file is, compressed or not, by its name; an XML file is looked into.

    None for any other file.
    """
    name = path.name.lower()
    if _without(name, _COMPRESSED_ARCHIVES).endswith(_WEB_ARCHIVES):
        return SourceKind.WARC
    name = _without(name, _COMPRESSED)
    if name.endswith(_RECORD_FILES):
        return SourceKind.RECORDS
    if name.endswith(_TABLES):
        return SourceKind.TABLE
    return SourceKind.WORDPRESS if name.endswith(".xml") and _is_export(path) else None


def _without(name: str, endings: tuple[str, ...]) -> str:
    for ending in endings:
        name = name.removesuffix(ending)
    return name


def _is_export(path: Path) -> bool:
    try:
        # Opening a pipe may block for ever. That it is one is reported when it is read.
        return not path.is_file() or looks_like_wordpress(read_beginning(path, _HEAD_BYTES))
    except DAMAGE:
        return False
    except OSError:
        return True  # so that the reason is recorded, and its articles do not count as gone


def media_type(name: str) -> str | None:
    """Return the media type of a file of one article; None where the name is not one of an article."""
    return MEDIA_TYPES.get(Path(name).suffix.lower())


def file_kind(name: str) -> str:
    """Return the ending that says what kind of file this is, in lower case: ".pdf"; "" where the name has none.

    >>> file_kind("Annual report.PDF"), file_kind("Makefile"), file_kind("No. 7 of the third series")
    ('.pdf', '', '')
    """
    ending = Path(name).suffix.lower()
    return ending if _ENDING.fullmatch(ending) else ""


def detect_source(spec: SourceSettings) -> SourceKind:
    """Return how the location of a source must be read. Raises SourceError when it cannot be."""
    location = spec.location
    if "://" in location:
        raise SourceError(f"{location} is not an http or https address; no others are fetched.")
    if spec.type in ("feed", "sitemap", "page"):
        raise SourceError(f"{location} is not an address, but the source {spec.name} says that it is a {spec.type}.")
    path = Path(location)
    try:
        if not path.exists():
            raise SourceError(
                f"{location} does not exist. Check the path of the source {spec.name}; nothing was changed."
            )
        if spec.type == "folder" and not path.is_dir():
            raise SourceError(f"{location} is a file, but the source {spec.name} says that it is a folder.")
        stated = SourceKind(spec.type) if spec.type in _CONTAINERS else None
        if stated and path.is_dir():
            raise SourceError(f'{location} is a folder; set type = "folder" for the source {spec.name}.')
        if path.is_dir():
            return SourceKind.FOLDER
        if not path.is_file():
            raise SourceError(f"{location} is a device or a pipe. Write its output to a file, and give that file.")
        if kind := stated or detect_container(path):
            return kind
        if media_type(path.name) is not None:
            return SourceKind.FILE
        return _look_inside(path)
    except (OSError, ValueError) as error:
        raise SourceError(f"{location} cannot be read: {getattr(error, 'strerror', None) or error}.") from error


def _look_inside(path: Path) -> SourceKind:
    with path.open("rb") as file:
        start = file.read(_HEAD_BYTES).removeprefix(b"\xef\xbb\xbf").lstrip()
    if starts_archive(start):
        return SourceKind.WARC
    if looks_like_wordpress(start):
        return SourceKind.WORDPRESS
    if start.startswith(b"{"):
        return SourceKind.RECORDS
    if b"\0" in start[:4096]:
        endings = ", ".join([*MEDIA_TYPES, *_RECORD_FILES, *_TABLES, *_WEB_ARCHIVES, ".xml"])
        raise SourceError(f"{path} holds no articles that can be read. The files read are {endings}.")
    return SourceKind.FILE
