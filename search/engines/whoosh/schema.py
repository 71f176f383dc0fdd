"""Which fields does the index have, and what does an article put into them? The one field table.

Names and field classes are pickled into the index by import path: neither may move without a new FORMAT.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import zstandard
from whoosh import fields, formats
from whoosh.columns import NumericColumn
from whoosh.system import pack_uint

from search.analysis import Token, fold, stem, tokenize
from search.article import Article
from search.record import from_record, to_record
from search.request import Facet

FORMAT = 1
"""The version of the files. A program reads its own and says so of any other."""

UNDATED = int(np.iinfo(np.int64).min)
"""Stands in the column of publication times for an article without one."""

VALUE_GAP = 10_000
"""Positions between two values of one field, more than any phrase or window spans."""

TITLE, TEXT = "title", "text"
EXACT_FIELDS = (TITLE, TEXT)
STEM = {TITLE: "title_stem", TEXT: "text_stem"}
FORM = {TITLE: "title_form", TEXT: "text_form"}
LENGTH = {TITLE: "title_length", TEXT: "text_length"}
METADATA = ("author", "source", "section", "tag", "url")
VALUES = {facet: f"{facet.value}_value" for facet in Facet}


Terms = Mapping[str, list[int]]


class TermsField(fields.FieldType):
    """A field that is handed its terms with their positions, since our own analysis has made them already."""

    def __init__(self, positions: bool) -> None:
        posting = formats.Positions() if positions else formats.Frequency()
        super().__init__(format=posting, analyzer=None, scorable=False, stored=False)

    def index(self, value: Terms, **_: object) -> Iterator[tuple[bytes, int, float, bytes]]:
        """One tuple for each term: its bytes, how often it occurs, that again as weight, and the encoded posting."""
        positions = isinstance(self.format, formats.Positions)
        for term, places in value.items():
            count = len(places)
            posting = self.format.encode(places) if positions else pack_uint(count)
            yield term.encode("utf-8", "replace"), count, float(count), posting

    def to_bytes(self, value: str | bytes) -> bytes:
        """A term as it stands in the dictionary."""
        return value if isinstance(value, bytes) else value.encode()


def schema() -> fields.Schema:
    """The Whoosh schema of FORMAT."""
    whole = fields.Schema(id=fields.ID(unique=True), record=fields.STORED())
    for name in (*EXACT_FIELDS, *METADATA):
        whole.add(name, TermsField(positions=True))
    for name in (*STEM.values(), *FORM.values(), *VALUES.values()):
        whole.add(name, TermsField(positions=False))
    whole.add("published", fields.COLUMN(NumericColumn("q", default=UNDATED)))
    for name in LENGTH.values():
        whole.add(name, fields.COLUMN(NumericColumn("I")))
    for name in ("tie", "words"):
        whole.add(name, fields.COLUMN(NumericColumn("Q")))
    return whole


@dataclass(frozen=True, slots=True)
class Entry:
    """What one article puts into the index: a value for each field that it has."""

    values: Mapping[str, object]


def entry(article: Article) -> Entry:
    """The fields of an article. Pure, and complete before anything is written, so that a bad article harms no other."""
    values: dict[str, object] = {
        "id": article.id,
        "record": zstandard.compress(json.dumps(to_record(article), ensure_ascii=False).encode("utf-8", "replace"), 1),
        "published": article.published.seconds if article.published else UNDATED,
        "tie": tie(article.id),
    }
    words = hashlib.blake2b(digest_size=8)
    for name, text in ((TITLE, article.title), (TEXT, article.text)):
        tokens = tokenize(text)
        values[name] = _exact(tokens)
        values[STEM[name]] = _grouped(stem_term(token.exact, article.language) for token in tokens)
        values[FORM[name]] = _grouped(token.form for token in tokens if token.form)
        values[LENGTH[name]] = len(tokens)
        words.update("\x1f".join(token.exact for token in tokens).encode() + b"\x1e")
    values["words"] = int.from_bytes(words.digest(), "little")
    metadata = {
        "author": article.author, "tag": article.tags,
        "source": _one(article.source), "section": _one(article.section), "url": _one(article.url),
    }  # fmt: skip
    for name, items in metadata.items():
        values[name] = _metadata(items)
    choices = {
        Facet.AUTHOR: article.author, Facet.TAG: article.tags, Facet.SOURCE: _one(article.source),
        Facet.SECTION: _one(article.section), Facet.LANGUAGE: _one(article.language),
    }  # fmt: skip
    for facet, items in choices.items():
        values[VALUES[facet]] = _grouped(items)
    return Entry(values)


def article_of(record: bytes) -> Article:
    """The article of a stored record: the inverse of what `entry` stores."""
    return from_record(json.loads(zstandard.decompress(record)))


def stem_term(exact: str, language: str | None) -> str:
    """The dictionary's term for an inflected word: the stem under its language, since stems of two differ."""
    return f"{language or ''}:{stem(exact, language)}"


def tie(article_id: str) -> int:
    """A hash of the id that orders articles alike in everything else, on every machine."""
    return int.from_bytes(hashlib.blake2b(article_id.encode("utf-8", "replace"), digest_size=8).digest(), "little")


def language_codes(code: str) -> set[str]:
    """What `lang:` compares with: the folded code, and its primary part (`pt-br` is also `pt`)."""
    whole = fold(code)
    return {whole, whole.partition("-")[0]}


def _one(value: str | None) -> tuple[str, ...]:
    return (value,) if value else ()


def _exact(tokens: list[Token], start: int = 0) -> dict[str, list[int]]:
    terms: dict[str, list[int]] = defaultdict(list)
    for position, token in enumerate(tokens, start):
        terms[token.exact].append(position)
    return terms


def _metadata(items: tuple[str, ...]) -> dict[str, list[int]]:
    terms: dict[str, list[int]] = defaultdict(list)
    for number, item in enumerate(items):
        for term, places in _exact(tokenize(item), number * VALUE_GAP).items():
            terms[term].extend(places)
    return terms


def _grouped(terms: "Iterator[str] | tuple[str, ...]") -> dict[str, list[int]]:
    counted: dict[str, list[int]] = defaultdict(list)
    for term in terms:
        counted[term].append(0)
    return counted
