"""Articles in, the arrays of one segment out."""

import json
from collections.abc import Sequence
from itertools import chain
from typing import Any, cast

import numpy as np
import orjson
from numpy.typing import NDArray

from search.arrays import U32Array
from search.article import Article, to_record
from search.engines.whoosh.schema import FACET_VALUES, METADATA, TEXTS, UNDATED, UNJUDGED, VALUE_GAP, VALUES, tie
from search.engines.whoosh.segment.inverter import FieldBuilder, TermsBuilder, TextBuilder
from search.engines.whoosh.segment.inverter_kernels import MOST_DOCUMENTS
from search.engines.whoosh.segment.stored_fields import KINDS, Dictionaries, RecordWriter
from search.query.ranges import quality_hundredths

__all__ = ["CHUNK", "MOST_DOCUMENTS", "SegmentBuilder"]

_START = 14695981039346656037
"""What the hash of no tokens is."""

CHUNK = 1024
"""Articles that are handed over together: enough of them to be worth the calls."""


class SegmentBuilder:
    """Collects articles, MOST_DOCUMENTS at most; `arrays()` are then the segment's, as docs/index-format.md has them.

    Not for several threads at once, but the kernels leave the interpreter to others, so that two builders in two
    threads use two cores. Memory is about once the text's bytes.
    """

    def __init__(self, dictionaries: Dictionaries) -> None:
        self.count = 0
        self._texts = {name: TextBuilder() for name in TEXTS}
        self._metadata = {name: FieldBuilder() for name in METADATA}
        self._terms = {name: TermsBuilder() for name in ("id", *FACET_VALUES.values())}
        self._languages: dict[str | None, int] = {}
        self._spoken: list[U32Array] = []
        self._columns: dict[str, list[NDArray[Any]]] = {
            "published": [np.empty(0, np.int64)], "tie": [np.empty(0, np.uint64)], "words": [np.empty(0, np.uint64)],
            "quality": [np.empty(0, np.uint8)],
        }  # fmt: skip
        self._records = {kind: RecordWriter(kind, dictionaries) for kind in KINDS}

    def add(self, articles: Sequence[Article]) -> None:
        """Append articles; they become the documents from `count` on, in this order."""
        docs = np.arange(self.count, self.count + len(articles), dtype=np.uint32)
        words = np.full(len(articles), _START, np.uint64)
        texts = {name: [_bytes(getattr(article, name)) for article in articles] for name in TEXTS}
        for name, text in self._texts.items():
            text.add(texts[name], docs, words)
        for name, value in VALUES.items():
            self._add_values(name, [value(article) for article in articles], docs)
        ids = [_bytes(article.id) for article in articles]
        self._terms["id"].add_values([article.id for article in articles], docs)
        languages = self._languages
        spoken = [languages.setdefault(article.language or None, len(languages)) for article in articles]
        self._spoken.append(np.array(spoken, np.uint32))
        self._columns["words"].append(words)
        self._columns["tie"].append(np.array([tie(each) for each in ids], np.uint64))
        moments = [article.published.seconds if article.published else UNDATED for article in articles]
        self._columns["published"].append(np.array(moments, np.int64))
        judged = [UNJUDGED if (each := quality_hundredths(article.quality)) is None else each for article in articles]
        self._columns["quality"].append(np.array(judged, np.uint8))
        self._records["heads"].add([_head(article) for article in articles])
        self._records["bodies"].add(texts["text"])
        self.count += len(articles)

    def _add_values(self, name: str, values: Sequence[str | tuple[str, ...] | None], docs: U32Array) -> None:
        """Values of a metadata field: searched by their tokens, counted whole, or both."""
        if any(map(bool, values)):
            found, of = _each(values, docs)
            if name in self._metadata:
                self._add_tokens(self._metadata[name], found, of, docs)
            if f"{name}_value" in self._terms:
                self._terms[f"{name}_value"].add_values(found, of)

    def _add_tokens(self, field: FieldBuilder, values: Sequence[str], of: U32Array, docs: U32Array) -> None:
        """The tokens of values; those of a document's further value stand far behind those of the one before."""
        encoded = [_bytes(value) for value in values]
        starts = np.zeros(len(encoded) + 1, np.int64)
        np.cumsum([len(value) for value in encoded], out=starts[1:])
        nth = np.arange(len(of)) - np.searchsorted(of, of)
        data = np.frombuffer(b"".join(encoded), np.uint8)
        field.add(data, starts, of, (nth * VALUE_GAP).astype(np.uint32), np.zeros(len(docs), np.uint64))

    def arrays(self) -> dict[str, NDArray[Any]]:
        """All arrays of the segment, by name."""
        whole: dict[str, NDArray[Any]] = {name: np.concatenate(parts) for name, parts in self._columns.items()}
        for records in self._records.values():
            whole |= records.arrays()
        spoken = np.concatenate([np.empty(0, np.uint32), *self._spoken])
        for name, text in self._texts.items():
            whole |= text.arrays(name, list(self._languages), spoken)
        for name, field in self._metadata.items():
            whole |= {f"{name}.{part}": array for part, array in field.arrays().items()}
        for name, values in self._terms.items():
            whole |= {f"{name}.{part}": array for part, array in values.arrays().items()}
        return whole


def _each(values: Sequence[str | tuple[str, ...] | None], docs: U32Array) -> tuple[list[str], U32Array]:
    """All values that are not empty, and the document of each."""
    if all(isinstance(value, str) for value in values):
        return cast("list[str]", values), docs
    several = [(value,) if isinstance(value, str) else value or () for value in values]
    return list(chain.from_iterable(several)), np.repeat(docs, [len(each) for each in several])


def _head(article: Article) -> bytes:
    """The record of an article but for its text."""
    record = to_record(article)
    del record["text"]
    try:
        return orjson.dumps(record)
    except orjson.JSONEncodeError:
        # A lone surrogate, which UTF-8 cannot carry.
        return _bytes(json.dumps(record, ensure_ascii=False))


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "replace")
