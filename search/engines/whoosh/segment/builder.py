"""The segment builder: articles in, the arrays of one segment out."""

import json
from collections.abc import Sequence
from itertools import chain
from typing import Any, cast

import numpy as np
import orjson
from numpy.typing import NDArray

from search.analysis.word_kernels import FNV_OFFSET
from search.arrays import U32Array
from search.article import Article, to_record
from search.engines.whoosh.schema import (
    FACET_VALUES,
    METADATA,
    METADATA_VALUES,
    TEXTS,
    UNDATED,
    UNKNOWN_QUALITY,
    VALUE_GAP_POSITIONS,
    id_hash,
)
from search.engines.whoosh.segment.inverter import FieldBuilder, TextBuilder, ValueBuilder
from search.engines.whoosh.segment.stored_fields import MAX_DICTIONARY_BYTES, Dictionaries, RecordWriter
from search.query.ranges import quality_hundredths

CHUNK_ARTICLES = 1024
"""Articles that a caller adds together: enough of them to be worth the calls."""


class SegmentBuilder:
    """Collects at most MAX_DOCUMENTS articles; `arrays()` are then the segment's, as in docs/index-format.md.

    Not for several threads at once, but the kernels release the interpreter lock, so two builders in two threads use
    two cores. Memory is about once the text's bytes.
    """

    def __init__(self, dictionaries: Dictionaries) -> None:
        self.count = 0
        self._texts = {name: TextBuilder() for name in TEXTS}
        # The words of an address are as good as never written together, and there are very many.
        self._metadata = {name: FieldBuilder(with_joined=name != "url") for name in METADATA}
        self._terms = {name: ValueBuilder() for name in ("id", *FACET_VALUES.values())}
        self._languages: dict[str | None, int] = {}
        self._doc_languages: list[U32Array] = []
        self._columns: dict[str, list[NDArray[Any]]] = {
            "published": [np.empty(0, np.int64)], "tie": [np.empty(0, np.uint64)], "words": [np.empty(0, np.uint64)],
            "quality": [np.empty(0, np.uint8)],
        }  # fmt: skip
        self._records = {kind: RecordWriter(kind, dictionaries) for kind in MAX_DICTIONARY_BYTES}

    def add(self, articles: Sequence[Article]) -> None:
        """Append articles; they become the documents from `count` on, in this order."""
        docs = np.arange(self.count, self.count + len(articles), dtype=np.uint32)
        text_hashes = np.full(len(articles), FNV_OFFSET, np.uint64)
        texts = {name: [_encode(getattr(article, name)) for article in articles] for name in TEXTS}
        for name, text in self._texts.items():
            text.add(texts[name], docs, text_hashes)
        for name, value in METADATA_VALUES.items():
            self._add_values(name, [value(article) for article in articles], docs)
        ids = [_encode(article.id) for article in articles]
        self._terms["id"].add_values([article.id for article in articles], docs)
        languages = self._languages
        doc_languages = [languages.setdefault(article.language or None, len(languages)) for article in articles]
        self._doc_languages.append(np.array(doc_languages, np.uint32))
        self._columns["words"].append(text_hashes)
        self._columns["tie"].append(np.array([id_hash(each) for each in ids], np.uint64))
        seconds = [article.published.seconds if article.published else UNDATED for article in articles]
        self._columns["published"].append(np.array(seconds, np.int64))
        qualities = [
            UNKNOWN_QUALITY if (each := quality_hundredths(article.quality)) is None else each for article in articles
        ]
        self._columns["quality"].append(np.array(qualities, np.uint8))
        self._records["heads"].add([_encode_head(article) for article in articles])
        self._records["bodies"].add(texts["text"])
        self.count += len(articles)

    def _add_values(self, name: str, values: Sequence[str | tuple[str, ...] | None], docs: U32Array) -> None:
        """Add the values of a metadata field: searched by their tokens, counted whole, or both."""
        if any(map(bool, values)):
            texts, value_docs = _non_empty_values(values, docs)
            if name in self._metadata:
                self._add_tokens(self._metadata[name], texts, value_docs, docs)
            if f"{name}_value" in self._terms:
                self._terms[f"{name}_value"].add_values(texts, value_docs)

    def _add_tokens(self, field: FieldBuilder, values: Sequence[str], value_docs: U32Array, docs: U32Array) -> None:
        """Add the tokens of values; each further value of a document begins VALUE_GAP_POSITIONS later."""
        encoded = [_encode(value) for value in values]
        starts = np.zeros(len(encoded) + 1, np.int64)
        np.cumsum([len(value) for value in encoded], out=starts[1:])
        nth = np.arange(len(value_docs)) - np.searchsorted(value_docs, value_docs)
        data = np.frombuffer(b"".join(encoded), np.uint8)
        field.add(
            data, starts, value_docs, (nth * VALUE_GAP_POSITIONS).astype(np.uint32), np.zeros(len(docs), np.uint64)
        )

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return all arrays of the segment, by name."""
        arrays: dict[str, NDArray[Any]] = {name: np.concatenate(parts) for name, parts in self._columns.items()}
        for records in self._records.values():
            arrays |= records.arrays()
        doc_languages = np.concatenate([np.empty(0, np.uint32), *self._doc_languages])
        for name, text in self._texts.items():
            arrays |= text.arrays(name, list(self._languages), doc_languages)
        for name, field in self._metadata.items():
            arrays |= {f"{name}.{part}": array for part, array in field.arrays().items()}
        for name, values in self._terms.items():
            arrays |= {f"{name}.{part}": array for part, array in values.arrays().items()}
        return arrays


def _non_empty_values(values: Sequence[str | tuple[str, ...] | None], docs: U32Array) -> tuple[list[str], U32Array]:
    """Return all values that are not empty, and the document of each."""
    if all(isinstance(value, str) for value in values):
        return cast("list[str]", values), docs
    several = [(value,) if isinstance(value, str) else value or () for value in values]
    return list(chain.from_iterable(several)), np.repeat(docs, [len(each) for each in several])


def _encode_head(article: Article) -> bytes:
    """Return the record of an article without its text, as JSON."""
    record = to_record(article)
    del record["text"]
    try:
        return orjson.dumps(record)
    except orjson.JSONEncodeError:
        # A lone surrogate, which UTF-8 cannot carry.
        return _encode(json.dumps(record, ensure_ascii=False))


def _encode(text: str) -> bytes:
    return text.encode("utf-8", "replace")
