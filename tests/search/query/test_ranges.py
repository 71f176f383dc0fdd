"""Dates are read as the spans that people mean, within the calendar, and written shortest."""

from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.query.ranges import CALENDAR_END, CALENDAR_START, format_end, format_period, format_start, parse_period

NOW = datetime(2016, 3, 31, 10, 30, 15, 999)
THEN = NOW.replace(microsecond=0)


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("2015", datetime(2015, 1, 1), datetime(2016, 1, 1)),
        (" 2015 ", datetime(2015, 1, 1), datetime(2016, 1, 1)),
        ("2015-11", datetime(2015, 11, 1), datetime(2015, 12, 1)),
        ("2015-12", datetime(2015, 12, 1), datetime(2016, 1, 1)),
        ("2016-02", datetime(2016, 2, 1), datetime(2016, 3, 1)),
        ("2015-11-27", datetime(2015, 11, 27), datetime(2015, 11, 28)),
        ("2015-12-31", datetime(2015, 12, 31), datetime(2016, 1, 1)),
        ("2016-02-29", datetime(2016, 2, 29), datetime(2016, 3, 1)),
        ("2015-11-27T13:46", datetime(2015, 11, 27, 13, 46), datetime(2015, 11, 27, 13, 47)),
        ("2015-11-27 13:46", datetime(2015, 11, 27, 13, 46), datetime(2015, 11, 27, 13, 47)),
        ("2015-11-27T13:46+03:00", datetime(2015, 11, 27, 13, 46), datetime(2015, 11, 27, 13, 47)),
        ("2015-11-27T13:46:05", datetime(2015, 11, 27, 13, 46, 5), datetime(2015, 11, 27, 13, 46, 6)),
        ("2015-11-27t13:46:05z", datetime(2015, 11, 27, 13, 46, 5), datetime(2015, 11, 27, 13, 46, 6)),
        ("2015-11-27T13:46:05.678-05:30", datetime(2015, 11, 27, 13, 46, 5), datetime(2015, 11, 27, 13, 46, 6)),
        ("today", datetime(2016, 3, 31), datetime(2016, 4, 1)),
        ("Yesterday", datetime(2016, 3, 30), datetime(2016, 3, 31)),
        ("tomorrow", datetime(2016, 4, 1), datetime(2016, 4, 2)),
        ("P7D", datetime(2016, 3, 24, 10, 30, 15), THEN),
        ("p2w", datetime(2016, 3, 17, 10, 30, 15), THEN),
        ("P1M", datetime(2016, 2, 29, 10, 30, 15), THEN),
        ("P1Y", datetime(2015, 3, 31, 10, 30, 15), THEN),
        ("P1Y1M", datetime(2015, 2, 28, 10, 30, 15), THEN),
        ("PT12H", datetime(2016, 3, 30, 22, 30, 15), THEN),
        ("P1DT1H1M1S", datetime(2016, 3, 30, 9, 29, 14), THEN),
        ("P9999Y", CALENDAR_START, THEN),
        ("P99999999W", CALENDAR_START, THEN),
        ("P" + "9" * 5000 + "D", CALENDAR_START, THEN),
        ("9999", datetime(9999, 1, 1), CALENDAR_END),
        ("9999-12", datetime(9999, 12, 1), CALENDAR_END),
        ("9999-12-31", datetime(9999, 12, 31), CALENDAR_END),
        ("9999-12-31T23:59", datetime(9999, 12, 31, 23, 59), CALENDAR_END),
        ("9999-12-31T23:59:59", datetime(9999, 12, 31, 23, 59, 59), CALENDAR_END),
        ("0001", CALENDAR_START, datetime(2, 1, 1)),
    ],
)
def test_a_period_is_read_half_open(text: str, since: datetime, until: datetime) -> None:
    assert parse_period(text, NOW) == (since, until)


@pytest.mark.parametrize(
    "text",
    ["", " ", "2015-13", "2015-02-29", "2015-1", "15", "0000", "10000", "27/11/2015", "2015-11-27T", "2015-11-27T25:00",
     "2015-11-27T13:46:60", "P", "PT", "P1", "P-1D", "P1.5D", "PT1D", "7D", "2015..2016", "２０１５",
     "2015-11-27T13:46:05+99:99", "\ud800"],
)  # fmt: skip
def test_what_is_no_date_is_an_error_that_says_what_to_write(text: str) -> None:
    with pytest.raises(ValueError, match="is not a date: use 2015, 2015-11, 2015-11-27 or P7D"):
        parse_period(text, NOW)


def test_no_time_at_all_is_an_error_of_its_own() -> None:
    with pytest.raises(ValueError, match="use P1D"):
        parse_period("P0D", NOW)


def test_today_and_yesterday_stay_within_the_calendar() -> None:
    assert parse_period("today", CALENDAR_END) == (datetime(9999, 12, 31), CALENDAR_END)
    assert parse_period("yesterday", CALENDAR_START) == (CALENDAR_START, CALENDAR_START)


MOMENTS = st.datetimes(datetime(1, 1, 1, 0, 0, 1)).map(lambda moment: moment.replace(microsecond=0))


@given(MOMENTS)
@settings(deadline=None)
def test_every_moment_is_written_as_a_date_that_begins_then(moment: datetime) -> None:
    assert parse_period(format_start(moment), NOW)[0] == moment


@given(MOMENTS | st.just(CALENDAR_END))
@settings(deadline=None)
def test_every_end_is_written_as_a_date_that_ends_then(moment: datetime) -> None:
    assert parse_period(format_end(moment), NOW)[1] == moment


@given(st.integers(4, 10), MOMENTS)
@settings(deadline=None)
def test_a_single_date_is_written_as_itself(length: int, moment: datetime) -> None:
    text = moment.isoformat()[: {4: 4, 5: 7, 6: 10, 7: 16}.get(length, 19)]
    assert format_period(*parse_period(text, NOW)) == text


def test_a_span_of_no_single_date_has_no_such_text() -> None:
    assert format_period(datetime(2015, 1, 1), datetime(2017, 1, 1)) is None
