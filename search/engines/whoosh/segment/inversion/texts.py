"""Title or text of a segment being made: exact terms with places, their stems by language, and forms."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from search.analysis import form_of, stem_all
from search.engines.whoosh.segment.inversion.fields import Arrays, FieldBuilder, Lists, Longs, Words, dictionary, narrow
from search.engines.whoosh.segment.inversion.stems import kernels as stem_kernels
from search.engines.whoosh.segment.inversion.terms import TermsBuilder
from search.engines.whoosh.segment.inversion.vocabulary import Vocabulary


class TextBuilder:
    """Texts in, the posting lists of `NAME`, `NAME_stem` and `NAME_form` out, and the lengths."""

    def __init__(self) -> None:
        self._exact = FieldBuilder()
        self._forms = TermsBuilder()
        self._lengths: list[Words] = []
        self._spellings = Vocabulary()
        self._form_of: list[int] = []

    def add(self, texts: list[bytes], docs: Words, hashes: NDArray[np.uint64]) -> None:
        """Append the texts of documents `docs` (ascending); the tokens of each are mixed into its entry of `hashes`."""
        starts = np.zeros(len(texts) + 1, np.int64)
        np.cumsum([len(text) for text in texts], out=starts[1:])
        data = np.frombuffer(b"".join(texts), np.uint8)
        lengths, told = self._exact.add(data, starts, docs, np.zeros(len(docs), np.uint32), hashes)
        self._lengths.append(lengths)
        self._add_forms(told, data, starts, docs)

    def arrays(self, name: str, languages: Sequence[str | None], spoken: Words) -> Arrays:
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

    def _add_forms(self, told: Longs, data: NDArray[np.uint8], starts: Longs, docs: Words) -> None:
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


def _stems(terms: list[bytes], lists: Lists, languages: Sequence[str | None], spoken: Words) -> Arrays:
    """The dictionary and the lists of the stems of sorted terms, each behind its language."""
    found = np.ones(len(terms), bool)
    if len(languages) > 1:
        found = np.zeros(len(terms) * len(languages), bool)
        stem_kernels.spoken(lists.stream, lists.at, spoken, len(languages), found)
    numbers: dict[str, int] = {}
    stems: list[int] = []
    words: list[NDArray[np.int64]] = []
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
