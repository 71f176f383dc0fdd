"""A wire story as a whole, and the agency's credit at its end."""

from datetime import datetime
from pathlib import Path

import pytest

from indexer.document import Document
from indexer.extract import ExtractSettings, extract
from search.article import Precision, Published
from tests.indexer.extract.stories import BODY, MORE, kinds, read_plain_story


def test_the_wire_story_is_read_in_full(corpora: Path) -> None:
    path = corpora / "messy" / "wire-story.txt"
    document = Document(
        key="wire-story.txt", location=str(path), fingerprint="1", data=path.read_bytes(), media_type="text/plain"
    )
    reading = extract(document, settings=ExtractSettings(language="en"))
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
    reading = read_plain_story(f"Pier to be rebuilt\n\n{BODY}\n\n{MORE}{credit}\n")
    assert reading.article.source == source
    assert reading.article.text == f"{BODY}\n\n{MORE}"
    assert kinds(reading)["agency-credit"] == 1


@pytest.mark.parametrize("ending", ["- the end", "— Emily Dickinson", "(laughter)", "Smith", "- PTI said so.", "* * *"])
def test_other_last_lines_stay(ending: str) -> None:
    article = read_plain_story(f"Pier to be rebuilt\n\n{BODY}\n\n{ending}").article
    assert article.source is None
    assert article.text.endswith(ending)


def test_the_source_of_the_configuration_wins_over_the_credit() -> None:
    text = f"Pier to be rebuilt\n\n{BODY}\n\n- PTI"
    document = Document(key="a", location="a.txt", fingerprint="1", data=text.encode(), source="The Harbour Times")
    article = extract(document, settings=ExtractSettings(language="en")).article
    assert article.source == "The Harbour Times"
