"""The results page without a script: its parts, their order, and the target of every link."""

import gzip
import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient

from search.article import Article
from search.engine import Engine
from search.engines import open_engine
from search.settings import IndexSettings, SearchSettings
from tests.web.articles import ODD_ID
from tests.web.newsroom import Newsroom
from tests.web.pages import one, page, text
from web import create_app
from web.settings import WebSettings
from web.urls import article_path


def test_the_parts_are_in_reading_order(client: FlaskClient) -> None:
    soup = page(client, "/search?q=port&source=Agency+1&page_size=2")
    wanted = [".skip", ".brand", "form[role=search]", "h1", ".understood", ".chips", "#results", ".orders",
              ".to-filters", "ol.cards", ".pager", ".exports", "#filters"]  # fmt: skip
    everything = list(soup.find_all(True))
    places = [everything.index(one(soup, selector)) for selector in wanted]
    assert places == sorted(places)


@pytest.mark.parametrize("path", ["/", "/search?q=flood", "/articles/night-mail?q=mail", "/help", "/search?q=zeppelin"])
def test_every_page_has_one_heading_a_language_and_a_skip_link_that_leads_somewhere(
    client: FlaskClient, path: str
) -> None:
    soup = page(client, path)
    one(soup, "h1")
    assert one(soup, "html")["lang"] == "en"
    assert soup.select(str(one(soup, ".skip")["href"]))
    identities = [tag["id"] for tag in soup.select("[id]")]
    assert len(identities) == len(set(identities))
    assert all(soup.select(f'[id="{label["for"]}"]') for label in soup.select("label"))
    assert not soup.select('script:not([type="application/ld+json"], [src^="/static/"]), style, [style], [onclick]')


def test_the_query_stays_in_the_field_and_filters_go_along(client: FlaskClient) -> None:
    form = one(page(client, "/search?q=%22night+mail%22&section=Transport&sort=newest&page=1"), "form.search")
    assert one(form, "#q")["value"] == '"night mail"'
    assert one(form, "#q")["dir"] == "auto"
    assert {(tag["name"], tag["value"]) for tag in form.select("[type=hidden]")} == {
        ("section", "Transport"),
        ("sort", "newest"),
    }


def test_a_card_has_title_source_date_author_and_passages(client: FlaskClient) -> None:
    card = one(page(client, '/search?q="night mail"'), ".card")
    assert card["lang"] == "en"
    assert one(card, "h3 a")["href"] == "/articles/night-mail?q=%22night+mail%22"
    assert [mark.get_text() for mark in card.select("h3 mark")] == ["Night mail"]
    assert one(card, "time")["datetime"] == "2015-11-27T13:46:00"
    assert text(one(card, ".byline")) == "Coast Times 27 November 2015, 13:46 By Ines Farrow and Jo Marsh Transport"
    assert "night mail" in [mark.get_text() for mark in card.select(".snippet mark")]
    assert one(card, '.more a[rel~="external"]')["href"] == "https://coast.example/2015/night-mail"


def test_text_from_outside_stays_text(client: FlaskClient) -> None:
    response = client.get("/search?q=alert")
    assert "<script" not in re.sub('<script type="module" src="/static/[^"]+"></script>', "", response.text)
    assert "javascript:" not in response.text
    assert "onerror" not in re.sub(r"&[^;]+;[^<]*", "", response.text)
    soup = page(client, "/search?q=alert")
    assert not soup.select("main script, img, b, tag, odd")
    assert text(one(soup, ".card h3")).startswith('<script>alert(1)</script> & "quotes" \'')
    assert "\u202e" not in response.text
    assert "\x00" not in response.text
    assert not one(soup, ".card").select('a[rel~="external"]')


def test_the_query_itself_is_text_too(client: FlaskClient) -> None:
    soup = page(client, '/search?q="><script>alert(1)</script>&source="><b>x')
    assert not soup.select("script:not([src^='/static/']), main b")
    assert one(soup, "#q")["value"] == '"><script>alert(1)</script>'


def test_ids_that_are_addresses_are_quoted(client: FlaskClient) -> None:
    soup = page(client, "/search?q=address+title:id")
    href = str(one(soup, ".card h3 a")["href"])
    assert href.split("?")[0] == article_path(ODD_ID)
    assert text(one(page(client, href), "h1")) == "An article whose id is an address"


