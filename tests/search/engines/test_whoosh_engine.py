"""The embedded engine's promises: commits, generations, one writer, and errors that say what to do."""

import gc
import threading
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from search.article import Article, Published
from search.errors import (
    CursorExpired,
    CursorInvalid,
    IndexLocked,
    IndexMissing,
    RequestError,
)
from search.query.tree import MatchAll, Not, Prefix, Word
from search.request import Facet, Filters, Interval, SearchRequest, Sort
from tests.search.engines.folders import articles, filled, ids, opened


def test_nothing_is_searched_before_there_is_an_index(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match="dateline index"):
        opened(tmp_path).search(SearchRequest(MatchAll()))
    assert list(tmp_path.iterdir()) == []


def test_a_commit_is_seen_by_engines_that_were_open_before(tmp_path: Path) -> None:
    writing = filled(tmp_path, articles(3))
    reading = opened(tmp_path)
    assert reading.stats().articles == 3
    with writing.writer() as writer:
        writer.delete("n0")
        writer.update(Article("n9", "New", "fresh fish"))
        assert reading.stats().articles == 3
    assert reading.stats().articles == 3
    assert ids(reading, SearchRequest(Word("fish"))) == ["n9"]
    assert reading.get("n0") is None


def test_an_error_leaves_the_last_commit(tmp_path: Path) -> None:
    engine = filled(tmp_path, articles(3))
    with pytest.raises(RuntimeError, match="mid-way"), engine.writer() as writer:
        writer.update(Article("x", "Never", "seen"))
        writer.delete("n1")
        raise RuntimeError("mid-way")
    assert engine.stats().articles == 3
    with engine.writer() as writer:
        writer.update(Article("y", "After", "all"))
    assert engine.stats().articles == 4
    assert engine.get("x") is None


def test_an_error_in_the_first_session_leaves_no_index(tmp_path: Path) -> None:
    engine = opened(tmp_path)
    with pytest.raises(RuntimeError), engine.writer() as writer:
        writer.update(Article("x", "Never", "seen"))
        raise RuntimeError
    with pytest.raises(IndexMissing):
        engine.stats()


def test_the_same_id_twice_in_one_session_is_one_article(tmp_path: Path) -> None:
    engine = opened(tmp_path)
    with engine.writer() as writer:
        writer.update(Article("a", "First", "one"))
        writer.update(Article("a", "Second", "two"))
        writer.update(Article("b", "Gone", "three"))
        writer.delete("b")
    assert engine.stats().articles == 1
    assert ids(engine, SearchRequest(Word("one"))) == []
    assert ids(engine, SearchRequest(Not(Word("one")))) == ["a"]


def test_many_commits_stay_few_segments_and_lose_nothing(tmp_path: Path) -> None:
    engine = filled(tmp_path, *([article] for article in articles(30)))
    engine.settle()
    assert sorted(ids(engine, SearchRequest(MatchAll(), limit=100))) == sorted(f"n{number}" for number in range(30))
    generation = next(path for path in (tmp_path / "index").iterdir() if path.is_dir())
    assert len(list(generation.glob("MAIN_*.columns"))) <= 4


def test_a_rebuild_replaces_everything_and_keeps_the_generation_before(tmp_path: Path) -> None:
    engine = filled(tmp_path, articles(3))
    for round_ in range(3):
        with engine.rebuild() as writer:
            writer.update(Article(f"r{round_}", "Rebuilt", "anew"))
            assert engine.stats().articles == (3 if round_ == 0 else 1)
        assert ids(engine, SearchRequest(MatchAll())) == [f"r{round_}"]
    assert len([path for path in (tmp_path / "index").iterdir() if path.is_dir()]) == 2


def test_a_failed_rebuild_leaves_the_old_generation_alone(tmp_path: Path) -> None:
    engine = filled(tmp_path, articles(3))
    with pytest.raises(RuntimeError), engine.rebuild() as writer:
        writer.update(Article("x", "Never", "seen"))
        raise RuntimeError
    assert engine.stats().articles == 3
    assert len([path for path in (tmp_path / "index").iterdir() if path.is_dir()]) == 1


def test_a_second_writer_is_refused(tmp_path: Path) -> None:
    engine = filled(tmp_path, articles(1))
    with engine.writer(), pytest.raises(IndexLocked, match="Another process"), opened(tmp_path).writer():
        pass
    with engine.writer() as writer:
        writer.delete("n0")


