"""Kernels that build and merge posting lists agree with plain statements, on input that fills their arrays."""

import itertools
import random
from collections import Counter, defaultdict

import numpy as np
import pytest

from search.analysis import tokenize
from search.engines.whoosh.segment import inverter_kernels as chains
from search.engines.whoosh.segment import merger_kernels as joining
from search.engines.whoosh.segment import stem_kernels as stems
from search.engines.whoosh.segment.inverter import FieldBuilder, ValueBuilder
from search.engines.whoosh.segment.term_hash import TermHash
from tests.search.engines.lists import Lists, decoded, encoded, plainly_decoded


def joined(terms: list[bytes]) -> tuple[np.ndarray, np.ndarray]:
    return np.frombuffer(b"".join(terms), np.uint8), np.cumsum([0, *map(len, terms)])


def some_lists(random_: random.Random, count: int, documents: int) -> Lists:
    return [
        {
            doc: random_.choice((1, 1, 1, 2, 3, 200, 70_000))
            for doc in random_.sample(range(documents), random_.randint(1, documents))
        }
        for _ in range(count)
    ]


@pytest.mark.parametrize("seed", range(10))
def test_terms_are_numbered_as_first_seen_and_sorted_by_bytes(seed: int) -> None:
    random_ = random.Random(seed)
    # Many are alike in their first eight bytes, and some in all but the last of many.
    beginnings = [b"", b"a", b"abcdefg", b"abcdefgh", b"abcdefgh" * 9, "日本語".encode(), b"\xff" * 8]
    terms = [
        random_.choice(beginnings) + bytes(random_.choices(b"ab\xc3\xff", k=random_.randint(0, 3))) for _ in range(3000)
    ]
    terms = [term or b"x" for term in terms]
    vocabulary = TermHash()
    met: dict[bytes, int] = {}
    for part in (terms[:1000], terms[1000:]):
        assert vocabulary.intern(*joined(part)).tolist() == [met.setdefault(term, len(met)) for term in part]
    assert vocabulary.terms() == list(met)
    assert vocabulary.terms(5) == list(met)[5:]
    assert [vocabulary.term(number) for number in range(len(vocabulary))] == list(met)
    assert [vocabulary.term(number) for number in vocabulary.sorted_numbers().tolist()] == sorted(met)


@pytest.mark.parametrize("seed", range(5))
def test_the_lists_of_a_field_are_a_plain_inversion_however_long_they_grow(seed: int) -> None:
    random_ = random.Random(seed)
    words = [f"w{number}" for number in range(40)] + ["x" * 300, "é" * 200]
    field = FieldBuilder()
    docs: dict[str, Counter[int]] = defaultdict(Counter)
    places: dict[str, list[int]] = defaultdict(list)
    marks: dict[int, tuple[str, ...]] = {}
    doc = -1
    for _ in range(20):
        texts, of, firsts = [], [], []
        for _ in range(random_.randint(1, 12)):
            same = bool(of) and random_.random() < 0.2
            doc += not same
            text = " ".join(random_.choices(words, k=random_.choice((0, 1, 5, 300))))
            if random_.random() < 0.02:
                text += " often" * 9_000
            texts.append(text.encode())
            of.append(doc)
            firsts.append(10_000 if same else 0)
        data, starts = joined(texts)
        hashes = np.zeros(of[-1] - of[0] + 1, np.uint64)
        lengths, _ = field.add(data, starts, np.array(of, np.uint32), np.array(firsts, np.uint32), hashes)
        for text, number, first, length in zip(texts, of, firsts, lengths.tolist(), strict=True):
            tokens = [token.exact for token in tokenize(text.decode())]
            assert len(tokens) == length
            for place, token in enumerate(tokens):
                docs[token][number] += 1
                places[token].append(first + place)
            marks[number] = (*marks.get(number, ()), *tokens, "|")
    order, lists, found, found_at = field.finish()
    terms = [field.vocabulary.term(number).decode() for number in order.tolist()]
    assert terms == sorted(docs, key=str.encode)
    assert plainly_decoded(lists.stream, lists.at, lists.counts) == [dict(docs[term]) for term in terms]
    for number, term in enumerate(terms):
        assert found[found_at[number] : found_at[number + 1]].tolist() == places[term]


def test_texts_with_the_same_tokens_have_the_same_hash_and_others_another() -> None:
    texts = ["Night mail", "night, MAIL!", "nightmail", "mail night", "night", "", "night mail night mail"]
    data, starts = joined([text.encode() for text in texts])
    hashes = np.zeros(len(texts), np.uint64)
    FieldBuilder().add(data, starts, np.arange(len(texts), dtype=np.uint32), np.zeros(len(texts), np.uint32), hashes)
    assert hashes[0] == hashes[1]
    assert len(set(hashes.tolist())) == len(texts) - 1


