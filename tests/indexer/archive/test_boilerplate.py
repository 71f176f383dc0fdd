"""Paragraphs that repeat across a source are left out of its articles, in whatever order these came."""

import random
import sqlite3
from collections.abc import Callable

import pytest

from indexer.archive import boilerplate, open_archive
from indexer.extract.result import Repair
from indexer.index_sync import rebuild
from indexer.settings import IndexerSettings
from tests.indexer.archive.test_migrations import AS_IN_FORMAT_3
from tests.indexer.conftest import Desk, outcome

FOOTER = "Sign up for our newsletter and get the news of the harbour every morning."
COLUMN = "Every week the editor answers a letter that a reader has sent in."
RULE = {"boilerplate_articles": 5, "boilerplate_share": 0.3}


def told(number: int) -> str:
    return f"On day {number} the council met and spoke for {number} hours about pier {number}, which it then closed."


def write(desk: Desk, numbers: range, footer: str = FOOTER) -> None:
    for number in numbers:
        desk.story(f"{number:03}.txt", f"Pier {number}", f"{told(number)}\n\n{footer}" if footer else told(number))


def with_rule(desk: Desk, **rule: float) -> Desk:
    desk.settings = IndexerSettings.model_validate({"batch": 3, "wait": 0, **RULE, **rule})
    return desk


@pytest.fixture
def paper(desk: Desk) -> Desk:
    return with_rule(desk)


def texts(desk: Desk) -> dict[str, str]:
    """The text by the title; archive and index agree about each."""
    desk.titles()
    return {article.title: article.text for article in desk.archive.stream()}


def repairs(desk: Desk, title: str) -> dict[str, Repair]:
    (wanted,) = (article.id for article in desk.archive.stream() if article.title == title)
    stored = desk.archive.get(wanted)
    assert stored is not None
    return {each.kind: each for each in stored.repairs}


def test_paragraph_is_left_out_once_it_occurs_in_enough_articles_of_earlier_ones_too(paper: Desk) -> None:
    write(paper, range(4))
    paper.index()
    assert all(FOOTER in text for text in texts(paper).values())
    write(paper, range(4, 5))
    report = paper.index()
    assert outcome(report) == {"added": 1, "same": 4}, "nothing was read again, and no article counts as another"
    assert texts(paper) == {f"Pier {number}": told(number) for number in range(5)}


def test_paragraph_that_was_left_out_is_listed_as_a_repair(paper: Desk) -> None:
    write(paper, range(5))
    paper.index()
    assert repairs(paper, "Pier 2")["boilerplate"] == Repair("boilerplate", 1, FOOTER)


def test_boilerplate_makes_no_version_and_is_left_out_of_earlier_versions_too(paper: Desk) -> None:
    write(paper, range(5))
    paper.index()
    paper.story("002.txt", "Pier 2", f"{told(2)} It was opened again.\n\n{FOOTER}")
    assert outcome(paper.index()) == {"changed": 1, "same": 4}
    (changed,) = (article for article in paper.archive.stream() if article.title == "Pier 2")
    (before,) = paper.archive.versions(changed.id)
    assert (before.article.text, changed.text) == (told(2), f"{told(2)} It was opened again.")


def test_paragraph_comes_back_when_too_few_articles_have_it(paper: Desk) -> None:
    write(paper, range(5))
    paper.index()
    write(paper, range(2), footer="")
    paper.index()
    assert [FOOTER in text for text in texts(paper).values()].count(True) == 3
    assert "boilerplate" not in repairs(paper, "Pier 3")


def test_paragraph_comes_back_when_too_small_a_share_of_articles_has_it(paper: Desk) -> None:
    write(paper, range(5))
    paper.index()
    write(paper, range(5, 20), footer="")
    paper.index()
    assert [FOOTER in text for text in texts(paper).values()].count(True) == 5


def test_removed_articles_do_not_count(paper: Desk) -> None:
    write(paper, range(6))
    paper.index()
    for number in range(2):
        (paper.files / f"{number:03}.txt").unlink()
    paper.index()
    assert all(FOOTER in text for text in texts(paper).values())
    write(paper, range(2))
    paper.index()
    assert texts(paper) == {f"Pier {number}": told(number) for number in range(6)}


