"""The article page and the API show where the fields of an article came from."""

import json
import threading

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser
from werkzeug.serving import make_server

from tests.web.newsroom import Newsroom
from tests.web.pages import one, page, text
from web.pages.provenance import confidence_text

PAGE = (
    "<html lang=en><head><title>The pier opens | Harbour Times</title>"
    '<meta property="og:title" content="The pier &lt;b&gt;opens&lt;/b&gt; today">'
    '<meta property="article:published_time" content="31/02/2020">'
    '<meta property="og:site_name" content="Harbour Times">'
    '<meta property="og:image" content="https://harbour.example/pier.jpg">'
    '<meta property="og:image:alt" content="The pier at dawn"></head><body><h1>The pier opens</h1>'
    '<p class="byline">By <a rel="author">Ada Smith</a>, 27 November 2015</p>'
    + "<p>The council agreed on Thursday to rebuild the northern pier before winter, in spite of the cost.</p>" * 4
    + "</body></html>"
)


@pytest.fixture
def told(newsroom: Newsroom) -> Newsroom:
    newsroom.publish({"id": "pier", "html": PAGE})
    return newsroom


def test_each_detail_has_a_row_with_where_it_was_found(told: Newsroom) -> None:
    table = one(page(told.client, "/articles/pier"), "details.ledger table")
    rows = {text(one(row, "th")): [text(cell) for cell in row.select("td")] for row in table.select("tbody tr")}
    assert list(rows) == ["Title", "Text", "Published", "Author", "Source", "Language", "Picture"]
    value, found, sure, elsewhere = rows["Title"]
    assert (value, found) == ("The pier opens", "heading h1: the most trusted of the places that state one")
    assert sure == "medium (76%)"
    assert "Same value in title element." in elsewhere
    assert "The pier <b>opens</b> today in OpenGraph og:title" in elsewhere
    assert rows["Published"][0] == "27 November 2015"
    assert "31/02/2020 in OpenGraph article:published_time, which is no day of the calendar" in rows["Published"][3]
    assert rows["Picture"][0] == "The pier at dawn"
    assert rows["Text"][0].endswith(" words")


def test_picture_and_confidence_are_shown(told: Newsroom) -> None:
    soup = page(told.client, "/articles/pier")
    link = one(soup, ".about a[href='https://harbour.example/pier.jpg']")
    assert text(link) == "The pier at dawn"
    assert not soup.select("img"), "nothing is fetched from elsewhere"
    assert "Extraction confidence: 0." in text(one(soup, ".ledger"))


def test_the_api_has_the_ledger(told: Newsroom, client: FlaskClient) -> None:
    body = told.client.get("/api/v1/articles/pier").json
    assert body["quality"] > 0.5
    assert (body["image"], body["image_alt"]) == ("https://harbour.example/pier.jpg", "The pier at dawn")
    assert body["ledger"]["title"]["candidates"][0] == {
        "value": "The pier opens",
        "origin": "heading h1",
        "confidence": 0.93,
        "outcome": "won",
    }
    assert json.loads(client.get("/api/v1/articles/night-mail").data)["ledger"] is None, "an index alone has none"


def test_an_article_without_a_ledger_has_no_table(client: FlaskClient) -> None:
    assert not page(client, "/articles/night-mail").select(".ledger")


def test_hostile_candidates_are_text(newsroom: Newsroom) -> None:
    evil = '"><svg/onload=alert(1)>\u202e'
    newsroom.publish({"id": "evil", "title": evil, "text": "Words.", "author": evil, "date": evil, "tags": [evil]})
    soup = page(newsroom.client, "/articles/evil")
    assert not soup.select("svg")
    assert '"><svg/onload=alert(1)>\ufffd in record date, which is no date' in text(one(soup, ".ledger"))


def test_confidence_reads_as_a_word() -> None:
    assert [confidence_text(value) for value in (1.0, 0.9, 0.7, 0.5, 0.49, 0.0)] == [
        "high (100%)",
        "high (90%)",
        "medium (70%)",
        "low (50%)",
        "very low (49%)",
        "very low (0%)",
    ]


@pytest.mark.browser
def test_the_table_fits_narrow_and_wide_in_both_themes(told: Newsroom, browser: Browser) -> None:
    server = make_server("127.0.0.1", 0, told.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    context = browser.new_context(java_script_enabled=False)
    shown = context.new_page()
    try:
        for width in (320, 360, 768, 1440):
            for scheme in ("light", "dark"):
                shown.set_viewport_size({"width": width, "height": 900})
                shown.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
                shown.goto(f"http://127.0.0.1:{server.server_port}/articles/pier")
                assert not shown.locator(".ledger table").is_visible()
                shown.get_by_text("Extraction details").click()
                assert shown.locator(".ledger table").is_visible()
                assert shown.evaluate("document.documentElement.scrollWidth") <= width
    finally:
        context.close()
        server.shutdown()
        thread.join()
        server.server_close()
