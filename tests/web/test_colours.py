"""The colours of the style sheet: what stands on what can be told from it, in both themes."""

import re
from itertools import pairwise
from pathlib import Path

import pytest

from tests.web.pages import Open
from web.accent import contrast, parse_color

STYLE = (Path(__file__).parents[2] / "web" / "static" / "style.css").read_text("utf-8")

# The least contrast that WCAG 2.2 asks for: 4.5 for text (1.4.3), 3 for parts of controls and pictures (1.4.11).
PAIRS = [
    *((ink, ground, 4.5) for ink in ("text", "muted", "link", "visited", "error") for ground in ("bg", "surface")),
    ("on-mark", "mark", 4.5),
    ("on-now", "now", 4.5),
    ("text", "added", 4.5),
    ("text", "removed", 4.5),
    ("muted", "added", 4.5),
    ("muted", "removed", 4.5),
    *((part, "bg", 3) for part in ("edge", "bar", "bar-on", "undated")),
    ("now-edge", "mark", 3),
    ("bar-on", "bar", 1.5),
]


def themes() -> dict[str, dict[str, str]]:
    """The colours by their names, of the light and of the dark theme."""
    starts = [match.start() for match in re.finditer(r":root \{", STYLE)][:2]
    parts = [STYLE[start:end] for start, end in pairwise([*starts, starts[1] + 900])]
    return {
        name: dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6});", part))
        for name, part in zip(("light", "dark"), parts, strict=True)
    }


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("one", "other", "least"), PAIRS)
def test_colours_can_be_told_apart(theme: str, one: str, other: str, least: float) -> None:
    colours = themes()[theme]
    assert contrast(parse_color(colours[one]), parse_color(colours[other])) >= least


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_mark_in_a_link_keeps_the_ink_of_marks(visit: Open, scheme: str) -> None:
    ink = "mark => getComputedStyle(mark).color"
    page = visit("/search?q=flood", color_scheme=scheme)
    assert page.locator(".card h3 a mark").first.evaluate(ink) == page.locator(".snippet mark").first.evaluate(ink)
