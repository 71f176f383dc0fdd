"""Here are locations: which articles would be read from them, and how was each field decided? Nothing is kept of it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from indexer.archive import Archive, Read
from indexer.document import Document, Failure
from indexer.errors import ArchiveError, SourceError
from indexer.extract.provenance import Provenance
from indexer.extract.result import Repair
from indexer.extract.settings import ExtractSettings
from indexer.extract.urls import canonical_url, is_front_page
from indexer.outcome import entry_of
from indexer.settings import SourceSettings
from indexer.source_args import existing, named_after
from indexer.sources import open_source
from indexer.sources.fingerprints import escape_unprintable, is_address
from search.article import Article

if TYPE_CHECKING:
    from indexer.fetch.client import Fetcher


@dataclass(frozen=True, slots=True)
class Inspected:
    """An article as it would be read, or as the archive has it.

    `ledger` says how its fields were decided, None where that is not known, and `repairs` what had to be mended in it.
    """

    article: Article
    ledger: Provenance | None
    repairs: Sequence[Repair] = ()


@dataclass(frozen=True, slots=True)
class UnreadableDocument:
    """A location, or a document at it, that gives no article, and why: a stable reason, and words for a person."""

    location: str
    reason: str
    message: str

    def __str__(self) -> str:
        return f"{self.location}: {self.reason}: {self.message}"


@dataclass(frozen=True, slots=True)
class Inspection:
    """What it takes to look. `archive` opens the archive for reading, and raises ArchiveError where there is none."""

    sources: Sequence[SourceSettings]
    reading: ExtractSettings
    fetcher: "Callable[[], Fetcher]"
    archive: Callable[[], Archive]

    def of(self, words: Sequence[str]) -> Iterator[Inspected | UnreadableDocument]:
        """What each of the words leads to, in their order; a failure is handed over, and the others go on.

        A word is the name of a source of the configuration, an address, a path, or the id of an article in the archive.
        """
        for word in words:
            yield from self._documents(word) if self._is_source(word) else [self._kept(word)]

    def _is_source(self, word: str) -> bool:
        return any(each.name == word for each in self.sources) or is_address(word) or existing(word) is not None

    def _kept(self, word: str) -> Inspected | UnreadableDocument:
        try:
            stored = self.archive().get(word)
        except ArchiveError:
            stored = None
        if stored is None:
            message = "There is no such file or folder, no source of that name, and no article with that id."
            return UnreadableDocument(escape_unprintable(word), "not-found", message)
        return Inspected(stored.article, stored.ledger, stored.repairs)

    def _documents(self, word: str) -> Iterator[Inspected | UnreadableDocument]:
        place = self._place(word)
        spec, last = place.spec, None
        reading = self.reading.model_copy(update={"language": spec.language}) if spec.language else self.reading
        try:
            fetcher = self.fetcher() if is_address(spec.location) else None
            source = open_source(spec, max_bytes=self.reading.max_bytes, fetcher=fetcher)
            for found in source.documents(_NOTHING_KNOWN):
                last = found
                if isinstance(found, Document):
                    document = replace(found, key=place.prefix + found.key)
                    yield _seen(entry_of(document, reading, datetime.now(UTC), spec.name))
                elif isinstance(found, Failure):
                    yield _seen(found)
        except SourceError as error:
            # A source that is one document has said so already.
            if not isinstance(last, Failure):
                yield UnreadableDocument(escape_unprintable(spec.location), "unreadable", str(error))

    def _place(self, word: str) -> "_Place":
        """The source that a word means: a file in a folder of the configuration is read as that source reads it."""
        named = next((each for each in self.sources if each.name == word), None)
        if named is not None:
            return _Place(named)
        if is_address(word):
            same = next((each for each in self.sources if each.location == word), None)
            url = canonical_url(word)
            # A front page is looked at itself; an index run would go on to the site's sitemap.
            kind = "page" if url is not None and is_front_page(url) else "auto"
            return _Place(same or named_after(word).model_copy(update={"type": kind}))
        whole = Path(word).expanduser().resolve()
        for each in self.sources:
            root = Path(each.location)
            if is_address(each.location) or not whole.is_relative_to(root.resolve()):
                continue
            beneath = whole.relative_to(root.resolve())
            if not beneath.parts:
                return _Place(each)
            spec = each.model_copy(update={"location": str(root / beneath), "type": "auto"})
            inside = beneath if whole.is_dir() else beneath.parent
            return _Place(spec, f"{inside.as_posix()}/" if inside.parts else "")
        return _Place(named_after(str(whole)))


@dataclass(frozen=True, slots=True)
class _Place:
    """A source, and what its documents' keys begin with in the source that it is a part of."""

    spec: SourceSettings
    prefix: str = ""


class _NothingKnown:
    def fingerprints(self, _keys: Sequence[str]) -> Mapping[str, str]:
        return {}

    def forgotten(self, _keys: Sequence[str]) -> Mapping[str, str]:
        return {}


_NOTHING_KNOWN = _NothingKnown()


def _seen(entry: Read | Failure) -> Inspected | UnreadableDocument:
    if isinstance(entry, Read):
        return Inspected(entry.reading.article, entry.reading.provenance, entry.reading.repairs)
    location = f"{entry.location} ({entry.place})" if entry.place else entry.location
    return UnreadableDocument(escape_unprintable(location), entry.reason, entry.message)
