"""The order of day and month in the dates of a file of records, as its own dates show it: 27/11/2015 has only one."""

import re
from collections.abc import Iterable

from indexer.extract.fields import FIELDS, Field
from indexer.extract.record_members import member_key

_DATE = re.compile(r"\s*(\d{1,2})([/-])(\d{1,2})\2(?:\d{4}|\d\d)(?!\d)")
_MEMBER = re.compile(r'"([^"\\]{1,80})"\s*:\s*"(\s*\d{1,2}[/-]\d{1,2}[/-]\d{2,4})(?!\d)')
_MAX_DATE_CHARS = 60
_PUBLISHED = frozenset(map(member_key, FIELDS[Field.PUBLISHED].aliases))


def detect_date_order(dates: Iterable[tuple[str, str]], mapped: str = "") -> str:
    """Return `day-first` or `month-first`, as the dates of a file's columns show it; "" where they show none, or both.

    `dates` are names of columns with their values. The column of the date of publication, or the `mapped` one, counts
    before all others.
    """
    shown: dict[bool, set[str]] = {True: set(), False: set()}
    for name, value in dates:
        match = _DATE.match(value)
        if match is None:
            continue
        first, second = int(match[1]), int(match[3])
        is_published = name == mapped or member_key(name) in _PUBLISHED
        if 12 < first <= 31 and second <= 12:
            shown[is_published].add("day-first")
        elif 12 < second <= 31 and first <= 12:
            shown[is_published].add("month-first")
    orders = shown[True] or shown[False]
    return orders.pop() if len(orders) == 1 else ""


def detect_order_in_json(sample: str, mapped: str = "") -> str:
    """Return the same for the members of the JSON objects that a text has."""
    return detect_date_order(((match[1], match[2]) for match in _MEMBER.finditer(sample)), mapped)


def has_numeric_date(cell: str) -> bool:
    """Return whether a cell is a date to which the order matters, so that its reading depends on it."""
    return len(cell) < _MAX_DATE_CHARS and _DATE.match(cell) is not None


def has_numeric_date_in_json(text: str) -> bool:
    """Return the same for any member of the JSON objects that a text has."""
    return _MEMBER.search(text) is not None
