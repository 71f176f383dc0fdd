"""The values of members of records: lists written into a cell, dates as exports write them, names and labels."""

import ast
import json
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta, timezone

_MAX_CELL_CHARS = 200_000
_MAX_ITEMS = 1_000
_MAX_DATE_CHARS = 200
_BRACKETS = ("[]", "()", "{}")
_SET_CELL = re.compile(r"\s*\{([^{}:\"']{1,5000})\}\s*$")
_NO_COMMA = re.compile(r"(['\"])\s+(?=['\"])")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST_SECOND, _LAST_SECOND = 100_000_000, 100_000_000_000
_UNITS = (1, 1_000, 1_000_000, 1_000_000_000)
_NET_DATE = re.compile(r"\\?/Date\((-?\d{1,16})(?:([+-])(\d\d)(\d\d))?\)\\?/$")
_NUMBER = re.compile(r"-?\d{1,20}(?:\.\d{1,12})?L?$")
_CALL = re.compile(r"(?:ISODate|NumberLong|Timestamp|(?:new )?Date|(?:datetime\.)?datetime|DateTime)\((.{4,100})\)")
_JAVASCRIPT = re.compile(
    r"[A-Z][a-z]{2} ([A-Z][a-z]{2} \d\d? \d{4} \d\d:\d\d:\d\d)(?: GMT([+-]\d{4}))?(?: \(.{0,60}\))?"
)
_SPREADSHEET_EPOCH = datetime(1899, 12, 30)
_SPREADSHEET_DAYS = range(18_000, 80_000)
"""The days of spreadsheets from 1949 to 2119: smaller numbers may be years, and larger ones dates without marks."""
_NET_TICKS_OF_EPOCH, _TICKS_PER_SECOND = 621_355_968_000_000_000, 10_000_000
_WEBKIT_SECONDS_TO_EPOCH = 11_644_473_600
_NO_DATES = re.compile(
    r"(?:1970-01-01|0001-01-01|0000-00-00|1601-01-01|1753-01-01|1899-12-3[01])"
    r"[T ]00:00(?::00(?:\.0+)?)?(?:\s?(?:Z|UTC|GMT|[+-]00:?00))?"
    r"|0000-00-00|0001-01-01|0|-1"
    r"|(?:Thu,? )?0?1 Jan(?:uary)? 1970 00:00:00(?: (?:GMT|UTC|[+-]0000))?",
    re.IGNORECASE,
)
"""What programs write where they know no date: the first moments of their clocks."""
_NAME_MEMBERS = (
    "original", "name", "display_name", "displayName", "full_name", "fullName", "fullname", "label", "title",
    "webTitle", "text", "value", "rendered", "#text", "byline", "nickname", "login", "username",
)  # fmt: skip
_GIVEN = ("first_name", "firstName", "firstname", "given_name", "givenName", "given")
_FAMILY = ("last_name", "lastName", "lastname", "family_name", "familyName", "family", "surname")
_PEOPLE_MEMBERS = ("person", "persons", "people", "authors", "author", "list", "items", "nodes", "data")
_LABEL_MEMBERS = (
    "label", "term", "tag", "keyword", "displayName", "display_name", "webTitle", "title", "text", "rendered",
)  # fmt: skip


def parse_cell(text: str) -> object:
    """Return the list or object that a cell has as text, in the notation of Python, JSON or PostgreSQL; else the text.

    >>> parse_cell('["Ann Lee", "Bo Li"]'), parse_cell("['mill', 'oak']"), parse_cell("{mill,oak}"), parse_cell("[sic]")
    (['Ann Lee', 'Bo Li'], ['mill', 'oak'], ['mill', 'oak'], '[sic]')
    """
    if len(text) > _MAX_CELL_CHARS:
        return text
    stripped = text.strip()
    if stripped[:1] + stripped[-1:] in _BRACKETS and not (stripped[0] == "{" and stripped[1:2] not in ("'", '"')):
        for parse in (json.loads, ast.literal_eval):
            written = _NO_COMMA.sub(r"\1, ", text) if parse is ast.literal_eval else text
            try:
                value: object = parse(written.strip())
            except (ValueError, SyntaxError, TypeError, RecursionError, MemoryError):
                continue
            if isinstance(value, list | tuple | Mapping | set):
                return sorted(value, key=str) if isinstance(value, set) else value
    if match := _SET_CELL.match(text):
        return [part.strip() for part in match[1].split(",") if part.strip()]
    return text


