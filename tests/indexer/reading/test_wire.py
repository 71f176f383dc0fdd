from datetime import datetime
from pathlib import Path

import pytest

from indexer.document import Document
from indexer.reading import Reading, ReadingSettings, read
from search.published import Precision, Published

BODY = "The council agreed on Thursday to rebuild the northern pier before winter, in spite of the cost and the tides."
MORE = "Work is to begin next week. Nobody would say what it will cost."


def read_plain(text: str) -> Reading:
    document = Document(key="story.txt", location="wire/story.txt", fingerprint="1", data=text.encode())
    return read(document, settings=ReadingSettings(language="en"), now=datetime(2026, 1, 1))


def kinds(reading: Reading) -> dict[str, int]:
    return {repair.kind: repair.count for repair in reading.repairs}


def test_the_wire_story_is_read_in_full(corpora: Path) -> None:
    path = corpora / "messy" / "wire-story.txt"
    document = Document(
        key="wire-story.txt", location=str(path), fingerprint="1", data=path.read_bytes(), media_type="text/plain"
    )
    reading = read(document, settings=ReadingSettings(language="en"))
    article = reading.article
    assert article.title == "Russia, France agree to tighten cooperation against ISIS"
    assert article.published == Published(datetime(2015, 11, 27, 13, 46), Precision.TIME)
    assert article.source == "PTI"
    assert article.place == "Moscow"
    assert article.author == ()
    assert article.text.startswith("Moscow: The presidents of France and Russia agreed Thursday")
    assert article.text.endswith("Michel did not give a reason for the reduction.")
    assert "Â" not in article.text
    assert "an action which underscored the complex military landscape in Syria" in article.text
    assert "likely keep the highest threat level until Monday" in article.text
    assert "\n\nDespite the reduction in alert level" in article.text
    assert "admin" not in article.text
    assert "PTI" not in article.text
    assert len(article.text.split("\n\n")) == 29
    found = kinds(reading)
    assert found["false-break"] == 2
    assert found["dateline"] == found["agency-credit"] == found["no-author"] == 1
    assert found["mojibake"] + found.get("stray-byte", 0) == 1


@pytest.mark.parametrize(
    ("header", "title", "published", "author", "source"),
    [
        ("Pier to be rebuilt\n\n27/11/2015 13:46 by admin\n\n", "Pier to be rebuilt", "2015-11-27T13:46:00", (), None),
        ("Pier to be rebuilt\n27.11.2015\n\n", "Pier to be rebuilt", "2015-11-27", (), None),
        ("27/11/2015\n\nPier to be rebuilt\n\n", "Pier to be rebuilt", "2015-11-27", (), None),
        (
            "Pier to be rebuilt\n\nBy Ada Smith and Ben Jones\n\n",
            "Pier to be rebuilt",
            "None",
            ("Ada Smith", "Ben Jones"),
            None,
        ),
        (
            "Pier to be rebuilt\nBy ADA SMITH\nPublished: November 27, 2015, 1:46 p.m.\n\n",
            "Pier to be rebuilt",
            "2015-11-27T13:46:00",
            ("Ada Smith",),
            None,
        ),
        ("Pier to be rebuilt\n\n27 November 2015 | Reuters\n\n", "Pier to be rebuilt", "2015-11-27", (), "Reuters"),
        (
            "Molo wird erneuert\n\nVon Anna Alt\n\n5. März 2014, 13:46 Uhr\n\n",
            "Molo wird erneuert",
            "2014-03-05T13:46:00",
            ("Anna Alt",),
            None,
        ),
        (
            "Title: Pier to be rebuilt\nDate: 2015-11-27\nSource: Harbour Wire\n\n",
            "Pier to be rebuilt",
            "2015-11-27",
            (),
            "Harbour Wire",
        ),
        (
            "Pier to be rebuilt\n\nA vote after two years of talk\n\n27/11/2015\n\n",
            "Pier to be rebuilt",
            "2015-11-27",
            (),
            None,
        ),
        ("Pier to be rebuilt\n\n", "Pier to be rebuilt", "None", (), None),
        ("Pier to be rebuilt\n\n31/02/2020 10:00 by staff\n\n", "Pier to be rebuilt", "None", (), None),
        ("Pier to be rebuilt\n\n01/01/9999\n\n", "Pier to be rebuilt", "None", (), None),
    ],
)
def test_header_lines_are_read_and_leave_the_text(
    header: str, title: str, published: str, author: tuple[str, ...], source: str | None
) -> None:
    article = read_plain(f"{header}{BODY}\n\n{MORE}\n").article
    assert (article.title, str(article.published), article.author, article.source) == (title, published, author, source)
    assert article.text.endswith(f"{BODY}\n\n{MORE}")
    assert article.text.removesuffix(f"{BODY}\n\n{MORE}").strip() in {"", "A vote after two years of talk"}


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
    article = read_plain(f"Pier to be rebuilt\n\n27/11/2015 13:46\n\n{dateline}{BODY}\n\n{MORE}").article
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
    article = read_plain(f"Pier to be rebuilt\n\n{header}{dateline}{BODY}\n\n{MORE}").article
    assert str(article.published) == published
    assert article.text == f"{dateline}{BODY}\n\n{MORE}"