def chosen(soup: Tag, name: str) -> list[str]:
    return [text(link) for link in soup.select(f"section[aria-labelledby=by-{name}] .on")]


def test_facets_are_links_that_add_take_away_and_land_on_the_results(client: FlaskClient) -> None:
    soup = page(client, "/search?q=bulletin&source=Agency+1&page=1")
    group = one(soup, "section[aria-labelledby=by-source]")
    assert text(one(group, "h3")) == "Source: 1 selected"
    links = group.select(".choices a:not(.all)")
    assert text(links[0]) == "Remove Agency 1 4 results"
    assert all("nofollow" in link["rel"] and str(link["href"]).endswith("#results") for link in links)
    assert links[0]["href"] == "/search?q=bulletin#results"
    both = page(client, str(links[1]["href"]))
    assert len(chosen(both, "source")) == 2
    assert text(one(both, "#results")) == "8 articles"


def test_counts_of_a_facet_ignore_its_own_choice(client: FlaskClient) -> None:
    soup = page(client, "/search?q=flood&source=Coast+Times")
    names = [text(link) for link in soup.select("section[aria-labelledby=by-source] .choices a")]
    assert any(name.startswith("Harbour Post 3") for name in names)


def test_eight_values_are_shown_and_a_page_has_all(client: FlaskClient) -> None:
    soup = page(client, "/search?q=bulletin&lang=en")
    group = one(soup, "section[aria-labelledby=by-source]")
    assert len(group.select(".choices a:not(.all)")) == 8
    assert one(group, ".all")["href"] == "/facets/source?q=bulletin&lang=en"


def test_chips_name_what_they_remove(client: FlaskClient) -> None:
    soup = page(client, "/search?q=flood&source=Coast+Times&lang=en&from=2015&page=1")
    assert [text(link) for link in soup.select(".chips a")] == [
        "Remove Source: Coast Times",
        "Remove Language: English",
        "Remove From 2015",
        "Clear all",
    ]
    assert soup.select(".chips a")[2]["href"] == "/search?q=flood&source=Coast+Times&lang=en#results"
    assert one(soup, ".clear")["href"] == "/search?q=flood#results"
    assert text(one(soup, ".to-filters")) == "Filters (3)"


def test_dates_are_boxes(client: FlaskClient) -> None:
    form = one(page(client, "/search?q=flood&from=2013&source=Harbour+Post"), "form.dates")
    assert one(form, "#from")["value"] == "2013"
    assert {tag["name"] for tag in form.select("[type=hidden]")} == {"q", "source"}


def test_undated_articles_are_apart(client: FlaskClient) -> None:
    link = one(page(client, "/search?q=flood"), 'section[aria-labelledby=by-date] .choices a[href*="date=none"]')
    assert text(link) == "Undated 1 result"
    soup = page(client, str(link["href"]))
    assert text(one(soup, "#results")) == "1 article"
    assert text(one(soup, ".chips a")) == "Remove Undated"


def test_the_pager_leads_everywhere_and_not_beyond(client: FlaskClient) -> None:
    first = page(client, "/search?q=port&page_size=5")
    assert not first.select(".pager [rel~=prev]")
    assert text(one(first, ".pager [aria-current]")) == "Page 1"
    middle = page(client, "/search?q=port&page_size=5&page=5")
    assert one(middle, ".pager [rel~=prev]")["href"] == "/search?q=port&page_size=5&page=4#results"
    assert one(middle, ".pager [rel~=next]")["href"] == "/search?q=port&page_size=5&page=6#results"
    last = page(client, str(middle.select(".pager ol a")[-1]["href"]))
    assert not last.select(".pager [rel~=next]")
    assert one(last, "ol.cards")["start"] == "46"


def test_a_page_beyond_the_last_says_where_the_last_is(client: FlaskClient) -> None:
    soup = page(client, "/search?q=port&page_size=20&page=9")
    assert "There is no page 9" in text(one(soup, "main"))
    assert one(soup, ".pager [rel~=prev]")["href"] == "/search?q=port&page_size=20&page=3#results"


