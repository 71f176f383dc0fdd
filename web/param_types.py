"""The kinds of values that parameters take: each parses a text, and says in help and errors what it accepts.

A value that cannot be used raises `BadParameter`, whose message names the parameter, what it accepts, and the nearest
valid value where there is one. Nothing is clamped.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Generic, Protocol, TypeVar

from search.did_you_mean import closest_name
from search.message import Message
from search.query.ranges import parse_period
from web.errors import BadParameter

T_co = TypeVar("T_co", covariant=True)
Choice = TypeVar("Choice", bound=StrEnum)

# What other APIs call our parameters and their values, so that an error can name ours.
_ALIASES = {
    "query": "q", "search": "q", "text": "q", "keywords": "q", "operator": "match", "mode": "match", "since": "from",
    "after": "from", "start": "from", "start_date": "from", "begin_date": "from", "from_date": "from", "until": "to",
    "before": "to", "end": "to", "end_date": "to", "to_date": "to", "outlet": "source", "sources": "source",
    "publisher": "source", "domains": "source", "category": "section", "byline": "author", "keyword": "tag",
    "tags": "tag", "language": "lang", "locale": "lang", "order": "sort", "order_by": "sort", "sort_by": "sort",
    "sortby": "sort", "p": "page", "offset": "page", "start_page": "page", "limit": "page_size", "size": "page_size",
    "count": "page_size", "per_page": "page_size", "rows": "page_size",
    "pagesize": "page_size", "search_after": "cursor",
    "highlight": "snippets", "fragments": "snippets", "facet": "facets", "aggs": "facets", "interval": "histogram",
    "date": "newest", "latest": "newest", "recent": "newest", "desc": "newest", "asc": "oldest", "score": "relevance",
    "best": "relevance", "and": "all", "or": "any", "week": "day", "quarter": "month", "decade": "year",
    "true": "duplicates", "yes": "duplicates", "false": "none", "no": "none",
}  # fmt: skip


class ParamType(Protocol[T_co]):
    """One kind of value."""

    @property
    def values(self) -> str:
        """The accepted values, as the help page lists them."""
        ...

    @property
    def schema(self) -> dict[str, object]:
        """The accepted values, as JSON Schema."""
        ...

    def parse(self, text: str, name: str, now: datetime) -> T_co:
        """Return the value of the parameter `name`. Raises `BadParameter`.

        `now` is the wall-clock time without a zone, for values such as P7D.
        """
        ...


@dataclass(frozen=True, slots=True)
class Text:
    """Any text."""

    values: str = Message("text")

    @property
    def schema(self) -> dict[str, object]:
        """Any string."""
        return {"type": "string"}

    def parse(self, text: str, name: str, now: datetime) -> str:
        """Return the text as it is."""
        return text


@dataclass(frozen=True, slots=True)
class WholeNumber:
    """A whole number from `lowest` to `highest`, or of any size where that is None."""

    lowest: int
    highest: int | None = None

    @property
    def values(self) -> str:
        """The range: "1 to 100", "1, 2, …"."""
        if self.highest is None:
            return f"{self.lowest}, {self.lowest + 1}, …"
        return Message("%(lowest)s to %(highest)s", lowest=self.lowest, highest=self.highest)

    @property
    def schema(self) -> dict[str, object]:
        """The range."""
        most = {} if self.highest is None else {"maximum": self.highest}
        return {"type": "integer", "minimum": self.lowest, **most}

    def parse(self, text: str, name: str, now: datetime) -> int:
        """Return the number; signs, blanks and digits of other scripts, which `int` accepts, are refused."""
        sign, digits = (-1, text[1:]) if text.startswith("-") else (1, text)
        number = None
        if digits.isascii() and digits.isdigit():
            # A longer number is out of any range, too, and would take `int` long.
            number = sign * int(digits.lstrip("0")[:20] or "0")
            if sign == 1 and self.lowest <= number and (self.highest is None or number <= self.highest):
                return number
        stated = {"name": name, "text": quotable(shorten(text)), "lowest": self.lowest, "highest": self.highest}
        if self.highest is None:
            message = Message("'%(name)s' must be a whole number %(lowest)s or more, not '%(text)s'.", **stated)
        else:
            message = Message(
                "'%(name)s' must be a whole number from %(lowest)s to %(highest)s, not '%(text)s'.", **stated
            )
        if number is None:
            raise BadParameter("invalid_parameter", name, message)
        nearest = self.lowest if self.highest is None or number < self.lowest else self.highest
        raise BadParameter(
            "invalid_parameter",
            name,
            _with_proposal(message, Message("The nearest is %(value)s.", value=nearest)),
            str(nearest),
        )


@dataclass(frozen=True, slots=True)
class OneOf(Generic[Choice]):
    """A member of an enumeration, by its value. `hint` is a further sentence for what is none."""

    kind: type[Choice]
    hint: str = ""

    @property
    def values(self) -> str:
        """All members: "all, any"."""
        return ", ".join(self.kind)

    @property
    def schema(self) -> dict[str, object]:
        """All members."""
        return {"type": "string", "enum": [member.value for member in self.kind]}

    def parse(self, text: str, name: str, now: datetime) -> Choice:
        """Return the member."""
        if text in list(self.kind):
            return self.kind(text)
        stated = {"name": name, "values": self.values, "text": quotable(shorten(text))}
        if len(self.kind) == 1:
            message = Message("'%(name)s' must be '%(values)s', not '%(text)s'.", **stated)
        else:
            message = Message("'%(name)s' must be one of %(values)s, not '%(text)s'.", **stated)
        nearest = closest_known(text, self.kind)
        message = _with_nearest(message, nearest)
        if self.hint:
            message = Message("%(first)s %(second)s", first=message, second=Message(self.hint))
        raise BadParameter("invalid_parameter", name, message, nearest)


@dataclass(frozen=True, slots=True)
class NameList:
    """Some of these names, separated by commas."""

    names: tuple[str, ...]

    @property
    def values(self) -> str:
        """All names."""
        return ", ".join(self.names)

    @property
    def schema(self) -> dict[str, object]:
        """Names with commas between them."""
        name = "|".join(self.names)
        return {"type": "string", "pattern": f"^({name})(,({name}))*$"}

    def parse(self, text: str, name: str, now: datetime) -> tuple[str, ...]:
        """Return the names in the order given, each once."""
        given = [part.strip() for part in text.split(",") if part.strip()]
        for part in given:
            if part not in self.names:
                message = Message(
                    "'%(name)s' must be some of %(values)s, separated by commas, not '%(text)s'.",
                    name=name,
                    values=self.values,
                    text=quotable(shorten(part)),
                )
                nearest = closest_known(part, self.names)
                raise BadParameter("invalid_parameter", name, _with_nearest(message, nearest), nearest)
        return tuple(dict.fromkeys(given))


@dataclass(frozen=True, slots=True)
class Period:
    """A date or a duration, as the span of time it stands for: `[start, end)`."""

    values: str = "2015, 2015-11, 2015-11-27, RFC 3339, P7D"

    @property
    def schema(self) -> dict[str, object]:
        """A string; JSON Schema has no dates that are a month or a year."""
        return {"type": "string", "examples": ["2015", "2015-11", "2015-11-27", "P7D"]}

    def parse(self, text: str, name: str, now: datetime) -> tuple[datetime, datetime]:
        """Return the span, as `search.query.ranges.parse_period` reads it."""
        try:
            return parse_period(text, now)
        except ValueError as error:
            message = Message("In '%(name)s': %(problem)s.", name=name, problem=error.args[0])
            raise BadParameter("invalid_parameter", name, message) from error


def closest_known(name: str, known: Iterable[str]) -> str | None:
    """Return the known name that a person most likely meant: a name that others use for it, or a misspelling."""
    names = [str(each) for each in known]  # of members of an enumeration, their values
    alias = _ALIASES.get(name.lower().replace("-", "_"))
    nearest = alias if alias in names else closest_name(name.lower(), names)
    return None if nearest is None else str(nearest)


def shorten(text: str, limit: int = 60) -> str:
    """Return the text for a message: only its beginning when it is long."""
    return text if len(text) <= limit else text[:limit] + "…"


def quotable(text: str) -> str:
    """Return what stands between the quotation marks of a value: unprintable characters are written as escapes."""
    return repr(text)[1:-1]


def _with_nearest(message: Message, nearest: str | None) -> Message:
    if nearest is None:
        return message
    return _with_proposal(message, Message("The nearest is '%(value)s'.", value=nearest))


def _with_proposal(message: Message, proposal: Message) -> Message:
    return Message("%(first)s %(second)s", first=message, second=proposal)
