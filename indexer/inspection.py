"""A look at what would be read from locations, and how each field was decided; nothing is recorded."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from indexer.archive import Archive, ExtractedDocument
from indexer.document import Document, Failure
from indexer.errors import ArchiveError, SourceError
from indexer.extract.provenance import Provenance
from indexer.extract.result import Repair
from indexer.extract.settings import ExtractSettings
from indexer.extract.urls import canonical_url, is_front_page
from indexer.outcome import extract_document
from indexer.settings import SourceSettings
from indexer.source_args import existing_path, source_from_location, unnamed_folder
from indexer.sources import open_source, source_remark
from indexer.sources.detect_file import address_hint
from indexer.sources.fingerprints import escape_unprintable, is_url
from search.article import Article

if TYPE_CHECKING:
    from indexer.fetch.client import Fetcher


@dataclass(frozen=True, slots=True)
class InspectedArticle:
    """An article as it would be read, or as the archive has it.

    `ledger` says how its fields were decided, None where that is not known, and `repairs` what was repaired in it.
    """

    article: Article
    ledger: Provenance | None
    repairs: Sequence[Repair] = ()


@dataclass(frozen=True, slots=True)
class UnreadableDocument:
    """A location, or a document at it, that gives no article. `reason` is a stable code, `message` for a person."""

    location: str
    reason: str
    message: str

    def __str__(self) -> str:
        return f"{self.location}: {self.reason}: {self.message}"


@dataclass(frozen=True, slots=True)
class SourceRemark:
    """What there is to say about a location, such as what was skipped there. It counts as no failure."""

    location: str
    message: str

    def __str__(self) -> str:
        return f"{self.location}: {self.message}"


InspectionResult = InspectedArticle | UnreadableDocument | SourceRemark


@dataclass(frozen=True, slots=True)
class Inspector:
    """Inspects locations. `archive` opens the archive for reading, and raises ArchiveError where there is none."""

    sources: Sequence[SourceSettings]
    extraction: ExtractSettings
    fetcher: "Callable[[], Fetcher]"
    archive: Callable[[], Archive]

    def inspect(self, words: Sequence[str]) -> Iterator[InspectionResult]:
        """Yield what each of the words leads to, in their order; after a failure, the others go on.

        A word is the name of a source of the configuration, an address, a path, or the id of an article in the archive.
        """
        for word in words:
            yield from self._read_source(word) if self._is_source(word) else [self._get_archived(word)]

    def _is_source(self, word: str) -> bool:
        return any(each.name == word for each in self.sources) or is_url(word) or existing_path(word) is not None

    def _get_archived(self, word: str) -> InspectedArticle | UnreadableDocument:
        try:
            stored = self.archive().get(word)
        except ArchiveError:
            stored = None
        if stored is None:
            message = (
                "There is no such file or folder, no source of that name, and no article with that id."
                + address_hint(word)
            )
            return UnreadableDocument(escape_unprintable(word), "not-found", message)
        return InspectedArticle(stored.article, stored.ledger, stored.repairs)

    def _read_source(self, word: str) -> Iterator[InspectionResult]:
        spec, key_prefix = self._resolve(word)
        last, extraction = None, self.extraction
        if spec.language:
            extraction = extraction.model_copy(update={"language": spec.language})
        try:
            fetcher = self.fetcher() if is_url(spec.location) else None
            source = open_source(spec, max_bytes=extraction.max_bytes, fetcher=fetcher)
            for found in source.documents(_NOTHING_KNOWN):
                last = found
                if isinstance(found, Document):
                    document = replace(found, key=key_prefix + found.key)
                    now, folder = datetime.now(UTC), unnamed_folder(source.spec)
                    yield _to_result(extract_document(document, extraction, now, spec.name, folder))
                elif isinstance(found, Failure):
                    yield _to_result(found)
            if remark := source_remark(source):
                yield SourceRemark(escape_unprintable(spec.location), remark)
        except SourceError as error:
            # A source that is a single document has already yielded its failure.
            if not isinstance(last, Failure):
                yield UnreadableDocument(escape_unprintable(spec.location), "unreadable", str(error))

    def _resolve(self, word: str) -> tuple[SourceSettings, str]:
        """Return the source that a word means, and what its documents' keys begin with in the source it is a part of.

        A file in a folder of the configuration is read as that source reads it.
        """
        named = next((each for each in self.sources if each.name == word), None)
        if named is not None:
            return named, ""
        if is_url(word):
            same = next((each for each in self.sources if each.location == word), None)
            url = canonical_url(word)
            # A front page is inspected itself; an index run would go on to the site's sitemap.
            kind = "page" if url is not None and is_front_page(url) else "auto"
            return same or source_from_location(word).model_copy(update={"type": kind}), ""
        absolute = Path(word).expanduser().resolve()
        for each in self.sources:
            root = Path(each.location)
            if is_url(each.location) or not absolute.is_relative_to(root.resolve()):
                continue
            relative = absolute.relative_to(root.resolve())
            if not relative.parts:
                return each, ""
            folder = relative if absolute.is_dir() else relative.parent
            spec = each.model_copy(update={"location": str(root / relative), "type": "auto"})
            return spec, f"{folder.as_posix()}/" if folder.parts else ""
        return source_from_location(str(absolute)), ""


class _NothingKnown:
    def fingerprints(self, _keys: Sequence[str]) -> Mapping[str, str]:
        return {}

    def forgotten(self, _keys: Sequence[str]) -> Mapping[str, str]:
        return {}


_NOTHING_KNOWN = _NothingKnown()


def _to_result(item: ExtractedDocument | Failure) -> InspectedArticle | UnreadableDocument:
    if isinstance(item, ExtractedDocument):
        return InspectedArticle(item.extraction.article, item.extraction.provenance, item.extraction.repairs)
    location = f"{item.location} ({item.place})" if item.place else item.location
    return UnreadableDocument(escape_unprintable(location), item.reason, item.message)
