"""A source that fails in the middle of a run."""

from collections.abc import Iterator

from indexer.document import SourceItem
from indexer.settings import SourceSettings
from indexer.sources import KnownFingerprints, Source


class FailingSource:
    """A source that fails, or is interrupted, after some documents."""

    def __init__(self, source: Source, after: int, error: BaseException) -> None:
        self.source, self.after, self.error = source, after, error

    @property
    def spec(self) -> SourceSettings:
        return self.source.spec

    @property
    def partial(self) -> bool:
        return self.source.partial

    def documents(self, known: KnownFingerprints) -> Iterator[SourceItem]:
        for number, found in enumerate(self.source.documents(known)):
            if number == self.after:
                raise self.error
            yield found
