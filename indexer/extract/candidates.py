"""What a reader finds in a document: its text, and for each field the values that might be the article's."""

from collections.abc import Iterator
from dataclasses import dataclass

from indexer.extract.fields import Field


@dataclass(frozen=True, slots=True)
class Candidate:
    """One value that might be a field's, as found, and where it was found.

    Values are raw: a date is its text, authors are bylines, an image is its address and then, perhaps, what it shows.
    The origin begins with one of `fusion.trust.ORIGIN_KINDS`: `JSON-LD datePublished`, `text byline`.
    """

    field: Field
    values: tuple[str, ...]
    origin: str

    @property
    def value(self) -> str:
        """The first value, for fields that have one."""
        return self.values[0]


@dataclass(frozen=True, slots=True)
class Draft:
    """A document's text (clean paragraphs) and its candidates, for each field in the order in which they are found.

    `origin` says what gave the text, and `confidence`, from 0 to 1, how surely it is the article's: all of it, and
    nothing else.
    """

    text: str
    candidates: tuple[Candidate, ...] = ()
    origin: str = ""
    confidence: float = 0.0

    def candidates_for(self, field: Field) -> Iterator[Candidate]:
        """Yield the candidates of one field, in their order."""
        return (candidate for candidate in self.candidates if candidate.field is field)

    def first(self, field: Field) -> Candidate | None:
        """Return the first candidate of a field; None where there is none."""
        return next(self.candidates_for(field), None)


def make_candidates(field: Field, origin: str, *values: str | None) -> tuple[Candidate, ...]:
    """Return one candidate of the values that are not blank, or none if all are: `(candidate,)` or `()`."""
    stated = tuple(value for value in values if value is not None and value.strip())
    return (Candidate(field, stated, origin),) if stated else ()
