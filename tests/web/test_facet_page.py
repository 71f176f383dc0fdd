"""The page with all values of a field."""

import pytest
from flask.testing import FlaskClient

from tests.web.pages import one, page, text


def test_all_values_are_links_to_the_narrowed_search(client: FlaskClient) -> None:
    soup = page(client, "/facets/source?q=bulletin&lang=en")
    assert text(one(soup, "h1")) == "12 sources"
    links = soup.select("#values a")
    assert len(links) == 12
    link = next(link for link in links if text(link).startswith("Agency 7 "))
    assert link["href"] == "/search?q=bulletin&lang=en&source=Agency+7#results"
    assert text(one(page(client, str(link["href"])), "#results")) == f"{text(link).split()[2]} articles"
    assert one(soup, ".back a")["href"] == "/search?q=bulletin&lang=en#results"


def test_values_are_found_by_a_part_of_them_in_any_case(client: FlaskClient) -> None:
    soup = page(client, "/facets/source?q=bulletin&find=AGENCY+1")
    assert [text(link).split()[1] for link in soup.select("#values a")] == ["1", "10", "11"]
    assert text(one(soup, "h1")) == "3 of 12 sources with “AGENCY 1”"
    assert one(soup, "#find")["value"] == "AGENCY 1"
    assert {tag["name"] for tag in soup.select(".find [type=hidden]")} == {"q"}
    nothing = page(client, "/facets/source?q=bulletin&find=<b>")
    assert "No value contains “<b>”" in text(one(nothing, "main"))
    assert one(nothing, "#values a")["href"] == "/facets/source?q=bulletin"


def test_languages_have_their_names(client: FlaskClient) -> None:
    soup = page(client, "/facets/lang?find=heb")
    assert [text(link) for link in soup.select("#values a")] == ["Hebrew 1 result"]
    assert one(soup, "#values a")["href"] == "/search?lang=he#results"


def test_values_are_ordered_by_number_or_by_name(client: FlaskClient) -> None:
    by_count = page(client, "/facets/section")
    assert text(by_count.select("#values a")[0]).startswith("Port 45")
    address = str(by_count.select(".orders a")[1]["href"])
    names = [text(link).rsplit(" ", 2)[0] for link in page(client, address).select("#values a")]
    assert names == sorted(names, key=str.casefold)
    assert len(names) > 3


def test_a_chosen_value_is_marked_and_leads_to_the_search_without_it(client: FlaskClient) -> None:
    soup = page(client, "/facets/source?q=bulletin&source=agency+1")
    assert [text(link) for link in soup.select("#values .on")] == ["Remove Agency 1 4 results"]
    assert one(soup, "#values .on")["href"] == "/search?q=bulletin#results"
    assert len(soup.select("#values a")) == 12


@pytest.mark.parametrize("path", ["/facets/sources", "/facets/", "/facets/source/x"])
def test_other_fields_have_no_page(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_bad_parameter_is_named(client: FlaskClient) -> None:
    assert "'by'" in text(one(page(client, "/facets/source?by=size", 400), "main"))


def test_long_lists_have_pages(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.pages.facet_values.VALUES_PER_PAGE", 5)
    soup = page(client, "/facets/source?q=bulletin&page=2")
    assert len(soup.select("#values a")) == 5
    assert one(soup, ".pager [rel~=next]")["href"] == "/facets/source?q=bulletin&page=3"
    assert one(soup, ".pager [rel~=prev]")["href"] == "/facets/source?q=bulletin"
    assert text(one(soup, "head title")) == "Source – bulletin – page 2 – Coast archive"
    assert len(page(client, "/facets/source?q=bulletin&page=3").select("#values a")) == 2
