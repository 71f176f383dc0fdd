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


def test_crawlers_are_known_by_what_they_say() -> None:
    assert is_crawler("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)")
    assert is_crawler("SomeSpider")
    assert not is_crawler("Mozilla/5.0 (X11; Linux x86_64) Chrome/130 Safari/537.36")
    assert not is_crawler("Mozilla/5.0 Robotics/1.0")
    assert is_crawler("Scrapy/2.11")
    assert not is_crawler("Mozilla/5.0 (Linux; Android 14; CUBOT X90) Chrome/130 Mobile Safari/537.36")
