"""The sample archive is what docs/sample-archive.md says: enough articles of every kind, with real faults."""

import json
import re
import tomllib
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from indexer.document import Document
from indexer.extract import extract
from indexer.extract.result import Extraction, RepairKind
from indexer.extract.settings import ExtractSettings
from search.article import Precision

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
SEARCHES = Path(__file__).parent
NOW = datetime(2026, 6, 1, tzinfo=UTC)
OUTLETS = {
    "alder-courier": ("The Alder Courier", 12),
    "delta-post": ("Delta Post", 12),
    "vesper-gazette": ("Vesper Gazette", 10),
}
MEDIA_TYPES = {".html": "text/html", ".txt": "text/plain", ".md": "text/markdown"}
FURNITURE = ("cookies", "Advertis", "Sign up", "Most read", "Print this page", "Read also", "Imprint", "best viewed at")


def _files(folder: str, ending: str) -> list[Path]:
    return sorted((SAMPLES / folder).glob(f"*{ending}"))


def _lines(name: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in (SAMPLES / name).read_text("utf-8").strip().split("\n")]


def _read(document: Document) -> Extraction:
    return extract(document, settings=ExtractSettings(), now=NOW, source_name="samples")


def _read_file(path: Path) -> Extraction:
    name = path.relative_to(SAMPLES).as_posix()
    data = path.read_bytes()
    return _read(Document(name, f"samples/{name}", "1", data=data, media_type=MEDIA_TYPES[path.suffix]))


@pytest.fixture(scope="module")
def archive() -> dict[str, Extraction]:
    """Every article of the archive as it is read, by its file (and line)."""
    articles = [
        path
        for folder, ending in [*((outlet, ".html") for outlet in OUTLETS), ("wire", ".txt"), ("notes", ".md")]
        for path in _files(folder, ending)
    ]
    readings = {path.relative_to(SAMPLES).as_posix(): _read_file(path) for path in articles}
    for name in ("bote.jsonl", "quai.jsonl"):
        for number, fields in enumerate(_lines(name), start=1):
            key = f"{name}:{number}"
            readings[key] = _read(Document(key, f"samples/{key}", "1", fields=fields, container=name))
    return readings


@pytest.mark.parametrize(
    ("folder", "ending", "least"),
    [*((outlet, ".html", least) for outlet, (_, least) in OUTLETS.items()), ("wire", ".txt", 14), ("notes", ".md", 8)],
)
def test_there_are_enough_files_of_each_kind(folder: str, ending: str, least: int) -> None:
    assert len(_files(folder, ending)) >= least


@pytest.mark.parametrize("name", ["bote.jsonl", "quai.jsonl"])
def test_every_line_is_an_object_and_there_are_enough(name: str) -> None:
    records = _lines(name)
    assert len(records) >= 11
    assert all(isinstance(record, dict) for record in records)


def test_json_lines_use_several_names_for_the_same_field() -> None:
    assert {"headline", "body", "pubDate", "byline"} <= set(_lines("bote.jsonl")[0])
    assert {"title", "content", "date", "authors"} <= set(_lines("quai.jsonl")[0])


def test_every_article_is_read(archive: dict[str, Extraction]) -> None:
    assert len(archive) >= 70
    assert not [name for name, reading in archive.items() if not (reading.article.title and reading.article.text)]


def test_articles_are_in_three_languages(archive: dict[str, Extraction]) -> None:
    languages = Counter(reading.article.language for reading in archive.values())
    assert languages["en"] >= 50
    assert languages["de"] >= 8
    assert languages["fr"] >= 8
    assert languages.keys() == {"en", "de", "fr"}


def test_every_year_from_2009_to_2025_has_articles(archive: dict[str, Extraction]) -> None:
    years = {reading.article.published.wall.year for reading in archive.values() if reading.article.published}
    assert years == set(range(2009, 2026))


def test_two_articles_are_undated_and_one_knows_its_month_alone(archive: dict[str, Extraction]) -> None:
    dates = [reading.article.published for reading in archive.values()]
    assert dates.count(None) == 2
    assert [date.precision for date in dates if date].count(Precision.MONTH) == 1


def test_no_two_articles_are_identical(archive: dict[str, Extraction]) -> None:
    assert len({reading.article.id for reading in archive.values()}) == len(archive)
    assert len({reading.article.text for reading in archive.values()}) == len(archive)