def test_nothing_found_offers_counted_ways_out(client: FlaskClient) -> None:
    soup = page(client, "/search?q=flood&from=2020&section=Port")
    assert text(one(soup, "#results")) == "No articles found"
    offers = {text(link): str(link["href"]) for link in soup.select(".nothing a")}
    assert offers["Without any filter: 7 articles"] == "/search?q=flood#results"
    assert "Without dates: 0 articles" not in offers
    only_date = page(client, "/search?q=flood&from=2020")
    assert "Without dates: 7 articles" in [text(link) for link in only_date.select(".nothing a")]


def offers(soup: Tag) -> dict[str, str]:
    return {text(link): str(link["href"]) for link in soup.select(".nothing a, .notices a")}


def test_an_empty_result_offers_the_search_without_each_word(client: FlaskClient) -> None:
    found = offers(page(client, "/search?q=flood+zeppelin&partial=none&lang=en"))
    assert found["Without zeppelin: 4 articles"] == "/search?partial=none&lang=en&q=flood#results"
    assert text(one(page(client, found["Without zeppelin: 4 articles"]), "#results")) == "4 articles"
    assert "Without flood: 0 articles" not in found


def test_where_neither_filter_nor_word_is_enough_both_are_left_out(client: FlaskClient) -> None:
    found = offers(page(client, "/search?q=flood+zeppelin&partial=none&from=2030"))
    assert found["Without any filter and without zeppelin: 7 articles"] == "/search?partial=none&q=flood#results"


def test_partial_matches_can_be_turned_off(client: FlaskClient) -> None:
    soup = page(client, "/search?q=flood+zeppelin")
    assert soup.select(".card")
    found = offers(soup)
    assert "Without zeppelin: 7 articles" in found
    exact = page(client, found["Show only exact matches"])
    assert text(one(exact, "#results")) == "No articles found"


def test_an_empty_result_says_so_once(client: FlaskClient) -> None:
    said = text(one(page(client, "/search?q=zeppelin&lang=en"), "main"))
    assert len(re.findall("No articles|Nothing|no article", said)) == 1


@pytest.mark.parametrize("query", ["floood", "floood+sleeping+mail"])
def test_another_spelling_is_the_first_thing_under_the_heading_and_keeps_filters(
    client: FlaskClient, query: str
) -> None:
    soup = page(client, f"/search?lang=en&q={query}&sort=newest&page=1")
    link = one(soup, ".meant a")
    assert text(one(soup, ".meant")) == f"Did you mean {query.replace('floood', 'flood').replace('+', ' ')}?"
    assert link["href"] == f"/search?lang=en&q={query.replace('floood', 'flood')}&sort=newest#results"
    assert one(soup, ".bar").find_next_sibling() == one(soup, ".meant")


def test_a_partial_match_names_the_words_that_no_article_has(client: FlaskClient) -> None:
    soup = page(client, "/search?q=flood+sleeping+zeppelin")
    assert "These do not occur in any article: zeppelin." in text(one(soup, ".notices"))


def test_every_partial_match_says_what_it_lacks(client: FlaskClient) -> None:
    soup = page(client, "/search?q=flood+sleeping+zeppelin")
    assert text(one(soup, "#results")) == "No articles contain all words"
    assert soup.select(".card")
    assert all("zeppelin" in text(one(card, ".missing")) for card in soup.select(".card"))
    assert not soup.select(".partial")


def test_partial_matches_follow_under_a_line_of_their_own(client: FlaskClient) -> None:
    soup = page(client, "/search?q=%22night+mail%22+railway+bulletin+returns&partial=auto")
    lines = [text(line) for line in soup.select(".partial")]
    full = [card for card in soup.select(".card") if not card.select(".missing")]
    assert lines == (["No more articles contain all words. These contain most of them."] if full else [])


def test_notices_have_their_own_line(client: FlaskClient) -> None:
    soup = page(client, "/search?q=flood+sleeping+zeppelin")
    assert "partial" in text(one(soup, ".notices"))


def test_a_long_query_does_not_swell_the_page(client: FlaskClient) -> None:
    response = client.get("/search?q=" + "flood+" * 1666)
    assert response.status_code == 200
    assert len(gzip.compress(response.data, 9)) < 40_000


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/search", "All articles"),
        ("/search?q=port&page_size=5", "port"),
        ("/search?q=port&page_size=5&page=3", "port – page 3"),
        ("/search?q=port&source=Agency+1&from=2017", "port – Source: Agency 1, From 2017"),
        (
            "/search?section=Port&source=Agency+1&source=Agency+2&source=Agency+3",
            "All articles – Section: Port, Source: Agency 1, 2 more filters",
        ),
    ],
)
def test_the_title_tells_pages_apart(client: FlaskClient, path: str, title: str) -> None:
    assert text(one(page(client, path), "head title")) == f"{title} – Coast archive"


