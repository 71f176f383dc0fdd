"""The lines above a story: headline, time and byline, and what only looks like them."""

import pytest

from tests.indexer.extract.stories import BODY, MORE, kinds, read_plain_story

WRAPPED = (
    "The council agreed on Thursday to rebuild the northern\n\npier before winter, in spite of the cost and the tides."
)


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
    article = read_plain_story(f"{header}{BODY}\n\n{MORE}\n").article
    assert (article.title, str(article.published), article.author, article.source) == (title, published, author, source)
    assert article.text.endswith(f"{BODY}\n\n{MORE}")
    assert article.text.removesuffix(f"{BODY}\n\n{MORE}").strip() in {"", "A vote after two years of talk"}


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
    reading = read_plain_story(f"PIER TO BE REBUILT\n{header}{WRAPPED}\n\n{MORE}")
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
    assert read_plain_story(text).article.text == text


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
    article = read_plain_story(f"Pier to be rebuilt\n\n{line}\n\n{BODY}\n\n{MORE}").article
    assert (article.title, str(article.published), article.author) == ("Pier to be rebuilt", published, author)
    assert article.text == f"{BODY}\n\n{MORE}"


@pytest.mark.parametrize(
    "line", ["By the sea there stood a pier", "12 were killed in 2011", "By noon on 14 May 2011 it had gone"]
)
def test_a_sentence_is_no_header_line(line: str) -> None:
    article = read_plain_story(f"Pier to be rebuilt\n\n{line}\n\n{BODY}\n\n{MORE}").article
    assert (article.published, article.author) == (None, ())
    assert line in article.text


def test_a_long_first_paragraph_is_no_title_line() -> None:
    reading = read_plain_story(f"{BODY} {BODY}\n\n{MORE}")
    assert reading.article.text == f"{BODY} {BODY}\n\n{MORE}"
    assert len(reading.article.title) <= 100
    assert kinds(reading) == {"title-from-text": 1}


def test_a_single_line_is_text_and_title() -> None:
    article = read_plain_story("Pier to be rebuilt").article
    assert (article.title, article.text) == ("Pier to be rebuilt", "Pier to be rebuilt")
