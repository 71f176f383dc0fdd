"""Collections in which people said which documents answer which question, and the measures of an order of documents."""

import json
import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from search.article import Article
from search.engines import open_engine
from search.query.options import MatchMode, ParseOptions
from search.request import SearchOptions
from search.service import interpret, search
from search.settings import IndexSettings, SearchSettings

SETS = ("time", "cranfield", "cacm", "cisi")
DEPTH = 1000
"""Documents of an answer that count: as many as the classic evaluations looked at."""


@dataclass(frozen=True)
class Judged:
    """One collection: documents, questions by their id, and the grade of each judged document by question."""

    documents: Sequence[Article]
    questions: Mapping[str, str]
    grades: Mapping[str, Mapping[str, int]]


def read(folder: Path) -> Judged:
    """A collection from its three files."""
    grades: dict[str, dict[str, int]] = defaultdict(dict)
    for line in (folder / "qrels.tsv").read_text("utf-8").splitlines():
        question, document, grade = line.split("\t")
        grades[question][document] = int(grade)
    documents = [json.loads(line) for line in (folder / "docs.jsonl").read_text("utf-8").splitlines()]
    questions = [json.loads(line) for line in (folder / "queries.jsonl").read_text("utf-8").splitlines()]
    return Judged(
        [Article(each["id"], each.get("title") or "", each["text"], language="en") for each in documents],
        {each["id"]: each["text"] for each in questions if any(grades[each["id"]].values())},
        grades,
    )


def measured(collection: Judged, settings: SearchSettings) -> dict[str, float]:
    """The means over all questions of the average precision, of nDCG@10 and of the recall among the first five.

    Questions are asked as a person would type them, in each match mode: by default (`all`), where partial matches
    follow the full ones, and with `any`.
    """
    sums: dict[str, float] = defaultdict(float)
    settings = without_time_limit(settings)
    with TemporaryDirectory() as folder, closing(open_engine(IndexSettings(), settings, Path(folder))) as engine:
        with engine.writer() as writer:
            for document in collection.documents:
                writer.update(document)
        for mode in MatchMode:
            for number, text in collection.questions.items():
                interpretation = interpret(text, ParseOptions(match=mode), vocabulary=engine)
                found = search(engine, interpretation, SearchOptions(limit=DEPTH, snippets=0))
                order = [hit.article.id for hit in found.hits]
                for name, value in of_order(order, collection.grades[number]).items():
                    sums[f"{name} {mode.value}"] += value
    return {name: round(total / len(collection.questions), 4) for name, total in sums.items()}


def without_time_limit(settings: SearchSettings) -> SearchSettings:
    """The settings of a search that takes its time: what is measured must not depend on the speed of the machine."""
    return settings.model_copy(update={"time_limit_ms": 600_000})


def of_order(order: Sequence[str], grades: Mapping[str, int]) -> dict[str, float]:
    """The measures of one answer."""
    relevant = {document for document, grade in grades.items() if grade > 0}
    hits = [rank for rank, document in enumerate(order, 1) if document in relevant]
    gains = sorted(grades.values(), reverse=True)[:10]
    return {
        "map": sum(number / rank for number, rank in enumerate(hits, 1)) / len(relevant),
        "ndcg@10": _gain([grades.get(document, 0) for document in order[:10]]) / _gain(gains),
        "recall@5": len(relevant.intersection(order[:5])) / len(relevant),
    }


def _gain(grades: Sequence[int]) -> float:
    return sum((2**grade - 1) / math.log2(rank + 1) for rank, grade in enumerate(grades, 1))