def test_later_pages_say_which_results_they_show(client: FlaskClient) -> None:
    assert text(one(page(client, "/search?q=port&page_size=20&page=3"), "#results")) == "41–46 of 46 articles"
    assert text(one(page(client, "/search?q=port&page_size=20"), "#results")) == "46 articles"


def test_the_page_says_how_long_the_search_took(client: FlaskClient) -> None:
    assert re.fullmatch(r"Search time: (\d+ ms|\d+\.\d s)", text(one(page(client, "/search?q=port"), ".took")))


def test_each_word_of_a_query_has_its_own_number(client: FlaskClient) -> None:
    soup = page(client, '/search?q=flood+railway+-zeppelin+"night mail"&lang=en')
    counts = {text(link).split(" article")[0]: str(link["href"]) for link in soup.select(".counts a")}
    assert list(counts) == ["flood 4", "railway 2", '"night mail" 1']
    for name, address in counts.items():
        assert text(one(page(client, address), "#results")).split()[0] == name.split()[-1]
    assert not page(client, "/search?q=flood").select(".counts")


def test_ignored_words_are_named_and_can_be_searched_for(client: FlaskClient) -> None:
    line = one(page(client, "/search?q=the+flood+of+2014&source=Harbour+Post"), ".ignored")
    assert text(line) == "Ignored: the, of. Search exactly"
    exact = str(one(line, "a")["href"])
    soup = page(client, exact)
    assert one(soup, "#q")["value"] == '"the" flood "of" 2014'
    assert not soup.select(".ignored")
    assert "source=Harbour+Post" in exact


@pytest.mark.parametrize("query", ["flood", '"the+flood"', "flood+OR+canal", "%2Bthe+flood", "IT+strike", "the"])
def test_what_is_searched_for_as_typed_has_no_ignored_words(client: FlaskClient, query: str) -> None:
    assert not page(client, f"/search?q={query}").select(".ignored")


def test_empty_parameters_do_not_stay_in_the_address(client: FlaskClient) -> None:
    response = client.get("/search?q=flood&from=2014&to=&source=&lang=en")
    assert (response.status_code, response.location) == (302, "/search?q=flood&from=2014&lang=en")
    assert client.get("/search?q=").location == "/search"
    assert client.get("/search?q=flood&").status_code == 302
    assert client.get("/facets/source?q=flood&find=").location == "/facets/source?q=flood"


def test_a_card_shows_as_much_of_a_text_as_a_list_can(tmp_path: Path) -> None:
    engine = open_engine(IndexSettings(), SearchSettings(), tmp_path)
    with engine.writer() as writer:
        authors = tuple(f"Author {number}" for number in range(30))
        title = "Flood " + "and more " * 500 + "flood"
        writer.update(Article(id="x", title=title, text="flood", source="S" * 3_000, author=authors))
    card = one(page(create_app(WebSettings(), engine).test_client(), "/search?q=flood"), ".card")
    engine.close()
    assert len(text(one(card, "h3"))) <= 300
    assert len(card.select("h3 mark")) == 1
    assert text(one(card, "h3")).endswith("…")
    assert len(text(one(card, ".source"))) <= 100
    assert text(one(card, ".byline")).endswith("Author 4 and 25 others")


def test_without_words_the_newest_come_first_and_relevance_is_not_offered(client: FlaskClient) -> None:
    soup = page(client, "/search?source=Agency+1")
    assert [text(link) for link in soup.select(".orders a")] == ["Newest", "Oldest"]
    assert text(one(soup, ".orders [aria-current]")) == "Newest"
    dates = [str(tag["datetime"]) for tag in soup.select(".card time")]
    assert dates == sorted(dates, reverse=True)


def test_orders_are_links(client: FlaskClient) -> None:
    soup = page(client, "/search?q=flood&sort=oldest")
    assert text(one(soup, ".orders [aria-current]")) == "Oldest"
    assert soup.select(".orders a")[0]["href"] == "/search?q=flood#results"


