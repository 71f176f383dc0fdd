"""Results while someone types, in Chromium: when they are asked for, what becomes of the page, and the way back."""

import pytest
from playwright.sync_api import Locator, Page, expect

from search.article import Article
from search.engine import Engine
from tests.web.articles import STORIES
from tests.web.conftest import now, serving
from tests.web.holding import FRAGMENT, Holding, until
from tests.web.pages import Open
from web import create_app
from web.settings import WebSettings

pytestmark = pytest.mark.browser

CHINESE = Article(id="chinese", title="洪水", text="安塞尔河的洪水", language="zh")


@pytest.fixture
def asked(scripted: Open, served: str) -> tuple[Page, list[str]]:
    """The results of "railway", with the clock of the page at rest, and the queries of all fragments asked for."""
    page = scripted("/help")
    page.clock.install(time=0)
    page.goto(f"{served}/search?q=railway")
    page.clock.pause_at(60_000)
    queries: list[str] = []
    page.on("request", lambda request: queries.append(request.url) if "/search/fragment" in request.url else None)
    field(page).click()
    return page, queries


def field(page: Page) -> Locator:
    return page.locator("#q")


def heading(page: Page) -> str:
    return page.locator("#results").inner_text()


def status(page: Page) -> str:
    return page.locator("[role=status]").inner_text()


def shows(page: Page, heading: str) -> None:
    expect(page.locator("#results")).to_have_text(heading)


def test_the_server_is_asked_200_ms_after_the_last_key(asked: tuple[Page, list[str]]) -> None:
    page, queries = asked
    page.keyboard.type(" flo")
    page.clock.run_for(199)
    page.keyboard.type("od")
    page.clock.run_for(199)
    assert queries == []
    page.clock.run_for(1)
    shows(page, "2 articles")
    assert [query.partition("?")[2] for query in queries] == ["q=railway+flood"]


def test_one_letter_is_not_enough(asked: tuple[Page, list[str]]) -> None:
    page, queries = asked
    field(page).fill("f")
    page.clock.run_for(1000)
    field(page).fill("")
    page.clock.run_for(1000)
    assert queries == []
    assert heading(page) == "2 articles"


def test_one_chinese_character_is_enough(scripted: Open, empty_engine: Engine) -> None:
    with empty_engine.writer() as writer:
        for article in (*STORIES, CHINESE):
            writer.update(article)
    with serving(create_app(WebSettings(), empty_engine, clock=now)) as root:
        page = scripted(f"{root}/search?q=flood")
        field(page).fill("洪")
        shows(page, "1 article")
        assert page.url.endswith("/search?q=%E6%B4%AA")
        page.goto("about:blank")


def test_what_an_input_method_composes_is_searched_for_when_it_is_done(asked: tuple[Page, list[str]]) -> None:
    page, queries = asked
    field(page).fill("")
    devtools = page.context.new_cdp_session(page)
    for text in ("ふ", "ふる"):
        devtools.send("Input.imeSetComposition", {"text": text, "selectionStart": 1, "selectionEnd": 1})
        page.clock.run_for(1000)
    assert field(page).input_value() == "ふる"
    assert queries == []
    devtools.send("Input.insertText", {"text": "flood"})
    page.clock.run_for(200)
    shows(page, "7 articles")
    assert len(queries) == 1


def test_an_answer_to_what_is_no_longer_typed_is_dropped(scripted: Open, served: str) -> None:
    page = scripted("/search?q=railway")
    network = Holding(page, FRAGMENT)
    field(page).fill("bulletin")
    network.wait_for(1)
    field(page).fill("flood")
    network.wait_for(2)
    network.release(1)
    shows(page, "7 articles")
    network.wait_for_abort(0)
    assert heading(page) == "7 articles"
    assert page.url == f"{served}/search?q=flood"


def test_the_region_is_replaced_and_never_the_field(scripted: Open) -> None:
    page = scripted("/search?q=flood")
    field(page).evaluate("e => { window.before = e; e.focus(); e.setSelectionRange(0, 0) }")
    page.keyboard.type("mail ")
    shows(page, "1 article")
    assert page.evaluate("window.before === document.querySelector('#q') && window.before === document.activeElement")
    assert field(page).evaluate("e => e.selectionStart") == len("mail ")
    assert page.title() == "mail flood – Coast archive"
    assert page.locator("link[rel=alternate]").first.get_attribute("href") == "/search.atom?q=mail+flood"
    assert page.locator("h1").count() == 1


def test_the_filters_of_the_page_are_kept(scripted: Open, served: str) -> None:
    page = scripted("/search?q=mail&source=Coast+Times&sort=newest")
    field(page).fill("flood")
    shows(page, "2 articles")
    assert page.url == f"{served}/search?q=flood&source=Coast+Times&sort=newest"
    assert page.get_by_role("link", name="Remove Source: Coast Times").is_visible()


