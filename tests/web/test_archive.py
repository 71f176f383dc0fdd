"""What the pages take from the archive: when an article was first seen, that it changed, and that it was removed."""

import sqlite3

from indexer.archive import open_archive
from indexer.status import build_status
from search.engines import open_engine
from search.settings import IndexSettings, SearchSettings
from tests.web.newsroom import STORIES, Newsroom
from tests.web.pages import one, page, text
from web import create_app
from web.settings import WebSettings


def test_the_page_shows_when_an_article_was_first_seen(newsroom: Newsroom) -> None:
    body = newsroom.client.get("/api/v1/articles/ferry").json
    assert body["first_seen"].endswith("Z")
    soup = page(newsroom.client, "/articles/ferry")
    assert "In this archive since" in text(one(soup, ".about"))
    assert "Changed" not in text(one(soup, ".about"))


def test_the_page_shows_that_an_article_changed(newsroom: Newsroom) -> None:
    newsroom.publish({**STORIES[0], "text": "The ferry costs three crowns more."}, STORIES[1])
    soup = page(newsroom.client, "/articles/ferry?q=ferry")
    assert "three crowns" in text(one(soup, ".text"))
    assert "version 2" in text(one(soup, ".about"))


def test_a_removed_article_is_gone_and_says_so(newsroom: Newsroom) -> None:
    newsroom.publish(STORIES[1])
    soup = page(newsroom.client, "/articles/ferry", 410)
    assert text(one(soup, "h1")) == "This article was removed"
    assert "two crowns" not in soup.get_text()
    response = newsroom.client.get("/api/v1/articles/ferry")
    assert (response.status_code, response.get_json(force=True)["code"]) == (410, "article_removed")
    assert newsroom.client.get("/api/v1/search?q=ferry").json["total"]["value"] == 0
    newsroom.publish(*STORIES)
    assert newsroom.client.get("/articles/ferry").status_code == 200


def test_a_new_commit_changes_the_tag_of_an_answer(newsroom: Newsroom) -> None:
    before = newsroom.client.get("/api/v1/search?q=ferry")
    newsroom.publish(*STORIES, {"id": "pier", "title": "The pier", "text": "The ferry lies at the pier."})
    after = newsroom.client.get("/api/v1/search?q=ferry", headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    assert after.json["total"]["value"] == before.json["total"]["value"] + 1


def test_the_page_shows_repairs(newsroom: Newsroom) -> None:
    newsroom.publish({"id": "odd", "title": "CafÃ© by the port", "text": "The cafÃ© by the port was full yesterday."})
    soup = page(newsroom.client, "/articles/odd")
    assert text(one(soup, "h1")) == "Café by the port"
    assert "mojibake (2)" in text(one(soup, ".about"))


def test_boilerplate_is_removed_and_listed_among_the_repairs(newsroom: Newsroom) -> None:
    said = "The ferry leaves at {} past the hour, and comes back before the next one has left the quay."
    footer = "Sign up for our newsletter every morning."
    stories = [{"id": f"n{n}", "title": f"Ferry {n}", "text": f"{said.format(n)}\n\n{footer}"} for n in range(12)]
    newsroom.publish(*stories)
    soup = page(newsroom.client, "/articles/n7")
    assert text(one(soup, ".text")) == said.format(7)
    assert f"boilerplate (1: “{footer}”)" in text(one(soup, ".about"))
    assert newsroom.client.get("/api/v1/search?q=newsletter&match=all").json["total"]["value"] == 0


def damage(newsroom: Newsroom, statement: str) -> None:
    connection = sqlite3.connect(newsroom.file.parent / "archive.sqlite", isolation_level=None)
    connection.execute(statement)
    connection.close()


def test_an_article_that_is_damaged_in_the_archive_is_shown_as_the_index_has_it(newsroom: Newsroom) -> None:
    damage(newsroom, "UPDATE articles SET record = replace(record, 'two crowns', 'six crowns') WHERE id = 'ferry'")
    assert "two crowns" in text(one(page(newsroom.client, "/articles/ferry"), ".text"))
    assert newsroom.client.get("/api/v1/articles/ferry").json["text"] == STORIES[0]["text"]


def test_a_damaged_article_that_the_index_has_not_is_an_error_with_a_code(newsroom: Newsroom) -> None:
    newsroom.publish(STORIES[1])
    damage(newsroom, "UPDATE articles SET record = replace(record, 'two crowns', 'six crowns') WHERE id = 'ferry'")
    answer = newsroom.client.get("/api/v1/articles/ferry")
    assert (answer.status_code, answer.get_json(force=True)["code"]) == (503, "article_damaged")
    assert str(newsroom.file.parent) not in answer.text


def test_the_status_over_a_damaged_archive_is_an_error_with_a_code(newsroom: Newsroom) -> None:
    folder = newsroom.file.parent
    damage(newsroom, "UPDATE runs SET heartbeat = 'yesterday'")
    archive = open_archive(folder / "archive.sqlite", create=False)
    engine = open_engine(IndexSettings(), SearchSettings(), folder)
    app = create_app(WebSettings(), engine, archive, status=lambda: build_status(archive, engine))
    answer = app.test_client().get("/status", headers={"Accept": "application/json"})
    assert (answer.status_code, answer.get_json(force=True)["code"]) == (503, "archive_unavailable")
    assert "cannot be read" in text(one(page(app.test_client(), "/status", 503), "h1"))
    engine.close()
    archive.close()
