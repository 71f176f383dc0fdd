"""The article, with dates as precise as they were published: what the archive stores, engines index and pages show.

A publication time is kept as it was printed: the wall clock of the place of publication, with a zone only where the
document states one. Filters and sorting compare wall clocks, so `date:2015-11-27` finds what bears that date, whatever
zone it was printed in.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntEnum
from typing import Any

EPOCH = datetime(1970, 1, 1)


class Precision(IntEnum):
    """The smallest unit of a moment that the document states; greater is more precise."""

    YEAR = 1
    MONTH = 2
    DAY = 3
    TIME = 4


_USUAL_SEPARATORS = "--T::"
"""Every third character of 2015-11-27T13:46:00 from the fifth on: most dates have this form, which has a fast path."""

_TEXT_LENGTHS = {Precision.YEAR: 4, Precision.MONTH: 7, Precision.DAY: 10}
"""The number of characters of 2015-11-27T13:46:00 that are written at each precision."""

_ISO = re.compile(
    r"""(?P<year>\d{4})
    (?:-(?P<month>\d\d)
    (?:-(?P<day>\d\d)
    (?:[Tt ](?P<time>\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(?P<zone>[Zz]|[+-]\d\d:?\d\d)?)?)?)?""",
    re.VERBOSE | re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Published:
    """A moment with its precision: a year is its first moment (2015 -> 2015-01-01), and so on."""

    moment: datetime
    precision: Precision = Precision.TIME

    @classmethod
    def parse(cls, text: str) -> "Published":
        """Parse `2015`, `2015-11`, `2015-11-27` or RFC 3339 with or without a zone: the inverse of `str()`.

        Raises ValueError for anything else, impossible dates included.
        """
        if len(text) == 19 and text[4::3] == _USUAL_SEPARATORS:
            return cls(datetime.fromisoformat(text))
        match = _ISO.fullmatch(text.strip())
        if match is None:
            raise ValueError(f"not a date: {text!r}")
        year, month, day = (int(match[part] or 1) for part in ("year", "month", "day"))
        if match["time"] is None:
            precision = Precision.DAY if match["day"] else Precision.MONTH if match["month"] else Precision.YEAR
            return cls(datetime(year, month, day), precision)
        moment = datetime.fromisoformat(
            f"{match['year']}-{match['month']}-{match['day']}T{match['time']}{match['zone'] or ''}"
        )
        return cls(moment.replace(microsecond=0))

    @property
    def wall(self) -> datetime:
        """The moment as printed, without its zone: what filters and sorting compare."""
        return self.moment.replace(tzinfo=None)

    @property
    def seconds(self) -> int:
        """Whole seconds from 1970-01-01T00:00 to `wall`; negative before."""
        return int((self.wall - EPOCH).total_seconds())

    def __str__(self) -> str:
        text = self.moment.isoformat(timespec="seconds")
        if self.precision < Precision.TIME:
            return text[: _TEXT_LENGTHS[self.precision]]
        return text.removesuffix("+00:00") + "Z" if self.moment.tzinfo is UTC else text


@dataclass(frozen=True, slots=True)
class Image:
    """The main picture of an article: its address and its alternative text ("" where there is none)."""

    url: str
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Article:
    """One article as it stands now. Empty text and empty tuples mean "not stated"; nothing is guessed here.

    Paragraphs of `text` are separated by one empty line. `id` is stable across runs. `source` is the outlet or agency
    that published it, `location` the path or address it was read from, `place` the dateline ("Moscow"), `language` an
    ISO 639-1 code, `updated` the last change that the document itself states. `first_seen` is when it was first added
    to the archive, in UTC; None outside an archive. `quality` is the confidence in its extraction, from 0 to 1; None
    where it is unknown.
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


# The JSON form of an article: the names of an export line, the same in the archive and in the index.


def to_record(article: Article) -> dict[str, Any]:
    """Return the article as JSON values, with every field, in the order in which they are printed."""
    return {
        "id": article.id,
        "title": article.title,
        "text": article.text,
        "url": article.url,
        "published": str(article.published) if article.published else None,
        "author": list(article.author),
        "source": article.source,
        "section": article.section,
        "tags": list(article.tags),
        "language": article.language,
        "place": article.place,
        "location": article.location,
        "first_seen": to_utc_text(article.first_seen),
        "updated": str(article.updated) if article.updated else None,
        "image": article.image.url if article.image else None,
        "image_alt": article.image.alt if article.image else None,
        "quality": article.quality,
    }


def from_record(record: Mapping[str, Any]) -> Article:
    """Return the article of a record: the inverse of `to_record`. Raises KeyError or ValueError for anything else.

    Records from before articles had an image, a date of change and a quality give articles without them.
    """
    first_seen, updated, image = record["first_seen"], record.get("updated"), record.get("image")
    return Article(
        id=record["id"],
        title=record["title"],
        text=record["text"],
        url=record["url"],
        published=Published.parse(record["published"]) if record["published"] else None,
        author=tuple(record["author"]),
        source=record["source"],
        section=record["section"],
        tags=tuple(record["tags"]),
        language=record["language"],
        place=record["place"],
        location=record["location"],
        first_seen=datetime.fromisoformat(first_seen) if first_seen else None,
        updated=Published.parse(updated) if updated else None,
        image=Image(image, record.get("image_alt") or "") if image else None,
        quality=record.get("quality"),
    )


def to_utc_text(moment: datetime | None) -> str | None:
    """Return a moment in UTC, as `2026-11-23T22:04:13Z`; one without a zone is taken as UTC."""
    if moment is None:
        return None
    return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC).isoformat(timespec="seconds")[:19] + "Z"
