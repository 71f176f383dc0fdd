import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.highlight.sentences import split_into_sentences

# "|" stands between sentences; everything else is the text.
CASES = {
    "en": [
        "One ends. | Two follows.",
        "Is it? | It is! | Good.",
        "The shootings of Nov. 13 killed 130 people. | Paris mourned.",
        "It opened in Nov. Paris was quiet.",
        "The Oct. 31 bombing took 224 lives.",
        "The U.S. has also insisted on it. | Syria refused.",
        "He called for the U.S. and Russia to act.",
        "The U.S. Senate voted. | He won.",
        "The U.S. Justice Department sued.",
        "He lives in the U.S. | The others left.",
        "They flew to the U.S. | In Paris nobody knew.",
        "It is U.S.-led. | Putin agreed.",
        "US won 22 seats, the D.L.A. 12. | The U.S. 7th Fleet sailed.",
        "It was Plan B. | 20 of them had no other.",
        "Gov. Brown met Sen. Roberts and Rep. Ayo. | They talked.",
        "Dr. Meyer and Mr. Smith met Mrs. Jones at St. Paul. | It rained.",
        "See No. 5 and Nos. 6 to 8. | They matter.",
        "He said no. | She said yes.",
        "It begins at 5 a.m. on Monday. | Doors open late.",
        "At 5 p.m. Monday he left.",
        "It was 5 p.m. | He left.",
        "J. Smith wrote it. | J. K. Rowling read it.",
        "George W. Bush and John F. Kennedy never met.",
        "It was Plan B. | They had no other.",
        "Prices rose 3.5 percent. | Wages fell 0.2 percent.",
        "It costs $3. | He paid.",
        "He waited ... and then he left.",
        "He waited... and then he left.",
        "He waited… but nobody came.",
        "He waited. . . and left.",
        "He waited... | Then he left.",
        "It works (e.g. in St. John) well. | Good.",
        "Use i.e. Smith's method, cf. Jones.",
        "Rep. Ayo (D-Calif.) spoke. | Nobody heard.",
        "The forces (U.S.) Thursday moved on.",
        'He said "Stop." | Then he left.',
        '"We agreed," Hollande said. | "And we are going on."',
        "“Is it over?” he asked. | “No.” | She left.",
        '"It was in the U.S." | Putin said no more.',
        "(It was late.) | They slept.",
        "He left (it was late). | They slept.",
        "She works for Acme Inc. | The firm is old.",
        "She works for Acme Inc. Chairman Bob Ray.",
        "Martin Luther King Jr. spoke. | It was 1963.",
        "They sold bread, milk, etc. | The shop closed.",
        "He has a Ph.D. | The others do not.",
        "He holds a Ph.D. from Yale.",
        "He runs Yahoo! in Europe.",
        "What?! | No!",
        "Visit example.com. | Smith wrote it.",
        "1. Do this. | 2. Do that.",
        "It was the war.[1] | Then came peace.[2][3]",
        "one sentence without capitals. and another one.",
        "A line\nthat breaks. | Another\nline.",
        "A heading without a stop\n\n | And a paragraph",
        "cut by a false\n \n | paragraph",
        "Windows lines.\r\n\r\n | Go on here",
        "Washington, D.C. | The city is big.",
        "Gen. Lee met Lt. Col. Grant near Ft. Worth vs. Lincoln.",
        "Ch. 3 and Vol. 2, p. 5, Fig. 4 and Sec. 8 apply.",
        "He went to Main St. | The shop was shut.",
        "Ask AT&T vs. Verizon. | Who knows?",
        "In 2015. | We remember.",
        "He had 5. | We had 6.",
        "Then — Smith vs. Jones — it ended. | – So what?",
        "- PTI",
        "...",
        "",
        "   ",
    ],
    "de": [
        "Am 3. Oktober kam Dr. Meyer z. B. mit. | Das war gut.",
        "Er siegte im 2. Weltkrieg nicht.",
        "Es war der 3. | Das Spiel endete.",
        "Das ist so. | Er ging.",
        "Das gilt bzw. Prof. Müller sagt es, d. h. Berlin zahlt.",
        "Äpfel, Birnen usw. | Die Liste ist lang.",
        "„Ja.“ | Dann ging er.",
        "»Ja.« | »Nein.«",
        "Siehe Art. 5 und Abs. 2 des Gesetzes.",
        "Es kostet 5 Mio. Euro. | Wer zahlt?",
        "Im Jahr 2015. | Wir erinnern uns.",
    ],
    "fr": [
        "M. Hollande a dit non. | Mme. Royal aussi.",
        "M. Le Pen et J.-M. Le Clerc sont là.",
        "En janv. 2015, c'est l'art. 5. | Fini.",
        "Ils étaient sept. | Les autres dormaient.",
        "« Oui. » | Il partit.",
        "Av. J.-C. et apr. J.-C., etc. | La suite manque.",
        "Qui ? | Lui !",
    ],
    "es": [
        "El Sr. López y la Sra. Ruiz llegaron. | Era tarde.",
        "EE. UU. anunció la medida. | ¿Quién pagará? | ¡Nadie!",
        "El Dr. Gil vive en la pág. 5.",
        "Vino de EE. UU. | El viaje fue largo.",
    ],
    "ru": ["Это т. е. конец. | Он ушёл в 2015 г. Москва молчала.", "Им. Ленина. | Да."],
    "zh": ["他来了。 | 他走了！ | “好吗？” | 是。", "他来了。| 他走了"],
    "ja": ["「行く。」と言った。| 彼は去った。"],
    "hi": ["वह आया। | वह गया।", "वह आया।| वह गया॥"],
    "ar": ["من أنت؟ | أنا هنا."],
    "am": ["ሰላም። | ደህና።"],
    "xx": ["Mr. Smith left. | He won."],
}


