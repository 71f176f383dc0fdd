"""Citations of an article in every form, and what its page tells other programs about it."""

import json
import re

import pytest
from flask.testing import FlaskClient

from search.article import Article, Published
from tests.web.articles import HOSTILE
from tests.web.pages import one, page, text
from web.pages.citation import bibtex, citation_parts, csl, description, linked_data, ris

HERE = "https://archive.example/articles/x"
ARTICLE = Article(
    id="x",
    title="Rates & fares: 50% up_again {really}",
    text="The fares rise.\n\nThey rise again.",
    published=Published.parse("2015-11-27T13:46:00"),
    author=("Ines Farrow", "Jo Marsh"),
    source="Coast Times",
    language="en",
    tags=("fares",),
)


def test_a_footnote_has_what_is_known() -> None:
    assert citation_parts(ARTICLE, HERE) == (
        "Ines Farrow and Jo Marsh",
        "“Rates & fares: 50% up_again {really}”",
        "Coast Times",
        "27 November 2015",
        HERE,
    )
    assert citation_parts(Article(id="y"), HERE) == ("“Untitled”", "undated", HERE)


def test_bibtex_escapes_what_tex_would_read() -> None:
    assert bibtex(ARTICLE, HERE).splitlines() == [
        "@article{Farrow2015,",
        "  author = {{Ines Farrow} and {Jo Marsh}},",
        r"  title = {{Rates \& fares: 50\% up\_again \{really\}}},",
        "  journal = {Coast Times},",
        "  year = {2015},",
        "  month = {11},",
        "  day = {27},",
        f"  url = {{{HERE}}}",
        "}",
    ]


@pytest.mark.parametrize(
    ("published", "day", "parts"),
    [
        ("2015-11-27", "2015/11/27/", [2015, 11, 27]),
        ("2015-11", "2015/11//", [2015, 11]),
        ("2015", "2015///", [2015]),
    ],
)
def test_dates_are_as_precise_as_they_are_known(published: str, day: str, parts: list[int]) -> None:
    article = Article(id="x", published=Published.parse(published))
    assert f"DA  - {day}\n" in ris(article, HERE)
    assert json.loads(csl(article, HERE))["issued"] == {"date-parts": [parts]}
    assert ("month" in bibtex(article, HERE)) == (len(parts) > 1)


def test_ris_has_a_tag_a_line_whatever_the_title_has() -> None:
    article = Article(id="x", title="One\nER  - \nTY  - BOOK", author=("A\r\nAU  - B",))
    lines = ris(article, HERE).splitlines()
    assert all(re.match(r"[A-Z][A-Z0-9]  - ", line) for line in lines)
    assert [line for line in lines if line.startswith("TY")] == ["TY  - NEWS"]
    assert lines[-1] == "ER  - "


def test_csl_is_json_of_one_item() -> None:
    item = json.loads(csl(ARTICLE, HERE))
    assert item["author"] == [{"literal": "Ines Farrow"}, {"literal": "Jo Marsh"}]
    assert (item["type"], item["URL"], item["container-title"]) == ("article-newspaper", HERE, "Coast Times")


def test_a_description_ends_with_a_word() -> None:
    assert description(ARTICLE) == "The fares rise. They rise again."
    long = description(Article(id="x", text="harbour " * 100))
    assert len(long) <= 160
    assert long.endswith("harbour…")
    assert len(description(Article(id="x", text="x" * 1_000))) == 160


def test_linked_data_leaves_out_what_is_unknown() -> None:
    assert set(linked_data(Article(id="x", title="T"), HERE)) == {"@context", "@type", "headline", "url"}
    assert linked_data(ARTICLE, HERE)["datePublished"] == "2015-11-27T13:46:00"


def test_the_page_has_every_form(client: FlaskClient) -> None:
    soup = page(client, "/articles/night-mail")
    assert [text(head) for head in soup.select(".cite h3")] == ["BibTeX", "RIS", "CSL-JSON"]
    assert json.loads(soup.select(".cite pre")[2].get_text())["URL"] == "http://localhost/articles/night-mail"
    assert one(soup, "meta[property='og:title']")["content"] == "Night mail returns to the Veldmark railway"
    assert str(one(soup, "meta[name=description]")["content"]).startswith("VELDMARK: The night mail")
    data = json.loads(one(soup, "script[type='application/ld+json']").get_text())
    assert data["headline"] == "Night mail returns to the Veldmark railway"


def test_a_hostile_title_stays_within_its_data_block(client: FlaskClient) -> None:
    response = client.get("/articles/hostile")
    # That of the site, and the data.
    assert response.text.count("<script") == 2
    soup = page(client, "/articles/hostile")
    data = json.loads(one(soup, "script[type='application/ld+json']").get_text())
    assert data["headline"].startswith(HOSTILE[:25])


def test_similar_articles_are_linked_and_the_article_is_none_of_them(client: FlaskClient) -> None:
    links = [str(link["href"]) for link in page(client, "/articles/bulletin-3").select(".similar a")]
    assert 1 <= len(links) <= 5
    assert "/articles/bulletin-3" not in links
    assert all(client.get(link).status_code == 200 for link in links)


def test_the_card_leads_to_the_match_that_the_bar_names(client: FlaskClient) -> None:
    card = page(client, "/search?q=mail").select(".card")[0]
    link = next(str(link["href"]) for link in card.select(".more a") if "match" in text(link))
    soup = page(client, link)
    assert link.endswith("#m1")
    assert text(one(soup, ".matches p")).startswith("1 of ")
    assert one(soup, "mark.now")["id"] == "m1"


def test_a_printed_article_says_what_was_searched_for(client: FlaskClient) -> None:
    printed = text(one(page(client, "/articles/night-mail?q=%22night+mail%22"), ".printed"))
    assert printed == ('Search: "night mail". Printed from http://localhost/articles/night-mail on 31 December 2017')
