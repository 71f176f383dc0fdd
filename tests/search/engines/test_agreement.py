"""The engine, stock Whoosh, the highlighter and the brute-force oracle agree on random trees."""

import random
from pathlib import Path

import pytest

from search.engines import open_engine
from search.engines.whoosh.ranking import boosts as preferences
from search.highlight.matcher import match
from search.request import SearchRequest
from search.settings import IndexSettings, SearchSettings
from tests.search.engines.oracle import Oracle
from tests.search.engines.random_archives import archive, article, tree
from tests.search.engines.stock import stock_ids

ARCHIVES, TREES = 200, 100


@pytest.mark.parametrize("seed", range(ARCHIVES))
def test_engine_agrees_with_brute_force(tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    random_ = random.Random(seed)
    # Some pairs of words are looked for everywhere, some only where it may matter.
    monkeypatch.setattr(preferences, "MAX_DOCS_OF_LISTED_PAIR", random_.choice([-1, 8, 150_000]))
    monkeypatch.setattr(preferences, "MAX_LATE_WEIGHT", random_.choice([0.5, 1000]))
    settings = SearchSettings(
        delta=random_.choice([0.0, 0.5]),
        title_weight=random_.choice([0.5, 1.0, 3.0]),
        proximity=random_.choice([0.0, 0.3, 2.0]),
        recency=random_.choice([0.0, 0.0, 1.5]),
        half_life=random_.choice([1.0, 500.0]),
    )
    engine = open_engine(IndexSettings(merge_at=random_.choice([2, 3, 10])), settings, tmp_path)
    live = {}
    for _ in range(random_.randint(1, 4)):
        with engine.writer() as writer:
            for added in archive(random_):
                live[added.id] = added
                writer.update(added)
            for gone in random_.sample(sorted(live), k=min(len(live), random_.randint(0, 2))):
                del live[gone]
                writer.delete(gone)
            if live and random_.random() < 0.5:
                again = random_.choice(sorted(live))
                live[again] = article(random_, again)
                writer.update(live[again])
    # Stock Whoosh does not look twice for files that a merge takes away.
    engine.settle()
    oracle = Oracle(list(live.values()), settings)
    languages = {found.language for found in live.values()} | {None}
    for number in range(TREES):
        query = tree(random_)
        typed = random_.choice(["", *(found.title for found in live.values())])
        expected = oracle.scores(query, typed)
        results = engine.search(SearchRequest(query, limit=100, snippets=0, typed=typed))
        scores = {hit.article.id: hit.score for hit in results.hits}
        assert results.total == len(expected), query
        assert scores == pytest.approx(expected, rel=1e-5, abs=1e-9), query
        # One article cannot tell how rare a word is, so the matcher does not weigh the words of a MostOf.
        matched = {found.id for found in live.values() if match(found, query)}
        assert matched == set(expected) or "MostOf(" in repr(query), query
        third = stock_ids(tmp_path / "index" / engine.stats().generation, query, languages) if number % 4 == 0 else None
        assert third in (None, set(expected)), query
    engine.close()
