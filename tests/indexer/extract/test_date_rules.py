"""A date of publication never lies in the future, by whatever clock of the world it was stated."""

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.document import Document
from indexer.extract import ExtractSettings, extract
from indexer.extract.date_rules import clip_to_now
from search.article import Precision, Published

NOW = datetime(2020, 6, 1, 12, 30, tzinfo=UTC)
"""In the afternoon of UTC; east of UTC+11:30 it is the second of June, and nowhere later than 02:30."""


@pytest.mark.parametrize(
    ("stated", "taken"),
    [
        ("1400", "1400"),
        ("2020-05-31", "2020-05-31"),
        ("2020-06-01", "2020-06-01"),
        ("2020-06-02", "2020-06-02"),
        ("2020-06-03", None),
        ("2020-06", "2020-06"),
        ("2020-07", None),
        ("2020", "2020"),
        ("2021", None),
        ("9999-12-31", None),
        # A clock without a zone: it may be that of the easternmost.
        ("2020-06-01T23:59:59", "2020-06-01T23:59:59"),
        ("2020-06-02T02:30:00", "2020-06-02T02:30:00"),
        ("2020-06-02T02:31:00", "2020-06-02"),
        ("2020-06-03T00:00:00", None),
        # A moment: its zone says when that is.
        ("2020-06-01T12:30:00Z", "2020-06-01T12:30:00Z"),
        ("2020-06-01T12:31:00Z", "2020-06-01"),
        ("2020-06-02T00:00:00Z", None),
        ("2020-06-02T02:30:00+14:00", "2020-06-02T02:30:00+14:00"),
        ("2020-06-02T02:31:00+14:00", "2020-06-02"),
        ("2020-06-01T08:30:00-04:00", "2020-06-01T08:30:00-04:00"),
        ("2020-06-01T23:59:59-04:00", "2020-06-01"),
        ("2020-06-02T00:30:00-04:00", None),
        ("9999-12-31T23:59:59-12:00", None),
        ("0001-01-01T00:00:00+14:00", "0001-01-01T00:00:00+14:00"),
    ],
)
def test_what_lies_ahead_is_left_out(stated: str, taken: str | None) -> None:
    found = clip_to_now(Published.parse(stated), NOW)
    assert (found and str(found)) == taken


def test_a_clock_without_a_zone_tells_of_utc() -> None:
    assert clip_to_now(Published.parse("2020-06-02"), NOW.replace(tzinfo=None)) is not None
    assert clip_to_now(Published.parse("2020-06-03"), NOW.replace(tzinfo=None)) is None


ZONES = st.one_of(
    st.none(), st.integers(-12 * 4, 14 * 4).map(lambda quarters: timezone(timedelta(minutes=15 * quarters)))
)


@given(st.datetimes(datetime(2020, 5, 28), datetime(2020, 6, 5)), ZONES, st.sampled_from(Precision))
def test_no_date_that_is_taken_has_yet_to_come(wall: datetime, zone: timezone | None, precision: Precision) -> None:
    stated = Published(wall.replace(microsecond=0, tzinfo=zone), precision)
    if precision is not Precision.TIME:
        stated = Published.parse(str(stated))
    found = clip_to_now(stated, NOW)
    if found is None:
        return
    assert str(stated).startswith(str(found)), "nothing is made up"
    somewhere = found.moment.replace(tzinfo=found.moment.tzinfo or timezone(timedelta(hours=14)))
    assert somewhere <= NOW


@pytest.mark.parametrize("field", ["published", "updated"])
@pytest.mark.parametrize(
    ("more", "kept"),
    [({}, True), ({"id": "n1", "author": [], "place": None, "location": None}, True)],
    ids=["a record", "a line of an export"],
)
def test_neither_records_nor_exports_bring_the_future_in(field: str, more: dict[str, object], kept: bool) -> None:
    for stated, taken in (("2020-06-01T13:00:00Z", "2020-06-01"), ("2020-06-04", "None")):
        record = {"title": "The pier opens", "text": "It opens.", "published": None, **more, field: stated}
        document = Document(key="a", location="a.json", fingerprint="1", data=json.dumps(record).encode())
        article = extract(document, settings=ExtractSettings(), now=NOW).article
        assert str(getattr(article, field)) == taken
