"""Here is a file that holds many documents: is it as it was, which of them are new, and could all of them be seen?"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from indexer.document import ContainerDone, Document, Failure, KnownFingerprints, SourceItem, Unchanged
from indexer.sources.fingerprints import escape_unprintable, file_digest, same_content, shortened, unmoved

_CHUNK_RECORDS = 500
_CHUNK_BYTES = 8_000_000


@dataclass(frozen=True, slots=True)
class Problem:
    """A place of a container where documents may have been that could not be seen.

    `name` is what the place adds to the container's key, such as `:7`.
    """

    reason: str
    message: str
    place: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Container:
    """A file of many documents, by its key within the source and by its location."""

    path: Path
    key: str
    location: str

    def failure(self, problem: Problem, fingerprint: str) -> Failure:
        """A failure at one place, by which nothing else is hidden."""
        return Failure(
            self.key + problem.name,
            self.location + problem.name,
            problem.reason,
            problem.message,
            problem.place,
            fingerprint,
            container=self.key,
        )

    def end(self, problem: Problem | None, fingerprint: str) -> ContainerDone | Failure:
        """How the whole file ends, given its last problem: what may have stood there is hidden by that."""
        if problem is None:
            return ContainerDone(self.key, self.location, fingerprint)
        return Failure(self.key, self.location, problem.reason, problem.message, problem.place, fingerprint, hides=True)


def read_container(
    container: Container,
    known: str | None,
    stamped: str,
    on_record: KnownFingerprints,
    found: Callable[[], Iterator[Document | Failure | Problem]],
) -> Iterator[SourceItem]:
    """All that `found` gives, or the file as a whole when it is unchanged. Raises OSError when it cannot be read (on).

    After a Problem the file is not Finished: it ends with the last Problem as a failure of the whole file that hides,
    so that no article is removed that may have stood there. Keys that `found` gives twice must differ.
    """
    if unmoved(known, stamped):
        yield Unchanged(container.key, whole=True)
        return
    hashed = file_digest(container.path)
    fingerprint = f"{stamped}:{hashed}"
    if same_content(known, hashed):
        yield Unchanged(container.key, fingerprint, whole=True)
        return
    problem: Problem | None = None
    chunk: list[Document | Failure] = []
    size = 0
    records = found()
    while True:
        try:
            each = next(records, None)
        except OSError:
            yield from new_ones(chunk, on_record)
            raise
        if each is None:
            break
        if isinstance(each, Problem):
            if problem is not None:
                chunk.append(container.failure(problem, hashed))
            problem = each
        else:
            chunk.append(each)
            size += len(each.data) if isinstance(each, Document) else 0
        if len(chunk) >= _CHUNK_RECORDS or size >= _CHUNK_BYTES:
            yield from new_ones(chunk, on_record)
            chunk, size = [], 0
    yield from new_ones(chunk, on_record)
    yield container.end(problem, fingerprint)


def new_ones(chunk: Sequence[Document | Failure], on_record: KnownFingerprints) -> Iterator[SourceItem]:
    """Those of the documents that are not on record as they are; the others as Unchanged."""
    if not chunk:
        return
    known = on_record.fingerprints([each.key for each in chunk])
    for each in chunk:
        yield Unchanged(each.key) if known.get(each.key) == each.fingerprint else each


# FOLDED: By what is a record known within its file? By its id or address, else by its number.


_NAMES = ("id", "guid", "uuid", "_id", "url", "link", "permalink")


class RecordNames:
    """The names of one file's records, each given once."""

    def __init__(self, mapping: Mapping[str, str]) -> None:
        """`mapping` is what the settings say of fields: an id or address mapped there comes before the usual names."""
        self._paths = (*(mapping[field] for field in ("id", "url") if field in mapping), *_NAMES)
        self._met: set[int] = set()

    def of(self, record: Mapping[str, object], number: int) -> str:
        """What a record's name adds to the key of its file: `#id`, or `:number` where it states none."""
        for path in self._paths:
            value = _member(record, path)
            if isinstance(value, str | int) and not isinstance(value, bool) and str(value).strip():
                return self.given(str(value).strip(), number)
        return f":{number}"

    def given(self, name: str, number: int) -> str:
        """The same for a name that is known; a second record of the same name has its number added."""
        name = "#" + shortened(escape_unprintable(name))
        if hash(name) in self._met:
            return f"{name}:{number}"
        self._met.add(hash(name))
        return name


def _member(record: Mapping[str, object], path: str) -> object:
    if path in record:
        return record[path]
    value: object = record
    for part in path.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value
