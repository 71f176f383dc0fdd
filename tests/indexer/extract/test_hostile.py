"""Documents made to cost time or memory are read in seconds, or refused with a reason."""

import json
import time
from datetime import UTC, datetime

import pytest

from indexer.document import Document
from indexer.errors import ReadingError
from indexer.extract import Extraction, ExtractSettings, RepairKind, extract
from tests.indexer.extract.random_documents import read_documents

SECONDS = 15.0
"""Far more than any of these takes on a slow machine, and far less than it took when the cost was not bounded."""

QUOTED = '"<"'
WRAPPED = "The keeper of the lighthouse wrote down every ship that went by and its sig-\nnal flags, "


def reading(text: str, media_type: str) -> Extraction:
    document = Document("a", "a", "1", text.encode(), media_type)
    return extract(document, settings=ExtractSettings(language="en"))


@pytest.mark.parametrize(
    ("text", "media_type"),
    [
        pytest.param(json.dumps({"title": "A", "text": "B", "author": "a" * 300_000}), "application/json", id="word"),
        pytest.param(json.dumps({"title": "A", "text": "B", "author": "a@" * 150_000}), "application/json", id="mail"),
        pytest.param(
            json.dumps({"title": "A", "text": "B", "author": "(" * 300_000}), "application/json", id="bracket"
        ),
        pytest.param(
            json.dumps({"title": "A", "text": "B", "author": ["a@" * 500] * 1000}), "application/json", id="bylines"
        ),
        pytest.param(f"<meta name=author content='{'a' * 300_000}'><p>A text.</p>", "text/html", id="meta"),
        pytest.param(WRAPPED * 20_000, "text/plain", id="broken-words"),
        pytest.param("<p>" + "<span>x</span> " * 60_000, "text/html", id="elements"),
        pytest.param(
            f"<html><body><p {' '.join(f'a{number}=1' for number in range(300_000))}>Some words.",
            "text/html",
            id="attributes",
        ),
        pytest.param(
            f"<p>Words.</p><div {''.join(f'a{number}={QUOTED}' for number in range(100_000))}>x</div>",
            "text/html",
            id="attributes-with-angles",
        ),
        pytest.param(
            json.dumps({"title": "A", "html": f"<p {' '.join(f'a{number}' for number in range(300_000))}>B</p>"}),
            "application/json",
            id="attributes-in-a-record",
        ),
    ],
)
def test_the_cost_of_reading_is_bounded(text: str, media_type: str) -> None:
    started = time.process_time()
    reading(text, media_type)
    assert time.process_time() - started < SECONDS


def test_documents_of_odd_bytes_are_read_or_refused_and_nothing_else() -> None:
    reasons, slowest = read_documents(range(200))
    assert reasons["read"] > 100
    assert slowest < SECONDS


def test_words_broken_at_the_margin_of_a_long_text_are_put_together() -> None:
    read_ = reading(WRAPPED * 500, "text/plain")
    assert read_.article.text.count("its signal flags") == 500
    assert {repair.kind: repair.count for repair in read_.repairs}[RepairKind.HYPHENATION] == 500


def test_a_page_with_too_many_elements_for_the_extractor_still_has_its_text() -> None:
    page = "<html><body><nav>Menu</nav>" + "<p>Some <b>words</b> here.</p>" * 30_000
    text = reading(page, "text/html").article.text
    assert text.count("Some words here.") == 30_000
    assert "Menu" not in text


def test_a_page_with_more_elements_than_memory_allows_is_refused() -> None:
    with pytest.raises(ReadingError, match="more than 200,000 elements") as refused:
        reading("<html><body>" + "<p>a</p>" * 200_001, "text/html")
    assert refused.value.reason == "too-large"


LD = '<script type="application/ld+json">{}</script>'
BY = '{"@type": "Article", "author": '
MEGABYTE = "Ada Smith " * 100_000


def outcomes(markup: str) -> Extraction:
    page = (
        f"<html><head><title>The pier</title></head><body>{markup}<p>The pier was opened on Thursday.</p></body></html>"
    )
    return reading(page, "text/html")


