"""Every language in every encoding that it is written in: decoded by the language that the bytes make."""

import re

import pytest

from indexer.extract.encoding import decode
from indexer.extract.encoding_guess import best_encoding, guess_encoding
from indexer.extract.result import RepairKind, RepairLog
from tests.indexer.extract.sentences import ENCODINGS, TEXTS, as_typed

WRITTEN = [(language, encoding) for language, encodings in ENCODINGS.items() for encoding in encodings]
MIN_RIGHT_OF_TWELVE_WORDS, MIN_RIGHT_OF_FIVE_WORDS = 0.94, 0.85  # with the encodings of DOS and old Macs
MIN_RIGHT_OF_COMMON_ENCODINGS = 0.98
_CEDILLAS = str.maketrans("ţşŢŞ", "țșȚȘ")  # Romanian had to write these for its own letters


def decoded(data: bytes) -> str:
    return data.decode(guess_encoding(data), "replace")


def pieces(language: str, size: int) -> list[str]:
    words = as_typed(language).split(" ")
    if len(words) < 5:
        text = words[0]
        return [text[at : at + 4 * size] for at in range(0, len(text), 4 * size)]
    return [" ".join(words[at : at + size]) for at in range(0, len(words), size)]


def right_share(size: int, *encodings: str) -> float:
    found = [
        decoded(piece.encode(encoding)).translate(_CEDILLAS) == piece
        for language, encoding in WRITTEN
        for piece in pieces(language, size)
        if not encodings or encoding in encodings
        if not (data := piece.encode(encoding, "ignore")).isascii() and data.decode(encoding) == piece
    ]
    return sum(found) / len(found)


@pytest.mark.parametrize(("language", "encoding"), WRITTEN)
def test_a_paragraph_is_read_in_the_encoding_it_is_in(language: str, encoding: str) -> None:
    text = as_typed(language)
    data = text.encode(encoding, "ignore")
    assert decoded(data).translate(_CEDILLAS) == data.decode(encoding).translate(_CEDILLAS)


def test_short_texts_are_read_right_nearly_always() -> None:
    assert right_share(12) >= MIN_RIGHT_OF_TWELVE_WORDS
    assert right_share(5) >= MIN_RIGHT_OF_FIVE_WORDS
    assert right_share(5, "cp1252", "cp1251", "cp932", "gb18030", "cp949") >= MIN_RIGHT_OF_COMMON_ENCODINGS


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("går på måndag", "cp1252"),
        ("Le père du maire", "cp1252"),
        ("Chi potrà", "cp1252"),
        ("A associação da reunião", "cp1252"),
        ("žádanému nábřeží", "iso8859_2"),
        ("Café at the quay", "mac_roman"),
        ("Le cœur du port est à vendre", "iso8859_15"),
        ("Ślimak na płocie", "cp1250"),
        ("“We’ve sold 3,000 – so far,” she said, and the board did not answer.", "cp1252"),
    ],
)
def test_a_few_words_suffice_where_they_are_telling(text: str, encoding: str) -> None:
    assert decoded(text.encode(encoding)) == text


@pytest.mark.parametrize("declared", ["utf-8", "iso-8859-1", "windows-1251", "koi8-r", "gb2312", "shift_jis"])
@pytest.mark.parametrize(
    ("language", "encoding"),
    [("sv", "cp1252"), ("ru", "cp1251"), ("ru", "koi8_r"), ("pl", "iso8859_2"), ("ja", "euc_jp"), ("zt", "big5"),
     ("ko", "euc_kr"), ("el", "cp1253"), ("he", "cp1255"), ("ar", "cp1256"), ("uk", "cp1251"), ("th", "cp874")],
)  # fmt: skip
def test_a_declared_encoding_that_makes_no_words_is_not_believed(language: str, encoding: str, declared: str) -> None:
    page = f'<html><head><meta charset="{declared}"></head><body><p>{TEXTS[language]}</p></body></html>'
    log = RepairLog()
    assert decode(page.encode(encoding), log) == page


@pytest.mark.parametrize(("language", "encoding"), WRITTEN)
def test_a_declared_encoding_that_is_true_is_believed(language: str, encoding: str) -> None:
    data = as_typed(language).encode(encoding, "ignore")
    log = RepairLog()
    assert decode(data, log, encoding).translate(_CEDILLAS) == data.decode(encoding).translate(_CEDILLAS)


@pytest.mark.parametrize("language", ["ru", "ja", "ko", "th", "he", "pl", "zh"])
@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_wide_encodings_need_no_byte_order_mark(language: str, encoding: str) -> None:
    text = f"{TEXTS[language]}\n{TEXTS[language]}\n"
    assert decode(text.encode(encoding), RepairLog()) == text


@pytest.mark.parametrize(
    ("language", "encoding"), [("pl", "cp1250"), ("ru", "cp1251"), ("ja", "cp932"), ("en", "cp1252")]
)
def test_lines_of_another_encoding_amid_utf8_are_read_in_theirs(language: str, encoding: str) -> None:
    log = RepairLog()
    sound = f"{TEXTS['sv']}\n{TEXTS['de']}\n"
    assert decode(sound.encode() + TEXTS[language].encode(encoding), log) == sound + TEXTS[language]
    assert [repair.kind for repair in log.repairs()] == [RepairKind.ENCODING]


@pytest.mark.parametrize("escaped", ["iso2022_jp", "iso2022_kr"])
def test_escapes_name_their_encoding(escaped: str) -> None:
    text = TEXTS["ja" if escaped.endswith("jp") else "ko"]
    assert decode(text.encode(escaped), RepairLog()) == text


def test_bytes_without_any_language_are_read_as_windows_1252() -> None:
    assert guess_encoding(b"plain") == "cp1252"
    assert best_encoding(b"plain") is None
    assert re.fullmatch(r"caf.", decoded(b"caf\xe9"))
