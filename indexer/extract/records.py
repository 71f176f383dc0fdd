"""Reads records: JSON objects, rows of tables, front matter and feed entries, known by the names of their members."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from indexer.extract.candidates import Candidate, Draft, make_candidates
from indexer.extract.cleanup import fix_mojibake, normalize_whitespace, resolve_entities, to_one_line
from indexer.extract.fields import (
    EXPORT_LINE_MEMBERS,
    FIELDS,
    HTML_ALIASES,
    IMAGE_ALT_ALIASES,
    SUMMARY_ALIASES,
    TEXT_ALIASES,
    Field,
)
from indexer.extract.html import read_html
from indexer.extract.html_text import html_to_text, is_whole_page, looks_like_html, strip_tags
from indexer.extract.plaintext import repair_text
from indexer.extract.result import RepairLog

_WRAPPERS = ("_source", "article", "document", "doc", "item", "data", "fields", "attributes", "story", "entry")
"""Members that may hold the article's own members."""
_VALUE_MEMBERS = (
    "name", "title", "rendered", "value", "@value", "text", "#text", "content", "main", "$oid", "$date", "url", "href",
    "@id",
)  # fmt: skip
"""Members of an object that stand for the whole object, the first that is there."""
_PATH = re.compile(
    r"^(?:[a-z][a-z0-9+.-]*://|/|\.{1,2}/|[A-Za-z]:\\)|[/\\]\S*\.\w{1,5}(?:[:#]\d+)?$|^\S+\.\w{2,5}(?:[:#]\d+)?$"
)
_IMAGE_ADDRESS = ("url", "src", "href", "contentUrl", "@id")
_IMAGE_WORDS = ("alt", "alternativeText", "caption", "description", "title", "name")
_WHOLE_TEXT_CONFIDENCE, _SUMMARY_CONFIDENCE = 0.95, 0.4  # how surely a member of such a name is the whole text
_MAX_NAMES_IN_MESSAGE, _MAX_NAME_CHARS_IN_MESSAGE = 20, 60
_MAX_LIST_ITEMS = 1000


def is_export_line(record: Mapping[str, object]) -> bool:
    """Return whether a record is a line of our own export, whose fields are kept as they are."""
    return record.keys() >= EXPORT_LINE_MEMBERS and isinstance(record["author"], list)


def read_record(
    record: Mapping[str, object], mapping: Mapping[str, str], log: RepairLog, stated_by: str = "record"
) -> Draft:
    """Return the draft of a record: mapped names first (field -> name, dots lead into objects), then the usual aliases.

    Text that is HTML is made plain; other text is repaired, except in an export line, which was repaired before.
    `stated_by` is the kind of place that the record is, one of `fusion.trust.SOURCE_KINDS`.
    """
    candidates = record_candidates(record, mapping, stated_by)
    mapped = _texts(_value_at(record, mapping["text"])) if "text" in mapping else ()
    text = _RecordText(mapped[0], mapping["text"]) if mapped else _find_text(_layers(record))
    origin = f"{stated_by} {text.name}" if text.text else ""
    if is_export_line(record):
        return Draft(normalize_whitespace(text.text), candidates, origin, text.confidence)
    candidates = tuple(
        replace(one, values=tuple(_repair_value(value, log) for value in one.values)) for one in candidates
    )
    plain = text.text
    if plain and (text.is_html or looks_like_html(plain)):
        if is_whole_page(plain):
            page = read_html(plain, log)
            return replace(page, candidates=(*candidates, *page.candidates))
        plain = html_to_text(plain)
    return Draft(repair_text(plain, log), candidates, origin, text.confidence)


def record_candidates(
    record: Mapping[str, object], mapping: Mapping[str, str], stated_by: str
) -> tuple[Candidate, ...]:
    """Return what a record states of each field but the text, mapped names first."""
    candidates: list[Candidate] = []
    for name, path in mapping.items():
        if name in set(Field):
            field = Field(name)
            candidates.extend(make_candidates(field, f"{stated_by} {path}", *_values(field, _value_at(record, path))))
    for layer in _layers(record):
        members = _Members(layer)
        for field, rules in FIELDS.items():
            for name, value in members.find(rules.aliases):
                candidates.extend(_candidates_of_member(field, f"{stated_by} {name}", value, layer))
    return tuple(candidates)


def explain_missing_text(has: str, record: Mapping[str, object], mapping: Mapping[str, str]) -> str:
    """Return what a person is told of a record that gives no text: what it `has`, its members, and how to map them."""
    if not record:
        return f"The document has {has}. Leave it out."
    names = ", ".join(_shorten_name(str(name)) for name in list(record)[:_MAX_NAMES_IN_MESSAGE])
    more = f" and {len(record) - _MAX_NAMES_IN_MESSAGE:,} more" if len(record) > _MAX_NAMES_IN_MESSAGE else ""
    mapped = f" The setting `fields` points to {', '.join(mapping.values())}." if mapping else ""
    strings = {str(name): len(value) for name, value in record.items() if isinstance(value, str) and value.strip()}
    longest = max(strings, key=lambda name: strings[name], default="…")
    return (
        f"The record has {has}; its members are {names}{more}.{mapped} In the settings of its source, say which members"
        f' to use: `fields = {{ text = "{_shorten_name(longest)}", title = "…" }}`.'
    )


