"""What the pages take from the archive: when an article was first seen, that it changed, and that it was removed."""

from tests.web.newsroom import STORIES, Newsroom
from tests.web.pages import one, page, text


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
