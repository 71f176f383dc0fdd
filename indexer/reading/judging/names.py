"""Which persons does a document name as its authors?"""

from collections.abc import Iterable

from indexer.reading.authors import author_names
from indexer.reading.draft import Candidate, Field
from indexer.reading.judging.weighing import Rejected, Weighed, weigh
from indexer.reading.titles import folded

_Names = tuple[str, ...]


def authors(found: Iterable[Candidate]) -> Weighed[_Names]:
    """The persons who wrote it. Admins, desks and agencies are none."""
    return weigh(Field.AUTHOR, found, _persons, same=_same_names)


def _persons(one: Candidate) -> _Names | Rejected:
    return author_names(*one.values) or Rejected("names no person")


def _same_names(one: _Names, other: _Names) -> bool:
    return {folded(name) for name in one} == {folded(name) for name in other}
