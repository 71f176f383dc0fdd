"""Title or text of a segment being made: exact terms with positions, their stems by language, and forms."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.analysis import TokenArrays, form_of, stem, tokenize_utf8
from search.analysis.characters.flags import ACCENTED, CAPITALS
from search.engines.whoosh.segment.inversion.lists import FieldBuilder, TermsBuilder, Words
from search.engines.whoosh.segment.inversion.vocabulary import Vocabulary


class TextBuilder:
    """Tokens in, the posting lists of `NAME`, `NAME_stem` and `NAME_form` out, and the lengths."""

    def __init__(self) -> None:
        self._exact = FieldBuilder(positional=True)
        self._stems = TermsBuilder()
        self._forms = TermsBuilder()
        self._lengths: list[Words] = []
        self._stem_of: dict[str, NDArray[np.int64]] = {}
        self._spellings = Vocabulary()
        self._form_of: list[int] = []

    def add(self, texts: list[bytes], languages: NDArray[np.int64], names: list[str | None], base: int) -> TokenArrays:
        """Append texts, which become documents from `base` on; `names[languages[i]]` is the language of text i."""
        starts = np.zeros(len(texts) + 1, np.int64)
        np.cumsum([len(text) for text in texts], out=starts[1:])
        data = b"".join(texts)
        tokens = tokenize_utf8(np.frombuffer(data, np.uint8), starts)
        lengths = np.diff(tokens.firsts)
        docs = np.repeat(np.arange(len(texts), dtype=np.uint32), lengths)
        places = (np.arange(len(docs)) - np.repeat(tokens.firsts[:-1], lengths)).astype(np.uint32)
        ids = self._exact.add(tokens, docs, places, base)
        self._lengths.append(lengths.astype(np.uint32))
        self._stems.add(self._stemmed(ids, docs, languages, names), docs, base)
        self._add_forms(tokens, docs, data, starts, base)
        return tokens

    def arrays(self, name: str) -> dict[str, NDArray[Any]]:
        """The arrays of the three fields and of the lengths, by name."""
        return {
            f"{name}_length": np.concatenate([np.empty(0, np.uint32), *self._lengths]),
            **self._exact.arrays(name),
            **self._stems.arrays(f"{name}_stem"),
            **self._forms.arrays(f"{name}_form"),
        }

    def _stemmed(self, ids: Words, docs: Words, languages: NDArray[np.int64], names: list[str | None]) -> Words:
        """The stem's number of each token, in the language of its document."""
        if len(names) == 1:
            return self._table(names[0], ids)[ids].astype(np.uint32)
        stems = np.empty(len(ids), np.uint32)
        spoken = languages[docs]
        for number, language in enumerate(names):
            here = spoken == number
            stems[here] = self._table(language, ids[here])[ids[here]]
        return stems

    def _table(self, language: str | None, ids: Words) -> NDArray[np.int64]:
        """The stem's number of each exact term in these and earlier ids of the language, -1 for other terms."""
        code = language or ""
        known = self._stem_of.get(code, np.empty(0, np.int64))
        table = np.full(len(self._exact.vocabulary), -1, np.int64)
        table[: len(known)] = known
        needed = np.zeros(len(table), bool)
        needed[ids] = True
        missing = np.flatnonzero(needed & (table < 0)).tolist()
        if missing:
            first = missing[0]
            terms = self._exact.vocabulary.terms(first)
            for number in missing:
                stemmed = stem(terms[number - first].decode(), language)
                table[number] = self._stems.number(f"{code}:{stemmed}".encode())
        self._stem_of[code] = table
        return table

    def _add_forms(self, tokens: TokenArrays, docs: Words, data: bytes, starts: NDArray[np.int64], base: int) -> None:
        """Number the spellings that tell; what form each has is asked once, not for every time it occurs."""
        marked = np.flatnonzero(tokens.kinds & (CAPITALS | ACCENTED))
        begins = starts[docs[marked]] + tokens.starts[marked]
        lengths = (tokens.ends[marked] - tokens.starts[marked]).astype(np.int64)
        # Each spelling is written behind the kind of its token, since the same letters may be of two kinds.
        bounds = np.concatenate([[0], np.cumsum(lengths + 1)])
        spelled = np.empty(bounds[-1], np.uint8)
        spelled[bounds[:-1]] = tokens.kinds[marked]
        within = np.arange(int(lengths.sum())) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        letters = np.repeat(bounds[:-1] + 1, lengths) + within
        spelled[letters] = np.frombuffer(data, np.uint8)[np.repeat(begins, lengths) + within]
        known = len(self._spellings)
        numbers = self._spellings.numbers(spelled, bounds)
        first = np.full(len(self._spellings) - known, -1, np.int64)
        # Written backwards, so that the first token of each new spelling is what stays.
        new = numbers >= known
        first[numbers[new][::-1] - known] = marked[new][::-1]
        for token, spelling in zip(first.tolist(), self._spellings.terms(known), strict=True):
            exact = tokens.arena[tokens.bounds[token] : tokens.bounds[token + 1]].tobytes().decode()
            form = form_of(spelling[1:].decode("utf-8", "replace"), exact, spelling[0])
            self._form_of.append(-1 if form is None else self._forms.number(form.encode()))
        ids = np.array(self._form_of, np.int64)[numbers]
        kept = ids >= 0
        self._forms.add(ids[kept].astype(np.uint32), docs[marked[kept]], base)
