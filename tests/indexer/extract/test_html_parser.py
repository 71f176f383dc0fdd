"""The tree of a page: what is mended before it is parsed, and what is no page."""

import pytest

from indexer.extract.html_parser import parse_html

STORY = "<body><h1>The pier</h1><p>The pier opened.</p></body>"


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(f"<html>{STORY}</html>", id="plain"),
        pytest.param(f'<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0//EN" />\n<html>{STORY}</html>', id="doctype"),
        pytest.param(f'<html lang="en" />\n{STORY}</html>', id="closed-html"),
        pytest.param(f"<html><!-- {'x' * 5000} -->{STORY}</html>", id="comment"),
        pytest.param(f'<?xml version="1.0" encoding="UTF-16"?><html>{STORY}</html>', id="declaration"),
    ],
)
def test_a_page_is_parsed_however_it_begins(source: str) -> None:
    tree = parse_html(source)
    assert tree is not None
    assert [(one.tag, one.text) for one in tree.iter("h1", "p")] == [("h1", "The pier"), ("p", "The pier opened.")]


def test_an_encoding_that_the_page_states_is_not_asked_again() -> None:
    tree = parse_html('<html><head><meta charset="iso-8859-1"></head><body><p>Über café 码头</p></body></html>')
    assert tree.find(".//p").text == "Über café 码头"


def test_comments_and_instructions_are_no_part_of_the_tree() -> None:
    tree = parse_html("<html><body><p>One<!-- two --> three<?php four ?></p></body></html>")
    assert [one.tag for one in tree.iter()] == ["html", "body", "p"]
    assert tree.find(".//p").text == "One three"


@pytest.mark.parametrize("source", ["", "   ", "<!-- nothing -->", "Words alone.", "<p>One element.</p>"])
def test_what_holds_next_to_nothing_and_does_not_say_that_it_is_a_page_is_none(source: str) -> None:
    assert parse_html(source) is None


def test_a_bit_of_a_page_with_several_elements_is_one() -> None:
    assert [one.tag for one in parse_html("<p>One.</p><p>Two.</p>")] == ["p", "p"]
