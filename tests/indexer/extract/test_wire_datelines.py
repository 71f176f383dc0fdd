"""Where a story was written, and when: a dateline, and what only looks like one."""

import pytest

from tests.indexer.extract.stories import BODY, MORE, read_plain_story


@pytest.mark.parametrize(
    ("dateline", "place", "source"),
    [
        ("MOSCOW (Reuters) - ", "Moscow", "Reuters"),
        ("PARIS, Nov 13 (AFP) - ", "Paris", "AFP"),
        ("PARIS, 13 novembre (AFP) – ", "Paris", "AFP"),
        ("NEW DELHI, March 3 - ", "New Delhi", None),
        ("WASHINGTON, D.C. -- ", "Washington, D.C.", None),
        ("HONOLULU (AP) _ ", "Honolulu", "AP"),
        ("Berlin (dpa) - ", "Berlin", "dpa"),
        ("Frankfurt am Main (dpa) — ", "Frankfurt am Main", "dpa"),
        ("Moscow: ", "Moscow", None),
        ("New Delhi: ", "New Delhi", None),
        ("Moscow -- ", "Moscow", None),
        ("ST. PETERSBURG: ", "St. Petersburg", None),
    ],
)
def test_a_dateline_gives_the_place_and_stays_in_the_text(dateline: str, place: str, source: str | None) -> None:
    article = read_plain_story(f"Pier to be rebuilt\n\n27/11/2015 13:46\n\n{dateline}{BODY}\n\n{MORE}").article
    assert (article.place, article.source) == (place, source)
    assert article.text == f"{dateline}{BODY}\n\n{MORE}"


@pytest.mark.parametrize(
    ("header", "dateline", "published"),
    [
        ("", "PORTSMOUTH, March 3, 2021 (Reuters) - ", "2021-03-03"),
        ("", "LONDON, 3 March 2021 (Reuters) - ", "2021-03-03"),
        ("", "LONDON (Reuters) - March 3, 2021 - ", "2021-03-03"),
        ("", "PARIS, 13 novembre 2015 (AFP) – ", "2015-11-13"),
        ("", "NEW DELHI, March 3, 2021 - ", "2021-03-03"),
        ("", "PARIS, Nov 13 (AFP) - ", "None"),
        ("", "PARIS, Feb 31, 2015 (AFP) - ", "None"),
        ("14/11/2015 09:00\n\n", "PARIS, Nov 13 (AFP) - ", "2015-11-14T09:00:00"),
        ("Date: 2015\n\n", "PARIS, Nov 13 (AFP) - ", "2015-11-13"),
        ("Date: 2015-11\n\n", "PARIS, 13 novembre (AFP) - ", "2015-11-13"),
        ("Date: 2015-12\n\n", "PARIS, Nov 13 (AFP) - ", "2015-12"),
    ],
)
def test_a_dateline_gives_the_date_that_no_header_gives(header: str, dateline: str, published: str) -> None:
    article = read_plain_story(f"Pier to be rebuilt\n\n{header}{dateline}{BODY}\n\n{MORE}").article
    assert str(article.published) == published
    assert article.text == f"{dateline}{BODY}\n\n{MORE}"


def test_what_a_dateline_says_is_noted() -> None:
    reading = read_plain_story(f"Pier to be rebuilt\n\nPORTSMOUTH, March 3, 2021 (Reuters) - {BODY}\n\n{MORE}")
    (note,) = (repair.example for repair in reading.repairs if repair.kind == "dateline")
    said = "says place Portsmouth, source Reuters, published March 3, 2021"
    assert note == f"PORTSMOUTH, March 3, 2021 (Reuters) - {said}"


def test_a_title_made_from_the_text_begins_after_the_dateline() -> None:
    article = read_plain_story(f"VESPER (Reuters) - {BODY} {BODY}\n\n{MORE}").article
    assert article.title.startswith("The council agreed")
    assert article.text.startswith("VESPER (Reuters) - The council")


@pytest.mark.parametrize(
    "lead",
    [
        "Update: ",
        "BREAKING - ",
        "Correction: ",
        "Question: ",
        "Note: ",
        "He said - ",
        "Note from the editors (Reuters) and others - ",
        "",
    ],
)
def test_a_label_is_no_dateline(lead: str) -> None:
    article = read_plain_story(f"Pier to be rebuilt\n\n27/11/2015 13:46\n\n{lead}{BODY}\n\n{MORE}").article
    assert article.place is None
    assert article.text == f"{lead}{BODY}\n\n{MORE}"


def test_a_name_and_colon_without_any_other_sign_of_the_wire_stay() -> None:
    article = read_plain_story(f"Pier to be rebuilt\n\nMoscow: {BODY}\n\n{MORE}").article
    assert article.place is None
    assert article.text.startswith("Moscow: ")


def test_speakers_of_an_interview_are_no_places() -> None:
    talk = f"27/11/2015\n\nHarbour: {BODY}\n\nSmith: {MORE}\n\nHarbour: And when will that be, if one may ask?"
    article = read_plain_story(f"A talk on the pier\n\n{talk}").article
    assert article.place is None
