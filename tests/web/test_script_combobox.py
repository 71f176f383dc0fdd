"""The suggestions of the search field in Chromium: every key of an ARIA combobox."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.web.holding import SUGGEST, Holding
from tests.web.pages import Open

pytestmark = pytest.mark.browser


def field(page: Page) -> Locator:
    return page.locator("#q")


def options(page: Page) -> Locator:
    return page.get_by_role("option")


def chosen(page: Page) -> str | None:
    """The option that the field names as active, which alone is selected."""
    active = field(page).get_attribute("aria-activedescendant")
    selected = [each.get_attribute("id") for each in page.locator("[role=option][aria-selected=true]").all()]
    assert selected == ([active] if active else [])
    return page.locator(f"#{active} bdi").inner_text() if active else None


def texts(page: Page) -> list[str]:
    return page.locator("[role=option] bdi").all_inner_texts()


@pytest.fixture
def typed(scripted: Open) -> Page:
    """The help page, where nothing but the suggestions follows what is typed, with "fl" in the field."""
    page = scripted("/help")
    field(page).click()
    page.keyboard.type("fl")
    options(page).first.wait_for()
    return page


def test_without_a_script_it_is_a_plain_search_field(visit: Open) -> None:
    page = visit("/")
    assert field(page).evaluate("e => e.getAttributeNames().filter(name => /^(role|aria)/.test(name))") == []
    assert page.locator("[role=listbox]").count() == 0
    assert page.locator("[role=status]").inner_text() == ""


def test_the_script_makes_the_field_a_combobox(scripted: Open) -> None:
    page = scripted("/")
    expect(field(page)).to_have_attribute("role", "combobox")
    assert field(page).get_attribute("type") == "search"
    assert field(page).get_attribute("aria-autocomplete") == "list"
    assert field(page).get_attribute("aria-expanded") == "false"
    listbox = page.locator("#" + str(field(page).get_attribute("aria-controls")))
    assert listbox.evaluate("e => [e.tagName, e.role, e.ariaLabel, e.hidden]") == ["UL", "listbox", "Suggestions", True]
    assert chosen(page) is None


def test_typing_offers_words_and_titles_and_chooses_none(typed: Page) -> None:
    assert texts(typed)[0] == "flood"
    assert 1 < len(texts(typed)) <= 6
    assert "Flood closes the lower line" in texts(typed)
    assert typed.get_by_role("option", name="Flood closes the lower line Title").count() == 1
    assert field(typed).get_attribute("aria-expanded") == "true"
    assert chosen(typed) is None
    assert typed.locator("[role=option] a, [role=option] button").count() == 0
    assert field(typed).evaluate("e => e === document.activeElement")


def test_where_there_are_no_results_only_the_suggestions_are_counted(typed: Page) -> None:
    expect(typed.locator("[role=status]")).to_have_text("4 suggestions.")
    assert options(typed).count() == 4


def test_the_chosen_one_is_seen_in_forced_colours(typed: Page) -> None:
    typed.emulate_media(forced_colors="active")
    typed.keyboard.press("ArrowDown")
    outlines = options(typed).evaluate_all("all => all.map(e => getComputedStyle(e).outlineStyle)")
    assert outlines == ["solid", *["none"] * (len(outlines) - 1)]


def test_the_arrows_go_round_through_what_was_typed(typed: Page) -> None:
    names = texts(typed)
    down, up = [], []
    for _ in range(len(names) + 2):
        typed.keyboard.press("ArrowDown")
        down.append(chosen(typed))
    assert down == [*names, None, names[0]]
    for _ in range(3):
        typed.keyboard.press("ArrowUp")
        up.append(chosen(typed))
    assert up == [None, names[-1], names[-2]]
    assert field(typed).input_value() == "fl"


def test_enter_searches_for_what_was_typed(typed: Page, served: str) -> None:
    typed.keyboard.press("Enter")
    typed.wait_for_url(f"{served}/search?q=fl")


def test_enter_on_a_suggestion_searches_for_it(typed: Page, served: str) -> None:
    typed.keyboard.press("ArrowDown")
    typed.keyboard.press("Enter")
    typed.wait_for_url(f"{served}/search?q=flood")
    assert field(typed).input_value() == "flood"
    expect(field(typed)).to_have_attribute("aria-expanded", "false")


def test_one_click_searches(typed: Page, served: str) -> None:
    asked: list[str] = []
    typed.on("request", lambda request: asked.append(request.url) if request.is_navigation_request() else None)
    options(typed).first.click()
    typed.wait_for_url(f"{served}/search?q=flood")
    assert asked == [f"{served}/search?q=flood"]


def test_a_title_that_is_chosen_is_the_first_result(typed: Page) -> None:
    typed.get_by_role("option", name="Flood closes the lower line").click()
    typed.wait_for_url("**/search?q=Flood+closes+the+lower+line")
    assert typed.locator(".card h3").first.inner_text() == "Flood closes the lower line"


def test_escape_closes_and_then_empties(typed: Page) -> None:
    typed.keyboard.press("ArrowDown")
    typed.keyboard.press("Escape")
    assert (field(typed).input_value(), field(typed).get_attribute("aria-expanded")) == ("fl", "false")
    assert chosen(typed) is None
    assert not options(typed).first.is_visible()
    typed.keyboard.press("Escape")
    assert field(typed).input_value() == ""
    assert field(typed).evaluate("e => e === document.activeElement")


def test_tab_closes_and_leads_on(typed: Page) -> None:
    typed.keyboard.press("ArrowDown")
    typed.keyboard.press("Tab")
    assert typed.evaluate("document.activeElement.innerText") == "Search"
    assert (field(typed).input_value(), field(typed).get_attribute("aria-expanded")) == ("fl", "false")


@pytest.mark.parametrize(
    ("key", "then"), [("Home", "xfl"), ("ArrowLeft", "fxl"), ("End", "flx"), ("ArrowRight", "flx")]
)
def test_other_keys_edit_the_text(typed: Page, key: str, then: str) -> None:
    typed.keyboard.press("ArrowDown")
    typed.keyboard.press(key)
    assert chosen(typed) is None
    typed.keyboard.type("x")
    assert field(typed).input_value() == then


def test_alt_and_the_arrows_open_and_close(typed: Page) -> None:
    typed.keyboard.press("Alt+ArrowUp")
    assert field(typed).get_attribute("aria-expanded") == "false"
    typed.keyboard.press("Alt+ArrowDown")
    expect(field(typed)).to_have_attribute("aria-expanded", "true")
    assert chosen(typed) is None
    typed.keyboard.press("Escape")
    typed.keyboard.press("ArrowDown")
    expect(field(typed)).to_have_attribute("aria-activedescendant", "suggestion-0")
    assert chosen(typed) == "flood"


def test_the_arrow_opens_a_field_that_came_with_a_query(scripted: Open) -> None:
    page = scripted("/search?q=fl")
    field(page).focus()
    page.keyboard.press("ArrowUp")
    options(page).first.wait_for()
    assert chosen(page) == texts(page)[-1]


def test_typing_on_unchooses(typed: Page) -> None:
    typed.keyboard.press("ArrowDown")
    typed.keyboard.type("o")
    assert chosen(typed) is None
    assert field(typed).input_value() == "flo"


def test_the_list_lies_over_the_page_and_moves_nothing(scripted: Open) -> None:
    page = scripted("/help", 360)
    before = page.evaluate("document.querySelector('h1').getBoundingClientRect().top")
    field(page).click()
    page.keyboard.type("fl")
    options(page).first.wait_for()
    assert page.evaluate("document.querySelector('h1').getBoundingClientRect().top") == before
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    top = options(page).first.bounding_box()
    assert top is not None
    assert page.evaluate("([x, y]) => document.elementFromPoint(x, y).closest('[role=option]').id", [60, top["y"] + 9])


def test_the_field_stays_in_sight_at_400_percent(scripted: Open) -> None:
    page = scripted("/help", 320, 256)
    field(page).click()
    page.keyboard.type("fl")
    options(page).first.wait_for()
    page.keyboard.press("ArrowUp")
    seen = """e => { const {top, bottom} = e.getBoundingClientRect(); return top >= 0 && bottom <= 256 }"""
    assert field(page).evaluate(seen)
    assert page.locator("[aria-selected=true]").evaluate(seen)


def test_suggestions_for_what_is_no_longer_typed_are_dropped(scripted: Open) -> None:
    page = scripted("/help")
    network = Holding(page, SUGGEST)
    field(page).click()
    page.keyboard.type("sh")
    network.wait_for(1)
    page.keyboard.press("Backspace")
    page.keyboard.press("Backspace")
    page.keyboard.type("fl")
    network.wait_for(2)
    network.release(1)
    options(page).first.wait_for()
    assert texts(page)[0] == "flood"
    network.wait_for_abort(0)
    assert texts(page)[0] == "flood"


def test_a_list_that_was_closed_stays_closed_until_the_next_key(typed: Page) -> None:
    network = Holding(typed, SUGGEST)
    typed.keyboard.type("o")
    typed.keyboard.press("Escape")
    network.wait_for(1)
    with typed.expect_response(SUGGEST):
        network.release(0)
    expect(typed.locator("[role=option] b").first).to_have_text("od")
    assert field(typed).get_attribute("aria-expanded") == "false"
    typed.keyboard.type("o")
    network.wait_for(2)
    network.release(1)
    expect(field(typed)).to_have_attribute("aria-expanded", "true")


def test_a_new_list_has_nothing_chosen(typed: Page) -> None:
    network = Holding(typed, SUGGEST)
    typed.keyboard.type("o")
    typed.keyboard.press("ArrowDown")
    assert chosen(typed) == "flood"
    network.wait_for(1)
    network.release(0)
    expect(typed.locator("[role=option] b").first).to_have_text("od")
    assert chosen(typed) is None


def test_no_list_opens_where_the_focus_has_left(scripted: Open) -> None:
    page = scripted("/help")
    network = Holding(page, SUGGEST)
    field(page).click()
    page.keyboard.type("fl")
    network.wait_for(1)
    page.keyboard.press("Tab")
    with page.expect_response(SUGGEST):
        network.release(0)
    # Roles count only what is shown.
    expect(page.locator("[role=option]")).not_to_have_count(0)
    assert options(page).count() == 0
    assert field(page).get_attribute("aria-expanded") == "false"


def test_keys_belong_to_the_input_method_while_it_composes(typed: Page) -> None:
    devtools = typed.context.new_cdp_session(typed)
    devtools.send("Input.imeSetComposition", {"text": "o", "selectionStart": 1, "selectionEnd": 1})
    field(typed).evaluate(
        """e => { for (const key of ['ArrowDown', 'Enter', 'Escape'])
        e.dispatchEvent(new KeyboardEvent('keydown', {key, isComposing: true, bubbles: true, cancelable: true})) }"""
    )
    assert chosen(typed) is None
    assert field(typed).get_attribute("aria-expanded") == "true"
    assert field(typed).input_value() == "flo"
