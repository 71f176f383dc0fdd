"""The parameters of an address, and the errors for wrong ones, on the API and on pages alike."""

from datetime import datetime

import pytest
from flask.testing import FlaskClient

from search.query.options import MatchMode
from search.request import Facet, Interval, Sort
from tests.web.conftest import NOW
from web.errors import BadParameter
from web.parameters import SEARCH, ParamDefaults, SearchParams, closest_known, parse_query_string, parse_search_params


def read(query: str) -> SearchParams:
    return parse_search_params(parse_query_string(query.encode(), SEARCH), NOW, ParamDefaults())


def test_an_empty_address_asks_for_everything_by_the_defaults() -> None:
    asked = read("")
    assert (asked.text, asked.match, asked.page) == ("", None, 1)
    request = asked.options
    assert (request.offset, request.limit, request.sort) == (0, 20, Sort.RELEVANCE)
    assert (request.snippets, request.snippet_chars, request.facets, request.facet_size) == (2, 240, (), 10)
    assert (request.histogram, request.collapse, request.cursor) == (None, False, None)


def test_every_parameter_reaches_the_request() -> None:
    asked = read(
        "q=night+mail&match=any&from=2015&to=2016-02&source=A&source=B&section=S&author=X&tag=T&lang=EN&sort=newest"
        "&page=3&page_size=10&snippets=0&snippet_chars=80&facets=source,lang&facet_size=100&histogram=month"
        "&collapse=duplicates"
    )
    request = asked.options
    assert (asked.text, asked.match, asked.page) == ("night mail", MatchMode.ANY, 3)
    assert (request.filters.since, request.filters.until) == (datetime(2015, 1, 1), datetime(2016, 3, 1))
    assert request.filters.values == {
        Facet.SOURCE: ("A", "B"),
        Facet.SECTION: ("S",),
        Facet.AUTHOR: ("X",),
        Facet.TAG: ("T",),
        Facet.LANGUAGE: ("en",),
    }
    assert (request.sort, request.offset, request.limit) == (Sort.NEWEST, 20, 10)
    assert (request.snippets, request.snippet_chars) == (0, 80)
    assert (request.facets, request.facet_size) == ((Facet.SOURCE, Facet.LANGUAGE), 100)
    assert (request.histogram, request.collapse) == (Interval.MONTH, True)


@pytest.mark.parametrize(
    ("query", "since", "until"),
    [
        ("from=2015", datetime(2015, 1, 1), None),
        ("to=2015", None, datetime(2016, 1, 1)),
        ("to=2015-11-27", None, datetime(2015, 11, 28)),
        ("from=2015-11&to=2015-11", datetime(2015, 11, 1), datetime(2015, 12, 1)),
        ("from=P7D", datetime(2017, 12, 24, 12), None),
        ("to=P7D", None, datetime(2017, 12, 24, 12)),
        ("from=2015-11-27T13:46:00Z", datetime(2015, 11, 27, 13, 46), None),
    ],
)
def test_each_bound_works_alone(query: str, since: datetime | None, until: datetime | None) -> None:
    filters = read(query).options.filters
    assert (filters.since, filters.until) == (since, until)


def test_undated_articles_can_be_asked_for() -> None:
    assert read("date=none").options.filters.undated


def test_empty_values_are_boxes_left_empty() -> None:
    assert read("q=&from=&to=&source=&page=").pairs == ()


def test_the_same_choice_twice_is_one() -> None:
    assert read("source=A&source=A").options.filters.values == {Facet.SOURCE: ("A",)}


def test_raw_and_quoted_utf8_read_alike() -> None:
    assert (
        parse_query_string("q=Küste".encode(), SEARCH)
        == parse_query_string(b"q=K%C3%BCste", SEARCH)
        == (("q", "Küste"),)
    )


def test_control_characters_in_a_query_are_the_parsers_business() -> None:
    assert read("q=a%00b%1Bc").text == "a\x00b\x1bc"


