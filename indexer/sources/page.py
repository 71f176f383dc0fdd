"""Here is one address: what article does it hold?"""

from collections.abc import Iterator

from indexer.errors import SourceError
from indexer.fetch.answer import Answer
from indexer.found import Failure, Found
from indexer.sources.pages import Listed, Pages, key_of
from indexer.sources.visits import Visit


def listed(address: str) -> Listed:
    """The page that a source of a single address is."""
    return Listed(key_of(address), address)


def page_documents(address: str, pages: Pages, before: Visit, answer: Answer | None = None) -> Iterator[Found]:
    """The page, asked for unless its answer is given. Raises SourceError after a failure, unless the page is gone."""
    page = listed(address)
    found = pages.read(page, str(before), always=True) if answer is None else pages.answered(page, answer, before)
    yield found
    if isinstance(found, Failure) and not found.gone:
        raise SourceError(f"{address} cannot be read: {found.message}")