REGION = """() => { const main = document.querySelector('main').cloneNode(true);
  for (const e of main.querySelectorAll('.took')) e.remove();
  return [document.title, main.innerHTML.trim(),
    [...document.querySelectorAll('head link')].map(e => e.outerHTML).sort(), document.querySelector('#q').value] }"""


@pytest.mark.parametrize("query", ["flood", "bulletin", "zeppelin", '"night mail" -freight', "flood zeppelin"])
def test_the_page_is_what_it_is_without_a_script(scripted: Open, visit: Open, query: str) -> None:
    page = scripted("/search?q=railway&from=2012")
    field(page).fill(query)
    page.wait_for_url("**/search?q=*")
    until(page, lambda: page.title().startswith(query))
    assert page.evaluate(REGION) == visit(page.url).evaluate(REGION)


def test_a_slow_server_is_waited_for_and_said_to_be(asked: tuple[Page, list[str]]) -> None:
    page, _ = asked
    network = Holding(page, FRAGMENT)
    field(page).fill("flood")
    page.clock.run_for(200)
    network.wait_for(1)
    page.clock.run_for(399)
    assert not page.get_by_text("Searching").is_visible()
    assert page.locator("main").get_attribute("aria-busy") is None
    page.clock.run_for(1)
    assert page.get_by_text("Searching").is_visible()
    assert page.locator("main").get_attribute("aria-busy") == "true"
    network.release(0)
    shows(page, "7 articles")
    expect(page.get_by_text("Searching")).to_be_hidden()
    assert page.locator("main").get_attribute("aria-busy") is None


def test_a_failure_keeps_the_list_and_says_what_to_do(scripted: Open, served: str) -> None:
    page = scripted("/search?q=railway")
    page.route(FRAGMENT, lambda route: route.abort())
    field(page).click()
    field(page).fill("flood")
    expect(page.locator(".note")).to_have_text("Could not update. Press Enter.")
    assert status(page) == "Could not update. Press Enter."
    assert heading(page) == "2 articles"
    assert page.url == f"{served}/search?q=railway"
    page.keyboard.press("Enter")
    page.wait_for_url(f"{served}/search?q=flood")
    assert heading(page) == "7 articles"


def test_an_error_of_the_server_is_a_failure(scripted: Open, engine: Engine) -> None:
    with serving(create_app(WebSettings(max_url_length=2048), engine, clock=now)) as root:
        page = scripted(f"{root}/search?q=railway")
        field(page).fill("flood" * 500)
        expect(page.locator(".note")).to_have_text("Could not update. Press Enter.")
        assert heading(page) == "2 articles"
        page.goto("about:blank")


def test_typing_makes_one_step_back(scripted: Open, served: str) -> None:
    page = scripted("/search?q=railway")
    before = page.evaluate("history.length")
    for query, outcome in (("flood", "7 articles"), ("bulletin", "45 articles"), ("mail", "1 article")):
        field(page).fill(query)
        shows(page, outcome)
    assert page.evaluate("history.length") == before + 1
    page.go_back()
    shows(page, "2 articles")
    assert (page.url, field(page).input_value()) == (f"{served}/search?q=railway", "railway")
    assert page.title() == "railway – Coast archive"
    page.go_forward()
    shows(page, "1 article")
    assert (page.url, field(page).input_value()) == (f"{served}/search?q=mail", "mail")
    assert page.title() == "mail – Coast archive"


def test_enter_after_typing_is_no_step_of_its_own(scripted: Open, served: str) -> None:
    page = scripted("/search?q=railway")
    field(page).fill("flood")
    shows(page, "7 articles")
    before = page.evaluate("history.length")
    field(page).focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert (page.url, page.evaluate("history.length")) == (f"{served}/search?q=flood", before)
    page.go_back()
    shows(page, "2 articles")
    assert (page.url, field(page).input_value()) == (f"{served}/search?q=railway", "railway")


def test_each_time_the_field_is_entered_is_a_step_of_its_own(scripted: Open) -> None:
    page = scripted("/search?q=railway")
    for query, outcome in (("flood", "7 articles"), ("mail", "1 article")):
        page.locator("#filters").focus()
        field(page).click()
        field(page).fill(query)
        shows(page, outcome)
    page.go_back()
    shows(page, "7 articles")
    assert field(page).input_value() == "flood"
    page.go_back()
    shows(page, "2 articles")


def test_a_step_back_stops_an_answer_on_its_way(scripted: Open) -> None:
    page = scripted("/search?q=railway")
    field(page).fill("flood")
    shows(page, "7 articles")
    network = Holding(page, FRAGMENT)
    field(page).fill("bulletin")
    network.wait_for(1)
    page.go_back()
    shows(page, "2 articles")
    network.wait_for_abort(0)
    assert heading(page) == "2 articles"
    assert field(page).input_value() == "railway"