def _shorten_name(name: str) -> str:
    name = to_one_line(name)
    return name if len(name) <= _MAX_NAME_CHARS_IN_MESSAGE else f"{name[:_MAX_NAME_CHARS_IN_MESSAGE]}…"


class _Members:
    """The members of a record by their names, whatever the case, `_`, `-` and blanks of these."""

    def __init__(self, record: Mapping[str, object]) -> None:
        self._by_key: dict[str, object] = {}
        for name, value in record.items():
            self._by_key.setdefault(_member_key(name), value)

    def find(self, names: Iterable[str]) -> Iterable[tuple[str, object]]:
        """Yield the members of these names that are there and not null, in the order of the names, each of them once.

        Several of the names may be spellings of one: the first stands for it.
        """
        yielded: set[str] = set()
        for name in names:
            key = _member_key(name)
            value = self._by_key.get(key)
            if value is not None and value != "" and key not in yielded:
                yielded.add(key)
                yield name, value


@lru_cache(maxsize=4096)
def _member_key(name: str) -> str:
    return name.casefold().replace("_", "").replace("-", "").replace(" ", "")


def _layers(record: Mapping[str, object]) -> list[Mapping[str, object]]:
    """Return the record, and the objects in it that may be the article."""
    return [record, *(value for name in _WRAPPERS if isinstance(value := record.get(name), Mapping))]


def _candidates_of_member(
    field: Field, origin: str, value: object, layer: Mapping[str, object]
) -> tuple[Candidate, ...]:
    if field is Field.IMAGE:
        return make_candidates(field, origin, *_image(value, _Members(layer)))
    values = _values(field, value)
    if field is Field.LOCATION and values and "place" not in layer and not _PATH.search(values[0]):
        return make_candidates(Field.PLACE, origin, *values)  # in other people's records a location is a place
    if field is Field.SECTION:
        values = values[:1]
    return make_candidates(field, origin, *values)


def _image(value: object, beside: _Members) -> tuple[str, ...]:
    """Return the address of an image, and what it shows: of an object's members, or of those beside an address."""
    if isinstance(value, list | tuple):
        value = next(iter(value), None)
    inside = _Members(value) if isinstance(value, Mapping) else beside
    addresses = _texts(value) if isinstance(value, str) else _first_text(inside, _IMAGE_ADDRESS)
    words = _first_text(inside, IMAGE_ALT_ALIASES if inside is beside else _IMAGE_WORDS)
    return (*addresses[:1], *words) if addresses else ()


def _first_text(members: _Members, names: Iterable[str]) -> tuple[str, ...]:
    return next((texts[:1] for _, value in members.find(names) if (texts := _texts(value))), ())


def _value_at(record: Mapping[str, object], path: str) -> object:
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


def _values(field: Field, value: object) -> tuple[str, ...]:
    texts = _texts(value)
    if field is Field.TAGS and isinstance(value, str):
        return tuple(part.strip() for part in re.split(r"[;,|\n]", value))
    return texts if FIELDS[field].many or field is Field.SECTION else texts[:1]


def _texts(value: object, depth: int = 0) -> tuple[str, ...]:
    """Return the texts of a member: a text itself, a number, the items of a list, the value member of an object."""
    if isinstance(value, str):
        return (value,)
    if isinstance(value, bool) or value is None or depth > 3:
        return ()
    if isinstance(value, int | float):
        return (_number_text(value),)
    if isinstance(value, Mapping):
        for name in _VALUE_MEMBERS:
            if texts := _texts(value.get(name), depth + 1):
                return texts[:1]
        parts = (*_texts(value.get("first_name"), 3), *_texts(value.get("last_name"), 3))
        return (" ".join(parts),) if parts else ()
    if isinstance(value, Iterable):
        return tuple(text for item in list(value)[:_MAX_LIST_ITEMS] for text in _texts(item, depth + 1))
    return ()


def _number_text(value: float) -> str:
    """Return a number as text, `1448632000.0` as 1448632000; "" for one too long to be a date or an id."""
    if isinstance(value, int):
        return str(value) if abs(value) < 10**40 else ""
    return str(int(value)) if value.is_integer() and abs(value) < 10**15 else str(value)


@dataclass(frozen=True, slots=True)
class _RecordText:
    """A text of a record with its member's name, which may say that it is HTML, or no more than a summary."""

    text: str = ""
    name: str = ""
    is_html: bool = False
    confidence: float = _WHOLE_TEXT_CONFIDENCE


def _find_text(layers: list[Mapping[str, object]]) -> _RecordText:
    """Return the best text that the layers hold."""
    for names, is_html, confidence in (
        (TEXT_ALIASES, False, _WHOLE_TEXT_CONFIDENCE),
        (HTML_ALIASES, True, _WHOLE_TEXT_CONFIDENCE),
        (SUMMARY_ALIASES, False, _SUMMARY_CONFIDENCE),
    ):
        for layer in layers:
            for name, value in _Members(layer).find(names):
                text = "\n\n".join(text for text in _texts(value) if text.strip())
                if text and not (isinstance(value, Mapping) and any(value is other for other in layers)):
                    return _RecordText(text, name, is_html, confidence)
    return _RecordText()


def _repair_value(value: str, log: RepairLog) -> str:
    return strip_tags(fix_mojibake(resolve_entities(value, log), log))
