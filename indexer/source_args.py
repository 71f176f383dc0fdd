"""Here are words of a command: which sources do they mean?"""

from collections.abc import Sequence
from difflib import get_close_matches
from hashlib import blake2b
from pathlib import Path

from pydantic import ValidationError

from indexer.errors import SourceError
from indexer.settings import LONGEST_NAME, SourceSettings
from indexer.sources.fingerprints import escape_unprintable


def sources_of(asked: Sequence[str], configured: Sequence[SourceSettings]) -> list[SourceSettings]:
    """The sources that the words name: those of the configuration by name, paths and addresses; all for no words.

    A path is a source named after itself, whole, so that the same path is the same source from wherever it is asked.
    Raises `SourceError` for a word that is neither, and when there is nothing at all to read.
    """
    by_name = {source.name: source for source in configured}
    if len(by_name) < len(configured):
        names = [source.name for source in configured]
        twice = next(name for name in names if names.count(name) > 1)
        raise SourceError(f"Two sources in the configuration are called {twice}; give each a name of its own.")
    if not asked and not configured:
        raise SourceError("There is nothing to read: name a folder or a file, or put [[sources]] into dateline.toml.")
    return [_source(word, by_name) for word in dict.fromkeys(asked)] if asked else list(configured)


def _source(word: str, by_name: dict[str, SourceSettings]) -> SourceSettings:
    if word in by_name:
        return by_name[word]
    if "://" in word:
        return next((each for each in by_name.values() if each.location == word), None) or named_after(word)
    path = existing(word)
    if path is None:
        close = get_close_matches(word, by_name, n=1)
        hint = f" Did you mean {close[0]}?" if close else ""
        raise SourceError(f"There is no file or folder {word}, and no source of that name in the configuration.{hint}")
    whole = str(path.resolve())
    same = next((source for source in by_name.values() if str(Path(source.location).resolve()) == whole), None)
    return same or named_after(whole)


def existing(word: str) -> Path | None:
    """The file or folder that a word names; None where there is none, and for what cannot be the name of one."""
    try:
        path = Path(word).expanduser()
        return path if path.exists() else None
    except (OSError, ValueError, RuntimeError):  # too long, with a NUL in it, or of a user that is not there
        return None


def named_after(location: str) -> SourceSettings:
    """A source that is named after its location: after the whole of it, so that no other has its name.

    Raises SourceError for a path that is no text.
    """
    name = location
    if len(name) > LONGEST_NAME:
        digest = blake2b(location.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
        name = f"{digest}…{location[len(digest) + 1 - LONGEST_NAME :]}"
    try:
        return SourceSettings(name=name, location=location)
    except ValidationError as error:
        said = (
            f"The path {escape_unprintable(location)} is not in UTF-8. Rename it, or name the folder that it lies in."
        )
        raise SourceError(said) from error
