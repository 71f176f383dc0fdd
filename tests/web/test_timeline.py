"""The timeline: its periods, its bars, and the table that says the same."""

import gzip
from datetime import date, timedelta
from itertools import pairwise

import pytest
from bs4 import Tag
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from search.request import Interval
from search.results import Bucket, Histogram
from tests.web.pages import one, page, text
from web.pages.periods import MAX_BARS, MAX_COUNTED, periods
from web.pages.timeline import PLOT_BOTTOM, PLOT_TOP, make_timeline, round_up


def days(first: date, number: int) -> Histogram:
    return Histogram(Interval.DAY, tuple(Bucket(first + timedelta(n), 1) for n in range(number)), 0)


def months(year: int, number: int) -> Histogram:
    starts = (date(year + n // 12, n % 12 + 1, 1) for n in range(number))
    return Histogram(Interval.MONTH, tuple(Bucket(start, 1) for start in starts), 0)


def years(first: int, last: int, count: int = 1) -> Histogram:
    return Histogram(Interval.YEAR, tuple(Bucket(date(year, 1, 1), count) for year in range(first, last + 1)), 0)


@pytest.mark.parametrize(
    ("histogram", "label", "short", "bounds"),
    [
        (days(date(2015, 11, 27), 3), "27 November 2015", "27 Nov", ("2015-11-27", "2015-11-27")),
        (days(date(2015, 11, 28), 60), "23 to 29 November 2015", "23 Nov", ("2015-11-23", "2015-11-29")),
        (days(date(2015, 9, 29), 60), "28 September to 4 October 2015", "28 Sept", ("2015-09-28", "2015-10-04")),
        (days(date(2014, 12, 30), 60), "29 December 2014 to 4 January 2015", "29 Dec", ("2014-12-29", "2015-01-04")),
        (months(2015, 24), "January 2015", "Jan 2015", ("2015-01", "2015-01")),
        (months(2015, 25), "January to March 2015", "Jan 2015", ("2015-01", "2015-03")),
        (days(date(2015, 11, 27), 168), "November 2015", "Nov 2015", ("2015-11", "2015-11")),
        (months(2015, 73), "2015", "2015", ("2015", "2015")),
        (years(1998, 2021), "1998", "1998", ("1998", "1998")),
        (years(1998, 2022), "1995–1999", "1995", ("1995", "1999")),
        (years(1605, 2022), "1600–1624", "1600", ("1600", "1624")),
        (years(1, 2022), "1–99", "1", ("0001", "0099")),
    ],
)
def test_the_smallest_step_that_gives_few_bars_is_taken(
    histogram: Histogram, label: str, short: str, bounds: tuple[str, str]
) -> None:
    first = periods(histogram)[0]
    assert (first.label, first.short_label, first.bounds) == (label, short, bounds)


@given(
    st.one_of(
        st.builds(days, st.dates(date(1, 1, 1), date(9998, 1, 1)), st.integers(2, MAX_COUNTED)),
        st.builds(months, st.integers(1, 9980), st.integers(2, MAX_COUNTED)),
        st.builds(years, st.integers(1, 9990), st.just(9999)),
    )
)
def test_periods_are_few_follow_one_another_and_lose_no_article(histogram: Histogram) -> None:
    found = periods(histogram)
    assert len(found) <= MAX_BARS
    assert sum(period.count for period in found) == sum(bucket.count for bucket in histogram.buckets)
    assert all(here.last + timedelta(1) == there.first for here, there in pairwise(found))
    assert found[0].first <= histogram.buckets[0].start
    assert found[-1].last >= histogram.buckets[-1].start


@pytest.mark.parametrize(("value", "top"), [(1, 1), (3, 4), (9, 10), (10, 10), (11, 20), (41, 50), (1204, 2000)])
def test_the_upper_line_is_at_a_round_number(value: int, top: int) -> None:
    assert round_up(value) == top


def test_bars_are_as_high_as_their_numbers_and_a_single_article_is_seen() -> None:
    histogram = Histogram(Interval.YEAR, tuple(Bucket(date(2000 + n, 1, 1), n * 500) for n in range(9)), 1)
    chart = make_timeline(histogram, ())
    assert chart is not None
    assert chart.maximum == 4000
    assert chart.bars[8].y == PLOT_TOP
    assert chart.bars[4].height * 2 == pytest.approx(PLOT_BOTTOM - PLOT_TOP)
    assert (chart.bars[0].height, chart.bars[0].address) == (0, None)
    assert chart.undated is not None
    assert chart.undated.height >= 2
    places = [(bar.slot_x, bar.slot_x + bar.slot_width) for bar in (*chart.bars, chart.undated)]
    assert all(here[1] <= there[0] + 0.02 for here, there in pairwise(places))
    assert places[-1][1] == pytest.approx(100, abs=0.1)
    assert places[-1][0] - places[-2][1] > chart.bars[0].slot_width - 0.1


def test_one_bar_is_no_timeline() -> None:
    assert make_timeline(years(2015, 2015), ()) is None
    assert make_timeline(Histogram(Interval.YEAR, (), 12), ()) is None
    assert make_timeline(None, ()) is None


def drawn(soup: Tag) -> list[tuple[str, str]]:
    """The title and the address of each bar."""
    return [(text(one(link, "title")), str(link["href"])) for link in soup.select(".timeline svg a")]


def test_the_table_says_what_the_bars_say(client: FlaskClient) -> None:
    soup = page(client, "/search?q=flood&from=2013&source=Harbour+Post&source=Coast+Times")
    rows = soup.select(".timeline tbody tr")
    assert rows
    for (title, address), row in zip(drawn(soup), rows, strict=True):
        link, number = one(row, "a"), text(one(row, "td"))
        assert link["href"] == address
        assert title.startswith(f"{text(link)}: {number} article")
    picture = one(soup, ".timeline svg")
    assert picture["aria-hidden"] == "true"
    assert all(link["tabindex"] == "-1" for link in picture.select("a"))


def test_every_period_leads_to_as_many_articles_as_it_says(client: FlaskClient) -> None:
    rows = page(client, "/search?q=flood").select(".timeline tbody tr")
    numbers = []
    for row in rows:
        found = page(client, str(one(row, "a")["href"]))
        assert text(one(found, "#results")).split()[0] == text(one(row, "td"))
        numbers.append(int(text(one(row, "td"))))
    assert sum(numbers) == 7
    assert text(one(rows[-1], "th")) == "Undated"


def marked(soup: Tag) -> list[str]:
    return [text(one(link, "title")) for link in soup.select(".timeline svg .on")]


def test_a_choice_of_many_periods_shows_those_alone(client: FlaskClient) -> None:
    soup = page(client, "/search?q=bulletin&from=2017-01&to=2017-03")
    assert len(drawn(soup)) > 2
    assert not marked(soup)


def test_a_choice_of_one_period_is_marked_among_all(client: FlaskClient) -> None:
    assert marked(page(client, "/search?q=flood&from=2014-03&to=2014-03")) == ["January to March 2014: 1 article"]
    undated = page(client, "/search?q=flood&date=none")
    assert marked(undated) == ["Undated: 1 article"]
    assert len(drawn(undated)) == 6


def test_the_home_page_has_the_timeline_of_all(client: FlaskClient) -> None:
    soup = page(client, "/")
    assert sum(int(text(cell)) for cell in soup.select(".timeline td")) == 54
    assert all("/search?" in address for _, address in drawn(soup))


def test_the_picture_is_small(client: FlaskClient) -> None:
    for path in ("/", "/search?q=port&source=Agency+1&source=Agency+2&source=Agency+3"):
        picture = str(one(page(client, path), ".timeline svg"))
        assert len(gzip.compress(picture.encode(), 9)) <= 3_000
