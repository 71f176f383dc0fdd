"""Inverters: the tokens or values of a field in, its dictionary and posting lists out, while a segment is being built.

`FieldBuilder` inverts tokens with their positions, `ValueBuilder` whole values without positions, and `TextBuilder` a
title or text: its exact terms, their stems by language, and the forms of acronyms and accented words.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.analysis import form_of, stem_all
from search.analysis.unicode_tables import tables
from search.analysis.word_kernels import BYTES_PER_TOKEN, COLUMNS, LAST_ROW
from search.arrays import I64Array, U8Array, U32Array, U64Array
from search.engines.whoosh.schema import JOINED_MARK
from search.engines.whoosh.segment import inverter_kernels as kernels
from search.engines.whoosh.segment import stem_kernels
from search.engines.whoosh.segment.postings import pack_posting_lists
from search.engines.whoosh.segment.term_hash import TermHash, grow_array

Arrays = dict[str, NDArray[Any]]


@dataclass(frozen=True, slots=True)
class PostingLists:
    """Plain posting lists: those of list i are `stream[at[i]:at[i + 1]]`, of `counts[i]` documents."""

    stream: U8Array
    at: I64Array
    counts: I64Array

    def arrays(self) -> Arrays:
        """Return the lists as arrays of a segment's file."""
        stored, at = pack_posting_lists(self.stream, self.at, self.counts)
        return {"counts": self.counts.astype(np.uint32), "postings": stored, "posting_at": narrow_offsets(at)}


