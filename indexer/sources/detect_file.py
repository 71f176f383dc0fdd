"""What kind of source a location is: a folder, a file of one article, or a container of some format."""

import re
from pathlib import Path

from indexer.errors import SourceError
from indexer.settings import SourceSettings
from indexer.sources.compression import DAMAGE, read_beginning
from indexer.sources.detect_content import SourceKind, detect_content
from indexer.sources.file_kinds import PACKED_FILE, PAGE, TAR, FileKind, kind_by_content, kind_by_name
from indexer.sources.json_array import starts_with_record

MEDIA_TYPES = {
    ".html": "text/html",
    ".htm": "text/html",
    ".txt": "text/plain",
    ".md": "text/markdown",
    ".json": "application/json",
}
"""Media types of files of one article, by the end of their names."""

HEAD_BYTES = 1 << 16
RECORD_FILES = (".jsonl", ".ndjson")
TABLES = (".csv", ".tsv", ".tab")
WEB_ARCHIVES = (".warc", ".arc", ".wet")
FEEDS = (".xml", ".rss", ".atom", ".rdf")
_LOOKED_INTO = (*FEEDS, ".json", *RECORD_FILES)
OTHER_CONTAINERS = (".mbox", ".eml", ".emlx", ".mht", ".mhtml", ".epub", ".wacz")
_COMPRESSED = (".gz", ".xz", ".zst")
_COMPRESSED_ARCHIVES = (*_COMPRESSED, ".lz4", ".bz2")
# An object goes on with a name. A line that is a brace alone before a line with a record is a broken record.
_FIRST_LINE_IS_BRACKET = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:\[[ \t]*\r?\n|\{[ \t]*\r?\n\s*[\"}])")
_ENDING = re.compile(r"\.[a-z0-9]{1,10}", re.ASCII)
_STATED = frozenset({SourceKind.RECORDS, SourceKind.WARC, SourceKind.WORDPRESS, SourceKind.TABLE, SourceKind.FEED})


def media_type(name: str) -> str | None:
    """Return the media type of a file of one article; None where the name is not one of an article."""
    return MEDIA_TYPES.get(Path(name).suffix.lower())


def file_ending(name: str) -> str:
    """Return the ending that says what kind of file this is, in lower case: ".pdf"; "" where the name has none.

    >>> file_ending("Annual report.PDF"), file_ending("Makefile"), file_ending("No. 7 of the third series")
    ('.pdf', '', '')
    """
    ending = Path(name).suffix.lower()
    return ending if _ENDING.fullmatch(ending) else ""


def container_by_name(name: str) -> SourceKind | None:
    """Return the kind of container that a file is by its name alone, compressed or not; None for any other name."""
    name = name.lower()
    if _without(name, _COMPRESSED_ARCHIVES).endswith(WEB_ARCHIVES):
        return SourceKind.WARC
    name = _without(name, _COMPRESSED)
    if name.endswith(RECORD_FILES):
        return SourceKind.RECORDS
    return SourceKind.TABLE if name.endswith(TABLES) else None


def is_expected(name: str) -> bool:
    """Return whether a file of that name should hold articles, so that it is a failure if it cannot be looked into."""
    plain = _without(name.lower(), _COMPRESSED)
    return bool(media_type(name) or container_by_name(name)) or plain.endswith((*FEEDS, *OTHER_CONTAINERS))


def _without(name: str, endings: tuple[str, ...]) -> str:
    for ending in endings:
        name = name.removesuffix(ending)
    return name


def look_into(path: Path) -> bytes:
    """Return the beginning of a file, decompressed if it is one of those that are read compressed. Raises OSError."""
    name = path.name.lower()
    plain = _without(name, _COMPRESSED)
    if plain != name and plain.endswith(_LOOKED_INTO):
        try:
            return read_beginning(path, HEAD_BYTES)
        except DAMAGE:
            return b""
    with path.open("rb") as file:
        return file.read(HEAD_BYTES)


def detect_kind(path: Path, start: bytes) -> SourceKind | FileKind | None:
    """Return what a file is that begins so, decompressed: a container, FILE for one article, or a kind not read.

    None for a file about which nothing is known.
    """
    name = path.name.lower()
    ending = file_ending(_without(name, _COMPRESSED)) if start[:2] != b"\x1f\x8b" else file_ending(name)
    if by_name := container_by_name(name):
        is_packed = name.endswith(_COMPRESSED_ARCHIVES)
        if by_name is SourceKind.WARC or (is_packed and start[:2] == b"\x1f\x8b"):
            return by_name
        if by_name is SourceKind.RECORDS and (starts_with_record(start) or _FIRST_LINE_IS_BRACKET.match(start)):
            return SourceKind.ARRAY
        return (not is_packed and kind_by_content(start)) or by_name
    found = detect_content(start, ending)
    if found is PACKED_FILE and ".tar." in name:
        return TAR
    if found is not None:
        return found
    if ending == ".json":
        return SourceKind.ARRAY if starts_with_record(start) or name.endswith(_COMPRESSED) else SourceKind.FILE
    return SourceKind.FILE if media_type(name) else kind_by_name(ending)


def detect_source(spec: SourceSettings) -> SourceKind:
    """Return how the location of a source must be read. Raises SourceError when it cannot be."""
    location = spec.location
    if "://" in location:
        raise SourceError(f"{location} is not an http or https address; no others are fetched.{address_hint(location)}")
    path = Path(location)
    try:
        if spec.type in ("sitemap", "page") or (spec.type == "feed" and not path.exists()):
            hint = address_hint(location)
            raise SourceError(
                f"{location} is not an address, but the source {spec.name} says that it is a {spec.type}.{hint}"
            )
        if not path.exists():
            hint = address_hint(location) or f" Check the path of the source {spec.name}; nothing was changed."
            raise SourceError(f"{location} does not exist.{hint}")
        if spec.type == "folder" and not path.is_dir():
            raise SourceError(f"{location} is a file, but the source {spec.name} says that it is a folder.")
        stated = SourceKind(spec.type) if spec.type in _STATED else None
        if stated and path.is_dir():
            raise SourceError(f'{location} is a folder; set type = "folder" for the source {spec.name}.')
        if path.is_dir():
            return SourceKind.FOLDER
        if not path.is_file():
            raise SourceError(f"{location} is a device or a pipe. Write its output to a file, and give that file.")
        if stated is SourceKind.RECORDS and starts_with_record(look_into(path)):
            return SourceKind.ARRAY
        return stated or _detect_single(path)
    except (OSError, ValueError) as error:
        raise SourceError(f"{location} cannot be read: {getattr(error, 'strerror', None) or error}.") from error


def _detect_single(path: Path) -> SourceKind:
    """Return how a file that was named on its own is read, whatever its name. Raises SourceError, OSError."""
    start = look_into(path)
    kind = detect_kind(path, start)
    if isinstance(kind, SourceKind):
        return kind
    if kind is not None and kind is not PAGE:
        raise SourceError(f"{path} cannot be read. {kind.sentences()}")
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if starts_with_record(start):
        return SourceKind.ARRAY
    if text.startswith(b"{"):
        return SourceKind.RECORDS
    if b"\0" in text[:4096]:
        endings = ", ".join([*MEDIA_TYPES, *RECORD_FILES, *TABLES, *WEB_ARCHIVES, *FEEDS, *OTHER_CONTAINERS])
        raise SourceError(f"{path} holds no articles that can be read. The files read are {endings}.")
    return SourceKind.FILE


_ADDRESS = re.compile(
    r"(?:(?P<scheme>feed|webcal|pcast|https?):/{0,2})?"
    r"(?P<rest>(?:(?:[\w-]{1,63}\.){1,10}[^\W\d_]{2,24}|localhost|\d{1,3}(?:\.\d{1,3}){3})(?::\d{1,5})?(?:[/?#]\S*)?)",
    re.IGNORECASE,
)
_FILE_ENDINGS = frozenset(
    {*MEDIA_TYPES, *RECORD_FILES, *TABLES, *WEB_ARCHIVES, *FEEDS, *OTHER_CONTAINERS, *_COMPRESSED_ARCHIVES}
)


def address_hint(word: str) -> str:
    """Return a sentence for a word that is an address without `https://`, such as `news.example/feed`; "" for others.

    >>> address_hint("news.example/feed")
    ' If it is an address, write https://news.example/feed'
    >>> address_hint("articles/story.html")
    ''
    """
    match = _ADDRESS.fullmatch(word.strip())
    if match is None:
        return ""
    host, _, path = match["rest"].partition("/")
    ending = file_ending(host)
    if not path and not match["scheme"] and (ending in _FILE_ENDINGS or kind_by_name(ending)):
        return ""
    return f" If it is an address, write {'http' if host.startswith('localhost') else 'https'}://{match['rest']}"
