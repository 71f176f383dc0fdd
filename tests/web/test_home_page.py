"""The home page and the page to browse: what this archive holds, and searches that find it."""

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from search.article import Article
from search.engine import Engine
from tests.web.articles import ARTICLES
from tests.web.pages import one, page, text
from web import create_app
from web.settings import WebSettings


def choices(soup: BeautifulSoup) -> list[tuple[str, int, str]]:
    """The values to browse by: label, number of articles and address."""
    links = [link for link in soup.select(".browse li a") if "all" not in link.get("class", [])]
    return [(text(one(link, "span > bdi")), int(one(link, ".count").contents[0]), str(link["href"])) for link in links]  # type: ignore[call-overload]


def total(client: FlaskClient, address: str) -> int:
    answer = client.get(address.replace("/search", "/api/v1/search")).get_json()
    return int(answer["total"]["value"])


def test_home_says_what_the_archive_holds(client: FlaskClient) -> None:
    shown = text(one(page(client, "/"), "#holds + .covers"))
    sources = {article.source for article in ARTICLES if article.source}
    assert shown.startswith(f"{len(ARTICLES)} articles from {len(sources)} sources. Published from ")


@pytest.mark.parametrize("path", ["/", "/browse"])
def test_every_value_leads_to_as_many_articles_as_it_says(client: FlaskClient, path: str) -> None:
    found = choices(page(client, path))
    assert len(found) > 8
    for label, count, address in found:
        assert total(client, address) == count, label


def test_examples_find_something(client: FlaskClient) -> None:
    links = page(client, "/").select(".examples a")
    assert len(links) >= 3
    for link in links:
        assert total(client, str(link["href"])), text(link)


def test_the_examples_of_the_owner_come_instead(engine: Engine) -> None:
    there = create_app(WebSettings(examples=("harbour -ferry",)), engine).test_client()
    assert [text(link) for link in page(there, "/").select(".examples a")] == ["harbour -ferry"]


@pytest.mark.parametrize("path", ["/", "/browse"])
def test_a_list_that_is_cut_leads_to_the_whole(client: FlaskClient, path: str) -> None:
    for link in page(client, path).select(".browse a.all"):
        assert client.get(str(link["href"])).status_code == 200, text(link)


@pytest.mark.parametrize("title", ["", "!!!", "of the", "海 和 山", "x" * 500])
def test_an_archive_of_strange_titles_is_shown(empty_engine: Engine, title: str) -> None:
    with empty_engine.writer() as writer:
        writer.update(Article("one", title, "Words."))
    there = create_app(WebSettings(), empty_engine).test_client()
    for path in ("/", "/browse", "/help"):
        page(there, path)
    assert "1 article." in text(one(page(there, "/"), "#holds + .covers"))


def test_an_article_that_is_added_is_counted_at_once(empty_engine: Engine) -> None:
    there = create_app(WebSettings(), empty_engine).test_client()
    for number in (1, 2):
        with empty_engine.writer() as writer:
            writer.update(Article(str(number), "Ferry late", "It came.", source="Courier"))
        assert choices(page(there, "/"))[0][:2] == ("Courier", number)
