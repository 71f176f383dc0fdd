"""What has been found in a document before it is decided which finding wins?"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Field(StrEnum):
    """The fields of an article for which candidates are collected; their names are those of an export line."""

    ID = "id"
    TITLE = "title"
    URL = "url"
    PUBLISHED = "published"
    UPDATED = "updated"
    AUTHOR = "author"
    SOURCE = "source"
    SECTION = "section"
    TAGS = "tags"
    LANGUAGE = "language"
    PLACE = "place"
    IMAGE = "image"
    LOCATION = "location"


@dataclass(frozen=True, slots=True)
class Candidate:
    """One value that might be a field's, as found, and where it was found.

    Values are raw: a date is its text, authors are bylines, an image is its address and then, perhaps, what it shows.
    The origin begins with one of `judging.trust.KINDS`: `JSON-LD datePublished`, `text byline`.
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

    def of(self, field: Field) -> Iterator[Candidate]:
        """The candidates of one field, in their order."""
        return (candidate for candidate in self.candidates if candidate.field is field)


def make_candidates(field: Field, origin: str, *values: str | None) -> tuple[Candidate, ...]:
    """One candidate of the values that are not blank; none if all are."""
    kept = tuple(value for value in values if value is not None and value.strip())
    return (Candidate(field, kept, origin),) if kept else ()
