"""The benchmark runs, and what it writes is what the report reads."""

import json
import re
from pathlib import Path

import pytest

from benchmarks import corpus
from benchmarks.__main__ import main
from benchmarks.growth import more_texts
from benchmarks.harness import percentile
from benchmarks.report import agreement, picture, table
from benchmarks.workloads import WORKLOADS, Kind, workloads


def test_the_smallest_run_gives_every_figure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # The made-up prose, so that the run is the same where the corpus is absent.
    monkeypatch.setattr(corpus, "NEWS", tmp_path / "absent")
    kept = tmp_path / "results.json"
    least = ["--articles", "60", "--queries", "2", "--rounds", "1", "--peers", "dateline,fts5,opensearch"]
    main([*least, "--output", str(kept)])
    (result,) = json.loads(kept.read_text(encoding="utf-8"))
    assert list(result["peers"]) == ["dateline", "fts5"]
    assert result["skipped"] == {"opensearch": "no server was named (--opensearch URL)"}
    for figures in result["peers"].values():
        assert figures["bytes"] > 0
        assert figures["seconds"] > 0
        assert list(figures["find"]) == list(WORKLOADS)
    ours, theirs = (result["peers"][name]["find"]["or"]["found"] for name in ("dateline", "fts5"))
    assert len(ours) == len(theirs) == 2
    assert "| SQLite FTS5 |" in table(result)
    assert "| SQLite FTS5 | 100" in "\n".join(agreement(result))
    assert picture([result]).startswith("<svg")


def test_questions_find_something_and_are_the_same_each_time() -> None:
    articles = list(corpus.records(60))
    asked = workloads(articles, 5)
    assert asked == workloads(articles, 5)
    texts = [" ".join(re.findall("[a-z]+", article.text.lower())) for article in articles]
    for question in (*asked["phrase2"], *asked["phrase3"]):
        assert question.kind is Kind.PHRASE
        assert any(" ".join(question.words) in text for text in texts)
    for question in asked["and"]:
        assert any(all(word in text.split() for word in question.words) for text in texts)


def test_a_corpus_that_is_made_larger_goes_on_having_new_words() -> None:
    base = [article.text for article in corpus.records(80)]
    grown = list(more_texts(base, 240, seed=1))
    assert grown[:80] == base
    assert len(grown) == 240
    assert grown == list(more_texts(base, 240, seed=1))
    words = [len(set(" ".join(grown[:count]).split())) for count in (80, 160, 240)]
    assert words[0] < words[1] < words[2]


@pytest.mark.parametrize(("point", "value"), [(50, 2), (95, 4), (99, 4), (25, 1)])
def test_percentile_is_a_value_that_was_measured(point: int, value: int) -> None:
    assert percentile([1, 2, 3, 4], point) == value
