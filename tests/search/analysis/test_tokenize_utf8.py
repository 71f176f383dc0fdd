"""Many texts tokenized at once, as arrays."""

import json
import lzma
import threading
from pathlib import Path

import numpy as np
import pytest

from search.analysis import Token, TokenArrays, form_of, tokenize, tokenize_utf8
from search.analysis.unicode_data import ACCENTED, CAPITALS, JOINS, LONE


def arrays_of(texts: list[str]) -> tuple[TokenArrays, list[bytes]]:
    encoded = [text.encode("utf-8", "surrogatepass") for text in texts]
    data = np.frombuffer(b"".join(encoded), np.uint8)
    return tokenize_utf8(data, np.cumsum([0, *map(len, encoded)])), encoded


def as_tokens(found: TokenArrays, encoded: list[bytes], text: int) -> list[Token]:
    tokens = []
    for k in range(found.firsts[text], found.firsts[text + 1]):
        exact = found.arena[found.bounds[k] : found.bounds[k + 1]].tobytes().decode()
        before, spelled = (
            encoded[text][a:b].decode("utf-8", "surrogatepass")
            for a, b in ((0, found.starts[k]), (found.starts[k], found.ends[k]))
        )
        kind = int(found.kinds[k])
        form = form_of(spelled, exact, kind) if kind & (CAPITALS | ACCENTED) else None
        end = len(before) + len(spelled)
        tokens.append(Token(exact, len(before), end, form, bool(kind & LONE), bool(kind & JOINS)))
    return tokens


def test_each_text_has_the_tokens_it_has_alone() -> None:
    texts = [
        "",
        "The U.S.-led café",
        "東京都の a",
        "",
        "LOUD WORDS HERE",
        "US talks\nMORE LOUD WORDS",
        "\ud800x",
        "е\u0301",
        "",
    ]
    found, encoded = arrays_of(texts)
    for number, text in enumerate(texts):
        assert as_tokens(found, encoded, number) == tokenize(text)


def test_the_news_has_the_tokens_it_has_alone(corpora: Path) -> None:
    with lzma.open(corpora / "news" / "senate_press.jsonl.xz", "rt") as lines:
        texts = [json.loads(line)["text"] for _, line in zip(range(50), lines, strict=False)]
    found, encoded = arrays_of(texts)
    for number, text in enumerate(texts):
        assert as_tokens(found, encoded, number) == tokenize(text)


@pytest.mark.parametrize("text", ["ﷺ" * 5000, "ﷺ " * 5000, "a " * 50_000, "京" * 20_000, "ề" * 3000, "½" * 900])
def test_there_is_room_for_texts_that_grow(text: str) -> None:
    found, encoded = arrays_of(["before", text, text, "after"])
    assert as_tokens(found, encoded, 0)[0][0] == "before"
    assert as_tokens(found, encoded, 2) == tokenize(text)
    assert as_tokens(found, encoded, 3)[0][0] == "after"


def test_no_text_has_no_tokens() -> None:
    found = tokenize_utf8(np.zeros(0, np.uint8), np.zeros(1, np.int64))
    assert found.firsts.tolist() == [0]
    assert found.bounds.tolist() == [0]


BROKEN = [
    b"a\xffb",
    b"a\xc3",
    b"a\xc3b",
    b"a\xe4\xba b",
    b"\x80a b",
    b"a\xc0\x80b",
    b"a\xf8\x88\x80\x80\x80b",
    b"a\xf4\x90\x80\x80b",
]


@pytest.mark.parametrize("data", BROKEN, ids=map(repr, BROKEN))
def test_bytes_that_are_no_utf8_separate(data: bytes) -> None:
    found = tokenize_utf8(np.frombuffer(data, np.uint8), np.array([0, len(data)]))
    assert found.arena.tobytes() in (b"a", b"ab")
    assert all(found.ends - found.starts == 1)


def test_a_text_ends_where_it_ends_even_within_a_character() -> None:
    data = np.frombuffer("aéb".encode(), np.uint8)
    found = tokenize_utf8(data, np.array([0, 2, 4]))
    assert found.arena.tobytes() == b"ab"
    assert found.firsts.tolist() == [0, 1, 2]


@pytest.mark.parametrize("starts", [[], [0, 9], [3, 1], [-1, 2], [0, 2, 1]])
def test_starts_that_do_not_ascend_within_the_data_are_refused(starts: list[int]) -> None:
    with pytest.raises(ValueError, match="starts must ascend"):
        tokenize_utf8(np.zeros(4, np.uint8), np.array(starts, np.int64))


def test_threads_tokenize_at_the_same_time() -> None:
    texts = [f"Thread {number} café 東京都 " * 2000 for number in range(4)]
    alone = [tokenize(text) for text in texts]
    together: list[list[Token]] = [[] for _ in texts]

    def work(number: int) -> None:
        together[number] = tokenize(texts[number])

    threads = [threading.Thread(target=work, args=(number,)) for number in range(len(texts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert together == alone
