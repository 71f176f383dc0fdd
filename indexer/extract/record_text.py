"""The text of a record: the longest of the members that may hold it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from indexer.extract.fields import FIELDS, HTML_ALIASES, IMAGE_ALT_ALIASES, SUMMARY_ALIASES, TEXT_ALIASES, Field
from indexer.extract.record_members import Members, member_key, member_texts
from indexer.extract.record_values import parse_cell
from indexer.extract.rich_text import rich_text

_WHOLE_TEXT_CONFIDENCE, _SUMMARY_CONFIDENCE = 0.95, 0.4  # how surely a member of such a name is the whole text
_UNKNOWN_NAME_CONFIDENCE = 0.5
_LONGER = 1.5
"""A text takes the place of one that comes before it when it is so many times as long."""
_SHORT_CHARS = 300
"""A text of fewer characters may be a teaser, for which a longer summary is taken."""
_CUT = re.compile(r"(?:…|\.\.\.)?\s*\[\+?\d+ chars\]\s*$")
"""How news APIs say that they give only the beginning."""
_TAG = re.compile(r"<[^<>]{0,2000}>")
_TEXT_ENDINGS = (
    "text",
    "body",
    "content",
    "html",
    "paragraphs",
    "fulltext",
    "article",
    "story",
    "inhalt",
    "texte",
    "texto",
)
_KNOWN = frozenset(member_key(name) for rules in FIELDS.values() for name in rules.aliases) | frozenset(
    map(member_key, IMAGE_ALT_ALIASES)
)
_TITLES = FIELDS[Field.TITLE].aliases
_MIN_WORDS, _MIN_WORDS_WITHOUT_SENTENCE = 6, 20


@dataclass(frozen=True, slots=True)
class RecordText:
    """A text of a record with its member's name, which may say that it is HTML, or no more than a summary."""

    text: str = ""
    name: str = ""
    is_html: bool = False
    confidence: float = _WHOLE_TEXT_CONFIDENCE


def find_text(layers: Sequence[Mapping[str, object]]) -> RecordText:
    """Return the best text that the layers of a record hold: of the known names the first, or one that is much longer.

    Where none is known but a title is, it is a member whose name ends as texts are called, or the longest of sentences.
    """
    whole = _longest([*_named(layers, TEXT_ALIASES, is_html=False), *_named(layers, HTML_ALIASES, is_html=True)])
    if whole is None or _length(whole) < _SHORT_CHARS:
        summary = _longest(
            list(_named(layers, SUMMARY_ALIASES, is_html=False, confidence=_SUMMARY_CONFIDENCE)), first=1
        )
        if whole is None or (summary is not None and _length(summary) > 2 * _length(whole)):
            whole = summary
    if whole is None and any(True for layer in layers for _ in Members(layer).find(_TITLES)):
        whole = _unnamed(layers)
    return _without_cut(whole) if whole is not None else RecordText()


def _named(
    layers: Sequence[Mapping[str, object]],
    names: tuple[str, ...],
    *,
    is_html: bool,
    confidence: float = _WHOLE_TEXT_CONFIDENCE,
) -> Iterator[RecordText]:
    for layer in layers:
        for name, value in Members(layer).find(names):
            if isinstance(value, Mapping) and any(value is other for other in layers):
                continue
            text = _join(value)
            if text.strip():
                yield RecordText(text, name, is_html, confidence)


def _join(value: object) -> str:
    if isinstance(value, str) and value.lstrip().startswith(("['", '["')):
        value = parse_cell(value)
    if isinstance(value, Mapping | list) and (text := rich_text(value)):
        return text
    return "\n\n".join(text for text in member_texts(value) if text.strip())


def _longest(texts: Sequence[RecordText], first: float = _LONGER) -> RecordText | None:
    """Return the first of the texts, or one after it that is so many times as long."""
    best: RecordText | None = None
    for each in texts:
        if best is None or _length(each) > first * _length(best):
            best = each
    return best


def _length(text: RecordText) -> int:
    return len(_TAG.sub("", text.text)) if "<" in text.text else len(text.text)


def _unnamed(layers: Sequence[Mapping[str, object]]) -> RecordText | None:
    """Return the longest text of a member whose name is not known, if it is made of sentences."""
    found: list[RecordText] = []
    for layer in layers:
        for name, value in layer.items():
            key = member_key(str(name))
            text = value if isinstance(value, str) else _join(value) if isinstance(value, list) else ""
            if key not in _KNOWN and _is_prose(text, by_name=key.endswith(_TEXT_ENDINGS)):
                found.append(RecordText(text, str(name)[:60], key.endswith("html"), _UNKNOWN_NAME_CONFIDENCE))
    by_name = [each for each in found if member_key(each.name).endswith(_TEXT_ENDINGS)]
    return _longest(by_name or found, first=1)


def _is_prose(text: str, *, by_name: bool) -> bool:
    words = len(text[:5_000].split())
    has_sentence = re.search(r"\w[.!?…。]['\"”»)]*(?:\s|<|$)", text) is not None
    return words >= (2 if by_name else _MIN_WORDS if has_sentence else _MIN_WORDS_WITHOUT_SENTENCE)


def _without_cut(text: RecordText) -> RecordText:
    cut = _CUT.search(text.text[-200:])
    if cut is None:
        return text
    return RecordText(text.text[: len(text.text) - len(cut[0])], text.name, text.is_html, _SUMMARY_CONFIDENCE)
