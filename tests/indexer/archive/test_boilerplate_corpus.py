"""Boilerplate of real press releases, with a source for each senator: only what belongs to no release is left out."""

import json
import lzma
from pathlib import Path

import pytest

from indexer.settings import IndexerSettings
from tests.indexer.conftest import Desk

FIRST_LEFT_OUT = {
    "Inhofe": {"United States Senator James Inhofe : Press Room"},
    "Sarbanes": {"Contact: Jesse Jacobs and Andrew Burkowske, 202/224-4524.", "Contact: Jesse Jacobs, 202/224-4524."},
    # A quotation and the background of a programme are in every eighth release, and stay.
    "Warner": set(),
}


@pytest.fixture(scope="module")
def releases(corpora: Path) -> dict[str, list[object]]:
    """The press releases of each of these senators."""
    found: dict[str, list[object]] = {name: [] for name in FIRST_LEFT_OUT}
    with lzma.open(corpora / "news" / "senate_press.jsonl.xz", "rt") as lines:
        for line in lines:
            name = line[len('{"id": "') :].partition("/")[0]
            if name in found:
                found[name].append(json.loads(line))
    return found


@pytest.mark.parametrize("senator", FIRST_LEFT_OUT)
def test_page_furniture_and_contact_lines_are_left_out_and_no_story(
    releases: dict[str, list[object]], desk: Desk, senator: str
) -> None:
    desk.settings = IndexerSettings()
    desk.records("press.jsonl", *releases[senator])
    assert desk.index().added > 100
    kept = [desk.archive.get(article.id) for article in desk.archive.stream()]
    told = {each.example for one in kept if one for each in one.repairs if each.kind == "boilerplate"}
    assert told == FIRST_LEFT_OUT[senator]
