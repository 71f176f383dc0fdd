"""The kernels give the same tokens as an oracle in plain Python, on random text."""

import random
import sys
import unicodedata

import numpy as np
import pytest

from search.analysis import fold, tokenize, tokenize_utf8
from search.analysis.unicode_data import CAPITALS, LONE
from tests.search.analysis import tokenizer_oracle as oracle

EVERY_CHARACTER = [chr(point) for point in range(sys.maxunicode + 1)]
COMMON = "aaabcISUéЙйёßøστςAB.'’s s.. \n-1٣²½\u00ad\u200dİǅﬁŉʼʻ\u0301\u0306\u0308"
SIGNS = "aBcE-‐'’#+,.. 1234567890000\u00a0\u2009٬NETnet🎵❤\ufe0f👍\U0001f3fd\u200d"
SCRIPTS = (
    "東京々〇がか\u3099\u309aーｶﾞ한국\u1112\u1161\u11abㄱㅏ"
    'नमतद\u094d\u094dँंצהלג"׳״\u200cمیرود'
    "क़क\u093cखि\u094dภาษ\u0e34\u0e48ำလ\u103aខ្មລາວ\u0eb4أ\u064eـیé\u0651שׁ"
)


def odd_text(seed: int) -> str:
    """Words of few characters, so that rules meet, among characters from anywhere."""
    dice = random.Random(seed)
    alphabets = dice.choice([[COMMON, SCRIPTS, COMMON + SCRIPTS], [SIGNS], [SIGNS, SCRIPTS]])
    text = []
    for _ in range(dice.randrange(1, 30)):
        if dice.random() < 0.03:
            text.append(chr(dice.choice([dice.randrange(0x3100), dice.randrange(0x110000)])))
        else:
            text.append(dice.choice(dice.choice(alphabets)))
    return "".join(text)


def test_every_character_has_the_tokens_of_the_oracle() -> None:
    data = np.frombuffer("".join(EVERY_CHARACTER).encode("utf-8", "surrogatepass"), np.uint8)
    starts = np.append(np.flatnonzero((data & 0xC0) != 0x80), len(data))
    found = tokenize_utf8(data, starts)
    arena, bounds, firsts = found.arena.tobytes(), found.bounds.tolist(), found.firsts.tolist()
    wrong = []
    # Of ideographs, syllables and what is above all letters, one in a hundred stands for all.
    for point, character in enumerate(EVERY_CHARACTER):
        if point % 97 and (0x3400 <= point < 0xA000 or 0xAC00 <= point < 0xF900 or point >= 0x20000):
            continue
        terms = [arena[bounds[k] : bounds[k + 1]].decode() for k in range(firsts[point], firsts[point + 1])]
        expected = [token[0] for token in oracle.tokenize(character)]
        if terms != expected:
            wrong.append((hex(point), terms, expected))
    assert wrong == []


def test_every_character_folds_to_what_folds_to_itself() -> None:
    text = "\n".join(EVERY_CHARACTER)
    once = fold(text)
    assert fold(once) == once


def test_separators_survive_folding() -> None:
    text = "".join(c for c in EVERY_CHARACTER if oracle.kind(c) == "separator")
    assert fold(text) == text


@pytest.mark.parametrize("block", range(4))
def test_random_text_has_the_tokens_of_the_oracle(block: int) -> None:
    for seed in range(block * 400, block * 400 + 400):
        text = odd_text(seed)
        found = [(token.exact, token.start, token.end, token.lone, token.joins) for token in tokenize(text)]
        assert found == [(*token[:4], token[5]) for token in oracle.tokenize(text)], ascii(text)


def test_capitals_are_marked_as_the_oracle_marks_them() -> None:
    for seed in range(500):
        text = odd_text(seed).replace("\n", " ")
        data = np.frombuffer(text.encode("utf-8", "surrogatepass"), np.uint8)
        found = tokenize_utf8(data, np.array([0, len(data)]))
        expected = oracle.tokenize(text)
        if sum(len(oracle.letters(text[start:end])) >= 2 for _, start, end, *_ in expected) < 3:
            assert [bool(kind & CAPITALS) for kind in found.kinds] == [token[4] for token in expected], ascii(text)
        assert [bool(kind & LONE) for kind in found.kinds] == [token[3] for token in expected]


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_spelled_out_and_composed_text_have_the_same_terms(form: str) -> None:
    for seed in range(2000):
        text = odd_text(seed)
        terms = [token.exact for token in tokenize(text)]
        assert [token.exact for token in tokenize(unicodedata.normalize(form, text))] == terms, ascii(text)


def test_every_composed_character_has_the_terms_of_its_parts() -> None:
    wrong = []
    for character in EVERY_CHARACTER:
        parts = unicodedata.normalize("NFD", character)
        if parts != character and character < "\u3400":
            for around in ("{}", "и{}", "か{}न", "Éa{}b"):
                composed, spelled_out = ([t.exact for t in tokenize(around.format(x))] for x in (character, parts))
                if composed != spelled_out:
                    wrong.append((hex(ord(character)), around, composed, spelled_out))
    assert wrong == []
