"""Boosts beside BM25F: adjacent words, and the age of an article."""

import random
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from search.article import Article, Published
from search.engine import Engine
from search.engines import open_engine
from search.engines.whoosh.ranking import boosts as preferences
from search.query.tree import And, Or, Word
from search.request import Facet, Filters, Interval, SearchRequest
from search.settings import IndexSettings, SearchSettings
from tests.search.engines.folders import ids


@contextmanager
def opened_with(
    folder: Path, texts: list[str], dates: Sequence[datetime | None] = (), **settings: float
) -> Iterator[Engine]:
    """An engine with these settings over articles numbered from 0."""
    place = folder / str(sorted(settings.items()))
    with closing(open_engine(IndexSettings(), SearchSettings(**settings), place)) as engine:
        with engine.writer() as writer:
            for number, text in enumerate(texts):
                date = dates[number] if dates else None
                writer.update(
                    Article(str(number), text=text, language="en", published=date and Published(date), source=text[:5])
                )
        yield engine


def test_adjacent_words_rank_above_scattered_ones(tmp_path: Path) -> None:
    texts = ["night and mail", "the night mail train", "mail for the night"]
    with opened_with(tmp_path, texts, proximity=0.3) as near, opened_with(tmp_path, texts, proximity=0.0) as plain:
        for query in (And((Word("night"), Word("mail"))), Or((Word("night"), Word("mail")))):
            assert ids(near, SearchRequest(query))[0] == "1"
            assert ids(plain, SearchRequest(query))[0] != "1"
            assert set(ids(near, SearchRequest(query))) == {"0", "1", "2"}


def test_newer_articles_rank_higher_with_recency(tmp_path: Path) -> None:
    dates = [datetime(2001, 1, 1), datetime(2015, 1, 1), None, datetime(2014, 1, 1)]
    texts = ["night mail mail", "night", "night mail mail", "night mail"]
    with opened_with(tmp_path, texts, dates, recency=5.0, half_life=365.0) as recent:
        assert ids(recent, SearchRequest(Word("night"))) == ["1", "3", "0", "2"]
        with recent.writer() as writer:
            # The newest is gone: age counts from what is left.
            writer.delete("1")
        scores = [hit.score for hit in recent.search(SearchRequest(Word("mail"))).hits]
        assert scores == sorted(scores, reverse=True)
        assert ids(recent, SearchRequest(Word("night"))) == ["3", "0", "2"]


def test_a_title_that_was_typed_is_first(tmp_path: Path) -> None:
    query = And((Word("night"), Word("mail")))
    with closing(open_engine(IndexSettings(), SearchSettings(), tmp_path)) as engine:
        with engine.writer() as writer:
            writer.update(Article("often", "Night mail, night mail", "Night mail. " * 9, language="en"))
            writer.update(
                Article("title", "The night of the mail", "A long day of rain at sea, it says here.", language="en")
            )
            writer.update(Article("longer", "The night of the mail train", "Night and mail.", language="en"))
        assert ids(engine, SearchRequest(query))[0] == "often"
        assert ids(engine, SearchRequest(query, typed="the Night of the mail?"))[0] == "title"
        assert ids(engine, SearchRequest(query, typed="night of the mail"))[0] == "often"
        assert ids(engine, SearchRequest(Word("rain"), typed="The night of the mail train")) == ["title"]


@pytest.mark.parametrize("seed", range(30))
@pytest.mark.parametrize("recency", [0.0, 1.5])
def test_pairs_that_are_scored_late_give_the_same_pages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int, recency: float
) -> None:
    random_ = random.Random(seed)
    words = ["night", "mail", "train", "ferry"]
    texts = [" ".join(random_.choices(words, k=random_.randint(1, 12))) for _ in range(200)]
    dates = [datetime(2015, 1, 1) + timedelta(days=random_.randrange(900)) for _ in texts]
    query = random_.choice([And, Or])(tuple(Word(word) for word in random_.sample(words, random_.randint(2, 4))))
    requests = [
        SearchRequest(query, limit=10),
        SearchRequest(query, limit=10, offset=15),
        SearchRequest(query, limit=300),
        SearchRequest(
            query, filters=Filters(datetime(2015, 6, 1)), limit=10, facets=tuple(Facet), histogram=Interval.MONTH
        ),
        SearchRequest(query, filters=Filters(datetime(2015, 6, 1), datetime(2015, 7, 1)), limit=10),
        SearchRequest(query, limit=10, collapse=True),
    ]
    with opened_with(tmp_path, texts, dates, proximity=0.3, recency=recency) as engine:
        early = [ranked(engine, request) for request in requests]
        follow = [ranked(engine, following(engine, request)) for request in requests]
        monkeypatch.setattr(preferences, "MAX_DOCS_OF_LISTED_PAIR", -1)
        monkeypatch.setattr(preferences, "MAX_LATE_WEIGHT", 1000)
        assert [ranked(engine, request) for request in requests] == early
        assert [ranked(engine, following(engine, request)) for request in requests] == follow


def following(engine: Engine, request: SearchRequest) -> SearchRequest:
    """The request for the page after this one; for the same page where it is the last."""
    return replace(request, cursor=engine.search(request).next_cursor)


def ranked(engine: Engine, request: SearchRequest) -> tuple[object, ...]:
    found = engine.search(request)
    hits = [(hit.article.id, pytest.approx(hit.score, rel=1e-5)) for hit in found.hits]
    return found.total, hits, found.facets, found.histogram