REFUSED = [
    # query, code, parameter, a piece of the message
    ("page=0", "invalid_parameter", "page", "nearest is 1"),
    ("page=-1", "invalid_parameter", "page", "whole number"),
    ("page=1.5", "invalid_parameter", "page", "whole number"),
    ("page=%D9%A1", "invalid_parameter", "page", "whole number"),
    ("page=1_0", "invalid_parameter", "page", "whole number"),
    ("page=501", "page_out_of_range", "page", "cursor"),
    ("page=101&page_size=100", "page_out_of_range", "page", "up to 100"),
    ("page_size=0", "invalid_parameter", "page_size", "nearest is 1"),
    ("page_size=1000", "invalid_parameter", "page_size", "nearest is 100"),
    ("page_size=ten", "invalid_parameter", "page_size", "1 to 100"),
    ("snippets=6", "invalid_parameter", "snippets", "nearest is 5"),
    ("snippet_chars=79", "invalid_parameter", "snippet_chars", "nearest is 80"),
    ("snippet_chars=601", "invalid_parameter", "snippet_chars", "nearest is 600"),
    ("facet_size=101", "invalid_parameter", "facet_size", "nearest is 100"),
    ("facets=source,athor", "invalid_parameter", "facets", "'author'"),
    ("histogram=week", "invalid_parameter", "histogram", "auto, day, month, year"),
    ("collapse=yes", "invalid_parameter", "collapse", "duplicates"),
    ("match=some", "invalid_parameter", "match", "all, any"),
    ("sort=date", "invalid_parameter", "sort", "nearest is 'newest'"),
    ("sort=newst", "invalid_parameter", "sort", "The nearest is 'newest'."),
    ("facets=authors", "invalid_parameter", "facets", "The nearest is 'author'."),
    ("match=or", "invalid_parameter", "match", "nearest is 'any'"),
    ("histogram=week", "invalid_parameter", "histogram", "nearest is 'day'"),
    ("date=2015", "invalid_parameter", "date", "use 'from' and 'to'"),
    ("page=" + "9" * 5000, "page_out_of_range", "page", "go up to 500"),
    ("page_size=" + "9" * 5000, "invalid_parameter", "page_size", "nearest is 100"),
    ("sort=newst", "invalid_parameter", "sort", "'newest'"),
    ("date=never", "invalid_parameter", "date", "'none'"),
    ("from=2015-13", "invalid_parameter", "from", "2015-13"),
    ("to=soon", "invalid_parameter", "to", "soon"),
    ("from=2016&to=2015", "conflicting_parameters", "from", "after"),
    ("date=none&to=2015", "conflicting_parameters", "to", "date=none"),
    ("page=2&cursor=x", "conflicting_parameters", "page", "cursor"),
    ("form=2015", "unknown_parameter", "form", "'from'"),
    ("limit=10", "unknown_parameter", "limit", "'page_size'"),
    ("query=x", "unknown_parameter", "query", "'q'"),
    ("Q=x", "unknown_parameter", "Q", "'q'"),
    ("language=en", "unknown_parameter", "language", "'lang'"),
    ("x" * 3000 + "=1", "unknown_parameter", "x" * 3000, "There is no parameter"),
    ("q=a&q=b", "repeated_parameter", "q", "only once"),
    ("sort=newest&sort=newest", "repeated_parameter", "sort", "only once"),
    ("q=%ED%A0%80", "invalid_encoding", "q", "UTF-8"),
    ("q=%FF", "invalid_encoding", "q", "UTF-8"),
    ("q=%E9t%E9", "invalid_encoding", "q", "UTF-8"),
    ("%FF=1", "invalid_encoding", "\ufffd", "UTF-8"),
]


@pytest.mark.parametrize(("query", "code", "param", "says"), REFUSED, ids=[row[0][:40] for row in REFUSED])
def test_what_cannot_be_used_is_refused_by_name(query: str, code: str, param: str, says: str) -> None:
    with pytest.raises(BadParameter) as refusal:
        read(query)
    assert (refusal.value.code, refusal.value.param) == (code, param)
    assert says in str(refusal.value)
    assert len(str(refusal.value)) < 400


@pytest.mark.parametrize("query", [row[0] for row in REFUSED if len(row[0]) < 1000])
def test_api_and_pages_refuse_alike(client: FlaskClient, query: str) -> None:
    api = client.get(f"/api/v1/search?{query}")
    page = client.get(f"/search?{query}")
    assert api.status_code == page.status_code == 400
    assert api.content_type == "application/problem+json"
    assert page.content_type == "text/html; charset=utf-8"


@pytest.mark.parametrize(
    ("name", "meant"),
    [("pge", "page"), ("page-size", "page_size"), ("Author", "author"), ("offset", "page"), ("until", "to")],
)
def test_the_nearest_name_is_what_was_meant(name: str, meant: str) -> None:
    assert closest_known(name, [parameter.name for parameter in SEARCH]) == meant


@pytest.mark.parametrize("query", ["foo=1", "facets=bar", "sort=loud", "match=some"])
def test_a_value_that_resembles_none_gets_the_whole_list(query: str) -> None:
    with pytest.raises(BadParameter) as refusal:
        read(query)
    said = str(refusal.value)
    assert "nearest" not in said
    assert "mean" not in said
    assert any(names in said for names in ("source, section", "relevance, newest", "all, any"))


def test_what_newsletters_append_is_passed_over_on_pages_alone(client: FlaskClient) -> None:
    assert client.get("/search?q=flood&utm_source=letter&fbclid=x").status_code == 200
    assert client.get("/api/v1/search?q=flood&utm_source=letter").status_code == 400