@pytest.mark.parametrize("again", ["run", "rebuild"])
def test_changed_settings_apply_to_boilerplate_without_reading_a_source(paper: Desk, again: str) -> None:
    write(paper, range(6))
    paper.index()
    whole = {f"Pier {number}": f"{told(number)}\n\n{FOOTER}" for number in range(6)}
    for share, wanted in ((0.0, whole), (0.3, {title: told(int(title[5:])) for title in whole})):
        with_rule(paper, boilerplate_share=share)
        if again == "run":
            assert outcome(paper.index()) == {"same": 6}
        else:
            rebuild(paper.archive, paper.engine, settings=paper.settings)
        assert texts(paper) == wanted


def test_the_order_in_which_articles_come_does_not_matter(new_desk: Callable[[str], Desk]) -> None:
    found = []
    for seed in range(3):
        desk = with_rule(new_desk(f"desk{seed}"))
        numbers = list(range(12))
        random.Random(seed).shuffle(numbers)
        for number in numbers:
            write(desk, range(number, number + 1), footer=FOOTER if number % 2 else COLUMN if number < 6 else "")
            if number % 4 == 0:
                desk.index()
        desk.index()
        found.append(texts(desk))
        rebuild(desk.archive, desk.engine, settings=desk.settings)
        assert texts(desk) == found[-1]
    assert found[0] == found[1] == found[2]
    assert {title for title, text in found[0].items() if "\n\n" in text} == {"Pier 0", "Pier 2", "Pier 4"}


def test_another_source_has_boilerplate_of_its_own(paper: Desk) -> None:
    write(paper, range(5))
    paper.index()
    other = paper.write("../other/one.txt", f"Ferry\n\n{told(1)}\n\n{FOOTER}\n").parent
    paper.index(paper.source(other, name="other"))
    assert texts(paper)["Ferry"] == f"{told(1)}\n\n{FOOTER}"


def test_story_that_is_told_again_and_again_stays_whole(paper: Desk) -> None:
    for number in range(9):
        paper.story(f"{number}.txt", f"Fire, update {number}", "\n\n".join((told(1), told(2), told(3), told(number))))
    paper.index()
    assert all(told(1) in text and told(2) in text for text in texts(paper).values())


@pytest.mark.parametrize("paragraph", ["Ingredients", "Dear Mr President:", "It began as a village. " * 20])
def test_short_and_long_paragraphs_are_never_boilerplate(paper: Desk, paragraph: str) -> None:
    write(paper, range(9), footer=paragraph.strip())
    paper.index()
    assert all(paragraph.strip() in text for text in texts(paper).values())


def test_article_of_an_heir_is_without_the_boilerplate_of_its_own_source(paper: Desk) -> None:
    line = {"url": "https://a.example/pier", "title": "Pier", "text": f"{told(1)}\n\n{FOOTER}"}
    paper.records("pier.jsonl", line)
    write(paper, range(5))
    paper.index()
    other = paper.write("../other/pier.jsonl", b"").parent
    paper.records("../other/pier.jsonl", line)
    paper.index(paper.source(other, name="other"))
    assert texts(paper)["Pier"] == told(1)
    (paper.files / "pier.jsonl").unlink()
    paper.index()
    assert texts(paper)["Pier"] == f"{told(1)}\n\n{FOOTER}"


@pytest.mark.parametrize("pages", [0, 1])
def test_decision_that_was_not_applied_to_all_articles_is_completed(paper: Desk, pages: int) -> None:
    write(paper, range(5))
    with_rule(paper, boilerplate_share=0).index()
    with paper.archive._database.writing() as connection:
        before = boilerplate.decide_boilerplate(connection, "desk", 5, 0.3)
        for _ in range(pages):
            assert boilerplate.apply_boilerplate(connection, "desk", before) == 5
    # The process is killed here, and the next run begins.
    assert outcome(with_rule(paper).index()) == {"same": 5}
    assert texts(paper) == {f"Pier {number}": told(number) for number in range(5)}


def test_an_archive_of_an_earlier_version_is_counted_at_its_next_run(paper: Desk) -> None:
    write(paper, range(7))
    with_rule(paper, boilerplate_share=0).index()
    (paper.files / "006.txt").unlink()
    paper.index()
    paper.archive.close()
    path = paper.folder / "data" / "archive.db"
    connection = sqlite3.connect(path)
    connection.executescript(AS_IN_FORMAT_3)
    connection.close()
    paper.archive = open_archive(path, create=False)
    assert outcome(with_rule(paper).index()) == {"same": 6}
    assert texts(paper) == {f"Pier {number}": told(number) for number in range(6)}
    paper.archive.close()