@pytest.mark.parametrize(
    "markup",
    [
        pytest.param(LD.format('{"@type": "Article", "datePublished": "2015-11-27", "headline": "cut sho'), id="cut"),
        pytest.param(LD.format('{"@type": ' * 10_000), id="open"),
        pytest.param(LD.format('{"a": ' * 10_000 + "1" + "}" * 10_000), id="deep"),
        pytest.param(LD.format(BY + "[" * 10_000 + "]" * 10_000 + "}"), id="deep-author"),
        pytest.param(LD.format(BY + '{"name": ' * 500 + '"x"' + "}" * 501), id="dolls"),
        pytest.param(LD.format('{"@graph": [' + '{"@type": "Thing"}, ' * 100_000 + "{}]}"), id="huge"),
        pytest.param(LD.format(json.dumps({"@type": "Article", "name": ["x"] * 100_000})), id="many-names"),
        pytest.param(LD.format('{"@type": "Article", "author": {"@id": "#a"}, "@id": "#a"}'), id="its-own-author"),
        pytest.param(LD.format("{}") * 5_000, id="many-blocks"),
        pytest.param('<meta property="article:author" content="Ada Smith">' * 10_000, id="metas"),
        pytest.param("".join(f'<meta name="date{n}" content="2015-01-01">' for n in range(10_000)), id="names"),
        pytest.param("".join(f'<meta name="x:publish-date" content="{n}">' for n in range(10_000)), id="same-name"),
        pytest.param(f'<meta name="author" content="{MEGABYTE}">', id="meta-author"),
        pytest.param(LD.format(json.dumps({"@type": "Article", "author": MEGABYTE})), id="json-ld-author"),
        pytest.param(f'<h1>The pier</h1><p class="byline">{MEGABYTE}</p>', id="byline"),
        pytest.param(f'<h1>{MEGABYTE}</h1><span itemprop="author">{MEGABYTE}</span>', id="heading"),
        pytest.param('<h1>The pier</h1><a rel="author">Ada Smith</a>' * 5_000, id="headings"),
        pytest.param('<time datetime="2015-11-27">x</time>' * 10_000, id="times"),
        pytest.param('<h1>The pier</h1>' + '<p class="date">27.11.2015 28.11.2015</p>' * 10_000, id="stamps"),
        pytest.param('<div class="author" itemscope itemprop="author">' * 10_000 + "Ada", id="nested-authors"),
        pytest.param("<p>Author:</p>" * 10_000, id="labels"),
        pytest.param('<img src="/a.jpg" alt="x">' * 10_000, id="images"),
        pytest.param('"published_at":"yesterday",' * 50_000, id="script-dates"),
        pytest.param(f'<meta property="og:image" content="data:image/png;base64,{"A" * 1_000_000}">', id="image-data"),
    ],
)  # fmt: skip
def test_what_a_page_says_of_itself_is_bounded(markup: str) -> None:
    started = time.process_time()
    found = outcomes(markup)
    assert time.process_time() - started < SECONDS
    assert "The pier was opened" in found.article.text or len(markup) > 100_000
    assert len(found.article.author) <= 25
    assert len(json.dumps(found.provenance.to_json())) < 50_000
    for verdict in found.provenance:
        assert len(verdict.entries) <= 12
        assert all(len(entry.value) <= 160 for entry in verdict.entries)


@pytest.mark.parametrize("field", ["title", "date", "author", "source", "tags", "image", "url", "language", "place"])
def test_a_megabyte_in_any_field_of_a_record_is_bounded(field: str) -> None:
    record = {"title": "The pier", "text": "It was opened.", field: MEGABYTE}
    started = time.process_time()
    found = reading(json.dumps(record), "application/json")
    assert time.process_time() - started < SECONDS
    assert len(repr(found.article)) < 5_000
    assert len(json.dumps(found.provenance.to_json())) < 10_000


def test_a_date_is_never_that_of_the_run_nor_of_the_file() -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    for text in ("A text without a date.", "Yesterday\n\nA text.", "2027-01-01\n\nA text.", "31/02/2020\n\nA text."):
        document = Document("a", "a.txt", "1", text.encode(), "text/plain", modified=now)
        assert extract(document, settings=ExtractSettings(), now=now).article.published is None
