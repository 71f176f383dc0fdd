"""Documents made to cost time or memory are read in seconds, or refused with a reason."""

import json
import time

import pytest

from indexer.document import Document
from indexer.errors import ReadingError
from indexer.reading import Reading, ReadingSettings, RepairKind, read

SECONDS = 15.0
"""Far more than any of these takes on a slow machine, and far less than it took when the cost was not bounded."""

WRAPPED = "The keeper of the lighthouse wrote down every ship that went by and its sig-\nnal flags, "


def reading(text: str, media_type: str) -> Reading:
    document = Document("a", "a", "1", text.encode(), media_type)
    return read(document, settings=ReadingSettings(language="en"))


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
    ],
)
def test_the_cost_of_reading_is_bounded(text: str, media_type: str) -> None:
    started = time.perf_counter()
    reading(text, media_type)
    assert time.perf_counter() - started < SECONDS


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
