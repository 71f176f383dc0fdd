"""Which fields does a record state? JSON objects, JSON Lines, front matter and feed entries, by name."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from indexer.extract.candidates import Candidate, Draft, Field, make_candidates
from indexer.extract.cleanup import fix_mojibake, normalize_whitespace, resolve_entities, to_one_line
from indexer.extract.html import read_html
from indexer.extract.html_text import html_to_text, is_whole_page, looks_like_html, strip_tags
from indexer.extract.plaintext import repair_text
from indexer.extract.record_fields import (
    ALIASES,
    EXPORT_LINE_MEMBERS,
    HTML_ALIASES,
    IMAGE_ALT_ALIASES,
    MULTI_VALUED,
    SUMMARY_ALIASES,
    TEXT_ALIASES,
    Members,
)
from indexer.extract.result import RepairLog

_WRAPPERS = ("_source", "article", "document", "doc", "item", "data", "fields", "attributes", "story", "entry")
_INNER = (
    "name",
    "title",
    "rendered",
    "value",
    "@value",
    "text",
    "#text",
    "content",
    "main",
    "$oid",
    "$date",
    "url",
    "href",
    "@id",
)
_PATH = re.compile(
    r"^(?:[a-z][a-z0-9+.-]*://|/|\.{1,2}/|[A-Za-z]:\\)|[/\\]\S*\.\w{1,5}(?:[:#]\d+)?$|^\S+\.\w{2,5}(?:[:#]\d+)?$"
)
_IMAGE_ADDRESS = ("url", "src", "href", "contentUrl", "@id")
_IMAGE_WORDS = ("alt", "alternativeText", "caption", "description", "title", "name")
_WHOLE, _SUMMARY_ALONE = 0.95, 0.4  # how surely a member of such a name is the whole text
_MOST_NAMES, _LONGEST_NAME = 20, 60  # of a record, in a message


def is_export_line(record: Mapping[str, object]) -> bool:
    """Whether a record is a line of our own export, whose fields are taken as they are."""
    return record.keys() >= EXPORT_LINE_MEMBERS and isinstance(record["author"], list)


def read_record(
    record: Mapping[str, object], mapping: Mapping[str, str], log: RepairLog, stated_by: str = "record"
) -> Draft:
    """The draft of a record: mapped names first (field -> name, dots lead into objects), then the usual synonyms.

    Text that is HTML is made plain; other text is repaired, except in an export line, which was repaired before.
    `stated_by` is the kind of place that the record is, one of `judging.trust.SOURCES`.
    """
    exported = is_export_line(record)
    found = record_candidates(record, mapping, stated_by)
    mapped = _texts(_at(record, mapping["text"])) if "text" in mapping else ()
    layers = [record, *(value for name in _WRAPPERS if isinstance(value := record.get(name), Mapping))]
    raw = _Raw(mapped[0], mapping["text"]) if mapped else _raw_text(layers)
    origin = f"{stated_by} {raw.name}" if raw.text else ""
    if exported:
        return Draft(normalize_whitespace(raw.text), found, origin, raw.confidence)
    found = tuple(Candidate(one.field, tuple(_single(value, log) for value in one.values), one.origin) for one in found)
    if raw.text and (raw.is_html or looks_like_html(raw.text)):
        if is_whole_page(raw.text):
            page = read_html(raw.text, log)
            return replace(page, candidates=(*found, *page.candidates))
        return Draft(repair_text(html_to_text(raw.text), log), found, origin, raw.confidence)
    return Draft(repair_text(raw.text, log), found, origin, raw.confidence)


def explain_missing_text(has: str, record: Mapping[str, object], mapping: Mapping[str, str]) -> str:
    """What a person is told of a record that gives no text: what it has, and how its members are mapped."""
    if not record:
        return f"The document has {has}. Leave it out."
    names = ", ".join(_shown(str(name)) for name in list(record)[:_MOST_NAMES])
    more = f" and {len(record) - _MOST_NAMES:,} more" if len(record) > _MOST_NAMES else ""
    mapped = f" The setting `fields` leads to {', '.join(mapping.values())}." if mapping else ""
    strings = {str(name): len(value) for name, value in record.items() if isinstance(value, str) and value.strip()}
    longest = max(strings, key=lambda name: strings[name], default="…")
    return (
        f"The record has {has}; its members are {names}{more}.{mapped} Say in the settings of its source which of them"
        f' are which: `fields = {{ text = "{_shown(longest)}", title = "…" }}`.'
    )


def _shown(name: str) -> str:
    name = to_one_line(name)
    return name if len(name) <= _LONGEST_NAME else f"{name[:_LONGEST_NAME]}…"


def record_candidates(
    record: Mapping[str, object], mapping: Mapping[str, str], stated_by: str
) -> tuple[Candidate, ...]:
    """What a record states of each field but the text, mapped names first."""
    found: list[Candidate] = []
    for name, path in mapping.items():
        if name in set(Field):
            found.extend(make_candidates(Field(name), f"{stated_by} {path}", *_values(Field(name), _at(record, path))))
    layers = [record, *(value for name in _WRAPPERS if isinstance(value := record.get(name), Mapping))]
    for layer in layers:
        members = Members(layer)
        for field, names in ALIASES.items():
            for name, value in members.first(names):
                found.extend(_named(field, f"{stated_by} {name}", value, layer))
    return tuple(found)


def _named(field: Field, origin: str, value: object, layer: Mapping[str, object]) -> tuple[Candidate, ...]:
    if field is Field.IMAGE:
        return make_candidates(field, origin, *_image(value, Members(layer)))
    values = _values(field, value)
    if field is Field.LOCATION and values and "place" not in layer and not _PATH.search(values[0]):
        return make_candidates(Field.PLACE, origin, *values)  # in other people's records a location is a place
    if field is Field.SECTION:
        values = values[:1]
    return make_candidates(field, origin, *values)


def _image(value: object, beside: Members) -> tuple[str, ...]:
    """The address of an image, and what it shows: of an object's members, or of those beside an address."""
    if isinstance(value, list | tuple):
        value = next(iter(value), None)
    inside = Members(value) if isinstance(value, Mapping) else beside
    addresses = _texts(value) if isinstance(value, str) else _first_of(inside, _IMAGE_ADDRESS)
    words = _first_of(inside, IMAGE_ALT_ALIASES if inside is beside else _IMAGE_WORDS)
    return (*addresses[:1], *words) if addresses else ()


