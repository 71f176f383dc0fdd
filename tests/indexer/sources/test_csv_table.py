"""Tables: encodings, dialects, and rows that are none."""

import csv
import gzip
import io
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from indexer.archive.models import ExtractedDocument
from indexer.document import ContainerDone, Document, Failure, SourceItem, Unchanged
from indexer.extract import ExtractSettings
from indexer.outcome import extract_document

ReadFiles = Callable[..., list[SourceItem]]

ROWS = [
    {"title": "The pier", "text": 'Closed, says the "Post"; for good?\nNobody knows.', "date": "2015-11-27"},
    {"title": "Fähre, Café", "text": "Ein Satz\tmit Zeichen | und Strichen.", "date": "2016-01-02"},
    {"title": "O'Brien's boat", "text": "'Tis sunk.", "date": "2016-01-03"},
    {"title": "Last", "text": "The end.", "date": ""},
]


@pytest.fixture
def tabled(tmp_path: Path, read_files: ReadFiles) -> Callable[..., list[SourceItem]]:
    def read(content: bytes | str, name: str = "table.csv", **more: object) -> list[SourceItem]:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return read_files(path, **more)

    return read


def written(rows: list[dict[str, str]] = ROWS, **dialect: object) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, **{"lineterminator": "\n", **dialect})  # type: ignore[arg-type]  # options by name
    writer.writerow(rows[0])
    writer.writerows(row.values() for row in rows)
    return text.getvalue()


def documents(found: list[SourceItem]) -> list[Document]:
    return [each for each in found if isinstance(each, Document)]


def failures(found: list[SourceItem]) -> list[Failure]:
    return [each for each in found if isinstance(each, Failure)]


def stated(found: list[SourceItem]) -> list[dict[str, object]]:
    return [dict(each.fields) for each in documents(found)]


FULL = [{name: value for name, value in row.items() if value} for row in ROWS]


@pytest.mark.parametrize("name", ["table.csv", "table.tsv", "table.tab", "TABLE.CSV"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_delimiter_and_line_ends_are_found(
    tabled: Callable[..., list[SourceItem]], name: str, delimiter: str, end: str
) -> None:
    found = tabled(written(delimiter=delimiter, lineterminator=end), name)
    assert stated(found) == FULL
    assert isinstance(found[-1], ContainerDone)


@pytest.mark.parametrize(
    "dialect",
    [
        {"quoting": csv.QUOTE_ALL},
        {"quoting": csv.QUOTE_ALL, "quotechar": "'"},
        {"doublequote": False, "escapechar": "\\"},
    ],
)
def test_quotation_is_found(tabled: Callable[..., list[SourceItem]], dialect: dict[str, object]) -> None:
    assert stated(tabled(written(**dialect))) == FULL


def test_marks_mean_nothing_in_a_table_without_quotation(tabled: Callable[..., list[SourceItem]]) -> None:
    found = tabled('title\ttext\n"Open\tHe said "no\nB\t5" pipe\nC\t"x" and y\n', "table.tsv")
    assert [list(row.values()) for row in stated(found)] == [
        ['"Open', 'He said "no'],
        ["B", '5" pipe'],
        ["C", '"x" and y'],
    ]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "iso-8859-15"]
)
def test_encoding_is_found(tabled: Callable[..., list[SourceItem]], encoding: str) -> None:
    assert stated(tabled(written().encode(encoding))) == FULL


def test_encoding_of_cyrillic_is_found(tabled: Callable[..., list[SourceItem]]) -> None:
    rows = [{"title": "Паром стоит", "text": "Мост через реку закрыт до весны, сообщает городская газета. " * 5}]
    assert stated(tabled(written(rows).encode("cp1251"))) == rows


def test_bytes_pasted_from_windows_are_mended(tabled: Callable[..., list[SourceItem]]) -> None:
    found = tabled("title,text\nCafé über allem,".encode() + b"\x93Quoted\x94 \x96 caf\xe9\n")
    (row,) = stated(found)
    assert row["text"] == "“Quoted” – café"


def test_separator_line_is_followed(tabled: Callable[..., list[SourceItem]]) -> None:
    assert stated(tabled("sep=;\n" + written(delimiter=";"))) == FULL


def test_packed_tables_are_read(tabled: Callable[..., list[SourceItem]]) -> None:
    whole = gzip.compress(written().encode())
    assert stated(tabled(whole, "table.csv.gz")) == FULL
    found = tabled(whole[:-12], "cut.csv.gz")
    assert [(each.reason, each.hides) for each in failures(found)] == [("truncated", True)]


@pytest.mark.parametrize(
    ("header", "fields"),
    [
        ("Headline,Body,Pub_Date,By", {}),
        (
            "Überschrift,Inhalt,Datum,Wer",
            {"title": "Überschrift", "text": "Inhalt", "published": "Datum", "author": "Wer"},
        ),
    ],
)
def test_columns_become_fields(tabled: Callable[..., list[SourceItem]], header: str, fields: dict[str, str]) -> None:
    found = tabled(f"{header}\nThe pier,It is closed.,2015-11-27,Amy Reed and Jo Marsh\n", fields=fields, source="Post")
    (row,) = documents(found)
    read = extract_document(row, ExtractSettings(), datetime(2026, 1, 1, tzinfo=UTC), "desk")
    assert isinstance(read, ExtractedDocument)
    article = read.extraction.article
    assert (article.title, article.text, str(article.published)) == ("The pier", "It is closed.", "2015-11-27")
    assert (article.author, article.source) == (("Amy Reed", "Jo Marsh"), "Post")


