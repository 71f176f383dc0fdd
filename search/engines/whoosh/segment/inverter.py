"""Title or text of a segment being made: exact terms with places, their stems by language, and forms."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.analysis import form_of, stem_all
from search.analysis.unicode_tables import tables
from search.analysis.word_kernels import BYTES_PER_TOKEN, COLUMNS, LAST_ROW
from search.arrays import I64Array, U8Array, U32Array, U64Array
from search.engines.whoosh.segment import inverter_kernels, stem_kernels
from search.engines.whoosh.segment import stem_kernels as value_kernels
from search.engines.whoosh.segment.postings import in_blocks
from search.engines.whoosh.segment.term_hash import Vocabulary, grown

# FOLDED: A field of tokens being made: texts in, exact terms with their documents, frequencies and places out.


Arrays = dict[str, NDArray[Any]]


@dataclass(frozen=True, slots=True)
class Lists:
    """Plain posting lists: those of list i are `stream[at[i]:at[i + 1]]`, of `counts[i]` documents."""

    stream: U8Array
    at: I64Array
    counts: I64Array

    def arrays(self) -> Arrays:
        """The lists as arrays of a segment's file."""
        stored, at = in_blocks(self.stream, self.at, self.counts)
        return {"counts": self.counts.astype(np.uint32), "postings": stored, "posting_at": narrow(at)}