class FieldBuilder:
    """Collects the tokens of texts, and `with_joined` the words that hyphens and apostrophes part, as one term each.

    Not for several threads at once; the interpreter lock is released while it works.
    """

    def __init__(self, *, with_joined: bool = True) -> None:
        self.vocabulary = TermHash()
        self._with_joined = with_joined
        self._lists = np.empty((1 << 11, kernels.LIST_COLUMNS), np.int32)
        self._units = np.empty(1 << 18, np.uint32)
        self._used = np.zeros(5, np.int64)
        self._arena = np.empty(1 << 16, np.uint8)
        self._rows = np.zeros((1 << 12, COLUMNS), np.int64)
        self._counts = np.zeros(4, np.int64)
        self._form_tokens = np.empty((1 << 12, 5), np.int64)

    def add(
        self, data: U8Array, starts: I64Array, docs: U32Array, positions: U32Array, hashes: U64Array
    ) -> tuple[U32Array, I64Array]:
        """Append texts: `data[starts[i]:starts[i + 1]]` of document `docs[i]` (ascending), from `positions[i]` on.

        The tokens of each document are mixed into `hashes[doc - docs[0]]`. Returns the number of tokens of each text,
        and the tokens that may have a form (capitals, accents), as rows of text, start, end, kind and term.
        """
        lengths = np.empty(len(docs), np.uint32)
        self._used[kernels.FORM_COUNT] = 0
        text = 0
        while True:
            text = kernels.invert_texts(
                data, starts, text, docs, positions, self._arena, self._rows, self._counts, *tables(),
                self.vocabulary.slots, self.vocabulary.term_rows, self.vocabulary.term_bytes, self.vocabulary.state,
                self._lists, self._units, self._used, self._form_tokens, self._with_joined, lengths, hashes,
            )  # fmt: skip
            if text == len(docs):
                return lengths, self._form_tokens[: self._used[kernels.FORM_COUNT]]
            self._grow(int(self._counts[LAST_ROW]), int(starts[text + 1] - starts[text]))

    def _grow(self, full: int, byte_count: int) -> None:
        """Enlarge the arrays that are `full`, for at least the next text of `byte_count` bytes."""
        if full == kernels.TOKENS_FULL:
            self._arena = np.empty(2 * max(len(self._arena), byte_count + 2 * BYTES_PER_TOKEN), np.uint8)
            self._rows = np.zeros((2 * max(len(self._rows), byte_count // 4), COLUMNS), np.int64)
            self._form_tokens = grow_array(self._form_tokens, 2 * len(self._form_tokens) + byte_count // 4)
        elif full == kernels.TERMS_FULL:
            # A text of n bytes has at most n tokens, and folded they are hardly longer than it.
            self.vocabulary.reserve(max(len(self.vocabulary), byte_count), 2 * byte_count)
            self._lists = grow_array(self._lists, len(self.vocabulary.term_rows))
        else:
            self._units = grow_array(self._units, 2 * len(self._units))

    def arrays(self) -> Arrays:
        """Return the arrays of the field, by part."""
        order, lists, positions, position_starts = self.finish()
        terms = self.vocabulary.terms()
        named = dictionary_arrays([terms[number] for number in order.tolist()])
        return named | lists.arrays() | {"positions": positions, "position_at": narrow_offsets(position_starts)}

    def lower_shares(self, order: I64Array, position_starts: I64Array) -> U8Array:
        """Return for each term how much of its occurrences is in lower case, in 255ths, as `finish` has the terms."""
        lower = self._lists[order, kernels.LOWER_CASE_COUNT].astype(np.int64)
        return to_lower_shares(lower, np.diff(position_starts))

    def finish(self) -> tuple[I64Array, PostingLists, NDArray[Any], I64Array]:
        """Return the terms' numbers sorted by bytes and, in this order: lists, positions, and where these begin."""
        order = self.vocabulary.sorted_numbers()
        used = self._used
        counts, at, position_starts = (np.empty(len(order) + 1, np.int64) for _ in range(3))
        # Four bytes hold what a unit does, and one more holds a gap between documents.
        stream = np.empty(5 * int(used[kernels.POSTING_UNIT_COUNT] + 2 * len(order)), np.uint8)
        positions = np.empty(int(used[kernels.POSITION_COUNT]), np.uint32)
        chain = np.empty(int(used[kernels.POSTING_UNIT_COUNT]), np.uint32)
        byte_count = kernels.write_postings(
            order, self._lists, self._units, chain, counts, stream, at, positions, position_starts
        )
        return (
            order,
            PostingLists(stream[:byte_count].copy(), at, counts[:-1]),
            _narrow_positions(positions),
            position_starts,
        )


def narrow_offsets(ascending: I64Array) -> NDArray[Any]:
    """Return a table of where lists begin, with 32 bits an entry where they suffice."""
    return ascending.astype(np.uint32) if ascending[-1] < 1 << 32 else ascending


def to_lower_shares(lower: NDArray[Any], occurrences: NDArray[Any]) -> U8Array:
    """Return how many of the occurrences of each term are in lower case, in 255ths."""
    shares: U8Array = np.rint(255 * lower / np.maximum(occurrences, 1)).astype(np.uint8)
    return shares


def _narrow_positions(positions: U32Array) -> NDArray[Any]:
    return positions.astype(np.uint16) if not len(positions) or int(positions.max()) < 1 << 16 else positions


def dictionary_arrays(terms: list[bytes]) -> Arrays:
    """Return sorted terms as arrays of a segment's file."""
    return {
        "words": np.frombuffer(b"".join(terms), np.uint8),
        "word_at": np.cumsum([0, *map(len, terms)]).astype(np.uint32),
    }


class ValueBuilder:
    """Collects which documents have which values: facet values, ids, forms. Not for several threads at once."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._ids: list[U32Array] = [np.empty(0, np.uint32)]
        self._docs: list[U32Array] = [np.empty(0, np.uint32)]

    def number(self, term: str) -> int:
        """Return the number of a value, which is added if it is new."""
        return self._numbers.setdefault(term, len(self._numbers))

    def add(self, ids: U32Array, docs: U32Array) -> None:
        """Append the values numbered `ids` of the documents `docs` (ascending); those of one document may repeat."""
        self._ids.append(ids)
        self._docs.append(docs)

    def add_values(self, values: Sequence[str], docs: U32Array) -> None:
        """Append values of the documents `docs` (ascending)."""
        numbers = self._numbers
        self.add(np.array([numbers.setdefault(value, len(numbers)) for value in values], np.uint32), docs)

    def arrays(self) -> Arrays:
        """Return the arrays of the field, by part."""
        ids, docs = np.concatenate(self._ids), np.concatenate(self._docs)
        terms = [term.encode("utf-8", "replace") for term in self._numbers]
        if len(distinct := dict.fromkeys(terms)) < len(terms):
            # UTF-8 cannot carry lone surrogates, and without them some values are the same.
            numbers = {term: number for number, term in enumerate(distinct)}
            ids = np.array([numbers[term] for term in terms], np.uint32)[ids]
            terms = list(distinct)
        # A value may have a number without being in any document.
        used = np.zeros(len(terms), bool)
        used[ids] = True
        order = [number for number in sorted(range(len(terms)), key=terms.__getitem__) if used[number]]
        return (
            dictionary_arrays([terms[number] for number in order])
            | _invert_values(ids, docs, len(terms), order).arrays()
        )


def _invert_values(ids: U32Array, docs: U32Array, count: int, order: list[int]) -> PostingLists:
    last, postings = np.full(count, -1, np.int64), np.zeros(count + 1, np.int64)
    stem_kernels.count_docs(ids, docs, last, postings[1:])
    at = np.cumsum(postings)
    out_docs, freqs = np.empty(at[-1], np.uint32), np.zeros(at[-1], np.uint32)
    last.fill(-1)
    stem_kernels.place_docs(ids, docs, last, at[:-1].copy(), out_docs, freqs)
    ordered = np.array(order, np.int64)
    stream, out_starts = np.empty(10 * len(out_docs), np.uint8), np.empty(len(order) + 1, np.int64)
    byte_count = stem_kernels.encode_lists(ordered, at, out_docs, freqs, stream, out_starts)
    return PostingLists(stream[:byte_count].copy(), out_starts, postings[1:][ordered])


class TextBuilder:
    """Collects titles or texts; makes the posting lists of `NAME`, `NAME_stem` and `NAME_form`, and the lengths."""

    def __init__(self) -> None:
        self._exact = FieldBuilder()
        self._forms = ValueBuilder()
        self._lengths: list[U32Array] = []
        self._spellings = TermHash()
        self._form_of: list[int] = []

    def add(self, texts: list[bytes], docs: U32Array, hashes: U64Array) -> None:
        """Append the texts of documents `docs` (ascending); the tokens of each are mixed into its entry of `hashes`."""
        starts = np.zeros(len(texts) + 1, np.int64)
        np.cumsum([len(text) for text in texts], out=starts[1:])
        data = np.frombuffer(b"".join(texts), np.uint8)
        lengths, form_tokens = self._exact.add(data, starts, docs, np.zeros(len(docs), np.uint32), hashes)
        self._lengths.append(lengths)
        self._add_forms(form_tokens, data, starts, docs)

    def arrays(self, name: str, languages: Sequence[str | None], doc_languages: U32Array) -> Arrays:
        """Return the arrays of the three fields and the lengths, by name.

        Document d is in the language `languages[doc_languages[d]]`.
        """
        order, lists, positions, position_starts = self._exact.finish()
        numbered = self._exact.vocabulary.terms()
        terms = [numbered[number] for number in order.tolist()]
        fields = {
            name: dictionary_arrays(terms)
            | lists.arrays()
            | {"positions": positions, "position_at": narrow_offsets(position_starts)}
            | {"lower_shares": self._exact.lower_shares(order, position_starts)},
            f"{name}_stem": _stem_arrays(terms, lists, languages, doc_languages),
            f"{name}_form": self._forms.arrays(),
        }
        lengths = np.concatenate([np.empty(0, np.uint32), *self._lengths])
        return {f"{name}_length": lengths} | {
            f"{field}.{part}": array for field, arrays in fields.items() for part, array in arrays.items()
        }

    def _add_forms(self, form_tokens: I64Array, data: U8Array, starts: I64Array, docs: U32Array) -> None:
        """Add the forms of tokens; the form of a spelling is computed once, not each time that it occurs."""
        texts, firsts, lasts, kinds, terms = form_tokens.T
        lengths = lasts - firsts
        # Each spelling is prefixed with the kind of its token, since the same letters may be of two kinds.
        bounds = np.concatenate([[0], np.cumsum(lengths + 1)])
        spelled = np.empty(bounds[-1], np.uint8)
        spelled[bounds[:-1]] = kinds
        within = np.arange(int(lengths.sum())) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        letters = np.repeat(bounds[:-1] + 1, lengths) + within
        spelled[letters] = data[np.repeat(starts[texts] + firsts, lengths) + within]
        known = len(self._spellings)
        numbers = self._spellings.intern(spelled, bounds)
        # The first token of each new spelling.
        _, where = np.unique(numbers, return_index=True)
        new = [token for token in where.tolist() if numbers[token] >= known]
        exact = self._exact.vocabulary
        for token, spelling in zip(new, self._spellings.terms(known), strict=True):
            form = form_of(spelling[1:].decode("utf-8", "replace"), exact.term(int(terms[token])).decode(), spelling[0])
            self._form_of.append(-1 if form is None else self._forms.number(form))
        ids = np.array(self._form_of, np.int64)[numbers]
        has_form = ids >= 0
        self._forms.add(ids[has_form].astype(np.uint32), docs[texts[has_form]])


def _stem_arrays(
    terms: list[bytes], lists: PostingLists, languages: Sequence[str | None], doc_languages: U32Array
) -> Arrays:
    """Return the dictionary and the lists of the stems of sorted terms, each prefixed with its language."""
    occurs = np.ones(len(terms), bool)
    if len(languages) > 1:
        occurs = np.zeros(len(terms) * len(languages), bool)
        stem_kernels.languages_of_terms(lists.stream, lists.at, doc_languages, len(languages), occurs)
    numbers: dict[str, int] = {}
    stems: list[int] = []
    stem_words: list[I64Array] = []
    stem_languages: list[int] = []
    for number, language in enumerate(languages):
        words_here = np.flatnonzero(occurs[number :: len(languages)])
        words = [terms[word].decode().removeprefix(JOINED_MARK) for word in words_here.tolist()]
        for stemmed in stem_all(words, language):
            key = numbers.setdefault(f"{language or ''}:{stemmed}", len(numbers))
            stems.append(key)
        stem_languages += [number] * (len(numbers) - len(stem_languages))
        stem_words.append(words_here)
    encoded = [key.encode() for key in numbers]
    order = np.array(sorted(range(len(encoded)), key=encoded.__getitem__), np.int64)
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    stem_numbers = place[np.array(stems, np.int64)]
    by_stem = np.argsort(stem_numbers, kind="stable")
    firsts = np.searchsorted(stem_numbers[by_stem], np.arange(len(order) + 1))
    counts, at = np.empty(len(order), np.int64), np.empty(len(order) + 1, np.int64)
    # Ten bytes hold any posting, and each of a word becomes one of a stem at most.
    stream = np.empty(10 * int(lists.counts.sum()), np.uint8)
    byte_count = stem_kernels.write_stem_postings(
        lists.stream, lists.at, lists.counts, doc_languages, len(languages),
        firsts, np.concatenate([np.empty(0, np.int64), *stem_words])[by_stem],
        np.array(stem_languages, np.uint32)[order],
        np.zeros(len(doc_languages), np.uint32), np.zeros((len(doc_languages) >> 6) + 1, np.uint64), counts, stream, at,
    )  # fmt: skip
    return (
        dictionary_arrays([encoded[number] for number in order.tolist()])
        | PostingLists(stream[:byte_count].copy(), at, counts).arrays()
    )
