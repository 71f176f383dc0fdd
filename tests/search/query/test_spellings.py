"""Abbreviations in a query get their other spellings, by what the archive has."""

from collections.abc import Callable, Iterator
from contextlib import closing

import pytest

from search.article import Article
from search.engine import Engine
from search.engines import open_engine
from search.query.parser import parse
from search.query.printer import to_text
from search.query.spellings import expand_spellings
from search.query.tree import And, Field, Near, Not, Phrase, Query, Synonyms, Word
from search.settings import IndexSettings, SearchSettings

SMALL_WORDS = frozenset({"us", "is", "it", "the", "i"})
TEXTS = [
    "The US, the U.S. and the US again told us of NATO and of 42 U.S.C. 1983.",
    "The act and the act of it, an act to act on, as the ACT says of NATO.",
]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """An archive that writes US and NATO in capitals, and `act` mostly small."""
    with closing(open_engine(IndexSettings(), SearchSettings(), tmp_path_factory.mktemp("archive"))) as engine:
        with engine.writer() as writer:
            for number, text in enumerate(TEXTS):
                writer.update(Article(str(number), text=text, language="en"))
        yield engine


@pytest.fixture
def spelled(archive: Engine) -> Callable[[str], Query]:
    return lambda text: expand_spellings(parse(text).query, archive, SMALL_WORDS)


def test_an_acronym_that_is_another_word_in_lower_case_stays_one(spelled: Callable[[str], Query]) -> None:
    assert spelled("US") == Synonyms(Word("US"), (Phrase("u s"),))
    assert spelled("ACT") == Synonyms(Word("ACT"), (Phrase("a c t"),))


def test_an_acronym_that_is_no_other_word_is_found_however_it_is_written(spelled: Callable[[str], Query]) -> None:
    assert spelled("NATO") == Synonyms(Word("NATO"), (Phrase("nato"), Phrase("n a t o")))
    assert spelled("title:NATO") == Synonyms(
        Word("NATO", Field.TITLE), (Phrase("nato", Field.TITLE), Phrase("n a t o", Field.TITLE))
    )


def test_small_letters_are_an_abbreviation_where_the_archive_mostly_writes_capitals(
    spelled: Callable[[str], Query],
) -> None:
    assert spelled("nato") == Synonyms(Word("nato"), (Phrase("n a t o"),))
    assert spelled("act") == Word("act")
    assert spelled("ferry") == Word("ferry")


def test_letters_typed_apart_are_the_acronym_that_they_spell(spelled: Callable[[str], Query]) -> None:
    joined = Synonyms(Phrase("u s"), (Word("US"),))
    assert spelled("u s government") == And((joined, Word("government")))
    assert spelled('"u s" government') == And((joined, Word("government")))
    assert spelled("plan x y today") == parse("plan x y today").query


def test_letters_that_are_words_are_not_looked_for_apart(spelled: Callable[[str], Query]) -> None:
    assert spelled("IS") == Word("IS")
    assert spelled("us") == Word("us")


def test_letters_of_different_fields_stay_apart(spelled: Callable[[str], Query]) -> None:
    assert spelled("title:u s river") == parse("title:u s river").query


def test_a_required_letter_stays_what_it_is(archive: Engine) -> None:
    query = parse("+u s river")
    assert expand_spellings(query.query, archive, SMALL_WORDS, query.required) == query.query


def test_phrases_have_the_other_spellings(spelled: Callable[[str], Query]) -> None:
    assert spelled('"US government"') == Synonyms(Phrase("US government"), (Phrase("u s government"),))
    assert spelled('"us government"') == Synonyms(Phrase("us government"), (Phrase("u s government"),))
    assert spelled('"U. S. government"') == Synonyms(Phrase("U. S. government"), (Phrase("us government"),))
    assert spelled('"42 u s c 1983"') == Synonyms(Phrase("42 u s c 1983"), (Phrase("42 usc 1983"),))
    assert spelled('"the act"') == Phrase("the act")


def test_a_phrase_of_many_abbreviations_has_few_spellings(spelled: Callable[[str], Query]) -> None:
    query = spelled('"US NATO US NATO US NATO"')
    assert isinstance(query, Synonyms)
    assert len(query.alternatives) == 4


def test_exclusions_have_them_too(spelled: Callable[[str], Query]) -> None:
    assert spelled("river -NATO") == And(
        (Word("river"), Not(Synonyms(Word("NATO"), (Phrase("nato"), Phrase("n a t o")))))
    )


def test_other_leaves_and_fields_stay_as_they_are(spelled: Callable[[str], Query]) -> None:
    assert spelled('"US river"~3') == Near("US river", 3)
    assert spelled("source:PTI") == Word("PTI", Field.SOURCE)


def test_what_is_printed_is_what_was_typed(spelled: Callable[[str], Query]) -> None:
    assert to_text(spelled('NATO "US troops" river')) == 'NATO "US troops" river'