def test_titles_lead_to_the_original_where_the_owner_wants_it(engine: Engine) -> None:
    there = create_app(WebSettings(result_links="original"), engine).test_client()
    assert one(page(there, '/search?q="night mail"'), ".card h3 a")["href"] == "https://coast.example/2015/night-mail"
    assert str(one(page(there, "/search?q=alert"), ".card h3 a")["href"]).startswith("/articles/hostile")


def test_results_link_to_their_feed_and_downloads(client: FlaskClient) -> None:
    soup = page(client, "/search?q=port&source=Agency+1&sort=oldest&page=1&page_size=3&match=any&collapse=duplicates")
    feed = str(one(soup, "link[rel=alternate][type='application/atom+xml']")["href"])
    assert feed == "/search.atom?q=port&source=Agency+1&match=any&collapse=duplicates"
    for link in soup.select("head link[rel=alternate], .exports a"):
        answer = client.get(str(link["href"]))
        assert answer.status_code == 200
        assert answer.content_type.startswith(str(link["type"]))
    assert [text(link) for link in soup.select(".exports a")] == ["Feed of this search", "JSON", "CSV", "JSON Lines"]


def test_a_search_that_finds_nothing_yet_has_a_feed(client: FlaskClient) -> None:
    assert [text(link) for link in page(client, "/search?q=zeppelin").select(".exports a")] == ["Feed of this search"]


@pytest.mark.parametrize("path", ["/", "/search?q=port", "/help", "/nothing"])
def test_every_page_tells_browsers_how_to_search_here(client: FlaskClient, path: str) -> None:
    link = one(BeautifulSoup(client.get(path).data, "html.parser"), "link[rel=search]")
    assert client.get(str(link["href"])).content_type.startswith(str(link["type"]))


def test_copies_of_a_text_are_one_result_that_links_them(newsroom: Newsroom) -> None:
    story = {"title": "Ferry fares rise", "text": "The ferry to Ostry costs two crowns more from May."}
    papers = [{"id": f"c{n}", "source": f"Paper {n}", "date": f"2015-05-0{n + 1}", **story} for n in range(8)]
    newsroom.publish(*papers, {"id": "other", "title": "Other", "text": "Another ferry."})
    soup = page(newsroom.client, "/search?q=ferry")
    assert text(one(soup, "#results")) == "2 articles"
    copies = one(soup, ".copies")
    assert text(copies).startswith("The same text in 7 other articles: ")
    hit = str(one(soup, ".card:has(.copies) h3 a")["href"]).partition("?")[0].rpartition("/")[2]
    earliest = [paper for paper in papers if paper["id"] != hit][:5]
    assert [text(link) for link in copies.select("a")] == [
        *(f"{paper['source']}, {int(paper['date'][-2:])} May 2015" for paper in earliest),
        "Show all",
    ]
    assert copies.select("a")[0]["href"] == f"/articles/{earliest[0]['id']}?q=ferry"
    assert text(one(page(newsroom.client, str(copies.select("a")[-1]["href"])), "#results")) == "9 articles"
    assert "Duplicates shown" in text(one(page(newsroom.client, "/search?q=ferry&collapse=none"), ".chips"))
    assert not page(newsroom.client, "/search?q=ferry&collapse=duplicates").select(".chips")
    body = newsroom.client.get("/api/v1/search?q=ferry&collapse=duplicates").json
    found = next(result["copies"] for result in body["results"] if result["copies"]["count"])
    assert (found["count"], [copy["id"] for copy in found["articles"]]) == (7, [paper["id"] for paper in earliest])
    as_json = one(soup, "link[type='application/json']")
    assert newsroom.client.get(str(as_json["href"])).json["total"]["value"] == 2
    assert newsroom.client.get("/api/v1/search?q=ferry").json["total"]["value"] == 9


def test_a_search_that_was_cut_short_says_so(tmp_path: Path) -> None:
    engine = open_engine(IndexSettings(), SearchSettings(max_postings=1), tmp_path)
    with engine.writer() as writer:
        for number in range(300):
            writer.update(Article(id=str(number), title="Port", text=f"Tide and berths of day {number}."))
    soup = page(create_app(WebSettings(), engine).test_client(), "/search?q=tide+OR+berths")
    assert re.fullmatch(r"[\d,]+\+ articles", text(one(soup, "#results")))
    assert "there may be more than it found" in text(one(soup, ".notices"))
    engine.close()