class FieldBuilder:
    """Collects the tokens of texts. Not for several threads at once; the interpreter lock is free while it works."""

    def __init__(self) -> None:
        self.vocabulary = Vocabulary()
        self._lists = np.empty((1 << 11, inverter_kernels.COLUMNS), np.int32)
        self._units = np.empty(1 << 18, np.uint32)
        self._used = np.zeros(5, np.int64)
        self._arena = np.empty(1 << 16, np.uint8)
        self._rows = np.zeros((1 << 12, COLUMNS), np.int64)
        self._counts = np.zeros(4, np.int64)
        self._told = np.empty((1 << 12, 5), np.int64)

    def add(
        self, data: U8Array, starts: I64Array, docs: U32Array, places: U32Array, hashes: U64Array
    ) -> tuple[U32Array, I64Array]:
        """Append texts: `data[starts[i]:starts[i + 1]]` of document `docs[i]` (ascending), from place `places[i]` on.

        The tokens of each document are mixed into `hashes[doc - docs[0]]`. Gives the number of tokens of each text, and
        the tokens whose form tells, as rows of text, start, end, kind and term.
        """
        lengths = np.empty(len(docs), np.uint32)
        self._used[inverter_kernels.TOLD] = 0
        text = 0
        while True:
            text = inverter_kernels.invert(
                data, starts, text, docs, places, self._arena, self._rows, self._counts, *tables(),
                self.vocabulary.slots, self.vocabulary.names, self.vocabulary.words, self.vocabulary.state,
                self._lists, self._units, self._used, self._told, lengths, hashes,
            )  # fmt: skip
            if text == len(docs):
                return lengths, self._told[: self._used[inverter_kernels.TOLD]]
            self._make_room(int(self._counts[LAST_ROW]), int(starts[text + 1] - starts[text]))

    def _make_room(self, lacking: int, size: int) -> None:
        """Make room for at least the next text, of `size` bytes."""
        if lacking == inverter_kernels.TOKENS:
            self._arena = np.empty(2 * max(len(self._arena), size + 2 * BYTES_PER_TOKEN), np.uint8)
            self._rows = np.zeros((2 * max(len(self._rows), size // 4), COLUMNS), np.int64)
            self._told = grown(self._told, 2 * len(self._told) + size // 4)
        elif lacking == inverter_kernels.VOCABULARY:
            # A text of n bytes has at most n tokens, and folded they are hardly longer than it.
            self.vocabulary.reserve(max(len(self.vocabulary), size), 2 * size)
            self._lists = grown(self._lists, len(self.vocabulary.names))
        else:
            self._units = grown(self._units, 2 * len(self._units))

    def arrays(self) -> Arrays:
        """The arrays of the field, by part."""
        order, lists, places, places_at = self.finish()
        terms = self.vocabulary.terms()
        named = dictionary([terms[number] for number in order.tolist()])
        return named | lists.arrays() | {"positions": places, "position_at": narrow(places_at)}

    def finish(self) -> tuple[I64Array, Lists, NDArray[Any], I64Array]:
        """The numbers of the terms by their bytes, and in this order: lists, places, and where the places begin."""
        order = self.vocabulary.order()
        used = self._used
        counts, at, places_at = (np.empty(len(order) + 1, np.int64) for _ in range(3))
        # Four bytes hold what a unit does, and one more a gap between documents.
        stream = np.empty(5 * int(used[inverter_kernels.POSTING_UNITS] + 2 * len(order)), np.uint8)
        places = np.empty(int(used[inverter_kernels.PLACE_COUNT]), np.uint32)
        chain = np.empty(int(used[inverter_kernels.POSTING_UNITS]), np.uint32)
        size = inverter_kernels.collect(order, self._lists, self._units, chain, counts, stream, at, places, places_at)
        return order, Lists(stream[:size].copy(), at, counts[:-1]), _narrow_places(places), places_at


def narrow(ascending: I64Array) -> NDArray[Any]:
    """A table of where lists begin, with 32 bits an entry where they suffice."""
    return ascending.astype(np.uint32) if ascending[-1] < 1 << 32 else ascending


def _narrow_places(places: U32Array) -> NDArray[Any]:
    return places.astype(np.uint16) if not len(places) or int(places.max()) < 1 << 16 else places


def dictionary(terms: list[bytes]) -> Arrays:
    """Sorted terms as arrays of a segment's file."""
    return {
        "words": np.frombuffer(b"".join(terms), np.uint8),
        "word_at": np.cumsum([0, *map(len, terms)]).astype(np.uint32),
    }


# FOLDED: A field of whole values being made, without places: facet values, ids, forms.


class TermsBuilder:
    """Collects which documents have which values. Not for several threads at once."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._ids: list[U32Array] = [np.empty(0, np.uint32)]
        self._docs: list[U32Array] = [np.empty(0, np.uint32)]

    def number(self, term: str) -> int:
        """The number of a value, new or known."""
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
        """The arrays of the field, by part."""
        ids, docs = np.concatenate(self._ids), np.concatenate(self._docs)
        terms = [term.encode("utf-8", "replace") for term in self._numbers]
        if len(distinct := dict.fromkeys(terms)) < len(terms):
            # UTF-8 cannot carry lone surrogates, and without them some values are the same.
            numbers = {term: number for number, term in enumerate(distinct)}
            ids = np.array([numbers[term] for term in terms], np.uint32)[ids]
            terms = list(distinct)
        # A number may have been given to what no document has in the end.
        used = np.zeros(len(terms), bool)
        used[ids] = True
        order = [number for number in sorted(range(len(terms)), key=terms.__getitem__) if used[number]]
        return dictionary([terms[number] for number in order]) | _inverted(ids, docs, len(terms), order).arrays()


def _inverted(ids: U32Array, docs: U32Array, count: int, order: list[int]) -> Lists:
    last, postings = np.full(count, -1, np.int64), np.zeros(count + 1, np.int64)
    value_kernels.count(ids, docs, last, postings[1:])
    at = np.cumsum(postings)
    out_docs, freqs = np.empty(at[-1], np.uint32), np.zeros(at[-1], np.uint32)
    last.fill(-1)
    value_kernels.place(ids, docs, last, at[:-1].copy(), out_docs, freqs)
    ordered = np.array(order, np.int64)
    stream, out_at = np.empty(10 * len(out_docs), np.uint8), np.empty(len(order) + 1, np.int64)
    size = value_kernels.encode(ordered, at, out_docs, freqs, stream, out_at)
    return Lists(stream[:size].copy(), out_at, postings[1:][ordered])


class TextBuilder:
    """Texts in, the posting lists of `NAME`, `NAME_stem` and `NAME_form` out, and the lengths."""

    def __init__(self) -> None:
        self._exact = FieldBuilder()
        self._forms = TermsBuilder()
        self._lengths: list[U32Array] = []
        self._spellings = Vocabulary()
        self._form_of: list[int] = []

    def add(self, texts: list[bytes], docs: U32Array, hashes: U64Array) -> None:
        """Append the texts of documents `docs` (ascending); the tokens of each are mixed into its entry of `hashes`."""
        starts = np.zeros(len(texts) + 1, np.int64)
        np.cumsum([len(text) for text in texts], out=starts[1:])
        data = np.frombuffer(b"".join(texts), np.uint8)
        lengths, told = self._exact.add(data, starts, docs, np.zeros(len(docs), np.uint32), hashes)
        self._lengths.append(lengths)
        self._add_forms(told, data, starts, docs)

    def arrays(self, name: str, languages: Sequence[str | None], spoken: U32Array) -> Arrays:
        """The arrays of the three fields and of the lengths, by name; document d is in `languages[spoken[d]]`."""
        order, lists, places, places_at = self._exact.finish()
        numbered = self._exact.vocabulary.terms()
        terms = [numbered[number] for number in order.tolist()]
        fields = {
            name: dictionary(terms) | lists.arrays() | {"positions": places, "position_at": narrow(places_at)},
            f"{name}_stem": _stems(terms, lists, languages, spoken),
            f"{name}_form": self._forms.arrays(),
        }
        lengths = np.concatenate([np.empty(0, np.uint32), *self._lengths])
        return {f"{name}_length": lengths} | {
            f"{field}.{part}": array for field, arrays in fields.items() for part, array in arrays.items()
        }

    def _add_forms(self, told: I64Array, data: U8Array, starts: I64Array, docs: U32Array) -> None:
        """Number the spellings that tell; what form each has is asked once, not for every time it occurs."""
        texts, firsts, lasts, kinds, terms = told.T
        lengths = lasts - firsts
        # Each spelling is written behind the kind of its token, since the same letters may be of two kinds.
        bounds = np.concatenate([[0], np.cumsum(lengths + 1)])
        spelled = np.empty(bounds[-1], np.uint8)
        spelled[bounds[:-1]] = kinds
        within = np.arange(int(lengths.sum())) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        letters = np.repeat(bounds[:-1] + 1, lengths) + within
        spelled[letters] = data[np.repeat(starts[texts] + firsts, lengths) + within]
        known = len(self._spellings)
        numbers = self._spellings.numbers(spelled, bounds)
        # Of the tokens with a new spelling, the first.
        _, where = np.unique(numbers, return_index=True)
        new = [token for token in where.tolist() if numbers[token] >= known]
        exact = self._exact.vocabulary
        for token, spelling in zip(new, self._spellings.terms(known), strict=True):
            form = form_of(spelling[1:].decode("utf-8", "replace"), exact.term(int(terms[token])).decode(), spelling[0])
            self._form_of.append(-1 if form is None else self._forms.number(form))
        ids = np.array(self._form_of, np.int64)[numbers]
        kept = ids >= 0
        self._forms.add(ids[kept].astype(np.uint32), docs[texts[kept]])


def _stems(terms: list[bytes], lists: Lists, languages: Sequence[str | None], spoken: U32Array) -> Arrays:
    """The dictionary and the lists of the stems of sorted terms, each behind its language."""
    found = np.ones(len(terms), bool)
    if len(languages) > 1:
        found = np.zeros(len(terms) * len(languages), bool)
        stem_kernels.spoken(lists.stream, lists.at, spoken, len(languages), found)
    numbers: dict[str, int] = {}
    stems: list[int] = []
    words: list[I64Array] = []
    tongue: list[int] = []
    for number, language in enumerate(languages):
        here = np.flatnonzero(found[number :: len(languages)])
        for stemmed in stem_all([terms[word].decode() for word in here.tolist()], language):
            key = numbers.setdefault(f"{language or ''}:{stemmed}", len(numbers))
            stems.append(key)
        tongue += [number] * (len(numbers) - len(tongue))
        words.append(here)
    encoded = [key.encode() for key in numbers]
    order = np.array(sorted(range(len(encoded)), key=encoded.__getitem__), np.int64)
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    of = place[np.array(stems, np.int64)]
    by_stem = np.argsort(of, kind="stable")
    firsts = np.searchsorted(of[by_stem], np.arange(len(order) + 1))
    counts, at = np.empty(len(order), np.int64), np.empty(len(order) + 1, np.int64)
    # Ten bytes hold any posting, and each of a word becomes one of a stem at most.
    stream = np.empty(10 * int(lists.counts.sum()), np.uint8)
    size = stem_kernels.stem(
        lists.stream, lists.at, lists.counts, spoken, len(languages),
        firsts, np.concatenate([np.empty(0, np.int64), *words])[by_stem], np.array(tongue, np.uint32)[order],
        np.zeros(len(spoken), np.uint32), np.zeros((len(spoken) >> 6) + 1, np.uint64), counts, stream, at,
    )  # fmt: skip
    return dictionary([encoded[number] for number in order.tolist()]) | Lists(stream[:size].copy(), at, counts).arrays()
