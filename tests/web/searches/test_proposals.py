"""Synonyms proposed from a made log, by each of the four reasons."""

from pathlib import Path

from search.query.synonyms import SynonymGroups, read_synonyms, usual_abbreviations
from web.searches.entry import Surface
from web.searches.proposals import Reason, propose_synonyms
from web.searches.store import Row


def row(query: str, total: int, hour: str = "2026-11-30T09", times: int = 1, *, filtered: bool = False) -> Row:
    return Row(hour, query, Surface.PAGE, filtered, times, total, 0, 2.0)


def pairs(*rows: Row, **more: SynonymGroups) -> list[tuple[str, str, Reason, int]]:
    found = propose_synonyms(rows, [usual_abbreviations("en")], **more)
    return [(each.sought, each.meant, each.reason, each.times) for each in found]


def test_a_misspelt_word_is_paired_with_the_word_that_finds() -> None:
    assert pairs(row("harbuor strike", 0, times=3), row("harbour", 9), row("strike", 4)) == [
        ("harbuor", "harbour", Reason.SPELLING, 3)
    ]
    assert pairs(row("cat", 0), row("car", 9)) == [], "short words differ by a letter too easily"


def test_an_abbreviation_is_paired_with_its_full_form() -> None:
    assert ("Gov", "Governor", Reason.ABBREVIATION, 1) in pairs(row("gov. hale", 0), row("governor hale", 5))
    assert pairs(row("gov. hale", 0), row("hale", 5)) == [], "the full form finds nothing either"


def test_initials_are_paired_with_the_words_that_have_them() -> None:
    assert pairs(row("was", 0, times=2), row("water authority sarne level", 3)) == [
        ("was", "water authority sarne", Reason.INITIALS, 2)
    ]


def test_a_change_that_finds_is_proposed_when_it_was_made_in_two_hours() -> None:
    hours = ("2026-11-29T10", "2026-11-30T09")
    asked = [each for hour in hours for each in (row("tram strike", 0, hour), row("light rail strike", 7, hour))]
    assert pairs(*asked) == [("tram", "light rail", Reason.REFORMULATION, 2)]
    assert pairs(*asked[:2]) == [], "once may be chance"
    apart = [row("tram strike", 0, hours[0]), row("light rail strike", 7, hours[1])]
    assert pairs(*apart) == []


def test_what_is_found_by_now_filtered_or_no_plain_words_is_left_out() -> None:
    assert pairs(row("harbuor", 0, "2026-11-28T01"), row("harbuor", 2, "2026-11-29T01"), row("harbour", 9)) == []
    assert pairs(row("harbuor", 0, filtered=True), row("harbour", 9)) == []
    for query in ('"harbuor"', "title:harbuor", "harbuor OR ferry", "-harbuor", "harbuor*", "harbuor~1"):
        assert pairs(row(query, 0), row("harbour", 9)) == []


def test_what_is_joined_already_is_not_proposed() -> None:
    groups = SynonymGroups((("harbuor", "Harbour", "port"),))
    assert pairs(row("harbuor", 0), row("harbour", 9), in_force=groups) == []


def test_those_for_most_searches_are_first_and_the_lines_are_a_synonyms_file(tmp_path: Path) -> None:
    rows = [row("harbuor", 0, times=2), row("ferrry", 0, times=5), row("harbour ferry", 9), row("o'nell's", 0)]
    found = propose_synonyms(rows)
    assert [each.line for each in found] == [
        "ferrry, ferry  # spelling; 5 searches found nothing",
        "harbuor, harbour  # spelling; 2 searches found nothing",
    ]
    file = tmp_path / "synonyms.txt"
    file.write_text("\n".join(each.line for each in found), encoding="utf-8")
    assert read_synonyms(file).groups == (("ferrry", "ferry"), ("harbuor", "harbour"))


LETTERS = "abcdefghijklmnopqrst"
MANY = [f"{first}{second}" for first in LETTERS for second in LETTERS]
"""Four hundred words, of which 20 are compared."""


def test_of_many_alternatives_for_one_part_the_most_frequent_are_compared() -> None:
    hours = ("2026-11-29T10", "2026-11-30T09")
    found = [row(f"{word} strike", 7, hour, times) for hour in hours for times, word in enumerate(MANY, 1)]
    asked = [row("tram strike", 0, hour) for hour in hours]
    meant = {meant for _, meant, reason, _ in pairs(*found, *asked) if reason is Reason.REFORMULATION}
    assert meant == set(MANY[-20:])


def test_of_many_words_with_the_same_initials_those_of_frequent_searches_are_compared() -> None:
    found = [row(f"water w{word}", 7, times=times) for times, word in enumerate(MANY, 1)]
    meant = {meant for _, meant, reason, _ in pairs(row("ww", 0), *found) if reason is Reason.INITIALS}
    assert meant == {f"water w{word}" for word in MANY[-20:]}


def test_a_log_without_searches_proposes_nothing() -> None:
    assert propose_synonyms([]) == ()
    assert pairs(row("dam", 3), row("river", 0)) == []
