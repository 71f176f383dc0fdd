"""The sources that a command's words name: by name, path or address."""

from collections.abc import Sequence
from difflib import get_close_matches
from hashlib import blake2b
from pathlib import Path

from pydantic import ValidationError

from indexer.errors import SourceError
from indexer.settings import MAX_NAME_CHARS, SourceSettings
from indexer.sources.detect_file import address_hint
from indexer.sources.fingerprints import escape_unprintable, is_url


def resolve_sources(words: Sequence[str], configured: Sequence[SourceSettings]) -> list[SourceSettings]:
    """Return the sources that the words name (a configured name, a path, an address), or all configured for no words.

    A path that is not configured is a source named after its absolute path, so that it is the same source from whatever
    folder the command is run. Raises SourceError for a word that names nothing, and when there is nothing to read.
    """
    by_name = {source.name: source for source in configured}
    if len(by_name) < len(configured):
        names = [source.name for source in configured]
        repeated = next(name for name in names if names.count(name) > 1)
        raise SourceError(f"Two sources in the configuration are called {repeated}; give each a name of its own.")
    if not words and not configured:
        raise SourceError("There is nothing to read: name a folder or a file, or put [[sources]] into dateline.toml.")
    return [_resolve(word, by_name) for word in dict.fromkeys(words)] if words else list(configured)


def _resolve(word: str, by_name: dict[str, SourceSettings]) -> SourceSettings:
    if word in by_name:
        return by_name[word]
    if "://" in word:
        return next((each for each in by_name.values() if each.location == word), None) or source_from_location(word)
    path = existing_path(word)
    if path is None:
        close = get_close_matches(word, by_name, n=1)
        hint = f" Did you mean {close[0]}?" if close else address_hint(word)
        raise SourceError(f"There is no file or folder {word}, and no source of that name in the configuration.{hint}")
    absolute = str(path.resolve())
    same = next((source for source in by_name.values() if str(Path(source.location).resolve()) == absolute), None)
    return same or source_from_location(absolute)


def existing_path(word: str) -> Path | None:
    """Return the file or folder that a word names; None where there is none, or where the word cannot be a path."""
    try:
        path = Path(word).expanduser()
        return path if path.exists() else None
    except (OSError, ValueError, RuntimeError):  # too long, with a NUL in it, or the home of an unknown user
        return None


def source_from_location(location: str) -> SourceSettings:
    """Return a source that is named after the whole of its location, so that no other has its name.

    Raises SourceError for a path that is not text.
    """
    try:
        return SourceSettings(name=_location_name(location), location=location)
    except ValidationError as error:
        raise SourceError(
            f"The path {escape_unprintable(location)} is not in UTF-8. Rename it, or name the folder that it lies in."
        ) from error


def unnamed_folder(spec: SourceSettings) -> str | None:
    """Return the folder that the keys of a source are relative to if it is named after its path; None for any other.

    `spec` is that of an open source, whose type says whether it is a folder.
    """
    path = Path(spec.location)
    if is_url(spec.location) or not path.is_absolute() or spec.name != _location_name(spec.location):
        return None
    folder = path if spec.type == "folder" else path.parent
    return escape_unprintable(folder.as_posix()).rstrip("/")


def _location_name(location: str) -> str:
    if len(location) <= MAX_NAME_CHARS:
        return location
    digest = blake2b(location.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
    return f"{digest}…{location[len(digest) + 1 - MAX_NAME_CHARS :]}"
