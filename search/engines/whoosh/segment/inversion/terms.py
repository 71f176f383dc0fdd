"""A field of whole values being made, without places: facet values, ids, forms."""

from collections.abc import Sequence

import numpy as np

from search.engines.whoosh.segment.inversion.fields import Arrays, Lists, Words, dictionary
from search.engines.whoosh.segment.inversion.values import kernels as value_kernels


class TermsBuilder:
    """Collects which documents have which values. Not for several threads at once."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._ids: list[Words] = [np.empty(0, np.uint32)]
        self._docs: list[Words] = [np.empty(0, np.uint32)]

    def number(self, term: str) -> int:
        """The number of a value, new or known."""
        return self._numbers.setdefault(term, len(self._numbers))

    def add(self, ids: Words, docs: Words) -> None:
        """Append the values numbered `ids` of the documents `docs` (ascending); those of one document may repeat."""
        self._ids.append(ids)
        self._docs.append(docs)

    def add_values(self, values: Sequence[str], docs: Words) -> None:
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


def _inverted(ids: Words, docs: Words, count: int, order: list[int]) -> Lists:
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