@pytest.mark.parametrize(
    ("content", "fields", "keys"),
    [
        ("ID,title\n7,a\n8,b\n7,c\n,d\n", {}, ["#7", "#8", "#7:3", ":4"]),
        ("title,Url\na,https://h.example/1\n", {}, ["#https://h.example/1"]),
        ("title,nr,id\na,5,x\n", {"id": "nr"}, ["#5"]),
        ('title,text\n\na,"x\n\ny"\n,\n\nb,c\n', {}, [":1", ":2"]),
    ],
)
def test_row_is_known_by_its_id_or_number(
    tabled: Callable[..., list[SourceItem]], content: str, fields: dict[str, str], keys: list[str]
) -> None:
    found = documents(tabled(content, fields=fields))
    assert [each.key for each in found] == [f"table.csv{key}" for key in keys]
    assert all(each.location.endswith(each.key) and each.container == "table.csv" for each in found)


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ("5,only", "ragged-row"),
        ("5,a,b,c,d,e", "ragged-row"),
        ('5,"a" b "c",d', None),  # sloppy, but it can be made out
        ('5,"a" b,"c', "bad-row"),
        ('5,never closed,"text', "bad-row"),
        ('5,"never closed,text', "bad-row"),
        ("5,long," + "x" * 60_000, "too-large"),
        ('5,long,"' + "x\n" * 30_000 + '"', "too-large"),
    ],
)
def test_row_that_is_none_costs_no_other(tabled: Callable[..., list[SourceItem]], bad: str, reason: str | None) -> None:
    rows = [f'{number},Story {number},"The text, of {number}"' for number in range(1, 9)]
    rows[4] = bad
    found = tabled("id,title,text\n" + "\n".join(rows) + "\n", max_bytes=50_000)
    kept = [each.fields["id"] for each in documents(found)]
    assert [each for each in kept if each != "5"] == ["1", "2", "3", "4", "6", "7", "8"]
    if reason is None:
        assert "5" in kept
    else:
        assert failures(found)[0].reason == reason
        assert failures(found)[0].place == "line 6"
        assert not failures(found)[0].hides
    assert isinstance(found[-1], ContainerDone)


def test_failure_of_a_row_has_its_id(tabled: Callable[..., list[SourceItem]]) -> None:
    (failure,) = failures(tabled("id,title,text\n7,a\n8,b,c\n"))
    assert failure.key == "table.csv#7"  # so that what was read of it before stays


def test_cells_of_a_million_characters_are_read(tabled: Callable[..., list[SourceItem]]) -> None:
    text = "word, " * 170_000
    found = tabled(written([{"title": str(n), "text": text, "date": "2015"} for n in range(3)]))
    assert [len(str(row["text"])) for row in stated(found)] == [len(text)] * 3
    assert len(failures(tabled(f"title,text\na,{'x' * 1_000_000}\nb,c\n", max_bytes=100_000))) == 1


def test_quotation_marks_that_never_close_do_not_take_forever(tabled: Callable[..., list[SourceItem]]) -> None:
    content = "title,text\n" + 'a,"b, c"\n' * 30 + 'x","\n' * 20_000
    began = time.process_time()
    assert failures(tabled(content))
    assert time.process_time() - began < 10


def test_empty_ends_of_rows_and_repeated_headers_are_left_out(tabled: Callable[..., list[SourceItem]]) -> None:
    found = tabled("title,text\na,b,,\ntitle,text\nc,\\N\n,\n")
    assert stated(found) == [{"title": "a", "text": "b"}, {"title": "c"}]
    assert not failures(found)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("name of ship,length\nMary,20\n", "no-header"),
        ("", "empty"),
        (b"\x00\x01\x02\x00" * 99, "binary"),
    ],
)
def test_what_is_no_table_of_articles_says_so(
    tabled: Callable[..., list[SourceItem]], content: bytes | str, reason: str
) -> None:
    content = content.replace("name of ship", "ship") if isinstance(content, str) else content
    (failure,) = tabled(content)
    assert isinstance(failure, Failure)
    assert (failure.reason, failure.hides, failure.key) == (reason, True, "table.csv")
    if reason == "no-header":
        assert "ship,length" in failure.message


def test_unchanged_rows_are_passed_over(tmp_path: Path, read_files: ReadFiles) -> None:
    path = tmp_path / "table.csv"
    path.write_text("id,title\n1,a\n2,b\n")
    known = {each.key: each.fingerprint for each in read_files(path) if isinstance(each, Document | ContainerDone)}
    path.touch()
    assert read_files(path, known) == [Unchanged("table.csv", known["table.csv"], whole=True)]
    path.write_text("id,title\n1,a\n2,b\n3,c\n")
    assert [type(each) for each in read_files(path, known)] == [Unchanged, Unchanged, Document, ContainerDone]


def test_tables_in_a_folder_are_read(tmp_path: Path, read_files: ReadFiles) -> None:
    (tmp_path / "a.csv").write_text("title,text\na,b\n")
    (tmp_path / "b.txt").write_text("A note.")
    (tmp_path / "c.tsv.gz").write_bytes(gzip.compress(b"title\ttext\na\tb\n"))
    assert [each.key for each in documents(read_files(tmp_path))] == ["a.csv:1", "b.txt", "c.tsv.gz:1"]


def test_rows_before_damage_are_read_of_a_small_file_too(tabled: Callable[..., list[SourceItem]]) -> None:
    rows = [{"title": f"Story {number}", "text": str(number**9), "date": ""} for number in range(2_000)]
    found = tabled(gzip.compress(written(rows).encode())[:-2_000], "cut.csv.gz")
    assert [(each.reason, each.hides) for each in found if isinstance(each, Failure)] == [("truncated", True)]
    assert sum(isinstance(each, Document) for each in found) > 1_000
