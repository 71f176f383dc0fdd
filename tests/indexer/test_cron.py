"""Schedule lines: the times that they mean, and the errors for lines that cannot be read."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from indexer.cron import parse_schedule

SUNDAY = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("line", "times"),
    [
        ("every 15m", ["Sun 03-01 08:15", "Sun 03-01 08:30", "Sun 03-01 08:45"]),
        ("every 1h 30 minutes", ["Sun 03-01 09:00", "Sun 03-01 10:30", "Sun 03-01 12:00"]),
        ("Every 2 days", ["Tue 03-03 00:00", "Thu 03-05 00:00", "Sat 03-07 00:00"]),
        ("every 1w", ["Mon 03-02 00:00", "Mon 03-09 00:00", "Mon 03-16 00:00"]),
        ("*/20 * * * *", ["Sun 03-01 08:20", "Sun 03-01 08:40", "Sun 03-01 09:00"]),
        ("0 4 * * sun", ["Sun 03-08 04:00", "Sun 03-15 04:00", "Sun 03-22 04:00"]),
        ("0 4 * * 0", ["Sun 03-08 04:00", "Sun 03-15 04:00", "Sun 03-22 04:00"]),
        ("0 4 * * 7", ["Sun 03-08 04:00", "Sun 03-15 04:00", "Sun 03-22 04:00"]),
        ("0 4 * * 1-5", ["Mon 03-02 04:00", "Tue 03-03 04:00", "Wed 03-04 04:00"]),
        ("0 0 * * 2/2", ["Tue 03-03 00:00", "Thu 03-05 00:00", "Sat 03-07 00:00"]),
        ("0 0 13 * fri", ["Fri 03-06 00:00", "Fri 03-13 00:00", "Fri 03-20 00:00"]),
        ("0 0 */13 * fri", ["Fri 03-27 00:00", "Fri 05-01 00:00", "Fri 08-14 00:00"]),
        ("0 0 10 * fri", ["Fri 03-06 00:00", "Tue 03-10 00:00", "Fri 03-13 00:00"]),
        ("@daily", ["Mon 03-02 00:00", "Tue 03-03 00:00", "Wed 03-04 00:00"]),
        ("0 3 29 2 *", ["Tue 02-29 03:00", "Sun 02-29 03:00", "Fri 02-29 03:00"]),
    ],
)
def test_line_falls_due_at_these_times(line: str, times: list[str]) -> None:
    schedule, moment, found = parse_schedule(line, "UTC"), SUNDAY, []
    for _ in times:
        moment = schedule.next_after(moment)
        found.append(f"{moment:%a %m-%d %H:%M}")
    assert found == times


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("every", "every 15m"),
        ("every 5", "every 15m"),
        ("every 3 fortnights", "every 15m"),
        ("every 1s", "at least ten seconds"),
        ("every 999999w", "at most a year"),
        ("0 0 31 2 *", "never falls due"),
        ("0 0 30 feb *", "never falls due"),
        ("61 * * * *", "61 is not a minute: these are 0 to 59"),
        ("*/0 * * * *", r"0 is not a step: the number after the / in \*/0 must be 1 or more"),
        ("*/ * * * *", "nothing is not a step"),
        ("x * * * *", "x is not a minute"),
        ("0 24 * * *", "24 is not an hour: these are 0 to 23"),
        ("0 0 0 * *", "0 is not a day of the month: these are 1 to 31"),
        ("0 0 1 foo *", "foo is not a month: these are 1 to 12 or jan feb"),
        ("0 0 1,,2 * *", "nothing is not a day of the month"),
        ("* * * *", "five fields"),
        ("", "five fields"),
        ("* * * * 8", "8 is not a day of the week: these are 0 to 7 or sun mon"),
        ("* * * * fri-mon", "fri-mon is not a range: fri comes after mon"),
        ("* * * * mon-", "nothing is not a day of the week"),
    ],
)
def test_unreadable_line_is_an_error_that_names_what_is_wrong(line: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        parse_schedule(line, "UTC")


def test_cron_line_means_the_time_of_its_zone_summer_or_winter() -> None:
    schedule = parse_schedule("30 2 * * *", "Europe/Paris")
    winter = schedule.next_after(datetime(2026, 1, 10, tzinfo=UTC))
    summer = schedule.next_after(datetime(2026, 7, 10, tzinfo=UTC))
    assert (winter.hour, summer.hour) == (1, 0)
    spring = schedule.next_after(datetime(2026, 3, 28, 12, tzinfo=UTC))
    assert spring == datetime(2026, 3, 29, 1, tzinfo=UTC), "02:30 does not exist; the line is due right after the gap"
    assert schedule.next_after(spring) == datetime(2026, 3, 30, 0, 30, tzinfo=UTC)


def test_time_that_comes_twice_in_autumn_is_due_once() -> None:
    schedule = parse_schedule("30 2 * * *", "Europe/Paris")
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert schedule.next_after(datetime(2026, 10, 24, 12, tzinfo=UTC)) == first
    # 02:00, 02:10, ... of the second pass: the line's 02:30 lies an hour back, and is not due again.
    for minutes in range(0, 120, 10):
        assert schedule.next_after(first + timedelta(minutes=minutes)) == datetime(2026, 10, 26, 1, 30, tzinfo=UTC)


def test_line_with_a_wildcard_falls_due_in_both_of_the_repeated_hours() -> None:
    schedule, moment = parse_schedule("*/30 * * * *", "Europe/Paris"), datetime(2026, 10, 25, 0, 0, tzinfo=UTC)
    for _ in range(4):
        moment = schedule.next_after(moment)
    assert moment == datetime(2026, 10, 25, 2, 0, tzinfo=UTC)


def test_line_without_a_zone_means_the_time_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("indexer.cron.get_localzone", lambda: ZoneInfo("Asia/Tokyo"))
    assert parse_schedule("0 4 * * *").next_after(SUNDAY) == datetime(2026, 3, 1, 19, tzinfo=UTC)


def test_jitter_spreads_sources_and_is_always_the_same_for_one_source() -> None:
    for line, most in (("every 15m", 90), ("every 1h", 300), ("0 * * * *", 300)):
        found = {parse_schedule(line, "UTC").with_jitter(f"s{n}", 300).next_after(SUNDAY) for n in range(50)}
        again = {parse_schedule(line, "UTC").with_jitter(f"s{n}", 300).next_after(SUNDAY) for n in range(50)}
        assert found == again
        assert len(found) > 20
        assert max(found) - min(found) <= timedelta(seconds=most)


def test_time_with_jitter_is_due_once() -> None:
    schedule = parse_schedule("0 * * * *", "UTC").with_jitter("desk", 300)
    due = schedule.next_after(SUNDAY)
    assert schedule.next_after(due) == due + timedelta(hours=1)
    assert schedule.next_after(due + timedelta(seconds=1)) == due + timedelta(hours=1)


@pytest.mark.parametrize("line", ["0 4 * * *", "every 1d"])
def test_time_with_jitter_stays_the_next_one_until_it_has_come(line: str) -> None:
    schedule = parse_schedule(line, "UTC").with_jitter("gazette", 3_600)
    due = schedule.next_after(SUNDAY)
    assert schedule.offset > timedelta(seconds=1)
    assert schedule.next_after(due - timedelta(seconds=1)) == due
    assert schedule.next_after(due) == due + timedelta(days=1)
