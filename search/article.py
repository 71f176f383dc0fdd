"""The article: the one record that the archive keeps, the engines index and the pages show.

`FIELDS` declares each field once, and `to_record` and `from_record` turn an article into JSON values and back.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from enum import IntEnum
from operator import attrgetter, itemgetter
from typing import Any, Final

from search.message import to_translate

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
    """A moment with its precision. What lies below the precision is the start of the period (2015 -> 2015-01-01).

    The moment is kept as it was printed: the wall clock of the place of publication, with a zone only where the
    document states one. Filters and sorting compare wall clocks, so `date:2015-11-27` finds what bears that date,
    whatever zone it was printed in.
    """

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


@dataclass(frozen=True, slots=True)
class ArticleField:
    """What the program needs to know of one field of `Article`.

    `label` names the field where people read how it was extracted; "" for a field that extraction does not decide.
    Stock Whoosh gives back the fields that are `stored`. A change of a field that is not `content` makes no new version
    of an article: where and when it was found and how surely it was extracted say nothing new, and sites change picture
    and time of update without changing a word. A record (JSON) holds what `encode` makes of a value, and `decode` is
    the inverse; nothing is null. An `optional` field is missing in records that were written before articles had it.
    """

    name: str
    label: str = ""
    stored: bool = False
    content: bool = True
    optional: bool = False
    encode: Callable[[Any], object] | None = None
    decode: Callable[[Any], object] | None = None


def to_utc_text(moment: datetime | None) -> str | None:
    """Return a moment in UTC, as `2026-11-23T22:04:13Z`; one without a zone is taken as UTC."""
    if moment is None:
        return None
    if moment.tzinfo is not None and moment.tzinfo is not UTC:
        moment = moment.astimezone(UTC)
    return moment.isoformat(timespec="seconds")[:19] + "Z"


FIELDS: Final = (
    ArticleField("id"),
    ArticleField("title", to_translate("Title"), stored=True),
    ArticleField("text", to_translate("Text"), stored=True),
    ArticleField("published", to_translate("Published"), encode=str, decode=Published.parse),
    ArticleField("updated", to_translate("Updated"), content=False, optional=True, encode=str, decode=Published.parse),
    ArticleField("author", to_translate("Author"), stored=True, encode=list, decode=tuple),
    ArticleField("source", to_translate("Source"), stored=True),
    ArticleField("section", to_translate("Section"), stored=True),
    ArticleField("tags", to_translate("Tags"), stored=True, encode=list, decode=tuple),
    ArticleField("language", to_translate("Language"), stored=True),
    ArticleField("url", to_translate("Address"), stored=True),
    ArticleField("image", to_translate("Picture"), content=False, optional=True, encode=attrgetter("url")),
    ArticleField("place", to_translate("Place"), stored=True),
    ArticleField("location", stored=True, content=False),
    ArticleField("first_seen", content=False, encode=to_utc_text, decode=datetime.fromisoformat),
    ArticleField("quality", content=False, optional=True),
)
"""Every field of an article, in the order in which people are shown how the fields were extracted."""


def _members(name: str) -> tuple[str, ...]:
    """Return the members of a record that hold a field: an image has two, its address and what it shows."""
    return ("image", "image_alt") if name == "image" else (name,)


_MEMBERS: Final = [member for attribute in fields(Article) for member in _members(attribute.name)]
_VALUES: Final = attrgetter(*(member.removesuffix("_alt") for member in _MEMBERS))
_ENCODERS: Final = [(field.name, field.encode) for field in FIELDS if field.encode] + [("image_alt", attrgetter("alt"))]
_REQUIRED: Final = [field.name for field in FIELDS if not field.optional]
_REQUIRED_VALUES: Final = itemgetter(*_REQUIRED)
_OPTIONAL: Final = [field.name for field in FIELDS if field.optional]
_DECODERS: Final = [(field.name, field.decode) for field in FIELDS if field.decode]


def to_record(article: Article) -> dict[str, Any]:
    """Return the article as JSON values: every field in the order of the class, and `image_alt` after `image`.

    Archive, index and export lines have these names.
    """
    record: dict[str, Any] = dict(zip(_MEMBERS, _VALUES(article), strict=True))
    for name, encode in _ENCODERS:
        value = record[name]
        if value is not None:
            record[name] = encode(value)
    return record


def from_record(record: Mapping[str, Any]) -> Article:
    """Return the article of such a record: the inverse of `to_record`. Raises KeyError or ValueError for anything else.

    Optional fields that the record lacks are None.
    """
    values = dict(zip(_REQUIRED, _REQUIRED_VALUES(record), strict=True))
    for name in _OPTIONAL:
        values[name] = record.get(name)
    for name, decode in _DECODERS:
        if values[name]:
            values[name] = decode(values[name])
        else:
            del values[name]  # the class has the default
    if values["image"]:
        values["image"] = Image(values["image"], record.get("image_alt") or "")
    return Article(**values)
