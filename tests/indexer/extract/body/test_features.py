"""The features of a block: where it stands, and what surrounds it."""

import numpy as np
import pytest
from lxml import html

from indexer.extract.body import block_chances
from indexer.extract.body.blocks import split_into_blocks
from indexer.extract.body.features import Features, extract_features
from indexer.extract.body.forest import load_forests
from indexer.extract.body.join import MIN_CHANCE_OF_ARTICLE_BLOCK, choose_blocks, drop_leaks, expected_f1
from indexer.extract.body.layout import blocks_since, compute_layout, running_sums, shift_column, stack_columns
from indexer.extract.body.page_hints import PageHints, collect_hints
from indexer.extract.body.position import second_look_features
from indexer.extract.body.reference_text import ReferenceText

SENTENCE = "The council agreed, after two storms, to rebuild the pier before the winter. "


def known(source: str, hints: PageHints | None = None, reference: str | None = None) -> tuple[list[str], Features]:
    parts, blocks = split_into_blocks(html.document_fromstring(f"<html><body>{source}</body></html>"))
    text = None if reference is None else ReferenceText(reference)
    return [block.text for block in blocks], extract_features(parts, blocks, hints or PageHints(), text)


def column(source: str, name: str, **options: object) -> list[float]:
    return known(source, **options)[1].columns[name].tolist()  # type: ignore[arg-type]


PAGE = f"""<h1>The new pier</h1><div class=story><p>{SENTENCE * 3}</p><p>{SENTENCE * 4}</p><p>{SENTENCE * 5}</p></div>
<div class="related"><h3>Read more</h3>
<ul><li><a href=1>Ferry fares</a></li><li><a href=2>Crab season</a></li></ul></div>"""


def test_every_fact_that_the_weights_ask_for_is_known() -> None:
    _, features = known(PAGE)
    first, second = load_forests()
    assert set(first.features) <= features.columns.keys()
    chance = np.full(len(features.layout.part), 0.5)
    seen = features.columns | second_look_features(chance, features.columns, features.layout)
    assert set(second.features) <= seen.keys()
    assert all(len(one) == len(features.layout.part) and np.isfinite(one).all() for one in seen.values())


def test_chances_are_high_for_the_story_and_low_for_what_leads_elsewhere() -> None:
    texts, features = known(PAGE)
    found = dict(zip(texts, block_chances(features).tolist(), strict=True))
    assert min(found[text] for text in texts if text.startswith("The council")) > MIN_CHANCE_OF_ARTICLE_BLOCK
    assert max(found["Ferry fares"], found["Crab season"], found["Read more"]) < MIN_CHANCE_OF_ARTICLE_BLOCK


@pytest.mark.parametrize("title", ["The new pier", "the new pier!", "The new pier of the town | Gazette"])
def test_a_heading_is_the_title_if_the_page_says_so(title: str) -> None:
    source = "<h1>The new pier of the town</h1><p>The ferry</p>"
    source = source if "of the town" in title else source.replace(" of the town", "")
    assert column(source, "is_title", hints=PageHints(titles=(title,))) == [1.0, 0.0]


def test_the_words_of_others_are_looked_up_in_each_block() -> None:
    source = "<p>The pier is new and long</p><p>The ferry is old</p>"
    assert column(source, "in_other", reference="The pier is new and long") == [1.0, 0.0]
    assert column(source, "in_other", reference="") == [0.0, 0.0]
    assert column(source, "in_other") == [-1.0, -1.0]
    assert column(source, "in_summary", hints=PageHints(summaries=("The ferry is old",))) == [0.0, 1.0]
    assert column(source, "in_stated_body", hints=PageHints(body="The ferry is old")) == [0.0, 1.0]


def test_what_leads_away_begins_so_and_is_linked() -> None:
    source = "<p><a href=x>Read more</a></p><p>Read more</p><p><a href=x>The pier</a></p>"
    assert column(source, "leads_away") == [1.0, 0.0, 0.0]


def test_repeated_blocks_know_how_often() -> None:
    assert column("<p>The pier</p><p>the PIER</p><p>The port</p>", "repeated") == [1.0, 1.0, 0.0]


def test_places_are_counted_from_the_headline_and_from_what_ends_an_article() -> None:
    source = "<p>Menu</p><h1>A</h1><p>B</p><h3>Read more</h3><p>C</p>"
    assert column(source, "after_headline") == [-1.0, 0.0, 1.0, 2.0, 3.0]
    assert column(source, "since_more") == [-1.0, -1.0, -1.0, 0.0, 1.0]
    assert column(source, "under_such_heading") == [0.0, 0.0, 0.0, 1.0, 1.0]
    assert column("<p>A</p>", "after_headline") == [-999.0]


def test_paragraphs_speak_for_the_part_that_they_stand_in() -> None:
    assert column(PAGE, "winner") == [0.0, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0]
    assert column("<p>Short</p>", "winner") == [0.0]


