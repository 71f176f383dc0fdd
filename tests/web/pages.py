"""Helpers that read a page."""

from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient


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
