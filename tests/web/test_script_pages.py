"""The script on all pages in Chromium: its size, what it may load, the / key, the matches of an article, copying."""

import gzip
import re
from collections.abc import Iterator

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, expect

from tests.web.pages import ARCHIVE_PATHS, PATHS, Open, one, page

pytestmark = pytest.mark.browser

SHIFT = """new PerformanceObserver(list => { for (const entry of list.getEntries())
  window.shift = (window.shift ?? 0) + entry.value }).observe({type: 'layout-shift', buffered: true})"""


def script(client: FlaskClient) -> str:
    return str(one(page(client, "/"), "script[type=module]")["src"])


def compressed(body: bytes) -> int:
    return len(gzip.compress(body, 9))


def test_the_script_and_what_it_loads_are_small(client: FlaskClient) -> None:
    assert compressed(client.get(script(client)).data) <= 6_000
    assert compressed(client.get("/search/fragment?q=bulletin").data) <= 12_000


def test_the_script_has_an_address_that_may_be_kept_forever(client: FlaskClient) -> None:
    assert re.fullmatch(r"/static/dateline\.[0-9a-f]{12}\.js", script(client))
    answer = client.get(script(client))
    assert answer.content_type == "text/javascript; charset=utf-8"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_scripts_of_the_site_alone_may_run(client: FlaskClient) -> None:
    policy = dict(part.split(" ", 1) for part in client.get("/").headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert (policy["script-src"], policy["connect-src"]) == ("'self'", "'self'")
    for path in PATHS[:3]:
        for each in page(client, path).select("script"):
            assert each["type"] == "application/ld+json" or not each.get_text()


def test_the_fragment_is_the_part_of_the_page_that_differs(client: FlaskClient) -> None:
    answer = client.get("/search/fragment?q=flood&source=Coast+Times")
    assert answer.status_code == 200
    assert answer.content_type == "text/html; charset=utf-8"
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert not re.search(r"<html|<body|<header|class=\"search\"|<script", answer.text)
    whole = page(client, "/search?q=flood&source=Coast+Times")
    assert f"<title>{one(whole, 'head > title').get_text()}</title>" in answer.text
    part = BeautifulSoup(answer.data, "html.parser")
    assert [str(card) for card in part.select(".card")] == [str(card) for card in whole.select("main .card")] != []
    again = client.get("/search/fragment?q=flood&source=Coast+Times", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert client.get("/search/fragment?quarry=flood").status_code == 400


@pytest.mark.parametrize("path", PATHS)
def test_no_page_has_an_error_in_its_console(scripted: Open, path: str) -> None:
    opened = scripted(path)
    expect(opened.locator("#q")).to_have_attribute("role", "combobox")


@pytest.mark.parametrize("path", ARCHIVE_PATHS)
def test_no_page_of_a_site_with_an_archive_has_one(scripted: Open, served_archive: str, path: str) -> None:
    opened = scripted(served_archive + path)
    expect(opened.locator("#q")).to_have_attribute("role", "combobox")


@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("path", [PATHS[0], PATHS[1], PATHS[5]])
def test_nothing_moves_while_a_page_loads_or_the_list_opens(scripted: Open, path: str, width: int) -> None:
    opened = scripted("/help")
    opened.add_init_script(SHIFT)
    scripted(path, width)
    opened.wait_for_load_state("networkidle")
    opened.locator("#q").focus()
    opened.keyboard.press("End")
    opened.keyboard.type(" fl")
    opened.get_by_role("option").first.wait_for()
    assert opened.evaluate("window.shift ?? 0") == 0


def test_the_slash_leads_to_the_field(scripted: Open) -> None:
    opened = scripted("/search?q=flood")
    opened.keyboard.press("/")
    assert opened.evaluate("document.activeElement.id") == "q"
    opened.keyboard.type("a/b")
    assert opened.locator("#q").input_value() == "a/b"
    opened.locator("#from").focus()
    opened.keyboard.type("/")
    assert opened.evaluate("document.activeElement.id") == "from"
    assert opened.locator("#from").input_value() == "/"


@pytest.mark.parametrize("modifier", ["Control", "Alt", "Meta"])
def test_the_slash_with_another_key_is_the_browsers(scripted: Open, modifier: str) -> None:
    opened = scripted("/search?q=flood")
    opened.keyboard.press(f"{modifier}+/")
    assert opened.evaluate("document.activeElement.id") != "q"


def test_the_slash_can_be_turned_off_for_good(scripted: Open) -> None:
    opened = scripted("/help")
    switch = opened.get_by_role("checkbox", name="Use the / key in this browser")
    assert switch.is_checked()
    switch.uncheck()
    opened = scripted("/search?q=flood")
    opened.keyboard.press("/")
    assert opened.evaluate("document.activeElement.id") != "q"
    opened = scripted("/help")
    assert not switch.is_checked()
    switch.check()
    opened.keyboard.press("/")
    assert opened.evaluate("document.activeElement.id") == "q"


def test_there_is_no_switch_without_a_script(visit: Open) -> None:
    opened = visit("/help")
    assert not opened.get_by_role("checkbox").first.is_visible()
    assert opened.locator("#keys").is_visible()


BAR = """() => [document.querySelector('.matches').innerText.replace(/\\s+/g, ' '), location.href,
  [...document.querySelectorAll('mark.now')].map(e => e.id),
  ...['prev', 'next'].map(way => document.querySelector(`.matches [data-step=${way}]`).getAttribute('href') ?? '')
    .map(link => link && new URL(link, location.href).href)]"""


@pytest.fixture
def article(scripted: Open) -> Iterator[Page]:
    """An article with three matches at the first, on a page that must not be loaded again."""
    opened = scripted("/articles/night-mail?q=mail&m=1#m1", height=400)
    opened.evaluate("window.same = true")
    yield opened
    assert opened.evaluate("window.same")


def test_the_matches_are_stepped_through_without_loading(article: Page, visit: Open) -> None:
    entries = article.evaluate("history.length")
    steps = [article.evaluate(BAR)]
    for name in ("Next", "Next", "Previous"):
        article.locator(".matches").get_by_role("link", name=name).click()
        steps.append(article.evaluate(BAR))
    assert [step[0].partition(" Prev")[0] for step in steps] == ["1 of 3", "2 of 3", "3 of 3", "2 of 3"]
    assert [step[2] for step in steps] == [["m1"], ["m2"], ["m3"], ["m2"]]
    # The server says the same of each of these addresses.
    for step in steps:
        assert visit(step[1]).evaluate(BAR) == step
    assert article.evaluate("history.length") == entries


def test_only_the_current_match_looks_current(article: Page) -> None:
    article.get_by_role("link", name="Next").click()
    looks = article.locator(".text mark").evaluate_all("marks => marks.map(e => getComputedStyle(e).backgroundColor)")
    assert looks[0] == looks[2] != looks[1]


def test_the_keyboard_steps_with_one_key(article: Page) -> None:
    article.get_by_role("link", name="Next").focus()
    article.keyboard.press("Enter")
    assert article.evaluate("document.activeElement.innerText") == "Next"
    assert article.locator("[role=status]").inner_text() == "2 of 3"
    article.keyboard.press("Enter")
    # There is no next one, so the link cannot keep the focus.
    assert article.evaluate("document.activeElement.id") == "m3"
    assert article.evaluate("document.querySelector('#m3').getBoundingClientRect().bottom") <= 400


def test_a_match_in_the_list_is_gone_to(article: Page, served: str) -> None:
    article.get_by_text("All matches in context").click()
    article.locator(".contexts a").last.click()
    assert article.url == f"{served}/articles/night-mail?q=mail&m=3#m3"
    assert article.evaluate("document.activeElement.id") == "m3"


def test_a_click_for_another_window_is_left_alone(article: Page) -> None:
    with article.context.expect_page() as another:
        article.get_by_role("link", name="Next").click(modifiers=["Control"])
    another.value.wait_for_load_state()
    assert another.value.locator("mark.now").get_attribute("id") == "m2"
    assert article.locator("mark.now").get_attribute("id") == "m1"


def test_a_first_match_is_gone_to_where_none_is_current(scripted: Open) -> None:
    opened = scripted("/articles/night-mail?q=mail")
    assert opened.locator(".matches p").inner_text() == "3 matches"
    opened.get_by_role("link", name="First").click()
    assert opened.locator(".matches p").inner_text() == "1 of 3"
    assert opened.get_by_role("link", name="Next").get_attribute("href").endswith("?q=mail&m=2#m2")


@pytest.mark.parametrize("clipboard", [True, False])
def test_a_citation_is_copied(scripted: Open, clipboard: bool) -> None:
    opened = scripted("/help")
    if not clipboard:
        # Browsers offer none to pages that came over HTTP from another machine.
        opened.add_init_script("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    scripted("/articles/night-mail")
    button = opened.locator(".cite .copy").first
    button.click()
    expect(button).to_have_text("Copied")
    assert opened.locator("[role=status]").inner_text() == "Copied"
    cited = opened.locator("#plain").inner_text()
    opened.locator("#q").focus()
    opened.keyboard.press("Control+V")
    assert opened.locator("#q").input_value() == cited
    opened.get_by_text("Citation formats").click()
    opened.locator(".cite details .copy").first.click()
    opened.locator("#q").fill("")
    opened.keyboard.press("Control+V")
    assert opened.locator("#q").input_value().startswith("@article{")


def test_without_a_script_nothing_offers_to_copy(visit: Open) -> None:
    opened = visit("/articles/night-mail")
    assert opened.get_by_text("Citation formats").is_visible()
    assert not opened.locator(".copy").first.is_visible()


def test_texts_of_the_script_are_in_the_language_of_the_page(browser: Browser, served: str) -> None:
    context = browser.new_context(locale="de-AT")
    opened = context.new_page()
    opened.goto(f"{served}/search?q=railway")
    opened.locator("#q").fill("fl")
    expect(opened.locator("[role=listbox]")).to_have_attribute("aria-label", "Vorschläge")
    expect(opened.locator("[role=status]")).to_have_text(re.compile(r"^4 Vorschläge\. Keine "))
    opened.goto(f"{served}/articles/night-mail?q=mail&m=2")
    opened.get_by_role("link", name="Weiter").click()
    said = opened.locator(".matches p").inner_text()
    opened.locator(".copy").first.click()
    expect(opened.locator(".copy").first).not_to_have_text("Copied")
    context.close()
    assert said == "3 von 3"
