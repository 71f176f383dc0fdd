"""Here are words of a command: which sources do they mean?"""

from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path

from indexer.errors import SourceError
from indexer.settings import SourceSettings


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
        return next((each for each in by_name.values() if each.location == word), None) or _named_after(word)
    path = Path(word).expanduser()
    if not path.exists():
        close = get_close_matches(word, by_name, n=1)
        hint = f" Did you mean {close[0]}?" if close else ""
        raise SourceError(f"There is no file or folder {word}, and no source of that name in the configuration.{hint}")
    whole = str(path.resolve())
    same = next((source for source in by_name.values() if str(Path(source.location).resolve()) == whole), None)
    return same or _named_after(whole)


def _named_after(location: str) -> SourceSettings:
    return SourceSettings(name=location[-200:], location=location)
