"""Ranking: limits of time and memory, and the same results with every combination of options."""

import random
import threading
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from search.article import Article, Published
from search.engines.whoosh.engine import WhooshEngine
from search.engines.whoosh.index_reader import IndexReader
from search.engines.whoosh.ranking.bm25 import Bm25
from search.engines.whoosh.ranking.context import SearchBudget, thread_work_arrays
from search.engines.whoosh.ranking.evaluator import Evaluator
from search.engines.whoosh.ranking.filters import FilterCache
from search.engines.whoosh.ranking.leaf_scorer import LeafScorer
from search.engines.whoosh.ranking.ranker import Ranker
from search.query.tree import And, Field, Fuzzy, MatchAll, Not, Or, Phrase, Prefix, Query, Wildcard, Word
from search.request import Facet, Filters, Interval, SearchRequest, Sort
from search.settings import IndexSettings, SearchSettings

WORDS = ["harbour", "ferry", "strike", "eel", "lake", "dam", "vote", "signal", "night", "train"]


def opened(folder: Path, count: int = 400, seed: int = 1) -> Ranker:
    """An archive of short texts over few words, so that many scores are equal."""
    chosen = random.Random(seed)
    engine = WhooshEngine(folder, IndexSettings(), SearchSettings())
    for part in range(2):
        with engine.writer() as writer:
            for number in range(part * count // 2, (part + 1) * count // 2):
                published = Published(datetime(2015, 1, 1) + timedelta(days=chosen.randrange(900)))
                writer.update(
                    Article(
                        f"a{number}",
                        chosen.choice(WORDS),
                        " ".join(chosen.choices(WORDS, k=chosen.randint(1, 4))),
                        published=published if chosen.random() < 0.9 else None,
                        source=chosen.choice(["A", "B", "C", None]),
                        tags=tuple(chosen.sample(["x", "y", "z"], k=chosen.randint(0, 3))),
                    )
                )
    with engine.writer() as writer:
        for number in range(0, count, 17):
            writer.delete(f"a{number}")
    engine.rank(SearchRequest(MatchAll()))
    index = engine._reader
    assert index is not None
    return Ranker(index, SearchSettings())


def leaves_of(index: IndexReader) -> LeafScorer:
    settings = SearchSettings()
    return LeafScorer(index, settings, Bm25(index, settings))


def evaluated(index: IndexReader, leaves: LeafScorer, query: Query, seconds: float) -> set[int]:
    with thread_work_arrays(len(index.live)) as work:
        evaluation = Evaluator(index, leaves, FilterCache(index), SearchBudget(seconds, 10**9), work)
        return set(evaluation.matches(query).docs.tolist())


def test_a_search_out_of_time_returns_only_true_matches(tmp_path: Path) -> None:
    index = opened(tmp_path).index
    leaves = leaves_of(index)
    known = evaluated(index, leaves, Word("eel"), 10)
    assert known
    for query in (Word("lake"), Prefix("la"), Wildcard("l*e"), Fuzzy("lake", 1), Not(Word("lake")), Not(Word("eel"))):
        late = evaluated(index, leaves, query, -1)
        assert late <= (evaluated(index, leaves, query, 10)), query
    fresh = leaves_of(index)
    evaluated(index, fresh, Word("eel"), 10)
    assert evaluated(index, fresh, Or((Word("eel"), Word("dam"))), -1) == known
    assert evaluated(index, fresh, And((Word("eel"), Word("dam"))), -1) == set()
    assert evaluated(index, fresh, And((Word("eel"), Not(Word("dam")))), -1) == set()
    # What was cut short is not kept.
    assert evaluated(index, fresh, Word("dam"), 10)


def test_a_search_that_is_cut_short_says_so(tmp_path: Path) -> None:
    index = opened(tmp_path).index
    ranked = Ranker(index, SearchSettings().model_copy(update={"time_limit_ms": -1})).rank(
        SearchRequest(Or((Word("dam"), Prefix("l"))))
    )
    assert ranked.results.total == 0
    assert not ranked.results.total_is_exact
    assert "there may be more" in ranked.results.notices[0].message


@pytest.mark.parametrize("field", [Field.TITLE, Field.TAG, Field.SOURCE])
def test_a_lone_star_finds_every_article_with_the_field(tmp_path: Path, field: Field) -> None:
    index = opened(tmp_path).index
    articles = [(doc, index.article(doc)) for doc in np.flatnonzero(index.live).tolist()]
    has = {Field.TITLE: "title", Field.TAG: "tags", Field.SOURCE: "source"}[field]
    request = SearchRequest(Wildcard("*", field), limit=1000)
    few = Ranker(index, SearchSettings(max_expansions=1)).rank(request)
    assert sorted(few.docs.tolist()) == [doc for doc, article in articles if getattr(article, has)]
    assert few.results.total_is_exact
    # A pattern that each word fits is looked up word by word.
    each = Ranker(index, SearchSettings()).rank(SearchRequest(Wildcard("?*", field), limit=1000))
    assert (few.docs.tolist(), few.scores.tolist()) == (each.docs.tolist(), each.scores.tolist())
    part = Ranker(index, SearchSettings(max_postings=5)).rank(request)
    assert not part.results.total_is_exact


@pytest.mark.parametrize("most", [1, 20, 60])
@pytest.mark.parametrize("query", [Or((Word("dam"), Word("eel"))), Prefix("l"), Phrase("dam eel"), Not(Prefix("l"))])
def test_a_search_that_reads_too_much_returns_a_part_and_says_so(tmp_path: Path, most: int, query: Query) -> None:
    index = opened(tmp_path).index
    whole = Ranker(index, SearchSettings()).rank(SearchRequest(query, limit=1000))
    part = Ranker(index, SearchSettings(max_postings=most)).rank(SearchRequest(query, limit=1000))
    assert set(part.docs.tolist()) <= set(whole.docs.tolist())
    assert not part.results.total_is_exact
    assert f"more than {most} postings" in part.results.notices[0].message


def words(article: Article) -> tuple[str, str]:
    return article.title, article.text


@pytest.mark.parametrize("sort", Sort)
@pytest.mark.parametrize("query", [Word("dam"), Or((Word("dam"), Word("eel"), Word("vote"))), Not(Word("dam"))])
def test_pages_filters_facets_and_collapsing_are_cuts_of_one_order(tmp_path: Path, sort: Sort, query: Query) -> None:
    ranking = opened(tmp_path)
    articles = [ranking.index.article(doc) for doc in range(len(ranking.index.live))]
    whole = ranking.rank(SearchRequest(query, sort=sort, limit=1000)).docs.tolist()

    filters = Filters(since=datetime(2015, 6, 1), until=datetime(2016, 6, 1), values={Facet.SOURCE: ("A", "B")})
    dated = [
        doc
        for doc in whole
        if (moment := articles[doc].published) and datetime(2015, 6, 1) <= moment.wall < datetime(2016, 6, 1)
    ]
    filtered = [doc for doc in dated if articles[doc].source in ("A", "B")]
    heads = {words(articles[doc]): doc for doc in reversed(filtered)}
    collapsed = [doc for doc in filtered if doc in heads.values()]
    for collapse, expected in ((False, filtered), (True, collapsed)):
        request = SearchRequest(
            query,
            filters=filters,
            sort=sort,
            limit=1000,
            collapse=collapse,
            facets=tuple(Facet),
            histogram=Interval.MONTH,
        )
        ranked = ranking.rank(request)
        assert ranked.docs.tolist() == expected
        # Dated articles all of them; of equal times the hash of the id decides.
        by_time = sorted(filtered, key=lambda doc: (articles[doc].published.moment, int(ranking.index.id_hashes[doc])))
        if collapse and len(expected) < len(filtered):
            assert [copies.tolist() for copies in ranked.copies] == [
                [doc for doc in by_time if doc != hit and words(articles[doc]) == words(articles[hit])]
                for hit in expected
            ]
        else:
            assert ranked.copies == ()
        assert ranked.results.total == len(expected)
        assert ranked.results.histogram is not None
        assert sum(bucket.count for bucket in ranked.results.histogram.buckets) == len(expected)
        tags = {found.value: found.count for found in ranked.results.facets[Facet.TAG]}
        assert tags == {tag: n for tag in "xyz" if (n := sum(tag in articles[doc].tags for doc in filtered))}
        sources = {found.value: found.count for found in ranked.results.facets[Facet.SOURCE]}
        assert sources == {name: n for name in "ABC" if (n := sum(articles[doc].source == name for doc in dated))}
        seen, cursor = [], None
        while True:
            page = ranking.rank(
                SearchRequest(query, filters=filters, sort=sort, limit=7, cursor=cursor, collapse=collapse)
            )
            seen += page.docs.tolist()
            assert page.results.total == len(expected)
            if (cursor := page.results.next_cursor) is None:
                break
        assert seen == expected
        for offset in range(0, len(expected) + 5, 11):
            page = ranking.rank(
                SearchRequest(query, filters=filters, sort=sort, offset=offset, limit=11, collapse=collapse)
            )
            assert page.docs.tolist() == expected[offset : offset + 11]


def test_the_most_frequent_of_very_many_values_are_found(tmp_path: Path) -> None:
    chosen = random.Random(3)
    engine = WhooshEngine(tmp_path, IndexSettings(), SearchSettings())
    tags = [tuple({f"t{int(chosen.paretovariate(0.25)) % 90_000}" for _ in range(150)}) for _ in range(60)]
    with engine.writer() as writer:
        for number, own in enumerate(tags):
            writer.update(Article(f"a{number}", "T", "word", tags=own))
    counts = Counter(tag for own in tags for tag in own)
    assert len(counts) > 2_000
    expected = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    for size in (0, 1, 10, 50, 2_200, 10_000):
        found = engine.rank(SearchRequest(MatchAll(), facets=(Facet.TAG,), facet_size=size)).results.facets[Facet.TAG]
        assert [(each.value, each.count) for each in found] == expected[:size]


def test_work_arrays_are_clean_after_an_error() -> None:
    with pytest.raises(RuntimeError), thread_work_arrays(50) as work:
        work.sums[7] = 3
        raise RuntimeError
    with thread_work_arrays(40) as work:
        assert (work.sums == -1).all()
        assert work.documents == 40


def test_threads_share_a_ranker(tmp_path: Path) -> None:
    ranking = opened(tmp_path)
    requests = [
        SearchRequest(Or((Word(one), Word(other))), limit=20) for one in WORDS for other in WORDS if one != other
    ]
    expected = [ranking.rank(request).docs.tolist() for request in requests]
    shared = Ranker(ranking.index, SearchSettings())
    wrong: list[SearchRequest] = []

    def ask() -> None:
        for request, docs in zip(requests, expected, strict=True):
            if shared.rank(request).docs.tolist() != docs:
                wrong.append(request)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
