"""The article page: its text, its highlights, the links between them, and removed articles."""

import gzip

import pytest
from flask.testing import FlaskClient

from search.results import Fragment
from tests.web.articles import STORIES
from tests.web.pages import one, page, text
from web.pages.article import CONTEXT_CHARS, MAX_CONTEXT_SPAN_CHARS, match_contexts


def test_an_article_shows_its_text_in_paragraphs(client: FlaskClient) -> None:
    soup = page(client, "/articles/night-mail")
    article = one(soup, "article")
    assert article["lang"] == "en"
    assert len(article.select(".text p")) == 3
    assert not soup.select("mark, .matches, .back")
    assert one(soup, "link[rel=canonical]")["href"] == "http://localhost/articles/night-mail"
    assert one(soup, "meta[name=citation_publication_date]")["content"] == "2015/11/27"
    assert "“Night mail returns to the Veldmark railway”, Coast Times, 27 November 2015" in text(one(soup, ".cite p"))


def test_marks_are_numbered_and_one_is_current(client: FlaskClient) -> None:
    soup = page(client, "/articles/night-mail?q=mail&m=2")
    marks = soup.select(".text mark")
    assert [mark["id"] for mark in marks] == ["m1", "m2", "m3"]
    assert all(mark["tabindex"] == "-1" for mark in marks)
    assert one(soup, "mark.now")["id"] == "m2"
    bar = one(soup, ".matches")
    assert text(one(bar, "p")) == "2 of 3"
    assert [(text(link), link["href"]) for link in bar.select("a")] == [
        ("Previous", "/articles/night-mail?q=mail&m=1#m1"),
        ("Next", "/articles/night-mail?q=mail&m=3#m3"),
        ("Hide highlights", "/articles/night-mail?q=mail&marks=off"),
    ]


def test_the_way_ends_at_either_end(client: FlaskClient) -> None:
    first = one(page(client, "/articles/night-mail?q=mail&m=1"), ".matches")
    last = one(page(client, "/articles/night-mail?q=mail&m=3"), ".matches")
    start = one(page(client, "/articles/night-mail?q=mail"), ".matches")
    assert [text(link) for link in first.select("a[href]")] == ["Next", "Hide highlights"]
    assert [text(link) for link in last.select("a[href]")] == ["Previous", "Hide highlights"]
    assert text(one(start, "p")) == "3 matches"
    assert start.select("a[href]")[0]["href"] == "/articles/night-mail?q=mail&m=1#m1"


def test_a_mark_that_is_not_there_is_not_current(client: FlaskClient) -> None:
    soup = page(client, "/articles/night-mail?q=mail&m=99")
    assert not soup.select("mark.now")
    assert text(one(soup, ".matches p")) == "3 matches"


def test_a_phrase_is_one_mark(client: FlaskClient) -> None:
    soup = page(client, '/articles/night-mail?q="night mail"')
    assert {mark.get_text() for mark in soup.select(".text mark")} == {"night mail"}


def test_an_article_found_by_a_part_of_the_query_is_marked_as_in_the_results(client: FlaskClient) -> None:
    soup = page(client, "/articles/night-mail?q=mail+zeppelin")
    assert soup.select(".text mark")


def test_the_way_back_leads_to_the_very_results(client: FlaskClient) -> None:
    search = "q=mail&source=Coast+Times&page=1"
    soup = page(client, f"/articles/night-mail?{search}&m=2")
    assert one(soup, ".back a")["href"] == f"/search?{search}#results"


def test_matches_are_listed_in_context(client: FlaskClient) -> None:
    soup = page(client, "/articles/night-mail?q=mail")
    contexts = soup.select(".contexts a")
    assert len(contexts) == 3
    assert contexts[1]["href"] == "/articles/night-mail?q=mail&m=2#m2"
    assert [mark.get_text() for mark in contexts[1].select("mark")] == ["mail"]


def test_hidden_marks_leave_the_search_in_place(client: FlaskClient) -> None:
    soup = page(client, "/articles/night-mail?q=mail&source=Coast+Times&marks=off")
    assert not soup.select("mark, .contexts")
    assert one(soup, "#q")["value"] == "mail"
    assert one(soup, ".back a")["href"] == "/search?q=mail&source=Coast+Times#results"
    assert [tag["name"] for tag in soup.select("form.search [type=hidden]")] == ["source"]
    show = one(soup, ".matches a")
    assert (text(show), show["href"]) == ("Show highlights", "/articles/night-mail?q=mail&source=Coast+Times")
    assert not page(client, "/articles/night-mail?marks=off").select(".matches")


def test_words_side_by_side_are_one_match_and_a_passage_is_listed_once(client: FlaskClient) -> None:
    soup = page(client, "/articles/night-mail?q=night+mail+railway+union")
    rows = soup.select(".contexts a")
    assert [[mark.get_text() for mark in row.select("mark")] for row in rows] == [
        ["night mail", "railway"],
        ["night mail"],
        ["mail", "railway union"],
    ]
    assert [row["href"].rpartition("#")[2] for row in rows] == ["m1", "m4", "m6"]


def test_passages_of_a_text_full_of_matches_do_not_overlap() -> None:
    words = "".join(f"river {number:04} " for number in range(200))
    found = match_contexts(Fragment(words, tuple((place, place + 5) for place in range(0, len(words), 11))))
    numbers = [word for row in found for word in row.html.striptags().split() if word.isdigit()]
    assert len(numbers) == len(set(numbers))
    assert sum(row.matches for row in found) == 200
    assert max(len(row.html.striptags()) for row in found) <= MAX_CONTEXT_SPAN_CHARS + 2 * CONTEXT_CHARS


@pytest.mark.parametrize("query", ["m=0", "m=x", "page=0", "form=2", "q=%FF", "marks=no"])
def test_what_cannot_be_used_is_refused_here_too(client: FlaskClient, query: str) -> None:
    page(client, f"/articles/night-mail?{query}", 400)


def test_hostile_text_is_text(client: FlaskClient) -> None:
    soup = page(client, "/articles/hostile?q=flood")
    assert not soup.select('script:not([type="application/ld+json"], [src^="/static/"]), img, article b')
    assert [mark.get_text() for mark in soup.select(".text mark")] == ["flood", "flood"]
    assert "<mark>not ours</mark>" in text(one(soup, ".text"))
    assert not soup.select('a[href^="javascript"]')


def test_an_article_in_hebrew_runs_the_other_way(client: FlaskClient) -> None:
    article = one(page(client, "/articles/hebrew"), "article")
    assert (article["lang"], article["dir"]) == ("he", "rtl")


def test_an_unknown_article_is_not_found(client: FlaskClient) -> None:
    soup = page(client, "/articles/nothing", 404)
    assert text(one(soup, "h1")) == "Article not found"


def test_a_page_weighs_little_more_than_its_text(client: FlaskClient) -> None:
    for article in STORIES:
        size = len(gzip.compress(client.get(f"/articles/{article.id.replace('/', '%2F')}?").data, 9))
        assert size <= len(gzip.compress(article.text.encode("utf-8", "replace"), 9)) + 6_000
        break
