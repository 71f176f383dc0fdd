"""Articles in, the arrays of one segment out."""

import json
from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.analysis import TokenArrays, tokenize_utf8
from search.article import Article
from search.engines.whoosh.fields import FACET_VALUES, METADATA, TEXTS, UNDATED, VALUE_GAP, facet_values, metadata, tie
from search.engines.whoosh.segment.inversion.kernels import digest
from search.engines.whoosh.segment.inversion.lists import FieldBuilder, TermsBuilder
from search.engines.whoosh.segment.inversion.texts import TextBuilder
from search.engines.whoosh.segment.records import BlockWriter
from search.record import to_record

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))

CHUNK = 2048
"""Articles that are inverted together: few enough for the caches, many enough to be worth a call."""


class SegmentBuilder:
    """Collects articles; `arrays()` are then the segment's, as docs/index-format.md has them.

    Not for several threads at once, but the kernels leave the interpreter to others, so that two builders in two
    threads use two cores. Memory is about 1.5 times the text's bytes.
    """

    def __init__(self) -> None:
        self.count = 0
        self._texts = {name: TextBuilder() for name in TEXTS}
        self._metadata = {name: FieldBuilder(positional=True) for name in METADATA}
        self._values = {name: TermsBuilder() for name in ("id", *FACET_VALUES.values())}
        self._columns: dict[str, list[NDArray[Any]]] = {
            "published": [np.empty(0, np.int64)], "tie": [np.empty(0, np.uint64)], "words": [np.empty(0, np.uint64)],
        }  # fmt: skip
        self._heads, self._bodies = BlockWriter(), BlockWriter()

    def add(self, articles: list[Article]) -> None:
        """Append up to CHUNK articles; they become the documents from `count` on, in this order."""
        languages, names = _numbered([article.language for article in articles])
        tokens = {}
        for name, builder in self._texts.items():
            texts = [_bytes(getattr(article, name)) for article in articles]
            tokens[name] = builder.add(texts, languages, names, self.count)
        for name, field in self._metadata.items():
            self._add_metadata(field, [metadata(article, name) for article in articles])
        for facet, name in FACET_VALUES.items():
            self._add_values(self._values[name], [facet_values(article, facet) for article in articles])
        self._add_values(self._values["id"], [(article.id,) for article in articles])
        self._columns["words"].append(_same_words([tokens[name] for name in TEXTS], len(articles)))
        self._columns["tie"].append(np.array([tie(article.id) for article in articles], np.uint64))
        moments = [article.published.seconds if article.published else UNDATED for article in articles]
        self._columns["published"].append(np.array(moments, np.int64))
        for article in articles:
            record = to_record(article)
            self._bodies.add(_bytes(record.pop("text")))
            self._heads.add(_bytes(_ENCODER.encode(record)))
        self.count += len(articles)

    def arrays(self) -> dict[str, NDArray[Any]]:
        """All arrays of the segment, by name."""
        whole: dict[str, NDArray[Any]] = {
            **{name: np.concatenate(parts) for name, parts in self._columns.items()},
            **self._heads.arrays("heads"),
            **self._bodies.arrays("bodies"),
        }
        for name, text in self._texts.items():
            whole |= text.arrays(name)
        for name, field in self._metadata.items():
            whole |= field.arrays(name)
        for name, values in self._values.items():
            whole |= values.arrays(name)
        return whole

    def _add_metadata(self, field: FieldBuilder, values: list[tuple[str, ...]]) -> None:
        texts = [_bytes(value) for document in values for value in document]
        if not texts:
            return
        docs = np.repeat(np.arange(len(values), dtype=np.uint32), [len(document) for document in values])
        gaps = np.array([number * VALUE_GAP for document in values for number in range(len(document))])
        tokens = tokenized(texts)
        lengths = np.diff(tokens.firsts)
        places = np.arange(len(tokens.starts)) - np.repeat(tokens.firsts[:-1] - gaps, lengths)
        field.add(tokens, np.repeat(docs, lengths), places.astype(np.uint32), self.count)

    def _add_values(self, field: TermsBuilder, values: list[tuple[str, ...]]) -> None:
        ids = [field.number(_bytes(value)) for document in values for value in document]
        docs = np.repeat(np.arange(len(values), dtype=np.uint32), [len(document) for document in values])
        field.add(np.array(ids, np.uint32), docs, self.count)


def tokenized(texts: list[bytes]) -> TokenArrays:
    """The tokens of texts in UTF-8."""
    starts = np.zeros(len(texts) + 1, np.int64)
    np.cumsum([len(text) for text in texts], out=starts[1:])
    return tokenize_utf8(np.frombuffer(b"".join(texts), np.uint8), starts)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "replace")


def _numbered(values: list[str | None]) -> tuple[NDArray[np.int64], list[str | None]]:
    names = list(dict.fromkeys(values))
    numbers = {name: number for number, name in enumerate(names)}
    return np.array([numbers[value] for value in values], np.int64), names


def _same_words(fields: Iterable[TokenArrays], texts: int) -> NDArray[np.uint64]:
    """A hash of the folded tokens of all fields of each article: alike for articles with the same words."""
    hashes = np.full(texts, 14695981039346656037, np.uint64)
    for tokens in fields:
        digest(tokens.arena, tokens.bounds, tokens.firsts, hashes)
    return hashes
