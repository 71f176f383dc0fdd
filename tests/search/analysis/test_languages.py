"""The files of languages: each is sound, and a language that is new needs nothing else."""

import re
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
import Stemmer
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from indexer.extract.body.lexicon import PHRASE_TOPICS, PURPOSES
from indexer.extract.candidates import Field
from search.analysis import languages as module
from search.analysis.languages import FOLDER, codes, get_language, languages

ROOT = Path(__file__).parents[3]

BAKHI = """
# Bakhi. The keys are explained in search/analysis/languages.py.

name = 'Bakhi'
own_name = 'bakhisk'
codes = 'qqb'
direction = 'rtl'
stop_words = 'zo zu'

[sentences]
never_last = 'hrv'
seldom_last = 'komp'
openers = 'zo'

[dates]
months = ['uno', 'duo', 'trio', 'quarto', 'quinto', 'sesto', 'setto', 'otto', 'nono', 'decimo', 'undecimo', 'zwelfo']
weekdays = 'lunko'
at = 'tyk'
labels = 'drukat'
stamp_words = 'drukat'

[bylines]
by = 'varo'
sure_by = 'varo'
conjunctions = 'plos'

[header_labels]
title = 'kapo'

[page_phrases]
share = 'delko'

[class_names]
related = 'parenti'
"""

# Each line must be true where the folder of languages has Bakhi in it.
USES = """
from pathlib import Path
from search.analysis import languages
languages.FOLDER = Path({folder!r})
from indexer.extract.body.lexicon import PHRASE_TOPICS, PURPOSES, match_phrases, match_purposes
from indexer.extract.bylines import parse_author_names
from indexer.extract.dates import parse_date
from indexer.extract.language import normalize_language_code
from indexer.extract.wire_header import _LABELS, is_byline
from search.analysis import has_stemmer, stem, stop_words
from search.highlight.sentences import split_into_sentences
from web.pages.format import language_name, text_direction

text = "We met Hrv. Smith at Komp. Zo it ended. And Mr. Smith left."
CHECKS = [
    lambda: not has_stemmer("qb") and stem("words", "qb") == "words",
    lambda: stop_words("qb") == frozenset(("zo", "zu")),
    lambda: [text[a:b] for a, b in split_into_sentences(text, "qb")]
    == ["We met Hrv. Smith at Komp.", "Zo it ended.", "And Mr.", "Smith left."],
    lambda: str(parse_date("Drukat: Lunko, 5. Quinto 2015 tyk 13:46")) == "2015-05-05T13:46:00",
    lambda: parse_author_names("varo Ada Smith plos Ben Jones") == ("Ada Smith", "Ben Jones"),
    lambda: is_byline("Varo Ada Smith") and _LABELS["kapo"] == "title",
    lambda: normalize_language_code("Bakhisk") == normalize_language_code("qqb") == "qb",
    lambda: dict(zip(PHRASE_TOPICS, match_phrases("Delko this")))["share"] == 1,
    lambda: match_purposes("parenti") == 1 << PURPOSES.index("related"),
    lambda: (text_direction("qb"), language_name("qb")) == ("rtl", "Bakhi"),
]
print([number for number, check in enumerate(CHECKS) if not check()])
"""


def test_a_new_language_is_one_file(tmp_path: Path) -> None:
    for path in FOLDER.glob("*.toml"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "qb.toml").write_text(BAKHI, "utf-8")
    run = subprocess.run(
        [sys.executable, "-c", USES.format(folder=str(tmp_path))], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (run.stdout, run.stderr) == ("[]\n", "")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "name is missing"),
        ("name = 'X'\nstopwords = 'a'", "unknown key stopwords; known are abbreviations, affixes, bylines"),
        ("name = 'X'\ncode = 'x'", "unknown key code"),
        ("name = 'X'\n[dates]\nmonth = 'a'", "unknown key month"),
        ("name = 'X'\ndates = 'a'", "a table was expected"),
        ("name = 'X'\n[dates]\nmonths = 'a b'", "months must have 12 entries"),
        ("name = 'X'\ndirection = 'down'", 'direction must be "ltr" or "rtl"'),
        ("name = 'X'\ndetect = 'yes'", "detect must be a bool"),
        ("name = 'X'\nstop_words = 5", "stop_words must be words in a string, or an array of strings"),
        ("name = 'X'\nstop_words = [5]", "stop_words must be words in a string, or an array of strings"),
        ("name = ", "Invalid value"),
    ],
)
def test_a_faulty_file_is_refused_with_its_name(
    text: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "zz-faulty.toml").write_text(text, "utf-8")
    monkeypatch.setattr(module, "FOLDER", tmp_path)
    monkeypatch.setattr(module, "codes", lambda: frozenset({"zz-faulty"}))
    with pytest.raises(ValueError, match=rf"zz-faulty\.toml: .*{re.escape(message)}"):
        get_language("zz-faulty")