def test_the_home_page_shows_results_below_its_field(scripted: Open, served: str) -> None:
    page = scripted("/")
    place = field(page).bounding_box()
    page.keyboard.type("flood")
    shows(page, "7 articles")
    assert page.url == f"{served}/search?q=flood"
    assert field(page).bounding_box() == place
    assert page.locator("h1").all_inner_texts() == ["Coast archive"]
    assert not page.get_by_role("heading", name="In this archive").is_visible()
    page.go_back()
    assert page.get_by_role("heading", name="In this archive").is_visible()
    assert (page.url, page.title(), field(page).input_value()) == (f"{served}/", "Coast archive", "")


def test_the_way_back_leads_through_an_article_to_the_home_page(scripted: Open, served: str) -> None:
    page = scripted("/")
    page.keyboard.type("flood")
    shows(page, "7 articles")
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Flood closes the lower line", exact=True).click()
    page.wait_for_url("**/articles/flood-2014?q=flood")
    page.go_back()
    shows(page, "7 articles")
    assert (page.url, field(page).input_value()) == (f"{served}/search?q=flood", "flood")
    page.go_back()
    page.get_by_role("heading", name="In this archive").wait_for()
    assert (page.url, field(page).input_value()) == (f"{served}/", "")


def test_filters_are_plain_links(scripted: Open, served: str) -> None:
    page = scripted("/search?q=railway")
    field(page).fill("flood")
    shows(page, "7 articles")
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Coast Times 2 results").click()
    page.wait_for_url(f"{served}/search?q=flood&source=Coast+Times#results")
    assert page.evaluate("document.activeElement.id") == "results"
    page.go_back()
    shows(page, "7 articles")
    assert field(page).input_value() == "flood"


def test_focus_that_went_into_the_list_is_not_lost(scripted: Open) -> None:
    page = scripted("/search?q=railway")
    network = Holding(page, FRAGMENT)
    field(page).fill("flood")
    network.wait_for(1)
    page.locator(".card a").first.focus()
    network.release(0)
    shows(page, "7 articles")
    assert page.evaluate("document.activeElement.id") == "results"


def test_the_outcome_is_said_once_when_the_keys_rest(asked: tuple[Page, list[str]]) -> None:
    page, _ = asked
    page.evaluate(
        """() => { window.said = []; const p = document.querySelector('[role=status]');
        new MutationObserver(() => p.textContent && said.push(p.textContent)).observe(p, {childList: true}) }"""
    )
    field(page).fill("bull")
    page.clock.run_for(600)
    field(page).fill("bulletin")
    page.clock.run_for(200)
    shows(page, "45 articles")
    page.clock.run_for(799)
    assert status(page) == ""
    page.clock.run_for(1)
    until(page, lambda: bool(status(page)))
    assert status(page) == "6 suggestions. 45 results."
    page.clock.run_for(2999)
    assert status(page) != ""
    page.clock.run_for(1)
    assert status(page) == ""
    assert page.evaluate("said") == ["6 suggestions. 45 results."]
    assert page.locator("[role=status], [aria-live], [role=alert]").count() == 1


def test_an_unfinished_word_does_not_empty_the_list(asked: tuple[Page, list[str]]) -> None:
    page, _ = asked
    with page.expect_response(FRAGMENT):
        field(page).fill("floo")
        page.clock.run_for(200)
    page.get_by_role("option", name="flood", exact=True).wait_for()
    page.clock.run_for(700)
    assert heading(page) == "2 articles"
    assert not page.get_by_text("Searching").is_visible()
    page.clock.run_for(100)
    shows(page, "No articles found")
    page.clock.run_for(1)
    until(page, lambda: bool(status(page)))
    assert status(page).endswith("No results.")


def test_hostile_text_stays_text(scripted: Open) -> None:
    page = scripted("/search?q=railway")
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: dialogs.append(dialog.message))
    for query in ("alert", "<img src=x onerror=alert(1)>", '"><script>alert(1)</script>', "<script"):
        field(page).fill(query)
        page.wait_for_function("query => document.title.startsWith(query)", arg=query)
        assert field(page).input_value() == query
        wrong = "main script, main img, main iframe, [onerror], .below :not(ul, li, p, bdi, b, span)"
        assert page.locator(wrong).count() == 0
    assert dialogs == []


def test_a_page_that_the_browser_kept_has_the_field_of_its_address(scripted: Open) -> None:
    page = scripted("/articles/night-mail?q=mail")
    field(page).fill("something else")
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    assert field(page).input_value() == "mail"
