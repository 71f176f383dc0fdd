"""Pages to try in a browser, and helpers that read a page."""

from collections.abc import Callable

from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient
from playwright.sync_api import Page

from tests.web.articles import ENDLESS

PATHS = [
    "/",
    "/search?q=bulletin&source=Agency+1&source=Agency+2&from=2012&page_size=3",
    "/search?q=flood",
    "/search?q=zeppelin&from=2015",
    "/search?q=flood&from=2015-13",
    "/articles/night-mail?q=mail&m=2",
    "/articles/hebrew?q=flood",
    "/browse",
    "/help",
    "/help/api",
    "/nothing",
    "/facets/source?q=bulletin",
    f"/search?q=endless&source={ENDLESS}",
    f"/search?q={ENDLESS}{ENDLESS}",
    f"/articles/{ENDLESS}?q=endless",
]
"""Pages of the site of the test articles, one of each kind, with the hardest of their kind."""

CHANGED = "night-mail"
"""The article of the site with an archive that has an earlier version."""

ARCHIVE_PATHS = ["/", "/status", "/articles/night-mail?q=mail", "/search?q=the+flood", f"/articles/{CHANGED}/versions"]
"""Pages of the site with an archive, which knows more of its articles."""

Open = Callable[..., Page]
"""Opens a page: its path, then the width and the height of the window and what media it is."""


def page(client: FlaskClient, path: str, status: int = 200) -> BeautifulSoup:
    response = client.get(path)
    assert response.status_code == status, response.text
    assert response.content_type == "text/html; charset=utf-8"
    return BeautifulSoup(response.data, "html.parser")


def one(soup: BeautifulSoup | Tag, selector: str) -> Tag:
    found = soup.select(selector)
    assert len(found) == 1, (selector, found)
    return found[0]


def text(element: Tag) -> str:
    """The text as a person hears it read, on one line."""
    if element.name == "a" and "aria-label" in element.attrs:
        return str(element["aria-label"])
    return " ".join(element.get_text().split())