def test_threads_search_while_commits_come_in(tmp_path: Path) -> None:
    engine = filled(tmp_path, articles(20))
    wrong: list[object] = []
    stop = threading.Event()

    def search() -> None:
        while not stop.is_set():
            try:
                results = engine.search(SearchRequest(Word("harbour"), limit=3, facets=(Facet.SOURCE,)))
                if results.total % 20 or len(results.hits) != 3:
                    wrong.append(results.total)
            except Exception as error:  # whatever it is, the main thread must see it
                wrong.append(error)

    threads = [threading.Thread(target=search) for _ in range(4)]
    for thread in threads:
        thread.start()
    for round_ in range(1, 6):
        with engine.writer() if round_ % 2 else engine.rebuild() as writer:
            for article in articles(20):
                writer.update(replace(article, id=f"{article.id}-{round_}"))
    stop.set()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_pages_and_cursors_give_each_article_once(tmp_path: Path) -> None:
    engine = filled(tmp_path, articles(25), [Article("u1", "Harbour", "harbour"), Article("u2", "Quay", "harbour")])
    for sort in Sort:
        whole = ids(engine, SearchRequest(Word("harbour"), sort=sort, limit=100))
        assert len(whole) == 27
        seen, cursor = [], None
        while True:
            page = engine.search(SearchRequest(Word("harbour"), sort=sort, limit=4, cursor=cursor))
            assert page.total == 27
            seen += [hit.article.id for hit in page.hits]
            cursor = page.next_cursor
            if cursor is None:
                break
        assert seen == whole
        paged = [
            found
            for start in range(0, 27, 5)
            for found in ids(engine, SearchRequest(Word("harbour"), sort=sort, offset=start, limit=5))
        ]
        assert paged == whole


def test_a_cursor_outlives_a_commit(tmp_path: Path) -> None:
    engine = filled(tmp_path, articles(10))
    first = engine.search(SearchRequest(MatchAll(), sort=Sort.NEWEST, limit=4))
    with engine.writer() as writer:
        writer.update(Article("new", "New", "", published=Published(datetime(2020, 1, 1))))
    rest = ids(engine, SearchRequest(MatchAll(), sort=Sort.NEWEST, limit=100, cursor=first.next_cursor))
    assert sorted([hit.article.id for hit in first.hits] + rest) == sorted(f"n{number}" for number in range(10))


@pytest.mark.parametrize(
    "cursor", ["x", "e30", "bnVsbA", "W10", "WyJuZXdlc3QiLCAwLCAwLCAtMV0", "💥", pytest.param("W1tb" * 2000, id="deep")]
)
def test_what_is_no_cursor_is_refused(tmp_path: Path, cursor: str) -> None:
    engine = filled(tmp_path, articles(3))
    with pytest.raises(CursorInvalid, match="not a cursor"):
        engine.search(SearchRequest(MatchAll(), cursor=cursor))


def test_a_cursor_of_another_order_is_refused(tmp_path: Path) -> None:
    engine = filled(tmp_path, articles(3))
    first = engine.search(SearchRequest(MatchAll(), sort=Sort.NEWEST, limit=1))
    with pytest.raises(CursorExpired, match="first page"):
        engine.search(SearchRequest(MatchAll(), sort=Sort.OLDEST, cursor=first.next_cursor))


def test_facets_leave_out_their_own_filter(tmp_path: Path) -> None:
    made = [
        Article(f"{source}{number}", "T", "word", source=source, section=section, tags=("x", "y")[: number + 1])
        for source, section, count in [("A", "News", 3), ("B", "News", 2), ("C", "Sport", 1)]
        for number in range(count)
    ]
    engine = filled(tmp_path, made)
    request = SearchRequest(
        Word("word"), filters=Filters(values={Facet.SOURCE: ("A",)}), facets=(Facet.SOURCE, Facet.SECTION, Facet.TAG)
    )
    results = engine.search(request)
    counted = {facet: [(found.value, found.count) for found in counts] for facet, counts in results.facets.items()}
    assert results.total == 3
    assert counted[Facet.SOURCE] == [("A", 3), ("B", 2), ("C", 1)]
    assert counted[Facet.SECTION] == [("News", 3)]
    assert counted[Facet.TAG] == [("x", 3), ("y", 2)]


