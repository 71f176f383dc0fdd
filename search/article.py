"""What is an article? The one record that the archive keeps, the engines index and the pages show."""

from dataclasses import dataclass
from datetime import datetime

from search.published import Published


@dataclass(frozen=True, slots=True)
class Image:
    """The picture that stands for an article: its address, and what it shows in words ("" where nobody says)."""

    url: str
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Article:
    """One article as it stands now. Empty text and empty tuples mean "not stated"; nothing is guessed here.

    `text` keeps paragraphs apart by one empty line. `id` is stable across runs. `source` is the outlet or agency that
    published it, `location` the path or address it was read from, `place` the dateline ("Moscow"), `language` an ISO
    639-1 code, `updated` the last change that the document itself states. `first_seen` is when the archive first met
    it, in UTC; None outside an archive. `quality` says from 0 to 1 how surely it was read as it was meant; None where
    nobody has judged that.
    """

    id: str
    title: str = ""
    text: str = ""
    url: str | None = None
    published: Published | None = None
    author: tuple[str, ...] = ()
    source: str | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    language: str | None = None
    place: str | None = None
    location: str | None = None
    first_seen: datetime | None = None
    updated: Published | None = None
    image: Image | None = None
    quality: float | None = None