def test_what_a_dateline_says_is_noted() -> None:
    reading = read_plain(f"Pier to be rebuilt\n\nPORTSMOUTH, March 3, 2021 (Reuters) - {BODY}\n\n{MORE}")
    (note,) = (repair.example for repair in reading.repairs if repair.kind == "dateline")
    said = "says place Portsmouth, source Reuters, published March 3, 2021"
    assert note == f"PORTSMOUTH, March 3, 2021 (Reuters) - {said}"


def test_a_title_made_from_the_text_begins_after_the_dateline() -> None:
    article = read_plain(f"VESPER (Reuters) - {BODY} {BODY}\n\n{MORE}").article
    assert article.title.startswith("The council agreed")
    assert article.text.startswith("VESPER (Reuters) - The council")


WRAPPED = (
    "The council agreed on Thursday to rebuild the northern\n\npier before winter, in spite of the cost and the tides."
)


@pytest.mark.parametrize(
    ("header", "author", "published", "place"),
    [
        ("By Jane Carter\nPORTSMOUTH, March 3, 2021 (Reuters) - ", ("Jane Carter",), "2021-03-03", "Portsmouth"),
        ("By Jane Carter\nMarch 3, 2021\n", ("Jane Carter",), "2021-03-03", None),
        ("\nBy Jane Carter\nMarch 3, 2021\n", ("Jane Carter",), "2021-03-03", None),
        ("27/11/2015 13:46 by admin\nMoscow: ", (), "2015-11-27T13:46:00", "Moscow"),
        ("PORTSMOUTH, March 3, 2021 (Reuters) - ", (), "2021-03-03", "Portsmouth"),
    ],
)
def test_header_lines_right_above_the_story_are_read(
    header: str, author: tuple[str, ...], published: str, place: str | None
) -> None:
    reading = read_plain(f"PIER TO BE REBUILT\n{header}{WRAPPED}\n\n{MORE}")
    article = reading.article
    assert (article.title, article.author, str(article.published), article.place) == (
        "PIER TO BE REBUILT",
        author,
        published,
        place,
    )
    dateline = header.rpartition("\n")[2]
    assert article.text == f"{dateline}{BODY}\n\n{MORE}"
    assert kinds(reading)["false-break"] == 1


@pytest.mark.parametrize(
    "text",
    [
        "The ferry\nBy Night\nThe ships go out\nand none comes in",
        "Shopping\n3 March 2021\n- bread\n- milk",
        f"{BODY}\nBy Jane Carter\n{BODY}",
    ],
)
def test_lines_of_verse_lists_and_prose_are_no_header(text: str) -> None:
    assert read_plain(text).article.text == text


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
    article = read_plain(f"Pier to be rebuilt\n\n27/11/2015 13:46\n\n{lead}{BODY}\n\n{MORE}").article
    assert article.place is None
    assert article.text == f"{lead}{BODY}\n\n{MORE}"


def test_a_name_and_colon_without_any_other_sign_of_the_wire_stay() -> None:
    article = read_plain(f"Pier to be rebuilt\n\nMoscow: {BODY}\n\n{MORE}").article
    assert article.place is None
    assert article.text.startswith("Moscow: ")


def test_speakers_of_an_interview_are_no_places() -> None:
    talk = f"27/11/2015\n\nHarbour: {BODY}\n\nSmith: {MORE}\n\nHarbour: And when will that be, if one may ask?"
    article = read_plain(f"A talk on the pier\n\n{talk}").article
    assert article.place is None


