"""The learning itself: what people judged becomes labels, and trees find what tells them apart, the same each time."""

from dataclasses import replace

import numpy as np
import pytest
from lxml import html

from indexer.extract.body.blocks import Block, split_into_blocks
from indexer.extract.body.features import extract_features
from indexer.extract.body.forest import build_forest
from indexer.extract.body.page_hints import PageHints
from tests.judged.extraction.learning.boosting import BoostingSettings, grow_forest
from tests.judged.extraction.learning.labels import label_by_opening, label_by_segments, label_by_text
from tests.judged.extraction.learning.lessons import make_lesson
from tests.judged.extraction.pages import Page

PAGE = Page(
    name="a.html", data=b"", url="", text=None, opening=None, title=None, author=None, date=None, wanted=(), unwanted=()
)


def blocks(*texts: str) -> list[Block]:
    return [Block(text, 0, 0, 0, 0, 0, 0) for text in texts]


def test_a_judged_text_labels_each_block_by_the_part_of_it_that_it_has() -> None:
    found = label_by_text(
        blocks("Home News", "The pier is new.", "By Ada. The ferry is old.", "…"), "The pier is new. The ferry is old."
    )
    assert found[:3].tolist() == [0.0, 1.0, pytest.approx(4 / 6)]
    assert np.isnan(found[3])


def test_a_text_in_a_script_without_blanks_is_compared_by_characters() -> None:
    assert label_by_text(blocks("首页", "新码头开放。"), "新码头开放。").tolist() == [0.0, 1.0]


def test_segments_label_the_blocks_that_they_reach_over_and_no_others() -> None:
    texts = blocks("Share this story", "The pier is new", "and long, they say.", "The ferry is old.")
    found = label_by_segments(texts, ("pier is new and long",), ("Share this",))
    assert found[:3].tolist() == [0.0, 1.0, 1.0]
    assert np.isnan(found[3])


def test_of_two_places_of_a_wanted_segment_the_longer_block_is_meant() -> None:
    found = label_by_segments(blocks("A new pier", "The council opened a new pier. A new pier!"), ("new pier",), ())
    assert np.isnan(found[0])
    assert found[1] == 1.0


def test_a_few_unwanted_words_say_nothing_of_a_long_block() -> None:
    assert np.isnan(label_by_segments(blocks("Print " + "the council met and voted " * 9), (), ("Print",))).all()


def test_an_opening_labels_what_is_before_it_and_itself() -> None:
    found = label_by_opening(blocks("Menu", "The pier &", "is new.", "More"), "The pier &amp; is")
    assert found[:3].tolist() == [0.0, 1.0, 1.0]
    assert np.isnan(found[3])
    assert np.isnan(label_by_opening(blocks("Menu"), "Elsewhere")).all()


@pytest.mark.parametrize(
    ("url", "name", "site"),
    [
        ("https://www.example.org/a/1", "x", "example.org"),
        ("https://web.archive.org/web/2015/http://example.org/a", "x", "example.org"),
        ("", "ars-1", "ars"),
        ("", "ars", "ars"),
    ],
)
def test_pages_of_one_site_are_of_one_half(url: str, name: str, site: str) -> None:
    page = replace(PAGE, url=url, name=name)
    assert page.site == site
    assert page.half == replace(page, name="other", url=f"https://{site}/b").half


def test_trees_find_what_tells_rows_apart_and_find_it_again() -> None:
    facts = np.random.default_rng(1).random((2000, 3))
    wanted = ((facts[:, 0] > 0.5) & (facts[:, 2] > 0.3)).astype(np.float64)
    how = BoostingSettings(rounds=30)
    learned = grow_forest(facts, ["a", "b", "c"], wanted, np.ones(2000), how)
    chances = build_forest(*learned).predict({name: facts[:, number] for number, name in enumerate("abc")})
    assert ((chances > 0.5) == (wanted > 0.5)).mean() > 0.97
    assert grow_forest(facts, ["a", "b", "c"], wanted, np.ones(2000), how) == learned


def test_a_lesson_counts_what_was_judged_and_what_nobody_would_dispute() -> None:
    source = "<nav><a href=x>Home</a></nav><p>The pier is new.</p><p>Somebody said something.</p>"
    parts, found = split_into_blocks(html.document_fromstring(f"<html><body>{source}</body></html>"))
    labels = label_by_segments(found, ("The pier is new.",), ())
    one = make_lesson(
        replace(PAGE, wanted=("The pier is new.",)), extract_features(parts, found, PageHints(), None), labels
    )
    assert one.wanted[:2].tolist() == [0.0, 1.0]
    assert one.weight[1] == 1.0 > one.weight[0] > 0.0 == one.weight[2]
