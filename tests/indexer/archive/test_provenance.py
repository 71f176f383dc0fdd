"""What the archive stores of how an article was read, and what a change of that alone does."""

import sqlite3
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.archive import Counts, ExtractedDocument, StoredArticle, open_archive
from indexer.archive.serialize import dump_ledger, load_ledger
from indexer.document import Document
from indexer.extract import Extraction
from indexer.extract.provenance import DECIDED_FIELDS, DecisionRule, FieldDecision, Outcome, Provenance, ProvenanceEntry
from search.article import Article, Image, Published
from tests.indexer.archive.test_migrations import AS_IN_FORMAT_2
from tests.indexer.conftest import Desk, outcome

SURE = Provenance(
    (
        FieldDecision(
            "title", 0.9, DecisionRule.ONLY_PLACE, (ProvenanceEntry("Bridge", "record title", 0.9, Outcome.WON),)
        ),
    )
)
UNSURE = Provenance(
    (
        FieldDecision(
            "title", 0.3, DecisionRule.FROM_TEXT, (ProvenanceEntry("Bridge", "text first sentence", 0.3, Outcome.WON),)
        ),
    )
)


def kept(desk: Desk, article_id: str = "n1") -> StoredArticle:
    stored = desk.archive.get(article_id)
    assert stored is not None
    return stored


def record(desk: Desk, article: Article, ledger: Provenance) -> Counts:
    read = ExtractedDocument(Document("a", "a", "1"), Extraction(article, provenance=ledger))
    return desk.archive.record_batch("desk", 1, [read], Counts())


@pytest.fixture
def begun(desk: Desk) -> Desk:
    desk.archive.begin_run("desk", "folder", "articles", "")
    record(desk, Article("n1", "Bridge", quality=0.8), SURE)
    return desk


def test_provenance_is_stored_with_the_article(desk: Desk) -> None:
    desk.story("a.txt", "Bridge opens")
    desk.index()
    (article,) = desk.archive.stream()
    ledger = kept(desk, article.id).ledger
    assert ledger is not None
    assert {verdict.field for verdict in ledger} >= {"title", "text", "language"}
    assert article.quality is not None


def test_other_provenance_alone_is_neither_a_version_nor_a_change(begun: Desk) -> None:
    before = begun.archive.stats()
    assert record(begun, Article("n1", "Bridge", quality=0.8), UNSURE) == Counts(same=1)
    assert kept(begun).ledger == UNSURE
    assert begun.archive.stats() == before


def test_other_quality_is_a_change_for_the_index_but_not_a_version(begun: Desk) -> None:
    revision = begun.archive.stats().revision
    assert record(begun, Article("n1", "Bridge", quality=0.5), UNSURE) == Counts(same=1)
    (change,) = begun.archive.changes_since(revision)
    assert change.article is not None
    assert change.article.quality == 0.5
    assert kept(begun).versions == 1


def test_other_picture_or_date_of_change_is_not_a_version(begun: Desk) -> None:
    article = Article("n1", "Bridge", quality=0.8, image=Image("https://a.example/b"), updated=Published.parse("2020"))
    assert record(begun, article, SURE) == Counts(changed=1)
    assert (kept(begun).article.image, kept(begun).versions) == (article.image, 1)
    assert record(begun, replace(article, text="Words."), SURE) == Counts(changed=1)
    assert kept(begun).versions == 2


def test_heir_brings_its_own_provenance(desk: Desk) -> None:
    line = {"url": "https://a.example/bridge", "text": "It opens."}
    desk.records("a.jsonl", {**line, "title": "Bridge"})
    desk.records("b.jsonl", {**line, "headline": "Bridge opens"})
    desk.index()
    (article,) = desk.archive.stream()
    assert kept(desk, article.id).article.title == "Bridge"
    (desk.files / "a.jsonl").unlink()
    desk.index()
    stored = kept(desk, article.id)
    assert stored.article.title == "Bridge opens"
    assert stored.ledger is not None
    assert [entry.origin for entry in stored.ledger.decisions[0].entries] == ["record headline"]


def test_articles_of_an_older_archive_have_no_provenance_until_they_are_read_again(desk: Desk) -> None:
    desk.story("a.txt", "Bridge opens")
    desk.index()
    desk.archive.close()
    path = desk.folder / "data" / "archive.db"
    connection = sqlite3.connect(path)
    connection.executescript(AS_IN_FORMAT_2 + "UPDATE sources SET recipe = 'as the program had it then';")
    connection.close()
    desk.archive = open_archive(path, create=False)
    (old,) = desk.archive.stream()
    assert (old.quality, kept(desk, old.id).ledger) == (None, None)
    assert outcome(desk.index()) == {"same": 1}
    (new,) = desk.archive.stream()
    assert new.quality is not None
    assert (kept(desk, new.id).ledger is None, kept(desk, new.id).versions) == (False, 1)
    assert desk.titles() == ["Bridge opens"]
    desk.archive.close()


CONFIDENCE = st.integers(0, 100).map(lambda hundredths: hundredths / 100)
ENTRIES = st.builds(
    ProvenanceEntry, st.text(max_size=20), st.text(max_size=20), CONFIDENCE, st.sampled_from(Outcome), st.text()
)
VERDICTS = st.builds(
    FieldDecision,
    st.sampled_from(DECIDED_FIELDS),
    CONFIDENCE,
    st.sampled_from(DecisionRule),
    st.lists(ENTRIES, max_size=5).map(tuple),
)
LEDGERS = st.lists(VERDICTS, unique_by=lambda verdict: verdict.field, min_size=1).map(tuple).map(Provenance)


@given(LEDGERS)
def test_provenance_is_read_as_it_was_written(ledger: Provenance) -> None:
    assert load_ledger(dump_ledger(ledger)) == ledger


def test_empty_provenance_is_written_as_empty_text() -> None:
    assert dump_ledger(Provenance()) == ""
    assert load_ledger("") is None


def test_provenance_of_a_page_is_small(desk: Desk) -> None:
    head = '<title>Bridge | Site</title><meta property="og:title" content="Bridge"><meta name="author" content="A B">'
    desk.write("a.html", f"<html lang=en><head>{head}</head><body><h1>Bridge</h1><p>It opens today.</p></body></html>")
    desk.index()
    (article,) = desk.archive.stream()
    ledger = kept(desk, article.id).ledger
    assert ledger is not None
    assert len(dump_ledger(ledger)) < 1_000
