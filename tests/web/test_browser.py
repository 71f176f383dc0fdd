"""The pages in Chromium, without a script."""

from itertools import pairwise

import pytest
from playwright.sync_api import Page

from tests.web.pages import PATHS, Open

pytestmark = pytest.mark.browser


# 320 CSS pixels wide and 256 high is a window of 1280 by 1024 at 400 % zoom.
@pytest.mark.parametrize(("width", "height"), [(320, 256), (320, 900), (768, 900), (1440, 900)])
@pytest.mark.parametrize("path", PATHS)
def test_nothing_scrolls_sideways(visit: Open, path: str, width: int, height: int) -> None:
    page = visit(path, width, height)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    wide = page.evaluate(
        """width => [...document.querySelectorAll('body *')].filter(e => !e.closest('.scroll, .unseen, .skip'))
        .filter(e => e.getBoundingClientRect().right > width + 1 || e.getBoundingClientRect().left < -1)
        .map(e => e.outerHTML.slice(0, 80))""",
        width,
    )
    assert wide == []


STOP = """() => { const e = document.activeElement, box = e.getBoundingClientRect(), style = getComputedStyle(e);
  return {at: e.outerHTML.slice(0, 90), tag: e.tagName, x: box.x, y: box.y + scrollY, width: box.width,
    bottom: box.bottom, top: box.top, outline: style.outlineStyle == 'none' ? 0 : parseFloat(style.outlineWidth),
    seen: e.contains(document.elementFromPoint(box.x + Math.min(box.width / 2, 5), box.y + box.height / 2)),
    side: !!e.closest('aside')} }"""


def stops(page: Page) -> list[dict[str, object]]:
    found = []
    for _ in range(200):
        page.keyboard.press("Tab")
        stop: dict[str, object] = page.evaluate(STOP)
        if stop["tag"] == "BODY" or (found and stop["at"] == found[0]["at"]):
            break
        found.append(stop)
    return found


@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("path", [PATHS[1], PATHS[5]])
def test_the_keyboard_goes_where_the_eye_goes(visit: Open, path: str, width: int) -> None:
    found = [stop for stop in stops(visit(path, width)) if stop["width"]][1:]
    assert len(found) > 8
    # On a narrow screen the bar of matches stays at the lower edge, whatever is above it.
    flowing = [stop for stop in found if "m=" not in str(stop["at"]) and '/articles/night-mail"' not in str(stop["at"])]
    for here, there in pairwise(flowing):
        if here["side"] == there["side"]:
            assert (there["y"] > here["y"] - 8) or there["x"] > here["x"], (here, there)  # type: ignore[operator]
    sides = [stop["side"] for stop in flowing]
    assert sides.index(True) > sides.index(False)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("path", [PATHS[0], PATHS[1], PATHS[5]])
def test_focus_is_always_seen(visit: Open, path: str, width: int, scheme: str) -> None:
    for stop in stops(visit(path, width, 700, color_scheme=scheme)):
        assert stop["outline"] == 3, stop
        assert stop["seen"], stop