def _first_of(members: Members, names: Iterable[str]) -> tuple[str, ...]:
    return next((texts[:1] for _, value in members.first(names) if (texts := _texts(value))), ())


def _at(record: Mapping[str, object], path: str) -> object:
    """The member that a dotted path leads to; a member of that very name comes first."""
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
    return texts if field in MULTI_VALUED or field is Field.SECTION else texts[:1]


def _texts(value: object, depth: int = 0) -> tuple[str, ...]:
    """The texts of a member: a text itself, a number, the items of a list, the telling member of an object."""
    if isinstance(value, str):
        return (value,)
    if isinstance(value, bool) or value is None or depth > 3:
        return ()
    if isinstance(value, int | float):
        return (_digits(value),)
    if isinstance(value, Mapping):
        for name in _INNER:
            if texts := _texts(value.get(name), depth + 1):
                return texts[:1]
        parts = (*_texts(value.get("first_name"), 3), *_texts(value.get("last_name"), 3))
        return (" ".join(parts),) if parts else ()
    if isinstance(value, Iterable):
        return tuple(text for item in list(value)[:1000] for text in _texts(item, depth + 1))
    return ()


def _digits(value: float) -> str:
    """A number as text, `1448632000.0` as 1448632000; numbers too long to be a date or an id are nothing."""
    if isinstance(value, int):
        return str(value) if abs(value) < 10**40 else ""
    return str(int(value)) if value.is_integer() and abs(value) < 10**15 else str(value)


@dataclass(frozen=True, slots=True)
class _Raw:
    """A text of a record with its member's name, which may say that it is HTML, or no more than a summary."""

    text: str = ""
    name: str = ""
    is_html: bool = False
    confidence: float = _WHOLE


def _raw_text(layers: Iterable[Mapping[str, object]]) -> _Raw:
    """The best text that the layers hold."""
    layers = list(layers)
    for names, is_html, sure in (
        (TEXT_ALIASES, False, _WHOLE),
        (HTML_ALIASES, True, _WHOLE),
        (SUMMARY_ALIASES, False, _SUMMARY_ALONE),
    ):
        for layer in layers:
            for name, value in Members(layer).first(names):
                joined = "\n\n".join(text for text in _texts(value) if text.strip())
                if joined and not (isinstance(value, Mapping) and any(value is other for other in layers)):
                    return _Raw(joined, name, is_html, sure)
    return _Raw()


def _single(value: str, log: RepairLog) -> str:
    return strip_tags(fix_mojibake(resolve_entities(value, log), log))
