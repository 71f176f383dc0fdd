"""Which of the dates of a page is taken, and what the ledger says of the others."""

import pytest

from indexer.extract.provenance import DecisionRule
from tests.indexer.extract.pages import DATED, decision, outcomes, page


@pytest.mark.parametrize(
    ("stated", "reason"),
    [
        ("31/02/2020", "is no day of the calendar"),
        ("0000-00-00", "is no day of the calendar"),
        ("Yesterday", "is no date"),
        ("3 hours ago", "is no date"),
        ("0001-01-01", "lies before anything was printed"),
        ("0000", "is no date"),
        ("9999-12-31", "lies in the future"),
        ("2026-06-01T12:00:00Z", "lies in the future"),
        ("9" * 5_000, "is no date"),
    ],
)
def test_a_date_that_cannot_be_one_is_rejected_with_the_reason(stated: str, reason: str) -> None:
    found = page(DATED.format(stated))
    assert found.article.published is None
    assert decision(found, "published").rule is DecisionRule.NONE
    assert decision(found, "published").confidence == 0
    assert outcomes(found, "published") == [("OpenGraph article:published_time", "rejected", reason)]


def test_a_rejected_date_leaves_the_field_to_the_next_place() -> None:
    found = page(DATED.format("9999-01-01"), location="https://example.org/2015/11/27/pier")
    assert str(found.article.published) == "2015-11-27"
    assert outcomes(found, "published") == [
        ("address of the page", "won", ""),
        ("OpenGraph article:published_time", "rejected", "lies in the future"),
    ]


def test_the_most_precise_of_dates_that_agree_is_taken() -> None:
    found = page(DATED.format("2015-11-27"), '<h1>The pier</h1><time datetime="2015-11-27T13:46">x</time>')
    assert str(found.article.published) == "2015-11-27T13:46:00"
    assert [outcome for _, outcome, _ in outcomes(found, "published")][:2] == ["won", "agrees"]


@pytest.mark.parametrize(
    ("shown", "stated", "taken"),
    [
        ("10 October 2017, 06.00", "2017-10-10T06:00:00+02:00", "2017-10-10T06:00:00+02:00"),
        ("10 October 2017, 06.00", "2017-10-10T06:00:23", "2017-10-10T06:00:23"),
        ("10 October 2017, 06:00:23", "2017-10-10T06:00+02:00", "2017-10-10T06:00:23"),
        ("10 October 2017, 06:00 CEST", "2017-10-10T06:00:23+02:00", "2017-10-10T06:00:23+02:00"),
        ("10 October 2017, 06:00 CEST", "2017-10-10T06:00:23Z", "2017-10-10T06:00:00+02:00"),
        ("10 October 2017, 06.00", "2017-10-10T07:00:00+02:00", "2017-10-10T06:00:00"),
        ("10 October 2017", "2017-10-10T06:00:00+02:00", "2017-10-10T06:00:00+02:00"),
    ],
)
def test_of_dates_that_agree_on_the_clock_the_most_complete_is_taken(shown: str, stated: str, taken: str) -> None:
    data = f'<script type="application/ld+json">{{"@type": "NewsArticle", "datePublished": "{stated}"}}</script>'
    found = page(data, f'<h1>The pier</h1><p class="date">{shown}</p>')
    assert str(found.article.published) == taken
    assert outcomes(found, "published")[0][1] == "won"


def test_of_several_zones_the_one_that_is_trusted_most_is_taken() -> None:
    data = (
        '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2017-10-10T06:00:23Z"}</script>'
    )
    found = page(
        DATED.format("2017-10-10T06:00+02:00") + data, '<h1>The pier</h1><p class="date">10 October 2017, 06.00'
    )
    assert str(found.article.published) == "2017-10-10T06:00:00+02:00"


def test_the_date_of_a_change_is_kept_apart_and_stands_in_where_it_is_alone() -> None:
    both = page(DATED.format("2015-11-27") + '<meta property="article:modified_time" content="2015-12-01">')
    assert (str(both.article.published), str(both.article.updated)) == ("2015-11-27", "2015-12-01")
    alone = page('<meta property="article:modified_time" content="2015-12-01">')
    assert (str(alone.article.published), str(alone.article.updated)) == ("2015-12-01", "2015-12-01")
    assert decision(alone, "published").rule is DecisionRule.DATE_OF_CHANGE
    assert decision(alone, "published").confidence <= 0.5
    before = page(DATED.format("2015-11-27") + '<meta property="article:modified_time" content="2015-01-01">')
    assert before.article.updated is None
    assert outcomes(before, "updated")[0][2] == "lies before the publication"


