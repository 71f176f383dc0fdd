"""What of a query is logged, and which queries are not."""

import pytest

from web.searches.entry import MAX_LOGGED_CHARS, is_crawler, loggable_query


@pytest.mark.parametrize(
    ("typed", "logged"),
    [
        ("  River\tFlood\n", "river flood"),
        ("NATO summit OR EU", "NATO summit OR EU"),
        ("A Hill", "a hill"),
        ("Cafe\u0301", "café"),
        ("dam\x00\x1b[31m \ud800river", "dam [31m river"),
        ("क्\u200dष बाढ़", "क्\u200dष बाढ़"),
        ("after:2015-11-27 before:2016-01-01 dam", "after:2015-11-27 before:2016-01-01 dam"),
        *((same, same) for same in ("dam 2015-11-27", "2015..2016", "2015-11-01..2015-12-31", "2014 2015 2016 floods")),
        *((same, same) for same in ("date:2015-11-01..2015-12-31", "date:20151101..20151231", "date:2005-2006")),
        *((same, same) for same in ("date:1.12.2015-31.12.2015", "1. 12. 2015 - 3. 1. 2016", "2015-11-27 12 dead")),
        *((same, same) for same in ("9/11 2001", "12 345 678", "1,000,000,000 trees", "quality:0.4..0.7")),
        ("x" * MAX_LOGGED_CHARS, "x" * MAX_LOGGED_CHARS),
    ],
)
def test_a_query_is_logged_without_what_makes_no_difference(typed: str, logged: str) -> None:
    assert loggable_query(typed) == logged


@pytest.mark.parametrize(
    "typed",
    ["", " \n ", "x" * (MAX_LOGGED_CHARS + 1), "ida.berg@example.org", "letters of ida@post.example", "0301234567"],
)
def test_what_may_be_personal_is_not_logged(typed: str) -> None:
    assert loggable_query(typed) is None


@pytest.mark.parametrize(
    "typed",
    [
        "4111 1111 1111 1111",
        "4111-1111-1111-1111 stolen",
        "030 1234 5678",
        "030/12345678",
        "030 / 123 456",
        "555-123-4567",
        "555‑123–4567",
        "(555) 123-4567",
        "+49 (0)30 123456",
        "+49 (0) 30-123-456",
        "01.02.03.04.05",
        "call 1​2345​6789",
        "٠٣٠ ١٢٣٤ ٥٦٧٨",
        "19850726-1234",
        "2015201620172018",
        "20301234 20301234",
        "1985-07-26-1234",
        "2015-11-27 030 1234 5678",
        "4111 2015 2016 2017",
        "date:4111 1111 1111 1111",
    ],
)
def test_a_private_number_is_not_logged_whatever_is_between_its_digits(typed: str) -> None:
    assert loggable_query(typed) is None


def test_crawlers_are_known_by_what_they_say() -> None:
    assert is_crawler("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)")
    assert is_crawler("SomeSpider")
    assert not is_crawler("Mozilla/5.0 (X11; Linux x86_64) Chrome/130 Safari/537.36")
    assert not is_crawler("Mozilla/5.0 Robotics/1.0")
    assert is_crawler("Scrapy/2.11")
    assert not is_crawler("Mozilla/5.0 (Linux; Android 14; CUBOT X90) Chrome/130 Mobile Safari/537.36")
