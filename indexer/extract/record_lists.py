"""Finds the records that a JSON value wraps, as the answers of news APIs and the exports of blogs do.

{"status": "ok", "articles": [{"title": …}, …]}      {"db": [{"data": {"posts": [{"title": …}]}}]}
"""

from collections.abc import Iterator, Mapping

from indexer.extract.fields import FIELDS, HTML_ALIASES, SUMMARY_ALIASES, TEXT_ALIASES, Field
from indexer.extract.record_members import RECORD_WRAPPERS, Members, member_key, record_layers

_TEXTS = frozenset(map(member_key, (*TEXT_ALIASES, *HTML_ALIASES)))
_SUMMARIES = frozenset(map(member_key, SUMMARY_ALIASES))
_TITLES = frozenset(map(member_key, FIELDS[Field.TITLE].aliases))
_PLACES_IN_TIME = frozenset(map(member_key, (*FIELDS[Field.URL].aliases, *FIELDS[Field.PUBLISHED].aliases)))
_COMMON_TEXTS = ("text", "body", "content", "article", "maintext", "html", "content_html")
_MAX_DEPTH = 6
_MAX_LOOKED_AT = 3
"""How many items at the beginning of a list show what it holds."""
_MAX_MEMBERS = 2_000
_MAX_LISTS = 1_000
_MIN_WORDS = 20
_UNPUBLISHED = ("draft", "trash", "auto-draft", "pending", "private", "scheduled", "future")
"""What exports of blogs say of posts that are not public."""


def find_records(value: object) -> list[Mapping[str, object]]:
    """Return the records that a JSON value wraps, in their order; [] for one that is a record itself, or holds none.

    Of several lists those count whose items have a title and a text; where none has, the first that comes next to that.
    """
    if isinstance(value, Mapping) and any(isinstance(value.get(name), str) for name in _COMMON_TEXTS):
        return []
    own = _rank(value) if isinstance(value, Mapping) else 0
    if own >= 3 or (own == 2 and isinstance(value, Mapping) and _has_prose(value)):
        return []
    found = list(_lists(value, single=own <= 1))
    best = max((rank for rank, _ in found), default=0)
    if best < 2 or own >= best:
        return []
    if best < 3:  # titles alone: of several such lists only the first, since others may be of people or sections
        return list(next(items for rank, items in found if rank == best))
    return [item for rank, items in found if rank == best for item in items if item.get("status") not in _UNPUBLISHED]


def _has_prose(record: Mapping[str, object]) -> bool:
    """Return whether a member is a long text, by whatever name."""
    return any(isinstance(each, str) and len(each[:2_000].split()) >= _MIN_WORDS for each in record.values())


def _lists(value: object, *, single: bool) -> Iterator[tuple[int, list[Mapping[str, object]]]]:
    """Yield the lists of objects in a value, with the rank of the records that they hold; `single` objects too."""
    level: list[object] = [value]
    number = 0
    for _ in range(_MAX_DEPTH):
        inner: list[object] = []
        for each in level:
            number += 1
            if number > _MAX_LISTS:
                return
            if isinstance(each, Mapping):
                if (keyed := _keyed_records(each)) is not None:
                    yield 3, keyed
                elif single and each is not value and _rank(each) >= 3:
                    yield 3, [each]
                else:
                    inner += [part for part in list(each.values())[:_MAX_MEMBERS] if isinstance(part, Mapping | list)]
            elif isinstance(each, list):
                objects = [item for item in each if isinstance(item, Mapping)]
                rank = max((_rank(item) for item in objects[:_MAX_LOOKED_AT]), default=0)
                if rank >= 2:
                    yield rank, objects
                else:
                    inner += [item for item in each[:_MAX_LOOKED_AT] if isinstance(item, Mapping | list)]
        level = inner


def _keyed_records(value: Mapping[str, object]) -> list[Mapping[str, object]] | None:
    """Return the records of an object whose members are all records, by their ids; None for any other object."""
    members = list(value.items())
    if len(members) < 2 or any(not isinstance(each, Mapping) or name in RECORD_WRAPPERS for name, each in members):
        return None
    records = [(name, each) for name, each in members if isinstance(each, Mapping)]
    if any(_rank(each) < 3 for _, each in records[:_MAX_LOOKED_AT]):
        return None
    return [each if "id" in each else {"id": name, **each} for name, each in records]


def _rank(record: Mapping[str, object]) -> int:
    """Return how much a record is like an article: 3 with title and text, 2 with a title and what points to it."""
    names: set[str] = set()
    for layer in record_layers(record):
        if len(layer) <= _MAX_MEMBERS:
            names |= Members(layer).keys()
    has_title = bool(names & _TITLES)
    if has_title and names & _TEXTS:
        return 3
    return 2 if has_title and names & (_SUMMARIES | _PLACES_IN_TIME) else 1 if names & (_TEXTS | _SUMMARIES) else 0