CONTRAST = """() => {
  const parse = c => c.match(/[\\d.]+/g).map(Number);
  const part = v => (v /= 255) <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4;
  const light = c => .2126 * part(c[0]) + .7152 * part(c[1]) + .0722 * part(c[2]);
  const ratio = (a, b) => { const [x, y] = [light(a), light(b)].sort((p, q) => q - p); return (x + .05) / (y + .05) };
  const ground = e => { for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor);
    if (c.length < 4 || c[3] > 0) return c.slice(0, 3) }
    return parse(getComputedStyle(document.body).backgroundColor) };
  const low = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) { const e = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !e.checkVisibility() || e.closest('.unseen')) continue;
    const r = ratio(parse(getComputedStyle(e).color).slice(0, 3), ground(e));
    if (r < 5.9) low.push([e.outerHTML.slice(0, 80), r]) }
  for (const e of document.querySelectorAll('input:not([type=hidden]), .chips a, .dates button')) {
    const edge = getComputedStyle(e).borderTopColor, c = parse(edge);
    if (c.length == 4 && c[3] == 0) continue;
    const r = ratio(c.slice(0, 3), ground(e.parentElement));
    if (r < 3) low.push([e.outerHTML.slice(0, 80), r]) }
  return low }"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PATHS)
def test_all_text_can_be_read_in_both_themes(visit: Open, path: str, scheme: str) -> None:
    assert visit(path, color_scheme=scheme).evaluate(CONTRAST) == []


def test_the_themes_differ(visit: Open) -> None:
    grounds = [
        visit("/", color_scheme=scheme).evaluate("getComputedStyle(document.body).backgroundColor")
        for scheme in ("light", "dark")
    ]
    assert grounds == ["rgb(255, 255, 255)", "rgb(20, 23, 27)"]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("width", [360, 1440])
def test_targets_are_large_enough(visit: Open, path: str, width: int) -> None:
    small = visit(path, width).evaluate(
        """() => [...document.querySelectorAll('a, button, input:not([type=hidden]), summary')]
        .filter(e => e.checkVisibility() && !e.closest('.skip, .unseen, p:not(.more, .back, .exports), td, h3, th, dd'))
        .filter(e => e.getBoundingClientRect().height < 23.9)
        .map(e => [e.outerHTML.slice(0, 80), e.getBoundingClientRect().height])"""
    )
    assert small == []


def test_a_person_searches_narrows_reads_and_goes_back_without_a_script(visit: Open, served: str) -> None:
    page = visit("/")
    assert page.evaluate("document.activeElement.id") == "q"
    page.keyboard.type("flood")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=flood")
    page.get_by_role("link", name="Coast Times 2 results").click()
    page.wait_for_url("**source=Coast+Times#results")
    assert page.evaluate("document.activeElement.id") == "results"
    assert page.get_by_role("heading", level=2, name="2 articles").is_visible()
    page.get_by_role("link", name="Night mail returns to the Veldmark railway", exact=True).click()
    assert page.locator("mark#m1").inner_text() == "flood"
    page.get_by_role("link", name="First").click()
    assert page.evaluate("document.querySelector(':target').id") == "m1"
    page.get_by_role("link", name="Back to results").click()
    assert page.url == f"{served}/search?q=flood&source=Coast+Times#results"
    page.get_by_role("link", name="Remove Source: Coast Times").click()
    assert page.get_by_role("heading", level=2, name="7 articles").is_visible()


def test_the_skip_link_comes_first_and_leads_to_the_results(visit: Open) -> None:
    page = visit("/search?q=flood")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.evaluate("document.activeElement.getBoundingClientRect().top") >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "results"


def test_the_current_mark_is_not_hidden_under_the_bar(visit: Open) -> None:
    for width in (360, 1440):
        page = visit("/articles/night-mail?q=mail&m=3#m3", width, 300)
        clear = page.evaluate(
            """() => { const mark = document.querySelector('#m3'), box = mark.getBoundingClientRect();
            return mark.contains(document.elementFromPoint(box.x + 2, box.y + box.height / 2)) }"""
        )
        assert clear, width


def test_hebrew_runs_from_the_right(visit: Open) -> None:
    page = visit("/articles/hebrew")
    title = page.evaluate(
        """() => { const range = document.createRange(); range.selectNodeContents(document.querySelector('h1'));
        return range.getBoundingClientRect().right - document.querySelector('h1').getBoundingClientRect().right }"""
    )
    assert abs(title) < 2


def test_print_leaves_out_what_paper_cannot_do(visit: Open) -> None:
    page = visit(PATHS[1], media="print")
    assert page.locator(".printed").is_visible()
    assert "Printed from http" in page.locator(".printed").inner_text()
    for gone in ("form.search", "#filters", ".pager", ".chips", ".orders", ".foot"):
        assert not page.locator(gone).is_visible(), gone
    assert page.evaluate("getComputedStyle(document.querySelector('.snippet mark')).textDecorationLine") == "underline"


def test_forced_colours_keep_what_colour_alone_would_say(visit: Open) -> None:
    page = visit("/search?q=flood", forced_colors="active")
    assert (
        page.evaluate("getComputedStyle(document.querySelector('.orders [aria-current]')).borderBottomWidth") == "2px"
    )
    page = visit(PATHS[5], forced_colors="active")
    assert page.evaluate("getComputedStyle(document.querySelector('mark.now')).outlineWidth") == "3px"
