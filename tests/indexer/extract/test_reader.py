import json
import lzma
import re
import tarfile
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.document import Document
from indexer.errors import ReadingError
from indexer.extract import ExtractSettings, RepairKind, extract

SETTINGS = ExtractSettings(language="en")
NOW = datetime(2026, 1, 1)
KINDS = ["", "text/html", "text/markdown", "text/plain", "application/json", "image/png", "text/html; charset=utf-16"]


def words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text.lower()))


def document(data: bytes, media_type: str = "", location: str = "a") -> Document:
    return Document(key="a", location=location, fingerprint="1", data=data, media_type=media_type)


PIECES = st.sampled_from(
    [
        b"<html><body>",
        b"<p>",
        b"<script>",
        b"</p>",
        b"---\n",
        b"+++\n",
        b"title: x\n",
        b'{"text": "',
        b'"}',
        b"# ",
        b"- ",
        b"\n\n",
        b"27/11/2015 13:46 by admin\n\n",
        b"Moscow: ",
        b"- PTI",
        b"\xc3\x82 ",
        b"\xff\xfe",
        b"\x00",
        b"&amp;",
        b"By ",
        b"[a](b)",
        b"|",
        b"<![CDATA[",
        b"\xed\xa0\x80",
        "â€™".encode(),
        b"<title>a | b</title>",
        b"word ",
    ]
)


@settings(deadline=None)  # the first page loads the extractor
@given(
    st.one_of(st.binary(max_size=300), st.lists(PIECES | st.binary(max_size=20), max_size=12).map(b"".join)),
    st.sampled_from(KINDS),
)
def test_any_bytes_give_an_article_or_a_reading_error(data: bytes, media_type: str) -> None:
    refused = None
    try:
        reading = extract(document(data, media_type), settings=SETTINGS, now=NOW)
    except ReadingError as error:
        refused = error
    if refused is not None:
        assert refused.reason in {"empty", "binary", "no-text", "bad-json", "unsupported"}
        assert str(refused)
        return
    article = reading.article
    assert article.title
    assert article.text == article.text.strip()
    assert "\n\n\n" not in article.text
    repr(article).encode("utf-8")


def test_a_document_that_is_too_large_is_not_read() -> None:
    with pytest.raises(ReadingError) as error:
        extract(document(b"word " * 300), settings=ExtractSettings(max_bytes=1024))
    assert error.value.reason == "too-large"
    assert "reading.max_bytes" in str(error.value)


def test_an_unknown_kind_is_an_error_that_names_it() -> None:
    with pytest.raises(ReadingError, match="image/png") as error:
        extract(document(b"text", "image/png"), settings=SETTINGS)
    assert error.value.reason == "unsupported"


def test_what_the_source_states_wins_over_the_page_but_the_page_has_the_text() -> None:
    page = "<html><head><title>Old</title></head><body><p>The text of the page itself.</p></body></html>"
    entry = Document(
        key="a",
        location="https://example.org/a",
        fingerprint="1",
        data=page.encode(),
        media_type="text/html",
        fields={"title": "New", "summary": "Only a teaser", "date": "2015"},
    )
    article = extract(entry, settings=SETTINGS, now=NOW).article
    assert (article.title, article.text, str(article.published)) == ("New", "The text of the page itself.", "2015")


@pytest.mark.parametrize(
    ("opening", "place"),
    [
        ("VESPER (RNA) - ", "Vesper"),
        ("PORT ALDER, May 3 - ", "Port Alder"),
        ("Vesper: ", None),
        ("Update (RNA) - ", None),
    ],
)
def test_a_sure_dateline_in_a_record_gives_the_place_and_stays(opening: str, place: str | None) -> None:
    text = f"{opening}The pier was opened on Thursday by the harbour master and his dog."
    record = Document(key="a", location="a", fingerprint="1", fields={"title": "x", "text": text})
    article = extract(record, settings=SETTINGS, now=NOW).article
    assert (article.place, article.text) == (place, text)


def test_a_rejected_date_leaves_the_article_undated_and_is_noted() -> None:
    reading = extract(document(b"date: x", "text/plain"), settings=SETTINGS, now=NOW)
    assert reading.article.published is None
    reading = extract(document(b"---\ndate: 2027-01-01\n---\nText.", "text/markdown"), settings=SETTINGS, now=NOW)
    assert reading.article.published is None
    assert [repair.kind for repair in reading.repairs] == [RepairKind.TITLE_FROM_TEXT, RepairKind.DATE_REJECTED]


def test_a_file_time_is_never_a_publication_date() -> None:
    stamped = Document(key="a", location="a", fingerprint="1", data=b"Some text.", modified=datetime(2020, 1, 1))
    assert extract(stamped, settings=SETTINGS).article.published is None


def test_documents_without_address_are_told_apart_by_key_and_source() -> None:
    def identity(key: str, source_name: str) -> str:
        return extract(
            Document(key=key, location="x", fingerprint="1", data=b"Text."), settings=SETTINGS, source_name=source_name
        ).article.id

    assert identity("a", "wire") == identity("a", "wire")
    assert len({identity("a", "wire"), identity("b", "wire"), identity("a", "pages")}) == 3


def senate(corpora: Path, count: int) -> Iterator[dict[str, object]]:
    with lzma.open(corpora / "news" / "senate_press.jsonl.xz", "rt", encoding="utf-8") as lines:
        for line in islice(lines, count):
            yield json.loads(line)


def test_press_releases_keep_all_their_words(corpora: Path) -> None:
    for number, record in enumerate(senate(corpora, 500)):
        one = Document(key=str(number), location=f"dump:{number}", fingerprint="1", fields=record)
        article = extract(one, settings=SETTINGS, now=NOW).article
        before, after = words(str(record["text"])), words(article.text)
        assert not after - before, record["id"]
        assert set(before - after) <= {"â"}, record["id"]  # of mojibake; no word
        assert article.id == record["id"]
        assert str(article.published) == record["date"]
        assert 0 < len(article.title) <= 100


def test_extracted_pages_hold_what_people_say_they_hold(corpora: Path) -> None:
    lines = (corpora / "extraction" / "readability.jsonl").read_text(encoding="utf-8").splitlines()[:50]
    scores = []
    with tarfile.open(corpora / "extraction" / "readability.tar.xz") as pages:
        for record in map(json.loads, lines):
            member = pages.extractfile(record["html"])
            assert member is not None
            found = words(extract(document(member.read(), "text/html"), settings=SETTINGS, now=NOW).article.text)
            wanted = words(record["text"])
            scores.append(2 * (found & wanted).total() / (found.total() + wanted.total()))
    assert sum(scores) / len(scores) >= 0.93
