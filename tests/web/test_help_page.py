"""The help page documents only what the parser supports."""

import subprocess
import sys

import pytest
from flask.testing import FlaskClient

from search.query.parser import parse
from tests.web.pages import page
from web.pages.help import OPERATORS, Operator
from web.parameters import SEARCH


@pytest.mark.parametrize("operator", OPERATORS, ids=lambda operator: operator.example)
def test_every_example_is_understood_whole(operator: Operator) -> None:
    assert parse(operator.example).notices == ()


@pytest.mark.parametrize("operator", OPERATORS, ids=lambda operator: operator.example)
def test_every_example_can_be_tried(client: FlaskClient, operator: Operator) -> None:
    assert operator.address in [link["href"] for link in page(client, "/help").select("th a")]
    assert client.get(operator.address).status_code == 200


def test_every_parameter_is_explained(client: FlaskClient) -> None:
    explained = [code.get_text() for code in page(client, "/help").select("th code")]
    assert {parameter.name for parameter in SEARCH} <= set(explained)


def test_reading_the_settings_loads_no_flask() -> None:
    program = "import sys, web.settings; sys.exit('flask' in sys.modules or 'numba' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
