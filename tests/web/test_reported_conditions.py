"""Dates, filters, facets and ties that were reported to go wrong in other programs, asked of the API."""

import json
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from flask.testing import FlaskClient

from search.article import Article, from_record, to_record
from search.engines import open_engine
from search.settings import IndexSettings, SearchSettings
from tests.web.conftest import now
from web import create_app
from web.settings import WebSettings

VOTES: list[dict[str, Any]] = [
    {
        "id": "A",
        "published": "2016-06-02T23:30:00+02:00",
        "author": ["Ida Berg"],
        "source": "Courier",
        "tags": ["Docks"],
    },
    {"id": "B", "published": "2016-06-03", "author": ["IDA BERG"], "source": "courier", "tags": ["docks"]},
    {
        "id": "C",
        "published": "2016-12-31T23:59:59-05:00",
        "author": ["Tom Falk"],
        "source": "COURIER",
        "tags": ["ports"],
    },
    {"id": "D", "published": "2017-01-01T00:10:00+09:00", "author": ["Ida Berg", "Tom Falk"], "source": "Quay Post"},
    {"id": "E", "published": "2016-06", "source": "Quay Post"},
    {"id": "F", "published": "2016", "source": "Quay Post"},
    {"id": "G", "source": "Quay Post"},
    {"id": "H", "published": "1893-04-07", "source": "Old Gazette"},
    {"id": "I", "published": "2016-02-29", "source": "Quay Post"},
]
TIES = 40


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    with closing(open_engine(IndexSettings(), SearchSettings(), tmp_path_factory.mktemp("votes"))) as engine:
        with engine.writer() as writer:
            for vote in VOTES:
                text = {"title": f"Vote {vote['id']}", "text": "The dock vote was held.", "language": "en"}
                writer.update(from_record(to_record(Article(id="")) | text | vote))
            for number in range(TIES):
                notice = Article(id=f"t{number}", title="Notice", text=f"The wharf is shut, {'xy'[number % 2]}.")
                writer.update(notice)
        yield create_app(WebSettings(), engine, clock=now).test_client()


def answer(client: FlaskClient, query: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(client.get(f"/api/v1/search?{query}").data)
    return found


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("q=dock+before:2016-06-03", "AEFHI"),
        ("q=dock+date:2016-06-02", "A"),
        ("q=dock+date:2016-06-02..2016-06-03", "AB"),
        ("q=dock+date:2016-06", "ABE"),
        ("q=dock&from=2016-06-02&to=2016-06-03", "AB"),
        ("q=dock&to=1893-04-07", "H"),
        ("q=dock+date:none", "G"),
        ("q=dock&source=COURIER", "ABC"),
        ("q=dock+author:berg", "ABD"),
    ],
)
def test_a_condition_finds(client: FlaskClient, query: str, ids: str) -> None:
    found = answer(client, query)
    assert sorted(result["id"] for result in found["results"]) == sorted(ids)
    assert found["total"]["value"] == len(ids)


def test_values_that_differ_in_case_alone_are_one(client: FlaskClient) -> None:
    facets = answer(client, "q=dock&facets=source,author,tag")["facets"]
    assert {entry["value"].lower(): entry["count"] for entry in facets["source"]} == {
        "quay post": 5, "courier": 3, "old gazette": 1,
    }  # fmt: skip
    assert {entry["value"].lower(): entry["count"] for entry in facets["author"]} == {"ida berg": 3, "tom falk": 2}
    assert {entry["value"].lower(): entry["count"] for entry in facets["tag"]} == {"docks": 2, "ports": 1}


def test_a_facet_leaves_its_own_filter_out(client: FlaskClient) -> None:
    found = answer(client, "q=dock&author=Ida+Berg&facets=author")
    assert found["total"]["value"] == 3
    assert {entry["value"].lower(): entry["count"] for entry in found["facets"]["author"]} == {
        "ida berg": 3, "tom falk": 2,
    }  # fmt: skip


def test_a_histogram_counts_by_the_printed_clock(client: FlaskClient) -> None:
    histogram = answer(client, "q=dock+after:2000&histogram=year")["histogram"]
    assert [(bucket["start"], bucket["count"]) for bucket in histogram["buckets"]] == [
        ("2016-01-01", 6), ("2017-01-01", 1),
    ]  # fmt: skip
    assert answer(client, "q=dock&histogram=year")["histogram"]["undated"] == 1


@pytest.mark.parametrize("wrong", ["page_size=0", "sort=-date", "limit=5", "collapse=yes", "from=2016-13"])
def test_a_wrong_parameter_is_an_error_that_names_it(client: FlaskClient, wrong: str) -> None:
    response = client.get(f"/api/v1/search?q=dock&{wrong}")
    assert response.status_code == 400
    assert json.loads(response.data)["param"] == wrong.partition("=")[0]


def test_ties_come_once_each_over_all_pages(client: FlaskClient) -> None:
    ids: list[str] = []
    for page in range(1, 5):
        ids += [result["id"] for result in answer(client, f"q=wharf&page={page}&page_size=10")["results"]]
    assert len(ids) == len(set(ids)) == TIES
