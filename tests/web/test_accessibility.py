"""axe finds nothing on any page, in either theme, on a narrow and on a wide screen."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.web.pages import ARCHIVE_PATHS, PATHS, Open

pytestmark = pytest.mark.browser

# All rules of WCAG up to 2.2 AA and the best practices; those that axe calls experimental by name.
OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "rules": {"label-content-name-mismatch": {"enabled": True}, "target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}


COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
"""What the theme can change."""


def violations(visit_with_scripts: Open, address: str) -> list[tuple[int, str, str, str]]:
    """What axe finds, as width, theme, rule and the element."""
    found = []
    for width, scheme, options in (
        (360, "light", OPTIONS),
        (768, "light", OPTIONS),
        (1440, "light", OPTIONS),
        (360, "dark", COLOURS),
        (1440, "dark", COLOURS),
    ):
        results = Axe().run(visit_with_scripts(address, width, color_scheme=scheme), options=options)
        for violation in results.response["violations"]:
            found += [(width, scheme, violation["id"], node["html"][:200]) for node in violation["nodes"]]
    return found


@pytest.mark.parametrize("path", PATHS)
def test_axe_finds_nothing(visit_with_scripts: Open, path: str) -> None:
    assert violations(visit_with_scripts, path) == []


@pytest.mark.parametrize("path", ARCHIVE_PATHS)
def test_axe_finds_nothing_on_a_site_with_an_archive(visit_with_scripts: Open, served_archive: str, path: str) -> None:
    assert violations(visit_with_scripts, served_archive + path) == []


@pytest.mark.parametrize("path", ["/", "/search?q=railway", "/articles/night-mail?q=mail&m=2"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
def test_axe_finds_nothing_with_the_suggestions_open(
    visit_with_scripts: Open, path: str, scheme: str, width: int
) -> None:
    page = visit_with_scripts(path, width, color_scheme=scheme)
    page.locator("#q").focus()
    page.keyboard.press("End")
    page.keyboard.type(" fl")
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("ArrowDown")
    assert page.locator("[role=option][aria-selected=true]").is_visible()
    found = Axe().run(page, options=OPTIONS).response["violations"]
    assert [(each["id"], node["html"][:200]) for each in found for node in each["nodes"]] == []


def test_axe_finds_what_is_wrong(visit_with_scripts: Open) -> None:
    page = visit_with_scripts("/help")
    page.evaluate("document.querySelector('input').removeAttribute('id')")
    rules = [violation["id"] for violation in Axe().run(page, options=OPTIONS).response["violations"]]
    assert "label" in rules
