"""Press releases without judgements: is the release that had a headline found by it, and a name where it is a phrase?

A known item is a release whose first line, its headline, is taken away and asked for; one release is right. A name is
two or three capitalized words of a text, typed without quotes: whatever has it as a phrase should come first.
"""

import json
import lzma
import random
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from search.article import Article
from search.engine import Engine
from search.engines import open_engine
from search.query.options import MatchMode, ParseOptions
from search.request import SearchOptions
from search.service import interpret, search
from search.settings import IndexSettings, SearchSettings
from tests.judged.relevance.judged import without_time_limit

SEED = 7
PAGE = 10
MAX_LENGTH = 200
"""Characters of a first line that is a headline; longer ones are paragraphs."""

MIN_BODY = 300
"""Characters of a text that says more than its headline."""

NAME = re.compile(r"(?<=[a-z,] )([A-Z][a-z]+(?: (?:of |the |for )?[A-Z][a-z]+){1,2})(?= [a-z]|[,.;] )")
ARTICLES_OF_NAME = range(2, 401)
"""In so many articles a name is asked for: a page can be wrong about it, and it is no mere heading."""


@dataclass(frozen=True)
class Press:
    """The releases without their headlines, and what is asked: headlines by the release they are of, and names."""

    documents: Sequence[Article]
    headlines: Mapping[str, str]
    names: Sequence[str]


def read_press(corpora: Path, *, releases: int = 3_000, headlines: int = 200, names: int = 100) -> Press:
    """Return the first releases of the corpus with so many headlines and names, chosen at random, by a fixed seed.

    A release whose headline or beginning another one has too is left out: it would be as right as that one.
    """
    with lzma.open(corpora / "news" / "senate_press.jsonl.xz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in islice(lines, releases)]
    documents, titles, seen = [], {}, set()
    for row in rows:
        head, _, body = (part.strip() for part in row["text"].partition("\n"))
        has_headline = 4 <= len(head.split()) <= 25 and len(head) <= MAX_LENGTH and len(body) > MIN_BODY
        text = body if has_headline else row["text"]
        if text[:MIN_BODY] in seen or (has_headline and head.casefold() in seen):
            continue
        seen.add(text[:MIN_BODY])
        if has_headline:
            seen.add(head.casefold())
            titles[row["id"]] = head
        documents.append(Article(row["id"], "", text, language="en"))
    counts = Counter(name for each in documents for name in {match[1] for match in NAME.finditer(each.text)})
    known = sorted(name for name, count in counts.items() if count in ARTICLES_OF_NAME)
    chosen = random.Random(SEED)
    return Press(
        documents,
        {number: titles[number] for number in chosen.sample(sorted(titles), min(headlines, len(titles)))},
        chosen.sample(known, min(names, len(known))),
    )


def measured_press(press: Press, settings: SearchSettings) -> dict[str, float]:
    """The mean reciprocal rank of known items, and the share of places of names that are filled, in each match mode."""
    figures = {}
    with _engine(press.documents, settings) as engine:
        phrases = {name: set(_page(engine, f'"{name}"', MatchMode.ALL, len(press.documents))) for name in press.names}
        for mode in MatchMode:
            ranks = [_reciprocal_rank(_page(engine, text, mode), it) for it, text in press.headlines.items()]
            figures[f"mrr {mode.value}"] = round(sum(ranks) / len(ranks), 4)
            filled = sum(len(found.intersection(_page(engine, name, mode))) for name, found in phrases.items())
            places = sum(min(PAGE, len(found)) for found in phrases.values())
            figures[f"names {mode.value}"] = round(filled / places, 4)
    return figures


@contextmanager
def _engine(documents: Sequence[Article], settings: SearchSettings) -> Iterator[Engine]:
    with (
        TemporaryDirectory() as folder,
        closing(open_engine(IndexSettings(), without_time_limit(settings), Path(folder))) as engine,
    ):
        with engine.writer() as writer:
            for document in documents:
                writer.update(document)
        yield engine


def _page(engine: Engine, text: str, mode: MatchMode, limit: int = PAGE) -> list[str]:
    interpretation = interpret(text, ParseOptions(match=mode), vocabulary=engine)
    found = search(engine, interpretation, SearchOptions(limit=limit, snippets=0))
    return [hit.article.id for hit in found.hits]


def _reciprocal_rank(order: Sequence[str], right: str) -> float:
    """The reciprocal of the right article's place; 0 if it is not on the page."""
    return 1 / (order.index(right) + 1) if right in order else 0.0
