"""When was an article published, and how precisely is that known?

A publication time is kept as it was printed: the wall clock of the place of publication, with a zone only where the
document states one. Filters and sorting compare wall clocks, so `date:2015-11-27` finds what bears that date,
whatever zone it was printed in.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntEnum

EPOCH = datetime(1970, 1, 1)


class Precision(IntEnum):
    """How much of the moment the document states; greater is more precise."""

    YEAR = 1
    MONTH = 2
    DAY = 3
    TIME = 4


_USUAL = "--T::"
"""Every third character of 2015-11-27T13:46:00 from the fifth on: most dates are of this shape, which is read fast."""

_CHARS = {Precision.YEAR: 4, Precision.MONTH: 7, Precision.DAY: 10}
"""How much of 2015-11-27T13:46:00 is written at each precision."""

_ISO = re.compile(
    r"""(?P<year>\d{4})
    (?:-(?P<month>\d\d)
    (?:-(?P<day>\d\d)
    (?:[Tt ](?P<time>\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(?P<zone>[Zz]|[+-]\d\d:?\d\d)?)?)?)?""",
    re.VERBOSE | re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Published:
    """A moment with its precision. What lies below the precision is the start of the period (2015 -> 2015-01-01)."""

    moment: datetime
    precision: Precision = Precision.TIME

    @classmethod
    def parse(cls, text: str) -> "Published":
        """Read `2015`, `2015-11`, `2015-11-27` or RFC 3339 with or without a zone: the inverse of `str()`.

        Raises ValueError for anything else, impossible dates included.
        """
        if len(text) == 19 and text[4::3] == _USUAL:
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
            return text[: _CHARS[self.precision]]
        return text.removesuffix("+00:00") + "Z" if self.moment.tzinfo is UTC else text
