"""Suggestions while a word is typed, and spelling corrections where nothing is found."""

import random
from collections import Counter
from pathlib import Path

import pytest

from search.article import Article
from search.query.tree import And, Field, Or, Phrase, Query, Synonyms, Word
from search.request import SearchRequest
from tests.search.engines.folders import articles, filled, opened


def test_suggestions_are_the_most_frequent_words_with_the_prefix(tmp_path: Path) -> None:
    engine = filled(tmp_path, [Article("a", "Harbour", "harbour Härte"), Article("b", "T", "harbour harvest")])
    assert [(found.text, found.articles) for found in engine.suggest("HÄR", 3)] == [
        ("harbour", 2), ("harte", 1), ("harvest", 1),
    ]  # fmt: skip
    assert engine.suggest("", 3) == []


@pytest.mark.parametrize("seed", range(10))
def test_suggestions_are_the_words_of_most_articles(tmp_path: Path, seed: int) -> None:
    random_ = random.Random(seed)
    words = ["ab", *("a" + "".join(random_.choices("abc", k=random_.randint(1, 3))) for _ in range(30))]
    live = {}
    engine = opened(tmp_path)
    for _ in range(3):
        with engine.writer() as writer:
            for _ in range(20):
                title, text = (" ".join(random_.choices(words, k=random_.randint(0, 6))) for _ in range(2))
                made = Article(f"n{random_.randrange(40)}", title, text)
                writer.update(made)
                live[made.id] = made
    counts = Counter(word for each in live.values() for word in set(f"{each.title} {each.text}".split()))
    for prefix in ("a", "ab", "abc"):
        expected = sorted((-count, word) for word, count in counts.items() if word.startswith(prefix))
        for limit in (0, 1, 4, 100):
            found = [(-each.articles, each.text) for each in engine.suggest(prefix, limit)]
            assert found == expected[:limit]


@pytest.mark.parametrize(
    ("query", "suggestions"),
    [
        (Word("harbuor"), ("harbour",)),
        (Word("hrbuor"), ()),
        (Phrase("harbuor news"), ('"harbour news"',)),
        (Or((Word("zebras"), Word("nwes"))), ("zebras OR news",)),
        (Word("xyzzyqq"), ()),
        (And((Synonyms(Word("news"), (Word("reports"),)), Word("xyzzyqq"))), ()),
        (And((Synonyms(Word("nwes"), (Word("reports"),)), Word("xyzzyqq"))), ("news xyzzyqq",)),
        (Word("IX"), ()),
        (Word("harbuor", Field.AUTHOR), ()),
    ],
)
def test_a_search_without_matches_suggests_how_the_archive_spells(
    tmp_path: Path, query: Query, suggestions: tuple[str, ...]
) -> None:
    assert filled(tmp_path, articles(3)).search(SearchRequest(query)).suggestions == suggestions