@pytest.mark.parametrize("code", sorted(codes()))
def test_the_file_of_a_language_is_sound(code: str) -> None:
    language = get_language(code)
    header = (FOLDER / f"{code}.toml").read_text("utf-8").partition("\n")[0]
    assert header == f"# {language.name}. The keys are explained in search/analysis/languages.py."
    assert re.fullmatch("[a-z]{2,3}", code)
    assert not language.same_as or language.same_as in codes()
    assert not language.stemmer or language.stemmer in Stemmer.algorithms()
    assert not (language.stemmer and language.affixes.suffixes)
    assert language.stemmer or language.affixes.suffixes or not language.stems_keep_the_first_letter
    assert not (language.affixes.prefixes and language.stems_keep_the_first_letter)
    assert language.header_labels.keys() <= {field.value for field in Field}
    assert language.page_phrases.keys() <= set(PHRASE_TOPICS)
    assert language.class_names.keys() <= set(PURPOSES)
    assert set(language.bylines.sure_by) <= set(language.bylines.by)
    for words in lists_of_words(language):
        assert all(word == " ".join(word.split()) != "" for word in words)
        assert len(set(words)) == len(words) or words is language.stop_words
    for words in (*language.page_phrases.values(), *language.class_names.values(), *sentence_words(language)):
        assert all(word == word.lower() for word in words)


def lists_of_words(language: module.Language) -> list[tuple[str, ...]]:
    groups = [language, language.sentences, language.dates, language.bylines]
    values = [getattr(group, name) for group in groups for name in group.__slots__]
    values += [words for value in values if isinstance(value, dict) for words in value.values()]
    return [value for value in values if isinstance(value, tuple)]


def sentence_words(language: module.Language) -> list[tuple[str, ...]]:
    its = language.sentences
    return [its.never_last, its.seldom_last, its.before_figures, its.openers, its.name_particles]


def test_no_two_languages_have_one_name_or_code() -> None:
    names = [
        name.casefold() for each in languages() for name in (each.code, each.name, each.own_name, *each.codes) if name
    ]
    assert sorted(names) == sorted(set(names))


def test_no_month_is_another_month_elsewhere() -> None:
    months: dict[str, set[int]] = {}
    for each in languages():
        for number, words in enumerate(each.dates.months, start=1):
            for word in words.split():
                months.setdefault(word, set()).add(number)
    assert {word: numbers for word, numbers in months.items() if len(numbers) > 1} == {}


def test_languages_to_detect_are_those_that_the_model_knows() -> None:
    known = {code for code, *_ in LanguageIdentifier.from_model_file(MODEL_FILE).rank("")}
    assert {each.code for each in languages() if each.detect} <= known


def test_a_variant_says_what_the_language_it_is_the_same_as_says() -> None:
    bokmal, norwegian = get_language("nb"), get_language("no")
    assert (bokmal.name, bokmal.detect) == ("Norwegian Bokmål", False)
    assert bokmal.sentences == norwegian.sentences
    assert bokmal.stemmer == norwegian.stemmer == "norwegian"


def test_a_language_without_a_file_has_its_code_for_a_name() -> None:
    assert get_language("xx") == module.Language(code="xx", name="xx")
    assert get_language("../en").name == "../en"


def test_settings_and_help_read_no_language() -> None:
    script = textwrap.dedent("""
        import sys
        from dateline.commands import main
        try:
            main(["--help"])
        except SystemExit:
            pass
        print("search.analysis.languages" in sys.modules, file=sys.stderr)
    """)
    run = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stderr == "False\n"