def person_names(value: object, depth: int = 0) -> tuple[str, ...]:
    """Return the names that a member states of people. Numbers are keys of other records, and no names."""
    if isinstance(value, str):
        parsed = parse_cell(value)
        return (value,) if isinstance(parsed, str) else person_names(parsed, depth + 1)
    if depth > 4 or isinstance(value, bool | int | float) or value is None:
        return ()
    if isinstance(value, Mapping):
        for name in _NAME_MEMBERS:
            stated = value.get(name)
            if isinstance(stated, str) and stated.strip():
                return (stated,)
            if isinstance(stated, list | Mapping) and (names := person_names(stated, depth + 1)):
                return names
        parts = [_first_string(value, names) for names in (_GIVEN, _FAMILY)]
        if any(parts):
            return (" ".join(filter(None, parts)),)
        inner = next((value[name] for name in _PEOPLE_MEMBERS if isinstance(value.get(name), list | Mapping)), None)
        return person_names(inner, depth + 1)
    if isinstance(value, Iterable):
        return tuple(name for each in list(value)[:_MAX_ITEMS] for name in person_names(each, depth + 1))
    return ()


def label_names(value: object, depth: int = 0) -> tuple[str, ...]:
    """Return the labels that a member states: tags, keywords, sections. Numbers are keys of other records."""
    if isinstance(value, str):
        return (value,)
    if depth > 4 or isinstance(value, bool | int | float) or value is None:
        return ()
    if isinstance(value, Mapping):
        if value.get("type") == "contributor":  # the Guardian's authors are among its tags
            return ()
        names = ("value", *_LABEL_MEMBERS, "name") if isinstance(value.get("value"), str) else (*_LABEL_MEMBERS, "name")
        text = next((text for name in names if isinstance(text := value.get(name), str) and text.strip()), "")
        return (text,) if text else ()
    if isinstance(value, Iterable):
        return tuple(name for each in list(value)[:_MAX_ITEMS] for name in label_names(each, depth + 1))
    return ()


def _first_string(record: Mapping[object, object], names: Iterable[str]) -> str:
    return next((value.strip() for name in names if isinstance(value := record.get(name), str)), "")


def date_text(value: object, depth: int = 0) -> str:
    """Return what a member states as a date, as ISO 8601 where it is a number or an object; "" for none.

    Known are the seconds of Unix and their thousandths to billionths, days of spreadsheets, ticks of .NET, microseconds
    since 1601, `/Date(…)/`, and the date objects of MongoDB, Firestore and Java. The first moment of a program's clock
    is what it writes where it knows no date.
    """
    if isinstance(value, bool) or value is None or depth > 3:
        return ""
    if isinstance(value, int | float):
        return _date_of_text(str(int(value)) if value == int(value) else repr(value)) if abs(value) < 1e21 else ""
    if isinstance(value, str):
        return _date_of_text(value)
    if isinstance(value, Mapping):
        return _date_of_object(value, depth)
    if isinstance(value, list | tuple) and value:
        if 3 <= len(value) <= 7 and all(isinstance(each, int) and not isinstance(each, bool) for each in value):
            return _date_of_parts(value)
        return date_text(value[0], depth + 1)
    return ""


def _date_of_text(text: str) -> str:
    stripped = " ".join(text[: _MAX_DATE_CHARS + 1].split())
    if len(stripped) > _MAX_DATE_CHARS:
        return ""
    if len(stripped) in (12, 14) and (moment := _date_of_digits(stripped)):
        return moment
    if _NUMBER.match(stripped):
        stripped = stripped.rstrip("L")
        return _date_of_number(float(stripped) if "." in stripped else int(stripped)) or (
            "" if _is_no_date(stripped) else text
        )
    if match := _CALL.fullmatch(stripped):
        return _date_of_call(match[1].strip("\"' "))
    if match := _JAVASCRIPT.fullmatch(stripped):
        return _parsed(f"{match[1]} {match[2] or '+0000'}", "%b %d %Y %H:%M:%S %z")
    if match := _NET_DATE.match(stripped):
        offset = timedelta(hours=int(match[3] or 0), minutes=int(match[4] or 0)) * (-1 if match[2] == "-" else 1)
        return _iso(int(match[1]) / 1000, offset if match[2] else None)
    return "" if _is_no_date(stripped) else text


