"""Reads records: JSON objects, rows of tables, front matter and feed entries, known by the names of their members."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice

from indexer.extract.candidates import Candidate, Draft, make_candidates
from indexer.extract.cleanup import fix_mojibake, normalize_whitespace, resolve_entities, to_one_line
from indexer.extract.fields import EXPORT_LINE_MEMBERS, FIELDS, HOST_ALIASES, IMAGE_ALT_ALIASES, Field
from indexer.extract.html import read_html
from indexer.extract.html_text import html_to_text, is_whole_page, looks_like_html
from indexer.extract.inline_tags import strip_inline_tags
from indexer.extract.plaintext import repair_text
from indexer.extract.record_members import Members, member_texts, record_layers, value_at
from indexer.extract.record_text import RecordText, find_text
from indexer.extract.record_values import date_text, label_names, parse_cell, person_names
from indexer.extract.result import RepairLog
from indexer.extract.urls import canonical_url, is_front_page

_PATH = re.compile(
    r"^(?:[a-z][a-z0-9+.-]*://|/|\.{1,2}/|[A-Za-z]:\\)|[/\\]\S*\.\w{1,5}(?:[:#]\d+)?$|^\S+\.\w{2,5}(?:[:#]\d+)?$"
)
_IMAGE_ADDRESS = ("url", "src", "href", "contentUrl", "@id")
_IMAGE_WORDS = ("alt", "alternativeText", "caption", "description", "title", "name")
_MAX_NAMES_IN_MESSAGE, _MAX_NAME_CHARS_IN_MESSAGE = 20, 60
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_ADDRESS = re.compile(r"(?:https?:)?//\S+$", re.IGNORECASE)
_MAX_NAME_CHARS = 2_000
_TAXONOMIES = {"category": Field.SECTION, "post_tag": Field.TAGS}


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
    mapped = member_texts(value_at(record, mapping["text"])) if "text" in mapping else ()
    if mapped:
        text = RecordText(mapped[0], mapping["text"])
    elif is_export_line(record):
        text = RecordText(str(record["text"] or ""), "text")
    else:
        text = find_text(record_layers(record))
    origin = f"{stated_by} {text.name}" if text.text else ""
    if is_export_line(record):
        return Draft(normalize_whitespace(text.text), candidates, origin, text.confidence)
    candidates = tuple(
        replace(one, values=tuple(_repair_value(value, log) for value in one.values)) for one in candidates
    )
    plain = _LONE_SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text.text)  # half a character, as JSON may escape it
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
            candidates.extend(make_candidates(field, f"{stated_by} {path}", *_values(field, value_at(record, path))))
    for layer in record_layers(record):
        members = Members(layer)
        for field, rules in FIELDS.items():
            for name, value in members.find(rules.aliases):
                candidates.extend(_candidates_of_member(field, f"{stated_by} {name}", value, layer))
        candidates.extend(_terms(layer, stated_by))
    if is_export_line(record):
        return tuple(candidates)
    candidates = list(_without_addresses(candidates))
    if not any(one.field is Field.SOURCE for one in candidates):
        hosts = (pair for layer in record_layers(record) for pair in Members(layer).find(HOST_ALIASES))
        for name, value in islice(hosts, 1):
            candidates.extend(make_candidates(Field.SOURCE, f"{stated_by} {name}", *member_texts(value)[:1]))
    return tuple(candidates)


def _terms(layer: Mapping[str, object], stated_by: str) -> Iterator[Candidate]:
    """Yield the categories and tags that the API of WordPress embeds, of which a post itself has only the numbers."""
    groups = layer.get("wp:term")
    for group in groups if isinstance(groups, list) else ():
        terms = [each for each in group if isinstance(each, Mapping)] if isinstance(group, list) else []
        for taxonomy, field in _TAXONOMIES.items():
            names = label_names([each for each in terms if each.get("taxonomy") == taxonomy])
            yield from make_candidates(field, f"{stated_by} wp:term", *(names[:1] if field is Field.SECTION else names))


def _without_addresses(candidates: Sequence[Candidate]) -> Iterator[Candidate]:
    """Yield the candidates; an address in the place of an outlet's name is the article's, if it has none."""
    has_url = any(one.field is Field.URL for one in candidates)
    for one in candidates:
        if one.field is not Field.SOURCE or not _ADDRESS.match(one.value.strip()):
            yield one
        elif not has_url and canonical_url(one.value) and not is_front_page(one.value):
            yield from make_candidates(Field.URL, one.origin, one.value)


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


def _candidates_of_member(
    field: Field, origin: str, value: object, layer: Mapping[str, object]
) -> tuple[Candidate, ...]:
    if field is Field.IMAGE:
        return make_candidates(field, origin, *_image(value, Members(layer)))
    values = _values(field, value)
    if field is Field.LOCATION and values and "place" not in layer and not _PATH.search(values[0]):
        return make_candidates(Field.PLACE, origin, *values)  # in other people's records a location is a place
    if field is Field.SECTION:
        values = values[:1]
    return make_candidates(field, origin, *values)


def _image(value: object, beside: Members) -> tuple[str, ...]:
    """Return the address of an image, and what it shows: of an object's members, or of those beside an address."""
    if isinstance(value, list | tuple):
        value = next(iter(value), None)
    inside = Members(value) if isinstance(value, Mapping) else beside
    addresses = member_texts(value) if isinstance(value, str) else _first_text(inside, _IMAGE_ADDRESS)
    words = _first_text(inside, IMAGE_ALT_ALIASES if inside is beside else _IMAGE_WORDS)
    return (*addresses[:1], *words) if addresses else ()


def _first_text(members: Members, names: tuple[str, ...]) -> tuple[str, ...]:
    return next((texts[:1] for _, value in members.find(names) if (texts := member_texts(value))), ())


def _values(field: Field, value: object) -> tuple[str, ...]:
    """Return what a member states of a field. A list that is written into a cell is taken apart."""
    match field:
        case Field.PUBLISHED | Field.UPDATED:
            return (text,) if (text := date_text(value)) else ()
        case Field.AUTHOR:
            return tuple(" ".join(name[:_MAX_NAME_CHARS].split()) for name in person_names(value))
        case Field.TAGS if isinstance(value, str):
            parsed = parse_cell(value)
            return (
                tuple(part.strip() for part in re.split(r"[;,|\n]", value)) if parsed is value else label_names(parsed)
            )
        case Field.TAGS | Field.SECTION:
            return label_names(parse_cell(value) if isinstance(value, str) else value)
        case Field.IMAGE:
            return member_texts(parse_cell(value) if isinstance(value, str) else value)
    texts = member_texts(value)
    return texts if FIELDS[field].many else texts[:1]


def _repair_value(value: str, log: RepairLog) -> str:
    return strip_inline_tags(fix_mojibake(resolve_entities(value, log), log))