def test_a_frequency_that_does_not_fit_a_unit_is_exact() -> None:
    assert chains.FREQUENCY_ESCAPE < 9_000 < 70_000
    field = FieldBuilder()
    text = b"a " * 70_000 + b"b"
    field.add(
        np.frombuffer(text * 2, np.uint8), np.array([0, len(text), 2 * len(text)]), np.array([3, 9], np.uint32),
        np.zeros(2, np.uint32), np.zeros(7, np.uint64),
    )  # fmt: skip
    _, lists, found, _ = field.finish()
    assert plainly_decoded(lists.stream, lists.at, lists.counts)[0] == {3: 70_000, 9: 70_000}
    assert found.dtype == np.uint32


@pytest.mark.parametrize("seed", range(10))
def test_values_are_inverted_plainly_and_lone_surrogates_are_one_value(seed: int) -> None:
    random_ = random.Random(seed)
    field = ValueBuilder()
    expected: dict[bytes, Counter[int]] = defaultdict(Counter)
    field.number("never used")
    for doc in range(0, 300, 3):
        values = random_.choices(["A", "B", "ß", "\ud800", "\udfff", "a longer value"], k=random_.randint(0, 3))
        field.add_values(values, np.full(len(values), doc, np.uint32))
        for value in values:
            expected[value.encode("utf-8", "replace")][doc] += 1
    arrays = field.arrays()
    words, at = arrays["words"].tobytes(), arrays["word_at"].tolist()
    terms = [words[start:end] for start, end in itertools.pairwise(at)]
    assert terms == sorted(expected)
    assert decoded(arrays["postings"], arrays["posting_at"], arrays["counts"]) == [
        dict(expected[term]) for term in terms
    ]


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("languages", [1, 3])
def test_a_stem_has_the_sums_of_its_words_in_the_documents_of_its_language(seed: int, languages: int) -> None:
    random_ = random.Random(seed)
    documents = 150
    lists = some_lists(random_, 12, documents)
    stream, at = encoded(lists)
    spoken = np.array([random_.randrange(languages) for _ in range(documents)], np.uint32)
    found = np.zeros(12 * languages, bool)
    stems.languages_of_terms(stream, at, spoken, languages, found)
    pairs = {(word, int(spoken[doc])) for word, each in enumerate(lists) for doc in each}
    assert {(number // languages, number % languages) for number in np.flatnonzero(found).tolist()} == pairs
    groups: list[tuple[int, list[int]]] = []
    for language in range(languages):
        words = [word for word in range(12) if (word, language) in pairs]
        random_.shuffle(words)
        while words:
            taken = [words.pop() for _ in range(min(len(words), random_.choice((1, 1, 2, 4))))]
            groups.append((language, taken))
    firsts = np.cumsum([0, *(len(words) for _, words in groups)])
    counts, out_at = np.empty(len(groups), np.int64), np.empty(len(groups) + 1, np.int64)
    sums, marks = np.zeros(documents, np.uint32), np.zeros((documents >> 6) + 1, np.uint64)
    out = np.empty(10 * 12 * documents, np.uint8)
    size = stems.write_stem_postings(
        stream, at, np.array([len(each) for each in lists]), spoken, languages,
        firsts, np.array([word for _, words in groups for word in words]),
        np.array([each for each, _ in groups], np.uint32),
        sums, marks, counts, out, out_at,
    )  # fmt: skip
    assert size == out_at[-1]
    assert not sums.any()
    assert not marks.any()
    expected: Lists = []
    for language, words in groups:
        summed: Counter[int] = Counter()
        for word in words:
            summed.update({doc: count for doc, count in lists[word].items() if spoken[doc] == language})
        expected.append(dict(summed))
    assert plainly_decoded(out, out_at, counts) == expected


@pytest.mark.parametrize("seed", range(10))
def test_sorted_dictionaries_are_merged_into_one(seed: int) -> None:
    random_ = random.Random(seed)
    every = ["", *("".join(random_.choices("abc", k=random_.randint(1, 4))) for _ in range(60))]
    segments = [sorted({term.encode() for term in random_.sample(every, random_.randint(0, 40))}) for _ in range(4)]
    entries = [term for segment in segments for term in segment]
    words, at = joined(entries)
    firsts = np.cumsum([0, *map(len, segments)])
    order, fresh = np.empty(len(entries), np.int64), np.empty(len(entries), bool)
    joining.merge_dictionaries(words, at, firsts, np.empty(4, np.int64), order, fresh)
    assert order.tolist() == sorted(range(len(entries)), key=lambda entry: (entries[entry], entry))
    assert [entries[entry] for entry in order[fresh].tolist()] == sorted(set(entries))