def _date_of_call(inner: str) -> str:
    """Return the date in a call that makes one, as shells and programs print it: `ISODate("2015-11-27T13:46:00Z")`."""
    parts = [part.strip() for part in inner.split(",")]
    if len(parts) >= 3 and all(part.isdigit() for part in parts[:7]):
        return _date_of_parts([int(part) for part in parts[:7]])
    return _date_of_text(inner.rstrip("L"))


def _parsed(text: str, form: str) -> str:
    try:
        return datetime.strptime(text, form).isoformat()  # noqa: DTZ007  # a zone is a part of some forms
    except ValueError:
        return ""


def _is_no_date(text: str) -> bool:
    if _NO_DATES.fullmatch(text):
        return True
    if "1969-12-31" not in text and "1970-01-01" not in text:
        return False
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return False
    return moment.tzinfo is not None and moment == _EPOCH


def _date_of_digits(text: str) -> str:
    """Return the date of `20190715103000` or `201907151030`; "" for other digits."""
    if not text.isdigit() or not text.isascii():
        return ""
    moment = _parsed(text, "%Y%m%d%H%M%S" if len(text) == 14 else "%Y%m%d%H%M")
    return moment if "1970" <= moment < "2100" else ""


def _date_of_number(number: float) -> str:
    """Return the date of a number; "" for one that is none, and for what may be a year or a date without marks."""
    if number in (0, -1):
        return ""
    size = abs(number)
    if number > 0 and int(number) in _SPREADSHEET_DAYS:
        moment = _SPREADSHEET_EPOCH + timedelta(days=number)
        return moment.date().isoformat() if number == int(number) else moment.isoformat(timespec="seconds")
    if len(str(int(size))) == 17 and size > 1.1e16:  # microseconds since 1601, as browsers keep them
        return _iso(number / 1_000_000 - _WEBKIT_SECONDS_TO_EPOCH)
    if len(str(int(size))) == 18 and size > _NET_TICKS_OF_EPOCH:
        return _iso((number - _NET_TICKS_OF_EPOCH) / _TICKS_PER_SECOND)
    unit = next((unit for unit in _UNITS if _FIRST_SECOND * unit <= size < _LAST_SECOND * unit), None)
    return _iso(number / unit) if unit else ""


def _iso(seconds: float, offset: timedelta | None = None) -> str:
    try:
        moment = _EPOCH + timedelta(seconds=round(seconds))
    except OverflowError:
        return ""
    if offset is not None and abs(offset) < timedelta(hours=24):
        return moment.astimezone(timezone(offset)).isoformat()
    return moment.isoformat()


def _date_of_object(value: Mapping[object, object], depth: int) -> str:
    for name in ("$date", "$numberLong", "$numberInt", "$numberDouble", "@value", "value", "iso", "date", "dateTime",
                 "datetime", "rendered", "#text", "$t", "utc"):  # fmt: skip
        if name in value:
            text = date_text(value[name], depth + 1)
            return f"{text}Z" if value.get("timezone") == "UTC" and text.count(":") == 2 and "+" not in text else text
    for name in ("seconds", "_seconds", "epochSecond", "epoch", "timestamp"):
        if isinstance(value.get(name), int | float | str):
            return date_text(value[name], depth + 1)
    parts = [value.get(name) for name in ("year", "month", "day")]
    parts[1] = parts[1] if parts[1] is not None else value.get("monthValue")
    parts[2] = parts[2] if parts[2] is not None else value.get("dayOfMonth")
    numbers = [int(each) for each in parts if isinstance(each, int | str) and str(each).isdigit()]
    return _date_of_parts(numbers) if len(numbers) == 3 else ""


def _date_of_parts(parts: list[int] | tuple[int, ...]) -> str:
    """Return the date of year, month, day and perhaps hour, minute and second, as Java writes them."""
    try:
        moment = datetime(*parts[:6])
    except (ValueError, TypeError, OverflowError):
        return ""
    return moment.isoformat() if len(parts) > 3 else moment.date().isoformat()
