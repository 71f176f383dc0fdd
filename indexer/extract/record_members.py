"""The members of records: their names however they are spelled, the objects around them, and the texts in them."""

from collections.abc import Iterable, Mapping
from functools import lru_cache

RECORD_WRAPPERS = (
    "_source", "article", "document", "doc", "item", "data", "fields", "attributes", "story", "entry", "_embedded",
    "post", "node", "news",
)  # fmt: skip
"""Members that may hold the article's own members."""
_VALUE_MEMBERS = (
    "name", "title", "rendered", "value", "@value", "text", "#text", "content", "main", "$oid", "$date", "url", "href",
    "@id",
)  # fmt: skip
"""Members of an object that stand for the whole object, the first that is there."""
_TYPE_ENDINGS = frozenset({"t", "s", "ss", "txt", "dt", "tdt", "pdt", "en", "i", "str", "string"})
_MAX_LIST_ITEMS = 1000


class Members:
    """The members of a record by their names, whatever the case, `_`, `-` and blanks of these."""

    def __init__(self, record: Mapping[str, object]) -> None:
        self._by_key: dict[str, object] = {}
        typed: list[tuple[str, object]] = []
        for name, value in record.items():
            key = member_key(str(name))
            self._by_key.setdefault(key, value)
            if (plain := _without_type(str(name))) != key:
                typed.append((plain, value))
        for key, value in typed:
            self._by_key.setdefault(key, value)

    def keys(self) -> set[str]:
        """Return the names of the members that state something, as names are compared."""
        return {key for key, value in self._by_key.items() if _is_stated(value)}

    def find(self, names: tuple[str, ...]) -> Iterable[tuple[str, object]]:
        """Yield the members of these names that are there and not null, in the order of the names, each of them once.

        Several of the names may be spellings of one: the first stands for it.
        """
        ranks = _ranks(names)
        found = [
            (ranks[key], value)
            for key, value in self._by_key.items()
            if key in ranks and value is not None and value != ""
        ]
        if len(found) > 1:
            found.sort(key=lambda pair: pair[0])
        return ((names[rank], value) for rank, value in found)


@lru_cache(maxsize=64)
def _ranks(names: tuple[str, ...]) -> Mapping[str, int]:
    """Return the place of each name, by the name as names are compared."""
    ranks: dict[str, int] = {}
    for rank, name in enumerate(names):
        ranks.setdefault(member_key(name), rank)
    return ranks


@lru_cache(maxsize=4096)
def member_key(name: str) -> str:
    """Return the name of a member as names are compared: without case, `_`, `-` and blanks."""
    return name.casefold().replace("_", "").replace("-", "").replace(" ", "")


@lru_cache(maxsize=4096)
def _without_type(name: str) -> str:
    """Return the key of a name without the type that Solr has its fields end with: `title_t`, `published_dt`."""
    plain, _, ending = name.rpartition("_")
    return member_key(plain if plain and ending in _TYPE_ENDINGS else name)


def _is_stated(value: object) -> bool:
    if isinstance(value, str):
        return bool(value.strip())
    return bool(value) if isinstance(value, list | Mapping) else value is not None and not isinstance(value, bool)


def record_layers(record: Mapping[str, object]) -> list[Mapping[str, object]]:
    """Return the record, and the objects in it that may be the article."""
    return [record, *(value for name in RECORD_WRAPPERS if isinstance(value := record.get(name), Mapping))]


def value_at(record: Mapping[str, object], path: str) -> object:
    """Return the member that a dotted path leads to; a member of that very name comes first."""
    if path in record:
        return record[path]
    value: object = record
    for step in path.split("."):
        if isinstance(value, list) and step.isdigit() and int(step) < len(value):
            value = value[int(step)]
        elif isinstance(value, Mapping) and step in value:
            value = value[step]
        else:
            return None
    return value


def member_texts(value: object, depth: int = 0) -> tuple[str, ...]:
    """Return the texts of a member: a text itself, a number, the items of a list, the value member of an object."""
    if isinstance(value, str):
        return (value,)
    if isinstance(value, bool) or value is None or depth > 3:
        return ()
    if isinstance(value, int | float):
        return (_number_text(value),)
    if isinstance(value, Mapping):
        for name in _VALUE_MEMBERS:
            if texts := member_texts(value.get(name), depth + 1):
                return texts[:1]
        return ()
    if isinstance(value, Iterable):
        return tuple(text for item in list(value)[:_MAX_LIST_ITEMS] for text in member_texts(item, depth + 1))
    return ()


def _number_text(value: float) -> str:
    """Return a number as text, `1448632000.0` as 1448632000; "" for one too long to be a date or an id."""
    if isinstance(value, int):
        return str(value) if abs(value) < 10**40 else ""
    return str(int(value)) if value.is_integer() and abs(value) < 10**15 else str(value)
