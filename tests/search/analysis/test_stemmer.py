"""Stems and stop words by language."""

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from search.analysis import fold, has_stemmer, stem, stems_keep_the_first_letter, stop_words, tokenize
from search.analysis.languages import codes

SAME = [
    ("en", ["attack", "attacks", "attacked", "attacking"]),
    ("en", ["coalition", "coalitions"]),
    ("de", ["regierung", "regierungen"]),
    ("fr", ["president", "presidents"]),
    ("es", ["presidente", "presidentes"]),
    ("it", ["governo", "governi"]),
    ("pt", ["governo", "governos"]),
    ("nl", ["regering", "regeringen"]),
    ("sv", ["regering", "regeringen"]),
    ("da", ["regering", "regeringen"]),
    ("no", ["regjering", "regjeringen"]),
    ("fi", ["talo", "talossa"]),
    ("ru", ["красивый", "красивая", "красивые"]),
    ("ru", ["война", "войны", "войне"]),
]


@pytest.mark.parametrize(("language", "words"), SAME, ids=[words[0] for _, words in SAME])
def test_inflections_have_one_stem(language: str, words: list[str]) -> None:
    assert len({stem(fold(word), language) for word in words}) == 1


@pytest.mark.parametrize("language", [None, "", "xx", "zh", "EN", "english"])
def test_without_a_stemmer_a_word_is_its_own_stem(language: str | None) -> None:
    assert stem("attacks", language) == "attacks"


def test_the_usual_languages_have_stemmers() -> None:
    stemmed = set(filter(has_stemmer, codes()))
    assert {"en", "de", "fr", "es", "it", "pt", "nl", "sv", "da", "no", "fi", "ru", "ar", "tr"} <= stemmed
    for language in stemmed:
        assert stem("a", language)


def test_one_language_may_be_stemmed_in_many_threads() -> None:
    words = [f"attack{'s' * (n % 3)}{n}ings" for n in range(3000)]
    alone = [stem.__wrapped__(word, "en") for word in words]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda word: stem(word, "en"), words)) == alone


@pytest.mark.parametrize("language", ["en", "de", "fr", "es", "it", "pt", "nl", "sv", "da", "no", "fi", "ru"])
def test_stop_words_are_terms_as_the_tokenizer_gives_them(language: str) -> None:
    found = stop_words(language)
    assert len(found) > 90
    assert all([token.exact for token in tokenize(word)] == [word] for word in found)


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "the of is us it"), ("de", "der uber fur"), ("fr", "l d ete"), ("ru", "и на их еще"), ("nb", "og ikke")],
)
def test_function_words_are_stop_words(language: str, words: str) -> None:
    assert set(words.split()) <= stop_words(language)


@pytest.mark.parametrize("word", ["attack", "president", "war", "syria", "s"])
def test_words_with_a_meaning_are_none(word: str) -> None:
    assert word not in stop_words("en")


@pytest.mark.parametrize("language", [None, "", "xx", "../en", "EN"])
def test_an_unknown_language_has_no_stop_words(language: str | None) -> None:
    assert stop_words(language) == frozenset()


def test_the_languages_with_a_list_of_stop_words_are_known() -> None:
    assert {"da", "de", "en", "es", "fi", "fr", "it", "nl", "no", "pt", "ru", "sv"} <= set(filter(stop_words, codes()))
    assert stop_words("nn") == stop_words("nb") == stop_words("no")


@pytest.mark.parametrize("language", sorted(filter(stems_keep_the_first_letter, codes())))
def test_words_of_one_stem_begin_alike(language: str) -> None:
    samples = [path.read_text("utf-8", "replace") for path in (Path(__file__).parents[3] / "samples").rglob("*.*")]
    words = {fold(word) for text in samples for word in re.findall(r"\w+", text)}
    assert len(words) > 4000
    assert all(stem(word, language)[:1] == word[:1] for word in words)
