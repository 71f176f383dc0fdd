"""Several documents that give the same article, or different articles with one id."""

from tests.indexer.conftest import Desk, outcome


def test_two_documents_of_one_article_do_not_alternate(desk: Desk) -> None:
    desk.records("a.jsonl", {"url": "https://news.example/1", "title": "First", "text": "One."})
    desk.records("b.jsonl", {"url": "https://news.example/1", "title": "Second", "text": "Two."})
    assert outcome(desk.index()) == {"added": 1, "same": 1}
    for _ in range(2):
        assert outcome(desk.index()) == {"same": 2}
    assert desk.titles() == ["First"]
    (article,) = desk.archive.stream()
    assert desk.archive.versions(article.id) == ()


def test_next_document_takes_over_when_the_first_vanishes(desk: Desk) -> None:
    first = desk.records("a.jsonl", {"id": "n1", "title": "First", "text": "One."})
    desk.records("b.jsonl", {"id": "n1", "title": "Second", "text": "Two."})
    desk.records("c.jsonl", {"id": "n1", "title": "Third", "text": "Three."})
    assert outcome(desk.index()) == {"added": 1, "failed": 2}
    first.unlink()
    assert outcome(desk.index()) == {"changed": 1, "same": 1, "failed": 1}
    assert desk.titles() == ["Second"]
    assert outcome(desk.index()) == {"same": 1, "failed": 1}
    (failure,) = desk.archive.failures(9)
    assert "b.jsonl#n1;" in failure.message
    desk.records("a.jsonl", {"id": "n1", "title": "First", "text": "One."})
    assert outcome(desk.index()) == {"same": 1, "failed": 2}
    assert desk.titles() == ["Second"]


def test_another_article_with_an_id_that_is_taken_is_a_failure(desk: Desk) -> None:
    for name in ("a", "b"):
        desk.records(f"{name}.jsonl", {"id": 7, "title": name.upper(), "text": f"About {name}."})
    desk.records("c.jsonl", {"id": 7, "title": "A", "text": "About a."}, {"id": 7, "title": "D", "text": "About d."})
    assert outcome(desk.index()) == {"added": 1, "same": 1, "failed": 2}
    for _ in range(2):
        assert outcome(desk.index()) == {"same": 2, "failed": 2}
        assert desk.archive.failure_counts() == {"duplicate-id": 2}
    failures = desk.archive.failures(9)
    taken = f"id 7 is already taken by {desk.files / 'a.jsonl'}#7; give the records ids of their own, or none"
    assert {each.message for each in failures} == {taken}
    assert {each.location.rpartition("/")[2] for each in failures} == {"b.jsonl#7", "c.jsonl#7:2"}
    desk.records("b.jsonl", {"id": 8, "title": "B", "text": "About b."})
    assert outcome(desk.index()) == {"added": 1, "same": 2, "failed": 1}
    assert desk.titles() == ["A", "B"]


def test_id_collision_is_noticed_across_sources_until_the_contents_agree(desk: Desk) -> None:
    one = desk.write("one.json", b'{"id": "7", "title": "Bridge", "text": "It opens."}')
    other = desk.write("other.json", b'{"id": "7", "title": "Ferry", "text": "It closes."}')
    first, second = desk.source(one, name="first"), desk.source(other, name="second")
    desk.index(first)
    assert outcome(desk.index(second)) == {"failed": 1}
    desk.write("one.json", b'{"id": "7", "title": "Ferry", "text": "It closes."}')
    assert outcome(desk.index(first)) == {"changed": 1}
    assert desk.archive.failures(9) == ()
    assert outcome(desk.index(second)) == {"same": 1}
    desk.write("one.json", b'{"id": "7", "title": "Strike", "text": "It ends."}')
    desk.index(first)
    assert desk.archive.failure_counts() == {"duplicate-id": 1}
    desk.write("one.json", b'{"id": "8", "title": "Strike", "text": "It ends."}')
    desk.index(first)
    assert desk.archive.failures(9) == ()
    assert desk.titles() == ["Ferry", "Strike"]


def test_moved_file_keeps_its_article(desk: Desk) -> None:
    page = desk.records("old.jsonl", {"url": "https://news.example/a", "title": "Bridge", "text": "It opens."})
    desk.index()
    (before,) = desk.archive.stream()
    page.rename(desk.files / "new.jsonl")
    assert outcome(desk.index()) == {"same": 1, "changed": 1}
    (after,) = desk.archive.stream()
    assert (after.id, after.first_seen) == (before.id, before.first_seen)
    assert "new.jsonl" in (after.location or "")
    assert desk.archive.stats().versions == 0
    assert desk.titles() == ["Bridge"]


def test_document_that_gives_another_article_releases_the_first(desk: Desk) -> None:
    desk.write("a.json", b'{"id": "n1", "title": "First", "text": "One."}')
    desk.index()
    desk.write("a.json", b'{"id": "n2", "title": "Second", "text": "Two."}')
    assert outcome(desk.index()) == {"added": 1, "removed": 1}
    assert desk.titles() == ["Second"]
