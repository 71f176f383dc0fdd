"""By what is a record known within its file? By its id or address, else by its number."""

from collections.abc import Mapping

from indexer.sources.names import printable, shortened

_NAMES = ("id", "guid", "uuid", "_id", "url", "link", "permalink")


class RecordNames:
    """The names of one file's records, each given once."""

    def __init__(self, mapping: Mapping[str, str]) -> None:
        """`mapping` is what the settings say of fields: an id or address mapped there comes before the usual names."""
        self._paths = (*(mapping[field] for field in ("id", "url") if field in mapping), *_NAMES)
        self._met: set[int] = set()

    def of(self, record: Mapping[str, object], number: int) -> str:
        """What a record's name adds to the key of its file: `#id`, or `:number` where it states none."""
        for path in self._paths:
            value = _member(record, path)
            if isinstance(value, str | int) and not isinstance(value, bool) and str(value).strip():
                return self.given(str(value).strip(), number)
        return f":{number}"

    def given(self, name: str, number: int) -> str:
        """The same for a name that is known; a second record of the same name has its number added."""
        name = "#" + shortened(printable(name))
        if hash(name) in self._met:
            return f"{name}:{number}"
        self._met.add(hash(name))
        return name


def _member(record: Mapping[str, object], path: str) -> object:
    if path in record:
        return record[path]
    value: object = record
    for part in path.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value
