"""The help pages document only what the parser and the API support, with examples of this archive."""

import subprocess
import sys

import pytest
from flask.testing import FlaskClient

from search.engine import Engine
from search.query.parser import parse
from tests.web.pages import page, text
from web import create_app
from web.errors import all_problems
from web.pages.examples import ExampleWords
from web.pages.help import Operator, chapters
from web.parameters import SEARCH
from web.settings import WebSettings

GENERAL = ExampleWords(author="Ida Berg", source="Courier")
OPERATORS = [operator for chapter in chapters(GENERAL) for operator in chapter.operators]


def examples(client: FlaskClient) -> list[str]:
    return [str(link["href"]) for link in page(client, "/help").select("dt a.example")]


@pytest.mark.parametrize("operator", OPERATORS, ids=lambda operator: operator.example)
def test_every_example_is_understood_whole(operator: Operator) -> None:
    assert parse(operator.example).notices == ()


def test_every_example_can_be_tried(client: FlaskClient) -> None:
    addresses = examples(client)
    assert len(addresses) >= len(OPERATORS) - 2
    for address in addresses:
        assert client.get(address).status_code == 200


def test_examples_find_something_in_this_archive(client: FlaskClient) -> None:
    for chapter in ("words", "phrases", "fields"):
        links = page(client, "/help").select(f"section[aria-labelledby={chapter}] dt a")
        found = [client.get(str(link["href"]).replace("/search", "/api/v1/search")).get_json() for link in links]
        assert found[0]["total"]["value"], chapter


@pytest.mark.parametrize("ability", ["e-mail", "NATO", "U.S.", "1000", "C++", "🙂"])
def test_what_spellings_find_one_another_is_shown(client: FlaskClient, ability: str) -> None:
    shown = [code.get_text() for code in page(client, "/help").select("#spellings ~ dl dt code")]
    assert ability in shown


def test_help_works_without_an_index(empty_engine: Engine) -> None:
    soup = page(create_app(WebSettings(), empty_engine).test_client(), "/help")
    assert next(link.get_text() for link in soup.select("dt a.example")) == "river flood"


def test_every_chapter_is_in_the_contents(client: FlaskClient) -> None:
    soup = page(client, "/help")
    for link in soup.select("nav.contents a"):
        assert text(soup.select(str(link["href"]))[0]) == text(link)
    assert len(soup.select("nav.contents a")) == len(soup.select("main section"))


def test_every_parameter_is_explained(client: FlaskClient) -> None:
    explained = [code.get_text() for code in page(client, "/help/api").select("dt code")]
    assert {parameter.name for parameter in SEARCH} <= set(explained)


def test_every_code_of_an_error_is_explained(client: FlaskClient) -> None:
    soup = page(client, "/help/api")
    for problem in all_problems():
        (row,) = soup.select(f"#{problem.code}")
        assert row.parent is not None
        assert str(problem.status) in text(row.parent)


def test_reading_the_settings_loads_no_flask() -> None:
    program = "import sys, web.settings; sys.exit('flask' in sys.modules or 'numba' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
