"""Arguments of tools are read as the parameters of an address are."""

from typing import Any

import pytest

from search.request import Facet
from web.errors import BadParameter
from web.mcp.arguments import read_arguments
from web.mcp.schemas import input_schema
from web.mcp.tools import ARTICLE_PAGE_CHARS, SEARCH_PARAMETERS, text_pages
from web.parameters import FACET_FILTERS


def test_a_list_repeats_a_parameter_and_null_is_as_if_it_were_not_there() -> None:
    given = {"q": "dam & river", "source": ["The Post", None, "RNA"], "from": None, "page_size": 5, "page": 2.0}
    assert read_arguments(given, SEARCH_PARAMETERS) == (
        ("q", "dam & river"),
        ("source", "The Post"),
        ("source", "RNA"),
        ("page_size", "5"),
        ("page", "2"),
    )


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"sources": "x"}, "Did you mean 'source'?"),
        ({"q": {"match": "dam"}}, "'q' must be a text or a whole number."),
        ({"q": True}, "'q' must be a text or a whole number."),
        ({"page_size": 1.5}, "'page_size' must be a text or a whole number."),
        ({"q": ["dam", "river"]}, "'q' may be given only once."),
        ({"q": "\ud800"}, "not valid UTF-8"),
    ],
)
def test_what_cannot_be_used_is_named(given: dict[str, Any], said: str) -> None:
    with pytest.raises(BadParameter) as refused:
        read_arguments(given, SEARCH_PARAMETERS)
    assert said in str(refused.value)


def test_what_is_required_is_asked_for() -> None:
    with pytest.raises(BadParameter, match="'source' is missing"):
        read_arguments({"source": []}, [FACET_FILTERS[Facet.SOURCE]], ["source"])


def test_a_filter_takes_a_list_and_nothing_unknown_is_taken() -> None:
    schema = input_schema(SEARCH_PARAMETERS)
    assert schema["properties"]["source"]["type"] == "array"
    assert schema["additionalProperties"] is False
    assert schema["properties"]["sort"]["enum"] == ["relevance", "newest", "oldest"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "short",
        "\n\n".join(f"Paragraph {number} " + "of some words " * 40 for number in range(60)),
        "x" * (3 * ARTICLE_PAGE_CHARS + 1),
        "word " * ARTICLE_PAGE_CHARS,
        "y" * ARTICLE_PAGE_CHARS,
        "a\n\n" + "z" * (2 * ARTICLE_PAGE_CHARS),
    ],
)
def test_the_pages_of_a_text_are_bounded_and_together_the_text(text: str) -> None:
    pages = text_pages(text)
    assert "".join(pages) == text
    assert max(map(len, pages)) <= ARTICLE_PAGE_CHARS
    assert all(pages[1:])
    assert len(pages) <= 1 + 2 * len(text) // ARTICLE_PAGE_CHARS


def test_pages_end_where_paragraphs_end() -> None:
    text = "\n\n".join(f"{number} " + "word " * 100 for number in range(100))
    assert all(page.endswith("\n\n") for page in text_pages(text)[:-1])
