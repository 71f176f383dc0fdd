"""Finds the records that a JSON value wraps, as the answers of news APIs and the exports of blogs do.

{"status": "ok", "articles": [{"title": …}, …]}      {"db": [{"data": {"posts": [{"title": …}]}}]}
"""

from collections.abc import Iterator, Mapping, Sequence

from indexer.extract.fields import FIELDS, HTML_ALIASES, SUMMARY_ALIASES, TEXT_ALIASES, Field
from indexer.extract.record_members import RECORD_WRAPPERS, member_key

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


def find_records(value: object) -> list[Mapping[str, object]]:
    """Return the records that a JSON value wraps, in their order; [] for one that is a record itself, or holds none.

    Of several lists those count whose items have a title and a text; where none has, the first that comes next to that.
    """
    if isinstance(value, Mapping) and any(isinstance(value.get(name), str) for name in _COMMON_TEXTS):
        return []
    if isinstance(value, Mapping) and _rank(value) >= 3:
        return []
    found = list(_lists(value))
    if not found:
        return []
    best = max(rank for rank, _ in found)
    own = _rank(value) if isinstance(value, Mapping) else 0
    if best < 2 or own >= best:
        return []
    if best < 3:  # titles alone: of several such lists only the first, since others may be of people or sections
        return list(next(items for rank, items in found if rank == best))
    return [item for rank, items in found if rank == best for item in items]


def _lists(value: object) -> Iterator[tuple[int, list[Mapping[str, object]]]]:
    """Yield the lists of objects in a value, with the rank of the records that they hold."""
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
    for layer in (record, *(each for name in RECORD_WRAPPERS if isinstance(each := record.get(name), Mapping))):
        names.update(member_key(str(name)) for name, each in list(layer.items())[:_MAX_MEMBERS] if _is_stated(each))
    has_title = bool(names & _TITLES)
    if has_title and names & _TEXTS:
        return 3
    return 2 if has_title and names & (_SUMMARIES | _PLACES_IN_TIME) else 1 if names & (_TEXTS | _SUMMARIES) else 0


def _is_stated(value: object) -> bool:
    if isinstance(value, str):
        return bool(value.strip())
    if isinstance(value, Sequence):
        return bool(value) and all(isinstance(each, str) for each in value)
    return value is not None and not isinstance(value, bool)