@pytest.mark.parametrize(("language", "case"), [(code, case) for code, cases in CASES.items() for case in cases])
def test_sentences_end_where_readers_end_them(language: str, case: str) -> None:
    wanted = [part.strip() for part in case.split("|") if part.strip()]
    text = case.replace("| ", "").replace("|", "")
    found = split_into_sentences(text, language)
    assert [text[start:end] for start, end in found] == wanted


def test_without_a_language_the_english_lists_serve() -> None:
    text = "Mr. Smith left in Nov. 2015. He won."
    assert [text[start:end] for start, end in split_into_sentences(text)] == ["Mr. Smith left in Nov. 2015.", "He won."]


def test_the_primary_part_of_a_language_code_chooses_the_lists() -> None:
    assert len(split_into_sentences("Am 3. Oktober.", "de-AT")) == 1


def test_no_sentence_of_the_wire_story_ends_at_an_abbreviation(corpora: Path) -> None:
    text = (corpora / "messy" / "wire-story.txt").read_text("utf-8")
    found = [text[start:end] for start, end in split_into_sentences(text, "en")]
    assert not [each for each in found if each.endswith(("Nov.", "Oct.", "U.S."))]
    assert "The U.S. has also insisted that a political transition in Syria must lead to Assad's departure." in found
    assert len(found) == 50


def test_a_part_of_the_text_can_be_asked_for() -> None:
    text = "One ends. Two ends. Three ends."
    assert split_into_sentences(text, "en", 10) == [(10, 19), (20, 31)]
    assert split_into_sentences(text, "en", 10, 15) == [(10, 15)]


@given(st.text(alphabet="aB. \n!?…\"'”)。」と।1U.S", max_size=80), st.sampled_from([None, "en", "de", "ja"]))
def test_sentences_are_ascending_and_hold_all_ink(text: str, language: str | None) -> None:
    found = split_into_sentences(text, language)
    covered = "".join(text[start:end] for start, end in found)
    assert "".join(covered.split()) == "".join(text.split())
    assert all(start < end for start, end in found)
    assert all(one[1] <= other[0] for one, other in pairwise(found))
    assert all(text[start:end] == text[start:end].strip() for start, end in found)


@pytest.mark.parametrize(
    "hostile",
    ["." * 200_000 + "x", ". " * 100_000, "a. " * 70_000, "1. " * 70_000, ' ."' * 70_000, ".[1]" * 50_000,
     "\n " * 100_000, ". " + " " * 200_000 + "x", "x" * 200_000, "(" * 200_000, "。」と" * 70_000],
    ids=lambda text: repr(text[:6]),
)  # fmt: skip
def test_hostile_text_takes_linear_time(hostile: str) -> None:
    started = time.process_time()
    split_into_sentences(hostile, "en")
    assert time.process_time() - started < 2