@pytest.mark.parametrize(
    ("credit", "source"),
    [
        ("\n\n- PTI", "PTI"),
        ("\n\n-PTI", "PTI"),
        ("\n\n-- Reuters", "Reuters"),
        ("\n\n— Associated Press", "Associated Press"),
        ("\n\n(AP)", "AP"),
        ("\n\n© AFP", "AFP"),
        ("\n\n© 2015 AFP", "AFP"),
        ("\n\nSource: dpa", "dpa"),
        ("\n\nQuelle: dpa", "dpa"),
        ("\n\n(With inputs from PTI)", "PTI"),
        ("\n\nPTI", "PTI"),
        ("\n\n- XYZ", "XYZ"),
        (" - PTI", "PTI"),
        (" (AP)", "AP"),
        (" -- Reuters", "Reuters"),
    ],
)
def test_an_agency_credit_gives_the_source_and_leaves_the_text(credit: str, source: str) -> None:
    reading = read_plain(f"Pier to be rebuilt\n\n{BODY}\n\n{MORE}{credit}\n")
    assert reading.article.source == source
    assert reading.article.text == f"{BODY}\n\n{MORE}"
    assert kinds(reading)["agency-credit"] == 1


@pytest.mark.parametrize("ending", ["- the end", "— Emily Dickinson", "(laughter)", "Smith", "- PTI said so.", "* * *"])
def test_other_last_lines_stay(ending: str) -> None:
    article = read_plain(f"Pier to be rebuilt\n\n{BODY}\n\n{ending}").article
    assert article.source is None
    assert article.text.endswith(ending)


def test_the_source_of_the_configuration_wins_over_the_credit() -> None:
    text = f"Pier to be rebuilt\n\n{BODY}\n\n- PTI"
    document = Document(key="a", location="a.txt", fingerprint="1", data=text.encode(), source="The Harbour Times")
    article = read(document, settings=ReadingSettings(language="en")).article
    assert article.source == "The Harbour Times"


def test_a_long_first_paragraph_is_no_title_line() -> None:
    reading = read_plain(f"{BODY} {BODY}\n\n{MORE}")
    assert reading.article.text == f"{BODY} {BODY}\n\n{MORE}"
    assert len(reading.article.title) <= 100
    assert kinds(reading) == {"title-from-text": 1}


def test_a_single_line_is_text_and_title() -> None:
    article = read_plain("Pier to be rebuilt").article
    assert (article.title, article.text) == ("Pier to be rebuilt", "Pier to be rebuilt")


@pytest.mark.parametrize(
    ("line", "published", "author"),
    [
        ("Posted by Ada Smith on 14 May 2011", "2011-05-14", ("Ada Smith",)),
        ("Published: 14 May 2011, by Ada Smith", "2011-05-14", ("Ada Smith",)),
        ("Updated 14 May 2011 at 13:46 by ADA SMITH and Ben Jones", "2011-05-14T13:46:00", ("Ada Smith", "Ben Jones")),
        ("Saturday, 14 May 2011", "2011-05-14", ()),
        ("Samstag, 14. Mai 2011, 13.46 Uhr", "2011-05-14T13:46:00", ()),
        ("samedi 14 mai 2011 à 13h46", "2011-05-14T13:46:00", ()),
        ("miércoles, 11 de mayo de 2011", "2011-05-11", ()),
    ],
)
def test_a_header_line_may_state_time_and_names(line: str, published: str, author: tuple[str, ...]) -> None:
    article = read_plain(f"Pier to be rebuilt\n\n{line}\n\n{BODY}\n\n{MORE}").article
    assert (article.title, str(article.published), article.author) == ("Pier to be rebuilt", published, author)
    assert article.text == f"{BODY}\n\n{MORE}"


@pytest.mark.parametrize(
    "line", ["By the sea there stood a pier", "12 were killed in 2011", "By noon on 14 May 2011 it had gone"]
)
def test_a_sentence_is_no_header_line(line: str) -> None:
    article = read_plain(f"Pier to be rebuilt\n\n{line}\n\n{BODY}\n\n{MORE}").article
    assert (article.published, article.author) == (None, ())
    assert line in article.text
