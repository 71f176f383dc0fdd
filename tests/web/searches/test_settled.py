"""Searches that are shown while someone types, in Chromium: they are logged when they have come to rest."""

import re
from collections.abc import Iterator
from urllib.parse import quote_plus

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, expect

from tests.web.conftest import serving
from tests.web.holding import until
from tests.web.searches.logged import BROWSER, Logged


@pytest.fixture
def page(logged: Logged, browser: Browser) -> Iterator[Page]:
    """The home page, with the clock at rest and the focus in the field."""
    with serving(logged.app) as root:
        context = browser.new_context()
        page = context.new_page()
        page.clock.install(time=0)
        page.goto(f"{root}/search?source=Harbour+Post")
        page.clock.pause_at(60_000)
        page.locator("#q").click()
        yield page
        context.close()


def type_and_see(page: Page, text: str, heading: str) -> None:
    page.keyboard.type(text)
    page.clock.run_for(200)
    expect(page).to_have_url(re.compile(re.escape(quote_plus(text))))  # the page of the start has 3 articles, too
    expect(page.locator("#results")).to_have_text(heading)


def logged_queries(logged: Logged) -> list[tuple[str, int]]:
    return [(row.query, row.times) for row in logged.rows()]


@pytest.mark.browser
def test_results_that_stand_are_logged_once_and_those_that_are_replaced_are_not(logged: Logged, page: Page) -> None:
    type_and_see(page, "flood", "3 articles")
    page.clock.run_for(2_000)
    type_and_see(page, " railway", "1 article")
    assert logged_queries(logged) == []
    page.clock.run_for(3_000)
    until(page, lambda: logged_queries(logged) == [("flood railway", 1)])
    page.clock.run_for(60_000)
    (row,) = logged.rows()
    assert (row.times, row.total, row.filtered) == (1, 1, True)


@pytest.mark.browser
def test_results_that_the_reader_goes_on_from_are_logged(logged: Logged, page: Page) -> None:
    type_and_see(page, "flood", "3 articles")
    page.locator(".card a").first.click()
    page.wait_for_url("**/articles/**")
    until(page, lambda: logged_queries(logged) == [("flood", 1)])


@pytest.mark.browser
def test_enter_is_the_same_search(logged: Logged, page: Page) -> None:
    type_and_see(page, "flood", "3 articles")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert logged_queries(logged) == [("flood", 1)]


@pytest.mark.browser
def test_enter_on_results_that_have_stood_is_the_same_search(logged: Logged, page: Page) -> None:
    type_and_see(page, "flood", "3 articles")
    page.clock.run_for(3_000)
    until(page, lambda: logged_queries(logged) == [("flood", 1)])
    page.keyboard.press("Enter")
    expect(page.locator("#results")).to_be_focused()
    page.locator("#q").click()
    type_and_see(page, " railway", "1 article")
    for _ in " railway":
        page.keyboard.press("Backspace")
    page.clock.run_for(200)
    expect(page.locator("#results")).to_have_text("3 articles")
    page.clock.run_for(3_000)
    page.locator(".card a").first.click()
    page.wait_for_url("**/articles/**")
    assert logged_queries(logged) == [("flood", 1)]


@pytest.mark.browser
def test_enter_for_another_search_is_counted(logged: Logged, page: Page) -> None:
    type_and_see(page, "flood", "3 articles")
    page.clock.run_for(3_000)
    until(page, lambda: logged_queries(logged) == [("flood", 1)])
    page.keyboard.type(" railway")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert logged_queries(logged) == [("flood", 1), ("flood railway", 1)]


def test_a_site_without_a_log_asks_for_no_word_of_it(logged: Logged, client: FlaskClient) -> None:
    assert "data-settled" in logged.client.get("/").text
    assert "data-settled" not in client.get("/").text
    assert client.post("/search/settled", data={"q": "flood"}).status_code == 204


def test_pages_of_other_sites_have_nothing_logged(logged: Logged) -> None:
    def settle(origin: str) -> int:
        headers = {**BROWSER, "Sec-Fetch-Site": origin}
        return logged.client.post("/search/settled", data={"q": "flood"}, headers=headers).status_code

    assert settle("cross-site") == 403
    assert logged_queries(logged) == []
    assert settle("same-origin") == 204
    assert logged_queries(logged) == [("flood", 1)]


def test_what_is_settled_is_read_as_the_page_reads_it(logged: Logged) -> None:
    assert logged.client.post("/search/settled", data={"q": "flood", "utm_source": "x"}, headers=BROWSER).data == b""
    assert logged.client.post("/search/settled", data={"page_size": "0"}).status_code == 400
    assert logged.client.post("/search/settled", json={"q": "flood"}).status_code == 415
    assert logged.client.get("/search/settled?q=flood").status_code == 405
    assert logged_queries(logged) == [("flood", 1)]
