import codecs

import pytest

from indexer.errors import ReadingError
from indexer.extract.encoding import charset_from, decode, detect_media_type
from indexer.extract.result import RepairKind, RepairLog

GERMAN = "Der Bürgermeister begrüßte am Donnerstag die Gäste aus Köln und Zürich auf der schönen alten Mole. "
RUSSIAN = "Совет решил в четверг восстановить северный пирс до зимы, несмотря на расходы и приливы. "
JAPANESE = "評議会は木曜日、費用と潮にもかかわらず、冬までに北の桟橋を再建することに合意した。"


@pytest.mark.parametrize(
    ("data", "declared", "text"),
    [
        (GERMAN.encode(), None, GERMAN),
        (codecs.BOM_UTF8 + GERMAN.encode(), None, GERMAN),
        (codecs.BOM_UTF16_LE + GERMAN.encode("utf-16-le"), None, GERMAN),
        (codecs.BOM_UTF16_BE + GERMAN.encode("utf-16-be"), None, GERMAN),
        (codecs.BOM_UTF32_LE + GERMAN.encode("utf-32-le"), None, GERMAN),
        (GERMAN.encode("utf-16-le"), None, GERMAN),
        (GERMAN.encode("utf-16-be"), None, GERMAN),
        (GERMAN.encode("latin-1"), "latin-1", GERMAN),
        ("“Größe”".encode("cp1252"), "iso-8859-1", "“Größe”"),
        (GERMAN.encode(), "iso-8859-1", GERMAN),
        (GERMAN.encode(), "no-such-charset", GERMAN),
        (GERMAN.encode(), "base64", GERMAN),
        (RUSSIAN.encode("koi8-r"), "koi8-r", RUSSIAN),
        (JAPANESE.encode("shift_jis"), "Shift_JIS", JAPANESE),
        (JAPANESE.encode("iso-2022-jp"), "iso-2022-jp", JAPANESE),
        (b"plain ascii", None, "plain ascii"),
    ],
)
def test_bytes_become_the_text_they_stand_for(data: bytes, declared: str | None, text: str) -> None:
    log = RepairLog()
    assert decode(data, log, declared) == text
    assert log.repairs() == ()


@pytest.mark.parametrize("label", ["unicode_escape", "raw_unicode_escape", "punycode", "idna", "undefined"])
def test_codecs_that_are_no_charset_are_passed_over(label: str) -> None:
    data = GERMAN.encode("cp1252")
    assert decode(data, RepairLog(), label) == decode(data, RepairLog())


@pytest.mark.parametrize(
    "page",
    [
        '<html><head><meta charset="windows-1251"></head>',
        '<meta http-equiv="Content-Type" content="text/html; charset=windows-1251">',
        '<?xml version="1.0" encoding="windows-1251"?>',
    ],
)
def test_a_page_names_its_own_charset(page: str) -> None:
    assert decode((page + RUSSIAN).encode("cp1251"), RepairLog()) == page + RUSSIAN


@pytest.mark.parametrize(
    ("text", "encoding"),
    [(GERMAN * 3, "cp1252"), (RUSSIAN * 3, "cp1251"), (RUSSIAN * 3, "koi8-r"), (JAPANESE * 3, "euc_jp")],
)
def test_undeclared_encodings_are_guessed_and_noted(text: str, encoding: str) -> None:
    log = RepairLog()
    assert decode(text.encode(encoding), log) == text
    assert log.repairs()[0].kind == RepairKind.ENCODING


def test_single_wrong_bytes_in_utf8_are_read_and_noted() -> None:
    log = RepairLog()
    assert decode(GERMAN.encode() + b"\x93so\x94", log) == GERMAN + "“so”"
    assert log.repairs()[0].count == 2


def test_a_character_cut_at_the_end_is_not_lost_silently() -> None:
    log = RepairLog()
    assert decode(GERMAN.encode() + "ü".encode()[:1], log).startswith(GERMAN)
    assert log.repairs()


@pytest.mark.parametrize("data", [b"", b"  \n\t ", codecs.BOM_UTF8, codecs.BOM_UTF8 + b"\n", b"\0\0\0"])
def test_nothing_is_empty(data: bytes) -> None:
    with pytest.raises(ReadingError) as error:
        decode(data, RepairLog())
    assert error.value.reason == "empty"


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.4 and so on",
        b"\x89PNG\r\n\x1a\n" + bytes(100),
        b"\xff\xd8\xff\xe0" + bytes(100),
        b"PK\x03\x04" + bytes(100),
        b"\x1f\x8b\x08" + bytes(range(256)),
        b"SQLite format 3\x00" + bytes(100),
        b"\x00\x00\x00\x18ftypmp42" + bytes(100),
        bytes(range(32)) * 50,
        b"text and\x00\x01\x02\x03\x04\x05\x06 more" * 10,
    ],
)
def test_what_is_no_text_is_refused_as_binary(data: bytes) -> None:
    with pytest.raises(ReadingError) as error:
        decode(data, RepairLog())
    assert error.value.reason == "binary"
    assert "text" in str(error.value)


@pytest.mark.parametrize(
    ("media_type", "text", "kind"),
    [
        ("text/html", "x", "text/html"),
        ("text/html; charset=utf-8", "x", "text/html"),
        ("application/xhtml+xml", "x", "text/html"),
        ("TEXT/Plain", "<html>", "text/plain"),
        ("image/png", "x", None),
        ("", "<!DOCTYPE html><p>x", "text/html"),
        ("", "\n<html lang=en><p>x", "text/html"),
        ("", "---\ntitle: x\n---\ny", "text/markdown"),
        ("", "# Heading\n\ntext", "text/markdown"),
        ("", '{"title": "x"}\n', "application/json"),
        ("", "Just text", "text/plain"),
        ("", "1 < 2 and 3 > 2", "text/plain"),
    ],
)
def test_the_kind_is_stated_or_found_by_looking(media_type: str, text: str, kind: str | None) -> None:
    assert detect_media_type(media_type, text) == kind


def test_the_charset_of_a_media_type() -> None:
    assert charset_from('text/html; charset="koi8-r"') == "koi8-r"
    assert charset_from("text/html") is None