def test_paragraphs_that_are_laid_beside_the_best_part_belong_to_it() -> None:
    one, two = f"<p>{SENTENCE * 6}</p>" * 3, f"<p>{SENTENCE * 5}</p>" * 2
    source = f"<div id=a><div class=z>{one}</div><div class=z>{two}</div><div><a href=x>{SENTENCE}</a></div></div>"
    inside, beside = column(source, "winner"), column(source, "winner_side")
    assert [max(pair) for pair in zip(inside, beside, strict=True)] == [1.0] * 5 + [0.0]


def test_a_layout_sums_what_is_in_a_part_and_goes_outwards() -> None:
    parts, blocks = split_into_blocks(html.document_fromstring("<body><div><p>a</p><p>b</p></div><p>c</p></body>"))
    layout = compute_layout(parts, blocks)
    assert layout.sum_by_part(np.array([1.0, 2.0, 4.0])).tolist() == [7.0, 3.0, 1.0, 2.0, 4.0]
    assert [parts[number].tag for number in layout.enclosing[0]] == ["div", "div", "body"]
    assert [parts[number].tag for number in layout.enclosing[1]] == ["body"] * 3
    assert layout.alike.tolist() == [1.0, 1.0, 2.0, 2.0, 1.0]
    assert layout.look[0] == layout.look[1] != layout.look[2]


def test_columns_move_sum_and_count() -> None:
    values = np.array([1.0, 2.0, 3.0])
    assert shift_column(values, 1).tolist() == [2.0, 3.0, -1.0]
    assert shift_column(values, -1).tolist() == [-1.0, 1.0, 2.0]
    assert shift_column(values, 5).tolist() == shift_column(values, -5).tolist() == [-1.0] * 3
    assert running_sums(values).tolist() == [0.0, 1.0, 3.0, 6.0]
    assert blocks_since(np.array([False, True, False])).tolist() == [-1.0, 0.0, 1.0]
    assert stack_columns({"a": values, "b": -values}, "ba").tolist() == [[-1.0, 1.0], [-2.0, 2.0], [-3.0, 3.0]]


def test_the_likely_blocks_are_chosen_and_their_chance_is_the_confidence() -> None:
    chance, chars = np.array([0.9, 0.1, MIN_CHANCE_OF_ARTICLE_BLOCK]), np.array([100.0, 50.0, 10.0])
    taken = choose_blocks(chance)
    assert taken.tolist() == [0, 2]
    assert expected_f1(np.ones(3), chars, np.arange(3)) == 1.0
    assert 0.8 < expected_f1(chance, chars, taken) < 0.95
    assert expected_f1(np.zeros(3), chars, choose_blocks(np.zeros(3))) == 0.0


JSON = '<script type="application/ld+json">{}</script>'


@pytest.mark.parametrize(
    ("head", "hints"),
    [
        ("<title>A</title><meta property=og:title content=B>", PageHints(titles=("B", "A"))),
        ("<meta name=Description content=C>", PageHints(summaries=("C",))),
        (JSON.format('{"articleBody": "' + "a" * 300 + '"}'), PageHints(body="a" * 300)),
        (JSON.format('[{"@graph": [{"x": {"articleBody": "' + "a" * 300 + '"}}]}]'), PageHints(body="a" * 300)),
        (JSON.format('{"articleBody": "short"}'), PageHints()),
        (JSON.format('{"articleBody": "torn'), PageHints()),
        (JSON.format("[" * 100_000 + '"articleBody"'), PageHints()),
        (JSON.format('{"articleBody": ["a"]}'), PageHints()),
        ("", PageHints()),
    ],
)
def test_a_page_hints_at_its_article(head: str, hints: PageHints) -> None:
    assert collect_hints(html.document_fromstring(f"<html><head>{head}</head><body>x</body></html>")) == hints


@pytest.mark.parametrize(
    ("leak", "stays"),
    [
        ("<p><a href=x>Read more: Ferry fares to rise</a></p>", "<p>Read more: Ferry fares to rise</p>"),
        ("<div class=newsletter><h4>The Gazette</h4><p>Every day</p></div>", "<div class=news><p>Every day</p></div>"),
        ("<div class=author-bio><h4>Ada</h4><p>Ada writes.</p></div>", "<div class=authority><p>Ada writes.</p></div>"),
    ],
    ids=["line", "box", "life"],
)
def test_what_leads_away_or_tells_of_letters_and_authors_is_never_the_article(leak: str, stays: str) -> None:
    story = f"<div><p>{SENTENCE * 9}</p><p>{SENTENCE * 9}</p></div>"
    for source, wanted in ((leak, 0.0), (stays, 1.0)):
        _, features = known(story + source)
        found = drop_leaks(np.ones(len(features.layout.part)), features.columns).tolist()
        assert found == [1.0, 1.0, *[wanted] * (len(found) - 2)]


@pytest.mark.parametrize("name", ["newsletter", "author"])
def test_an_article_in_a_part_with_such_a_name_stays(name: str) -> None:
    _, features = known(f"<div class={name}>{f'<p>{SENTENCE * 2}</p>' * 5}</div>")
    assert drop_leaks(np.ones(5), features.columns).tolist() == [1.0] * 5
