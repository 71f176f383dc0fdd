import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.extract.bylines import agency_name, parse_author_names, title_case
from indexer.extract.titles import make_title, strip_site_name


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("By Ada Smith and Ben Jones", ("Ada Smith", "Ben Jones")),
        ("Anna Alt, Bert Bau und Carl Cohn", ("Anna Alt", "Bert Bau", "Carl Cohn")),
        ("Ada Smith, Ben Jones, and Cy Young", ("Ada Smith", "Ben Jones", "Cy Young")),
        ("Par Jean-Luc Moreau et Anne Petit", ("Jean-Luc Moreau", "Anne Petit")),
        ("Von Ursula von der Heide", ("Ursula von der Heide",)),
        ("Por José Ortega y Gasset", ("José Ortega y Gasset",)),
        ("Ada Smith & Ben Jones", ("Ada Smith", "Ben Jones")),
        ("Ada Smith; Ben Jones", ("Ada Smith", "Ben Jones")),
        ("ADA SMITH", ("Ada Smith",)),
        ("JOHN O'NEILL", ("John O'Neill",)),
        ("FIONA MCDONALD", ("Fiona McDonald",)),
        ("J.K. MILLER", ("J.K. Miller",)),
        ("Smith, Ada", ("Ada Smith",)),
        ("Luther Kingsley, Jr.", ("Luther Kingsley, Jr.",)),
        ("Erik E Olsen", ("Erik E Olsen",)),
        ("Desmond Di Angelo", ("Desmond Di Angelo",)),
        ("Ada Smith for The Outlet", ("Ada Smith",)),
        ("Ada Smith, Associated Press Writer", ("Ada Smith",)),
        ("Ada Smith (ada@example.org)", ("Ada Smith",)),
        ("By Ada Smith | 27 Nov", ("Ada Smith",)),
        ("Ada Smith, Ada Smith", ("Ada Smith",)),
        ("Ludwig van Beek", ("Ludwig van Beek",)),
        ("王小明", ("王小明",)),
        ("by admin", ()),
        ("admin", ()),
        ("By Staff Writer", ()),
        ("by staff", ()),
        ("Staff", ()),
        ("Editor", ()),
        ("Editorial Board", ()),
        ("News Desk", ()),
        ("Redaktion", ()),
        ("ada@example.org", ()),
        ("https://example.org/authors/ada", ()),
        ("@ada", ()),
        ("", ()),
        ("2015", ()),
        ("RNA", ()),
        ("Reuters", ()),
        ("Ada Smith, AP", ("Ada Smith",)),
        ("By user123", ()),
    ],
)
def test_a_byline_becomes_names(byline: str, names: tuple[str, ...]) -> None:
    assert parse_author_names(byline) == names


@given(st.lists(st.text(max_size=60), max_size=4))
def test_names_are_single_clean_lines_and_stay_names(bylines: list[str]) -> None:
    for name in parse_author_names(*bylines):
        assert name == " ".join(name.split())
        assert 1 < len(name) < 100


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("MOSCOW", "Moscow"),
        ("NEW DELHI", "New Delhi"),
        ("WASHINGTON, D.C.", "Washington, D.C."),
        ("ST. PETERSBURG", "St. Petersburg"),
        ("Moscow", "Moscow"),
    ],
)
def test_capitals_become_title_case(text: str, expected: str) -> None:
    assert title_case(text) == expected


@pytest.mark.parametrize("name", ["PTI", "dpa", "DPA", "Reuters", "(AP)", "The Associated Press", "AP/PTI", "Xinhua"])
def test_agencies_are_known(name: str) -> None:
    assert agency_name(name) == name.strip("()")


@pytest.mark.parametrize("name", ["", "Emily Dickinson", "Moscow", "NATO", "AP and friends", "he said"])
def test_other_names_are_no_agencies(name: str) -> None:
    assert agency_name(name) is None


@pytest.mark.parametrize(
    ("title", "sites", "headlines", "expected"),
    [
        ("Storm hits coast | The Harbour Times", [], [], "Storm hits coast"),
        ("Storm hits coast - The Harbour Times", ["Harbour Times"], [], "Storm hits coast"),
        ("Storm hits coast - The Harbour Times", [], ["Storm hits coast"], "Storm hits coast"),
        ("Storm hits coast - The Harbour Times", [], [], "Storm hits coast - The Harbour Times"),
        ("Storm hits coast – example.org", [], [], "Storm hits coast"),
        ("Storm hits coast -- Harbour", ["harbour"], [], "Storm hits coast"),
        ("Storm hits coast | News | Harbour", ["harbour"], [], "Storm hits coast"),
        ("Harbour Times: Storm hits coast", ["Harbour Times"], [], "Storm hits coast"),
        ("Harbour Times | Storm hits coast", ["Harbour Times"], [], "Storm hits coast"),
        ("Storm: a history", [], [], "Storm: a history"),
        ("Storm - a history of the coast", [], [], "Storm - a history of the coast"),
        ("Opinion | The storm that was", [], [], "Opinion | The storm that was"),
        ("Harbour Times", ["Harbour Times"], [], "Harbour Times"),
        ("U.S.-led coalition", [], [], "U.S.-led coalition"),
        ("AC/DC play 24/7", [], [], "AC/DC play 24/7"),
        ("", ["x"], [], ""),
    ],
)
def test_site_names_fall_off_titles(title: str, sites: list[str], headlines: list[str], expected: str) -> None:
    assert strip_site_name(title, sites, headlines) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A short line\n\nand more", "A short line"),
        ("The U.S. said so. It was true.", "The U.S. said so."),
        ("On Nov. 13 it rained. Then it stopped.", "On Nov. 13 it rained."),
        ("One! Two.", "One!"),
        ("word " * 40, "word word word word word word word…"),
        ("x" * 60, "x" * 39 + "…"),
    ],
)
def test_a_title_from_text_is_its_first_sentence_shortened(text: str, expected: str) -> None:
    assert make_title(text.strip(), 40) == expected
