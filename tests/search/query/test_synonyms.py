"""The site owner's synonyms widen a query and lose nothing."""

from pathlib import Path

import pytest

from search.errors import SynonymsError
from search.query.options import ParseOptions
from search.query.parser import parse
from search.query.printer import to_text
from search.query.synonyms import SynonymGroups, expand_synonyms, read_synonyms
from search.query.tree import And, Boost, Field, Not, Or, Phrase, Query, Synonyms, Word

GROUPS = SynonymGroups(
    (
        ("EU", "European Union"),
        ("IS", "ISIS", "Daesh", "Islamic State"),
        ("car", "automobile", "motor vehicle"),
        ("Bank of England", "BoE"),
        ("NATO", "North Atlantic Treaty Organization"),
        ("S-400", "Triumf"),
        ("automobile", "auto"),
    )
)
ISLAMIC = (Word("ISIS"), Word("Daesh"), Phrase("Islamic State"))


def read(text: str) -> Query:
    return parse(text, ParseOptions()).query


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ferry", Word("ferry")),
        ("EU", Synonyms(Word("EU"), (Phrase("European Union"),))),
        ("eu", Synonyms(Word("eu"), (Phrase("European Union"),))),
        ('"European Union"', Synonyms(Phrase("European Union"), (Word("EU"),))),
        ('"EUROPEAN union"', Synonyms(Phrase("EUROPEAN union"), (Word("EU"),))),
        ("IS", Synonyms(Word("IS"), ISLAMIC)),
        ("is", Word("is")),
        ('"is"', Phrase("is")),
        ("daesh", Synonyms(Word("daesh"), (Word("IS"), Word("ISIS"), Phrase("Islamic State")))),
        ("title:EU", Synonyms(Word("EU", Field.TITLE), (Phrase("European Union", Field.TITLE),))),
        ("author:EU", Word("EU", Field.AUTHOR)),
        ("-EU", Not(Word("EU"))),
        ("EU^2", Boost(Synonyms(Word("EU"), (Phrase("European Union"),)), 2.0)),
        ("s400", Synonyms(Word("s400"), (Word("Triumf"),))),
        ("Triumf", Synonyms(Word("Triumf"), (Phrase("S-400"),))),
        ("automobile", Synonyms(Word("automobile"), (Word("car"), Phrase("motor vehicle"), Word("auto")))),
        ("EU OR ferry", Or((Synonyms(Word("EU"), (Phrase("European Union"),)), Word("ferry")))),
        ("European Union", Or((And((Word("European"), Word("Union"))), Word("EU")))),
        (
            "ferry European Union talks",
            And((Word("ferry"), Or((And((Word("European"), Word("Union"))), Word("EU"))), Word("talks"))),
        ),
        ("Union European", And((Word("Union"), Word("European")))),
        ("European ferry Union", And((Word("European"), Word("ferry"), Word("Union")))),
        ("bank of england", Or((And((Word("bank"), Word("england"))), Word("BoE")))),
        ("European author:Union", And((Word("European"), Word("Union", Field.AUTHOR)))),
        (
            "title:(European Union)",
            Or((And((Word("European", Field.TITLE), Word("Union", Field.TITLE))), Word("EU", Field.TITLE))),
        ),
        (
            "motor vehicle",
            Or((And((Word("motor"), Word("vehicle"))), Synonyms(Word("car"), (Word("automobile"),)))),
        ),
    ],
)
def test_a_query_is_widened(text: str, expected: Query) -> None:
    assert expand_synonyms(read(text), GROUPS) == expected


@pytest.mark.parametrize("text", ["EU", '"European Union" ferry', "IS -NATO", "title:car^2 OR EU"])
def test_leaves_are_written_as_they_were_typed(text: str) -> None:
    query = read(text)
    assert read(to_text(expand_synonyms(query, GROUPS))) == query


@pytest.mark.parametrize("text", ["EU", "EU ferry", '"European Union"', "IS OR daesh"])
def test_widened_leaves_are_not_widened_again(text: str) -> None:
    once = expand_synonyms(read(text), GROUPS)
    assert expand_synonyms(once, GROUPS) == once


def test_the_language_says_which_small_words_are_no_acronym() -> None:
    portuguese = SynonymGroups(GROUPS.groups, "pt")
    assert expand_synonyms(Word("eu"), portuguese) == Word("eu")
    assert isinstance(expand_synonyms(Word("EU"), portuguese), Synonyms)


def test_a_file_has_one_group_a_line(tmp_path: Path) -> None:
    path = tmp_path / "synonyms.txt"
    path.write_text(
        "\ufeff# places\nEU, European  Union # remark\n\n  \nD\u0301on,café\r\nEU,eu , Union\n", encoding="utf-8"
    )
    assert read_synonyms(path).groups == (("EU", "European Union"), ("D\u0301on", "café"), ("EU", "eu", "Union"))


def test_an_empty_file_has_no_groups(tmp_path: Path) -> None:
    path = tmp_path / "synonyms.txt"
    path.write_text("", encoding="utf-8")
    assert expand_synonyms(read("EU European Union"), read_synonyms(path)) == read("EU European Union")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"a, b\nEU\n", "line 2: a group needs two different members"),
        (b"EU, eu, E.U.\n", "line 1: a group needs two different members"),
        (b"a, b\n\n# x\na,,b\n", "line 4: '' is not a word"),
        (b"a, &\n", "line 1: '&' is not a word"),
        (b"a, b\n\xff\xfe, c\n", "line 2: the line is not UTF-8"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "synonyms.txt"
    path.write_bytes(content)
    with pytest.raises(SynonymsError, match=message):
        read_synonyms(path)


@pytest.mark.parametrize("name", ["missing.txt", "."])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(SynonymsError, match="cannot be read"):
        read_synonyms(tmp_path / name)