def test_articles_have_the_length_of_articles(archive: dict[str, Extraction]) -> None:
    words = {name: len(reading.article.text.split()) for name, reading in archive.items()}
    assert not {name: count for name, count in words.items() if not 40 <= count <= 900}
    assert sorted(words.values())[len(words) // 2] >= 200


@pytest.mark.parametrize("outlet", OUTLETS)
def test_pages_are_read_without_what_stands_round_the_article(archive: dict[str, Extraction], outlet: str) -> None:
    pages = {name: reading for name, reading in archive.items() if name.startswith(f"{outlet}/")}
    assert {reading.article.source for reading in pages.values()} == {OUTLETS[outlet][0]}
    for name, reading in pages.items():
        published = reading.article.published
        assert published is not None, name
        assert name.split("/")[1].startswith(str(published)[:10]), name
        assert not [words for words in FURNITURE if words in reading.article.text], name


def test_each_outlet_states_its_metadata_in_its_own_way() -> None:
    marks = {
        "alder-courier": (b"application/ld+json", b'"NewsMediaOrganization"', b'lang="en-GB"'),
        "delta-post": (b'property="og:title"', b'property="article:published_time"', b"<time datetime="),
        "vesper-gazette": (b"charset=windows-1252", b"<FONT"),
    }
    for outlet, wanted in marks.items():
        for page in _files(outlet, ".html"):
            data = page.read_bytes()
            assert all(mark in data for mark in (*wanted, b"anonical")), page
            assert sum(any(mark in data for mark in others) for others in marks.values()) == 1, page


def test_gazette_pages_are_not_utf_8_where_it_tells() -> None:
    assert any(max(page.read_bytes()) > 127 for page in _files("vesper-gazette", ".html"))


@pytest.mark.parametrize(
    ("fault", "pattern", "least"),
    [
        ("day-first timestamp by admin", rb"(?m)^\d\d/\d\d/20\d\d \d\d:\d\d by admin\r?$", 12),
        ("no-break space read as Latin-1", "Â\N{NO-BREAK SPACE}|Â ".encode(), 5),
        ("apostrophe read as windows-1252", "â€™".encode(), 5),
        ("sentence broken across paragraphs", rb"[a-z,]\r?\n\r?\n[a-z]", 12),
        ("dateline with a colon", rb"(?m)^[A-Z][A-Za-z -]{2,25}: [A-Z]", 4),
        ("dateline with the agency", rb"(?m)^[A-Z -]{3,25} \((?:RNA|IT)\) - ", 4),
        ("credit of RNA", rb"(?m)^- RNA\r?$", 4),
        ("credit of IT", rb"(?m)^- IT\r?$", 3),
    ],
)
def test_wire_files_have_the_faults_of_wire_files(fault: str, pattern: bytes, least: int) -> None:
    faulty = [path.name for path in _files("wire", ".txt") if re.search(pattern, path.read_bytes())]
    assert len(faulty) >= least, fault


def test_wire_files_are_repaired(archive: dict[str, Extraction]) -> None:
    wire = {name: reading for name, reading in archive.items() if name.startswith("wire/")}
    assert {reading.article.source for reading in wire.values()} == {"RNA", "IT"}
    for name, reading in wire.items():
        assert reading.article.author == (), name
        assert not re.search(r"Â|â€|Ã", reading.article.text), name
        assert not re.search(r"[a-z,]\n\n[a-z]", reading.article.text), name
    kinds = {repair.kind for reading in wire.values() for repair in reading.repairs}
    assert {RepairKind.MOJIBAKE, RepairKind.FALSE_BREAK} <= kinds


def test_a_story_and_its_correction_differ_in_the_figure_alone(archive: dict[str, Extraction]) -> None:
    wire = archive["wire/2015-01-14-nine-dead-in-worst-flood-on-the-sarne.txt"].article.text
    courier = archive["alder-courier/2015-01-15-nine-dead-as-sarne-reaches-record-level.html"].article.text
    printed = archive["delta-post/2015-01-15-sarne-flood-claims-nine-lives.html"].article.text
    corrected = archive["delta-post/2015-01-16-sarne-flood-claims-nine-lives-corrected.html"].article.text
    first = wire.split("\n\n")[0].removeprefix("Vesper: ")
    assert first in courier
    assert first.replace("7.42", "7.24") in printed
    assert first in corrected
    assert corrected.startswith("Correction:")


@pytest.mark.parametrize("name", sorted(path.name for path in SEARCHES.glob("searches*.toml")))
def test_searches_expect_articles_that_exist(archive: dict[str, Extraction], name: str) -> None:
    searches = tomllib.loads((SEARCHES / name).read_text("utf-8"))["search"]
    assert len(searches) >= 8
    for search in searches:
        assert search["query"].strip()
        assert search["comment"].strip()
        assert 1 <= len(search["expected"]) <= 3, search["query"]
        assert not [expected for expected in search["expected"] if expected not in archive], search["query"]
    assert len({search["query"] for search in searches}) == len(searches)
