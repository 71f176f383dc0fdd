"""No page stops the reading of bodies, whatever it is made of, and none costs more than its length."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from indexer.extract.body import Body, extract_body
from indexer.extract.body.reference_text import MAX_TRAFILATURA_ELEMENTS, extract_with_trafilatura
from indexer.extract.html_parser import Element, parse_html

LONG = 10_000_000
MANY = 200_000


def body(source: str) -> Body:
    tree: Element = html.fromstring(source)
    return extract_body(tree, sum(1 for _ in tree.iter()))


@pytest.mark.parametrize(
    "source",
    [
        "<html></html>",
        "<html><body></body></html>",
        "<html><body><script>a</script></body></html>",
        "<html><body><p hidden>The pier</p></body></html>",
        "<html><frameset><frame src=x></frameset></html>",
        "<span><a href=x>The pier</a></span>",
        "<html><body>" + "<div>" * 5000 + "The pier",
        "<html><body>" + "<b><i><a>" * 2000 + "The pier",
        "<html><body><ul>" + "<li><ul>" * 1000 + "The pier",
        "<html><body>" + "<table><tr><td>" * 300 + "The pier",
    ],
    ids=["nothing", "empty", "script", "hidden", "frames", "inline", "deep", "deep-inline", "deep-list", "deep-table"],
)
def test_pages_with_next_to_nothing_and_deep_ones_are_read(source: str) -> None:
    found = body(source)
    assert 0.0 <= found.confidence <= 1.0
    assert found.text in {"", "The pier", "- The pier"}


def test_one_element_of_ten_megabytes_is_read() -> None:
    text = "The council met in the town hall. " * (LONG // 34)
    found = body(f"<html><body><p>{text}</p></body></html>")
    assert found.text in {"", text.strip()}


@pytest.mark.parametrize("piece", ["<p>The pier stands.</p>", "<span>a</span> ", "<li><a href=x>The pier</a></li>"])
def test_two_hundred_thousand_elements_are_read_without_asking_others(piece: str) -> None:
    source = "<html><body>" + piece * (MANY // (piece.count("<") // 2))
    tree = parse_html(source)
    elements = sum(1 for _ in tree.iter())
    assert elements > MAX_TRAFILATURA_ELEMENTS
    assert extract_with_trafilatura(tree, elements) is None
    assert len(extract_body(tree, elements).text) <= len(source)


TAGS = [
    "div",
    "p",
    "span",
    "a",
    "ul",
    "li",
    "table",
    "tr",
    "td",
    "br",
    "h1",
    "article",
    "figure",
    "form",
    "pre",
    "body",
]
PIECES = st.one_of(
    st.sampled_from([f"<{tag}>" for tag in TAGS] + [f"</{tag}>" for tag in TAGS]),
    st.sampled_from(
        ["<a href='#'>", "<div class='related share'>", "<p hidden>", "<br><br>", "<!--", "-->", "&nbsp;", "<"]
    ),
    st.text(max_size=40).filter(lambda text: "\0" not in text),
    st.sampled_from(["The council met on Thursday, and voted. ", "Read more", "漢字。", "مرحبا، "]),
)


@settings(max_examples=60)
@given(st.lists(PIECES, max_size=40).map("".join))
def test_any_page_gives_a_body_and_the_same_one_again(source: str) -> None:
    tree = parse_html(f"<html><body><p>x</p>{source}</body></html>".encode(errors="replace").decode())
    if tree is None:
        return
    found = extract_body(tree, sum(1 for _ in tree.iter()))
    assert 0.0 <= found.confidence <= 1.0
    assert found.text == found.text.strip("\n")
    assert "\n\n\n" not in found.text
    assert extract_body(tree, sum(1 for _ in tree.iter())) == found