def test_no_article_appears_after_the_change_that_is_the_only_date_its_readers_are_shown() -> None:
    found = page('<meta name="date" content="2020-04-29T11:52:23">', "<h1>The pier</h1><p>Stand: 28.04.2020 18:00 Uhr")
    assert (str(found.article.published), str(found.article.updated)) == ("2020-04-28T18:00:00", "2020-04-28T18:00:00")
    assert decision(found, "published").rule is DecisionRule.CHANGE_SHOWN
    assert decision(found, "published").confidence <= 0.5
    assert outcomes(found, "published") == [("line near the headline", "won", ""), ("meta date", "outranked", "")]


@pytest.mark.parametrize(
    "shown",
    [
        "<p>Stand: 30.04.2020",
        "<p>Stand: 28.04.2020<p>Veröffentlicht: 29.04.2020",
        '<p><time class="updated" datetime="2020-04-28"></time>',
        '<p class="date published">29 April 2020',
    ],
)
def test_any_other_change_leaves_the_publication_alone(shown: str) -> None:
    found = page('<meta name="date" content="2020-04-29T11:52:23">', f"<h1>The pier</h1>{shown}")
    assert str(found.article.published).startswith("2020-04-29")


@pytest.mark.parametrize(
    "shown",
    [
        '<p>Updated <time datetime="2018-07-24">Jul 24, 2018</time></p>',
        "<div><em>Last Updated:</em> July 24, 2018</div>",
        "<p><span>Updated</span> <span>July 24, 2018</span></p>",
        "<p><b>Zuletzt aktualisiert:</b> 24.07.2018</p>",
        '<p>Published <time>Dec 15, 2017</time> <!-- --> updated <time datetime="2018-07-24">Jul 24, 2018</time></p>',
    ],
)
def test_a_word_directly_before_a_date_says_that_it_is_that_of_a_change(shown: str) -> None:
    found = page(DATED.format("2017-12-15"), f"<h1>The pier</h1>{shown}")
    assert (str(found.article.published), str(found.article.updated)) == ("2017-12-15", "2018-07-24")


@pytest.mark.parametrize(
    "shown",
    [
        "<p><a>This week everything about the harbour was updated</a> December 15, 2017</p>",
        "<p><span>Updated 24 July 2018</span> <span>December 15, 2017</span></p>",
        "<p><em>Published:</em> December 15, 2017</p>",
    ],
)
def test_words_that_are_no_label_of_a_date_do_not(shown: str) -> None:
    assert str(page("", f"<h1>The pier</h1>{shown}").article.published) == "2017-12-15"


def test_a_time_that_contradicts_itself_is_believed_in_neither() -> None:
    shown = '<p class="date"><time datetime="17:00, 24 December 2015">Friday 25 December 2015</time></p>'
    found = page(DATED.format("2015-09-17T16:57:43+01:00"), f"<h1>The pier</h1>{shown}")
    assert str(found.article.published) == "2015-09-17T16:57:43+01:00"
    assert {origin for origin, outcome, _ in outcomes(found, "published") if outcome == "outranked"} == {
        "time at odds with itself",
        "stamp at odds with itself",
        "line at odds with itself",
    }


@pytest.mark.parametrize(
    "shown",
    [
        '<time datetime="2018-11-09T10:00:00-04:00">11/9/2018</time>',
        '<time datetime="2018-11-10T01:30:00Z">November 9, 2018</time>',
        '<time datetime="2018-11-09">9 Nov 2018, updated 12 Nov 2018</time>',
        '<time datetime="2018-11-09">Yesterday</time>',
        "<time>November 9, 2018</time>",
    ],
)
def test_a_time_that_says_the_same_in_another_way_does_not_contradict_itself(shown: str) -> None:
    found = page("", f"<h1>The pier</h1>{shown}")
    assert str(found.article.published).startswith(("2018-11-09", "2018-11-10"))
    assert not any("at odds" in origin for origin, _, _ in outcomes(found, "published"))
