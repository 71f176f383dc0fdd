from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.extract.dates import find_dates, parse_date
from indexer.extract.settings import DateOrder
from search.article import Published

STATED = [
    ("27/11/2015 13:46", "2015-11-27T13:46:00"),
    ("27/11/2015", "2015-11-27"),
    ("27.11.2015", "2015-11-27"),
    ("27. 11. 2015", "2015-11-27"),
    ("27-11-2015", "2015-11-27"),
    ("27/11/15", "2015-11-27"),
    ("11/27/2015", "2015-11-27"),
    ("03/04/2015", "2015-04-03"),
    ("2015", "2015"),
    ("2015-11", "2015-11"),
    ("2015-11-27", "2015-11-27"),
    ("2015/11/27", "2015-11-27"),
    ("20151127", "2015-11-27"),
    ("20151127T134600Z", "2015-11-27T13:46:00Z"),
    ("2015-11-27T13:46", "2015-11-27T13:46:00"),
    ("2015-11-27 13:46:07", "2015-11-27T13:46:07"),
    ("2015-11-27T13:46:00Z", "2015-11-27T13:46:00Z"),
    ("2015-11-27T13:46:00+00:00", "2015-11-27T13:46:00Z"),
    ("2015-11-27T13:46:00.250+0100", "2015-11-27T13:46:00+01:00"),
    ("2015-11-27 13:46:00 UTC", "2015-11-27T13:46:00Z"),
    ("2015-11-27T13:46:00 +05:30", "2015-11-27T13:46:00+05:30"),
    ("Fri, 27 Nov 2015 13:46:00 +0100", "2015-11-27T13:46:00+01:00"),
    ("Fri, 27 Nov 2015 13:46:00 GMT", "2015-11-27T13:46:00Z"),
    ("27 Nov 2015 13:46:00 EST", "2015-11-27T13:46:00-05:00"),
    ("27 November 2015", "2015-11-27"),
    ("Fri Nov 27 13:46:00 EST 2015", "2015-11-27T13:46:00-05:00"),
    ("Fri Nov 27 13:46:00 2015", "2015-11-27T13:46:00"),
    ("2015. november 27.", "2015-11-27"),
    ("27. listopadu 2015", "2015-11-27"),
    ("27 Kasım 2015", "2015-11-27"),
    ("27. marraskuuta 2015", "2015-11-27"),
    ("27 Νοεμβρίου 2015", "2015-11-27"),
    ("27 нояб. 2015", "2015-11-27"),
    ("27 נובמבר 2015", "2015-11-27"),
    ("27 نوفمبر 2015", "2015-11-27"),
    ("27-Nov-2015", "2015-11-27"),
    ("27th of November, 2015", "2015-11-27"),
    ("November 27, 2015", "2015-11-27"),
    ("Nov. 27, 2015", "2015-11-27"),
    ("Friday, November 27, 2015", "2015-11-27"),
    ("Sept. 3rd, 2012", "2012-09-03"),
    ("November 27, 2015, 1:46 p.m. EST", "2015-11-27T13:46:00-05:00"),
    ("November 27, 2015 12:05 AM", "2015-11-27T00:05:00"),
    ("November 27, 2015 at 9am", "2015-11-27T09:00:00"),
    ("Nov 27, 2015 1:46 PM ET", "2015-11-27T13:46:00"),
    ("13:46, 27 November 2015", "2015-11-27T13:46:00"),
    ("10:30 AM, 12/13/2014", "2014-12-13T10:30:00"),
    ("27. November 2015, 13:46 Uhr", "2015-11-27T13:46:00"),
    ("5. März 2014", "2014-03-05"),
    ("Stand: 5. Mai 2014", "2014-05-05"),
    ("27 novembre 2015 à 13h46", "2015-11-27T13:46:00"),
    ("le 1er août 2015", "2015-08-01"),
    ("27 de noviembre de 2015", "2015-11-27"),
    ("3 de enero de 2011 a las 08:15", "2011-01-03T08:15:00"),
    ("14 luglio 2009", "2009-07-14"),
    ("5 de março de 2014", "2014-03-05"),
    ("2 mei 2010", "2010-05-02"),
    ("27 ноября 2015", "2015-11-27"),
    ("2015年11月27日", "2015-11-27"),
    ("2015年11月27日 13:46", "2015-11-27T13:46:00"),
    ("November 2015", "2015-11"),
    ("Published on November 27, 2015", "2015-11-27"),
    ("Updated: 27/11/2015 13:46", "2015-11-27T13:46:00"),
    ("(27 November 2015)", "2015-11-27"),
    ("1448632000", "2015-11-27T13:46:40Z"),
    ("1448632000000", "2015-11-27T13:46:40Z"),
    ("2015-11-27T25:10", "2015-11-27"),
    ("27/11/2015 25:10", "2015-11-27"),
]
NOT_STATED = [
    "",
    "   ",
    "Yesterday",
    "today",
    "31/02/2020",
    "2020-02-30",
    "30 February 2012",
    "29/02/2015",
    "0000-00-00",
    "00/00/2015",
    "13/13/2015",
    "2015-13-01",
    "40 November 2015",
    "27 Novembre",
    "the 27th",
    "12:30",
    "27 Nonsense 2015",
    "x" * 500,
    "27/11/2015 by admin and others",
    "-1",
    "1e9",
    "2015-11-27T13:46:00+99:99 and more",
    "27/11-2015",
]


@pytest.mark.parametrize(("text", "expected"), STATED)
def test_a_date_is_read_as_precisely_as_it_is_stated(text: str, expected: str) -> None:
    assert str(parse_date(text)) == expected


@pytest.mark.parametrize("text", NOT_STATED)
def test_what_is_no_possible_date_is_none(text: str) -> None:
    assert parse_date(text) is None


@pytest.mark.parametrize(
    ("order", "text", "expected"),
    [
        (DateOrder.AUTO, "03/04/2015", "2015-04-03"),
        (DateOrder.DAY_FIRST, "03/04/2015", "2015-04-03"),
        (DateOrder.MONTH_FIRST, "03/04/2015", "2015-03-04"),
        (DateOrder.MONTH_FIRST, "27/11/2015", "2015-11-27"),
        (DateOrder.DAY_FIRST, "11/27/2015", "2015-11-27"),
        (DateOrder.MONTH_FIRST, "03.04.2015", "2015-04-03"),
        (DateOrder.MONTH_FIRST, "2015-03-04", "2015-03-04"),
    ],
)
def test_the_order_setting_decides_only_what_is_open(order: DateOrder, text: str, expected: str) -> None:
    assert str(parse_date(text, order)) == expected


def test_a_header_line_gives_the_span_of_its_date() -> None:
    line = "27/11/2015 13:46 by admin"
    (found,) = find_dates(line)
    assert line[found.start : found.end] == "27/11/2015 13:46"


@given(st.text(max_size=80))
def test_any_text_at_all_may_be_asked_for_a_date(text: str) -> None:
    published = parse_date(text)
    assert published is None or Published.parse(str(published)) == published


@given(st.datetimes(min_value=datetime(1400, 1, 1)))
def test_what_is_written_is_read_again(moment: datetime) -> None:
    published = Published(moment.replace(microsecond=0))
    assert parse_date(str(published)) == published