def test_no_value_at_all_matches_a_filter_that_nobody_has(tmp_path: Path) -> None:
    engine = filled(tmp_path, articles(3))
    assert engine.search(SearchRequest(MatchAll(), filters=Filters(values={Facet.SOURCE: ("Nobody",)}))).total == 0


def test_filters_by_date_are_half_open_and_one_sided(tmp_path: Path) -> None:
    engine = filled(tmp_path, [*articles(10), Article("u", "Undated")])

    def total(**bounds: object) -> int:
        return engine.search(SearchRequest(MatchAll(), filters=Filters(**bounds))).total

    assert total(since=datetime(2015, 1, 3)) == 8
    assert total(until=datetime(2015, 1, 3)) == 2
    assert total(since=datetime(2015, 1, 3), until=datetime(2015, 1, 4)) == 1
    assert total(undated=True) == 1
    assert total() == 11


@pytest.mark.parametrize(
    ("days", "interval", "buckets"),
    [
        ([date(2015, 1, 1), date(2015, 1, 24)], Interval.DAY, 24),
        ([date(2015, 1, 1), date(2015, 1, 25)], Interval.MONTH, 1),
        ([date(2015, 1, 31), date(2016, 12, 1)], Interval.MONTH, 24),
        ([date(2015, 1, 31), date(2017, 1, 1)], Interval.YEAR, 3),
        ([date(1931, 5, 5), date(2025, 1, 1)], Interval.YEAR, 95),
    ],
)
def test_a_histogram_takes_the_finest_legible_interval(
    tmp_path: Path, days: list[date], interval: Interval, buckets: int
) -> None:
    made = [Article(str(day), "T", published=Published.parse(day.isoformat())) for day in days]
    results = filled(tmp_path, [*made, Article("u", "Undated")]).search(
        SearchRequest(MatchAll(), histogram=Interval.AUTO)
    )
    assert results.histogram is not None
    assert results.histogram.interval is interval
    assert len(results.histogram.buckets) == buckets
    assert sum(bucket.count for bucket in results.histogram.buckets) == len(days)
    assert results.histogram.undated == 1


def test_a_histogram_of_too_many_days_is_refused(tmp_path: Path) -> None:
    made = [Article(year, "T", published=Published.parse(year)) for year in ("1900", "2020")]
    with pytest.raises(RequestError, match="longer interval"):
        filled(tmp_path, made).search(SearchRequest(MatchAll(), histogram=Interval.DAY))


def test_a_pattern_for_too_many_words_says_so(tmp_path: Path) -> None:
    engine = opened(tmp_path, max_expansions=5)
    with engine.writer() as writer:
        for number in range(20):
            writer.update(Article(str(number), "T", f"pre{chr(97 + number)} pref"))
    results = engine.search(SearchRequest(Prefix("pre")))
    assert not results.total_is_exact
    assert "too many words" in results.notices[0].message


def test_an_article_comes_back_whole(tmp_path: Path) -> None:
    article = Article(
        "weird/id?#é", "Tïtle", "One.\n\nTwo.", "https://example.org/é?x=1",
        Published.parse("2015-11-27T13:46:00+05:30"),
        ("A", "B"), "S", "Sec", ("t",), "pt-br", "Moscow", "a/b.html:3", None,
    )  # fmt: skip
    assert filled(tmp_path, [article]).get("weird/id?#é") == article


def test_files_of_an_old_commit_close_with_its_last_search(tmp_path: Path) -> None:
    engine = filled(tmp_path, articles(1))
    everything = SearchRequest(Word("harbour"), facets=tuple(Facet), histogram=Interval.AUTO, snippets=2)
    # Without the collector only what nothing refers to is let go: a cycle would keep a file open until it comes.
    gc.disable()
    try:
        for number in range(12):
            with engine.writer() as writer:
                writer.update(Article(f"x{number}", "T", "harbour"))
            engine.settle()
            engine.search(everything)
            listed = {path.name for path in tmp_path.rglob("*.columns")}
            open_files = (Path(entry).resolve() for entry in Path("/proc/self/fd").iterdir())
            assert {path.name for path in open_files if path.is_relative_to(tmp_path)} <= listed
    finally:
        gc.enable()
