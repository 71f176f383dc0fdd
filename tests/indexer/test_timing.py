"""What a schedule line means, and what is none."""

from datetime import UTC, datetime, timedelta

import pytest

from indexer.cron import timing_of

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
        ("0 0 10 * fri", ["Fri 03-06 00:00", "Tue 03-10 00:00", "Fri 03-13 00:00"]),
        ("@daily", ["Mon 03-02 00:00", "Tue 03-03 00:00", "Wed 03-04 00:00"]),
        ("0 3 29 2 *", ["Tue 02-29 03:00", "Sun 02-29 03:00", "Fri 02-29 03:00"]),
    ],
)
def test_line_falls_due_at_these_times(line: str, times: list[str]) -> None:
    timing, moment, found = timing_of(line, "UTC"), SUNDAY, []
    for _ in times:
        moment = timing.after(moment)
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
        ("61 * * * *", "maximum value"),
        ("*/0 * * * *", "no cron line"),
        ("x * * * *", "no cron line"),
        ("* * * *", "five fields"),
        ("", "five fields"),
        ("* * * * 8", "8 is no day of the week"),
        ("* * * * fri-mon", "fri-mon is no day"),
        ("* * * * mon-", "nothing is no day"),
    ],
)
def test_line_that_is_none_is_said_to_be_so(line: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        timing_of(line, "UTC")


def test_cron_line_means_the_time_of_its_zone_summer_or_winter() -> None:
    timing = timing_of("30 2 * * *", "Europe/Paris")
    winter = timing.after(datetime(2026, 1, 10, tzinfo=UTC))
    summer = timing.after(datetime(2026, 7, 10, tzinfo=UTC))
    assert (winter.hour, summer.hour) == (1, 0)
    spring = timing.after(datetime(2026, 3, 28, 12, tzinfo=UTC))
    assert spring.date().isoformat() == "2026-03-29", "the night in which 02:30 is left out is not passed over"


def test_sources_that_fall_due_together_are_spread_and_each_always_by_as_much() -> None:
    for line, most in (("every 15m", 90), ("every 1h", 300), ("0 * * * *", 300)):
        found = {timing_of(line, "UTC").spread(f"s{n}", 300).after(SUNDAY) for n in range(50)}
        again = {timing_of(line, "UTC").spread(f"s{n}", 300).after(SUNDAY) for n in range(50)}
        assert found == again
        assert len(found) > 20
        assert max(found) - min(found) <= timedelta(seconds=most)


def test_spread_time_is_due_once() -> None:
    timing = timing_of("0 * * * *", "UTC").spread("desk", 300)
    due = timing.after(SUNDAY)
    assert timing.after(due) == due + timedelta(hours=1)
    assert timing.after(due + timedelta(seconds=1)) == due + timedelta(hours=1)


@pytest.mark.parametrize("line", ["0 4 * * *", "every 1d"])
def test_time_that_is_spread_is_the_next_one_until_it_has_come(line: str) -> None:
    timing = timing_of(line, "UTC").spread("gazette", 3_600)
    due = timing.after(SUNDAY)
    assert timing.late > timedelta(seconds=1)
    assert timing.after(due - timedelta(seconds=1)) == due
    assert timing.after(due) == due + timedelta(days=1)
