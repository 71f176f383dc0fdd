"""The loops over the tokens of texts find what a look at each one finds."""

import random
from itertools import pairwise

import numpy as np
import pytest

from search.analysis import TokenArrays, tokenize_utf8
from search.highlight.match_kernels import cache_insert, merge_marks, place_marks, tokens_with_prefix, tokens_with_stem
from search.highlight.stem_cache import MAX_SLOTS, StemCache


@pytest.mark.parametrize("seed", range(20))
def test_tokens_are_found_by_their_beginning_and_length(seed: int) -> None:
    random = np.random.default_rng(seed)
    tokens = [bytes(random.choice(list(b"ab\xc3"), random.integers(1, 6)).tolist()) for _ in range(200)]
    wanted = bytes(random.choice(list(b"ab\xc3"), random.integers(0, 4)).tolist())
    longest = int(random.integers(0, 7))
    arena, bounds = np.frombuffer(b"".join(tokens), np.uint8), np.cumsum([0, *map(len, tokens)])
    expected = [at for at, token in enumerate(tokens) if token.startswith(wanted) and len(token) <= longest]
    out = np.full(len(expected) + 1, -7, np.int32)
    assert tokens_with_prefix(arena, bounds, np.frombuffer(wanted, np.uint8), longest, out[:-1]) == len(expected)
    assert out.tolist() == [*expected, -7]


TEXTS = ["a bc a", "", "é a\u0301b cé", "日本語 a", "b b b", "🙂 a é"]


def arrays(texts: list[str]) -> tuple[bytes, list[int], TokenArrays]:
    """Texts in UTF-8, end to end, where each begins there, with the end, and their tokens."""
    begins = np.cumsum([0, *(len(text.encode()) for text in texts)])
    data = "".join(texts).encode()
    return data, begins.tolist(), tokenize_utf8(np.frombuffer(data, np.uint8), begins)


@pytest.mark.parametrize("seed", range(20))
def test_tokens_with_a_stem_are_found_and_those_whose_stem_is_not_known(seed: int) -> None:
    dice = random.Random(seed)
    words = ["".join(dice.choices("abcdefg", k=4)) for _ in range(300)]
    texts = [" ".join(dice.choices(words, k=30)) for _ in range(6)]
    _, _, tokens = arrays(texts)
    hashes = tokens.hashes.tolist()
    known = {key: dice.randrange(4) for key in sorted(set(hashes)) if dice.random() < 0.7}
    entries = np.zeros(2 * 2048, np.uint64)
    half = len(known) // 2
    for part in (list(known)[:half], list(known)[half:]):
        cache_insert(entries, np.array(part, np.uint64), np.array([known[key] for key in part], np.uint64))
    has_language = np.array([dice.randrange(2) for _ in texts], np.uint8)
    first = dice.choice([-1, ord("a"), ord("b")])
    looked_at = [
        token
        for text in np.flatnonzero(has_language).tolist()
        for token in range(*tokens.firsts[text : text + 2].tolist())
        if first in (-1, tokens.arena[tokens.bounds[token]])
    ]
    found, new = np.full(len(hashes) + 1, -7, np.int32), np.full(len(hashes) + 1, -7, np.int32)
    given = tokens.hashes, tokens.arena, tokens.bounds, tokens.firsts, has_language, first, entries, 2
    count, unknown = tokens_with_stem(*given, found[:-1], new[:-1])
    assert found[:count].tolist() == [token for token in looked_at if known.get(hashes[token]) == 2]
    assert new[:unknown].tolist() == [token for token in looked_at if hashes[token] not in known]
    assert set(found[count:].tolist()) == set(new[unknown:].tolist()) == {-7}


@pytest.mark.parametrize("more", [0, 1])
@pytest.mark.parametrize("texts", [TEXTS, ["ab c", "", "c d"]])
def test_tokens_are_placed_in_the_characters_of_their_texts(texts: list[str], more: int) -> None:
    data, begins, tokens = arrays(texts)
    plain = len(data) == sum(map(len, texts))
    found = [
        token for first, end in pairwise(tokens.firsts.tolist()) for token in range(first, end - more) if token % 3 != 1
    ]
    rows = np.full((len(found) + 1, 4), -7, np.int64)
    place_marks(
        np.frombuffer(data, np.uint8), np.array(begins), plain, tokens.firsts, tokens.starts, tokens.ends,
        np.array(found, np.int32), more, 5, rows[:-1],
    )  # fmt: skip
    expected = []
    for token in found:
        text = int(np.searchsorted(tokens.firsts, token, "right")) - 1
        whole = texts[text].encode()
        start, end = len(whole[: tokens.starts[token]].decode()), len(whole[: tokens.ends[token + more]].decode())
        expected.append([text, start, end, 5])
    assert rows.tolist() == [*expected, [-7] * 4]


@pytest.mark.parametrize("seed", range(40))
def test_marks_that_touch_or_overlap_are_one(seed: int) -> None:
    dice = random.Random(seed)
    rows = [(dice.randrange(5), start, start + dice.randrange(1, 9), dice.randrange(6)) for start in range(0, 90, 3)]
    dice.shuffle(rows)
    expected = []
    for text in range(6):
        marks: list[list[int]] = []
        for _, start, end, leaf in sorted(row for row in rows if row[0] == text):
            if marks and start <= marks[-1][1]:
                marks[-1] = [marks[-1][0], max(marks[-1][1], end), marks[-1][2] | 1 << min(leaf, 3)]
            else:
                marks.append([start, end, 1 << min(leaf, 3)])
        expected.append(marks)
    order = np.array(sorted(range(len(rows)), key=lambda row: rows[row][:2]))
    out, firsts = np.full((len(rows) + 1, 3), -7, np.int64), np.full(8, -7, np.int64)
    count = merge_marks(np.array(rows), order, 4, firsts[:-1], out[:-1])
    assert [out[first:end].tolist() for first, end in pairwise(firsts[:-1].tolist())] == expected
    assert (out[count:] == -7).all()
    assert firsts[-1] == -7


def test_stems_are_known_however_many_terms_were_met() -> None:
    cache = StemCache("en")
    letters = str.maketrans("0123456789", "bcdfghjklm")
    for first in range(0, MAX_SLOTS, MAX_SLOTS // 8):
        others = [str(number).translate(letters) for number in range(first, first + MAX_SLOTS // 8)]
        _, _, tokens = arrays([" ".join(others), "warring wars"])
        has_language = np.ones(2, np.uint8)
        assert cache.tokens_with_stem_of("war", tokens, has_language, -1).tolist() == [len(others), len(others) + 1]
        assert cache.tokens_with_stem_of(others[1], tokens, has_language, -1).tolist() == [1]
