import pytest

from tests.judged.extraction.floors import fallen_figures, raise_floors
from tests.judged.extraction.measures import (
    names,
    opens_with,
    same_authors,
    same_day,
    same_title,
    segments,
    shingle_f1,
    token_f1,
)


def test_words_count_as_often_as_they_stand_whatever_their_case_and_order() -> None:
    assert token_f1("The pier, the port", "port THE pier the") == 1.0
    assert token_f1("the pier", "the pier the port") == pytest.approx(2 / 3)
    assert token_f1("", "the pier") == 0.0


def test_shingles_count_order() -> None:
    assert shingle_f1("one two three four five", "one two three four five") == 1.0
    assert shingle_f1("five four three two one", "one two three four five") == 0.0


def test_segments_are_found_across_line_ends() -> None:
    assert segments("The pier\n\nwas rebuilt.", ("pier was", "port"), ("rebuilt.", "Subscribe")) == (1, 1)


def test_an_opening_is_found_where_the_text_begins_and_not_further_on() -> None:
    assert opens_with("Photo: Ada Smith\n\nThe council agreed on Thursday.", "The council agreed")
    assert not opens_with("word " * 80 + "The council agreed", "The council agreed")


def test_titles_are_alike_but_for_white_space_and_kinds_of_quotes() -> None:
    assert same_title("The ‘new’  pier", "The 'new' pier")
    assert not same_title("The new pier | Harbour Times", "The new pier")


@pytest.mark.parametrize("byline", ["Ada Smith; Ben Jones", "By BEN JONES and Ada Smith", "von Ada Smith, Ben Jones"])
def test_bylines_are_alike_if_they_name_the_same_persons(byline: str) -> None:
    assert names(byline) == {"ada smith", "ben jones"}
    assert same_authors(("Ada Smith", "Ben Jones"), byline)


def test_dates_are_alike_to_the_day() -> None:
    assert same_day("2015-11-27T13:46:00+01:00", "2015-11-27")
    assert not same_day("2015-11", "2015-11-01")
    assert not same_day("", "2015-11-01")


def test_floors_rise_and_fall_only_on_purpose() -> None:
    floors = {"news": {"text_f1": 0.95, "title": 0.5}}
    measured = {"news": {"text_f1": 0.94, "title": 0.6}}
    assert fallen_figures(measured, floors) == ["news text_f1: 0.94 is below the floor of 0.95"]
    assert raise_floors(measured, floors, allow_regression=False) == {"news": {"text_f1": 0.95, "title": 0.6}}
    assert raise_floors(measured, floors, allow_regression=True) == measured
    assert fallen_figures({}, floors) == [
        "news text_f1: None is below the floor of 0.95",
        "news title: None is below the floor of 0.5",
    ]
