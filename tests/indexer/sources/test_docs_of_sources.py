"""What docs/sources.md says is read is read, and what it says is named is named."""

import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from indexer.document import Document, SourceItem
from indexer.sources import detect_file, file_kinds
from indexer.sources.detect_file import MEDIA_TYPES
from indexer.sources.file_kinds import ENDINGS, PAGE, SITEMAP, XML
from tests.indexer.sources.odd_bytes import seeds

ReadFiles = Callable[..., list[SourceItem]]
TEXT = (Path(__file__).parents[3] / "docs" / "sources.md").read_text(encoding="utf-8")
SECTION = TEXT.split("## What is read, and what is not\n")[1].split("\n## ")[0]


def rows(heading: str) -> list[list[str]]:
    table = SECTION.split(f"| {heading} |")[1].split("\n\n")[0]
    return [[cell.strip() for cell in line.split("|")[1:-1]] for line in table.splitlines()[2:]]


READ_ENDINGS = {ending for row in rows("Read | Endings") for ending in re.findall(r"`(\.[a-z]+)`", row[1])}


def sound_files() -> dict[str, bytes]:
    """A sound file for each ending that is read."""
    found = {Path(name).suffix: data for name, data in seeds() if Path(name).suffix not in (".gz", "")}
    found |= {".htm": found[".html"], ".ndjson": found[".jsonl"], ".tab": found[".tsv"], ".mht": found[".mhtml"]}
    found |= {".atom": b"<feed xmlns='http://www.w3.org/2005/Atom'><entry><id>1</id><title>A</title></entry></feed>"}
    names = b"xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'"
    found |= {".rdf": b"<rdf:RDF %s><item rdf:about='https://h.example/1'><title>A</title></item></rdf:RDF>" % names}
    found |= {".arc": found[".warc"], ".wet": found[".warc"], ".emlx": b"%d\n" % len(found[".eml"]) + found[".eml"]}
    return found


def test_the_page_lists_every_ending_that_is_read() -> None:
    by_name = {*MEDIA_TYPES, *detect_file.RECORD_FILES, *detect_file.TABLES, *detect_file.WEB_ARCHIVES}
    assert {*by_name, *detect_file.FEEDS, *detect_file.OTHER_CONTAINERS, ".emlx"} == READ_ENDINGS


@pytest.mark.parametrize("ending", sorted(READ_ENDINGS))
def test_files_of_the_endings_that_the_page_lists_are_read(tmp_path: Path, read_files: ReadFiles, ending: str) -> None:
    (tmp_path / f"a{ending}").write_bytes(sound_files()[ending])
    found = read_files(tmp_path)
    assert [each for each in found if isinstance(each, Document)]


def test_the_page_names_the_kinds_that_are_not_read() -> None:
    told = {
        row[0].lower(): (" ".join(re.findall(r"`\.(\w+)`", row[1])), row[2])
        for row in rows("Named, not read | Endings")
    }
    known = {kind.many.lower(): (endings, kind.remedy) for kind, endings in ENDINGS.items()}
    assert told == known | {kind.many.lower(): ("", kind.remedy) for kind in (XML, PAGE, SITEMAP)}
    kinds = {each for each in vars(file_kinds).values() if isinstance(each, file_kinds.FileKind)}
    assert kinds == {*ENDINGS, XML, PAGE, SITEMAP}


@pytest.mark.parametrize("kind", ENDINGS, ids=lambda kind: kind.one)
def test_files_of_the_kinds_that_the_page_names_are_counted(tmp_path: Path, kind: file_kinds.FileKind) -> None:
    from indexer.settings import SourceSettings
    from indexer.sources import open_source, source_remark
    from tests.indexer.sources.test_files import OnRecord

    endings = ENDINGS[kind].split()
    for ending in endings:
        (tmp_path / f"a.{ending}").write_bytes(b"\x01\x02\x03 of no sign that is known\0")
    source = open_source(SourceSettings(name="desk", location=str(tmp_path)))
    assert list(source.documents(OnRecord({}))) == []
    count = len(endings)
    said = f"{count} {'file' if count == 1 else 'files'} skipped: {count} {kind.one if count == 1 else kind.many} ("
    assert source_remark(source).startswith(said)


SIGNS = {
    "PDF document": b"%PDF-1.7\n",
    "RTF document": b"{\\rtf1 x}",
    "office document": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0",
    "database": b"SQLite format 3\0\0",
    "columnar data file": b"PAR1\0\0",
    "compressed file": b"\x1f\x8b\x08\0\0",
    "packed archive": b"7z\xbc\xaf\x27\x1c\0",
    "tar archive": b"a.txt" + bytes(252) + b"ustar\0",
    "image": b"\x89PNG\r\n\x1a\n\0",
    "audio or video file": b"\0\0\0\x18ftypmp42",
    "program": b"\x7fELF\0",
    "e-book": bytes(60) + b"BOOKMOBI",
    "Outlook mail folder": b"!BDN\0\0",
    "TeX document": b"% a paper\n\\documentclass{article}\n",
    "calendar or address book": b"BEGIN:VCALENDAR\nVERSION:2.0\n",
    "HTTP archive (HAR)": json.dumps({"log": {"version": "1.2", "entries": []}}).encode(),
}


@pytest.mark.parametrize("name", SIGNS)
def test_a_kind_is_known_by_its_first_bytes_whatever_its_name(tmp_path: Path, name: str) -> None:
    kind = file_kinds.kind_by_content(SIGNS[name])
    assert kind is not None
    assert kind.one == name
    assert name in kind.sentences()


@pytest.mark.parametrize(
    ("member", "name"),
    [
        ("word/document.xml", "Word document"),
        ("xl/workbook.xml", "spreadsheet"),
        ("ppt/presentation.xml", "presentation"),
        ("story.html", "ZIP archive"),
    ],
)
def test_office_documents_are_told_from_other_zip_archives(tmp_path: Path, member: str, name: str) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(member, "x")
    kind = file_kinds.kind_by_content(path.read_bytes())
    assert kind is not None
    assert kind.one == name


def test_text_is_of_no_such_kind() -> None:
    for text in (
        b"BMW recalls cars",
        b"MZ writes",
        b"Rarely",
        b"ID3 tags explained",
        b"GIF87 was a format",
        b"RIFF raff",
    ):
        assert file_kinds.kind_by_content(text) is None
