"""A program that knows Whoosh alone, with our package installed, reads the same index and gets the same documents."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from search.article import from_record
from search.engine import Engine
from search.engines import open_engine
from search.query.tree import And, DateRange, Not, Or, Phrase, Prefix, Query, Wildcard, Word
from search.query.tree import Field as FieldName
from search.request import SearchRequest, Sort
from search.settings import IndexSettings, SearchSettings

ARTICLES = Path(__file__).parents[2] / "conformance" / "articles.jsonl"

# What a stock program asks, and the same in our own tree; None where the test says what is right. Our leaves look in
# title and text together, Whoosh's in one field, which makes no difference to these.
PAIRS: dict[str, Query | None] = {
    "Term('text', 'harbour')": Phrase("harbour"),
    "And([Term('text', 'dam'), Term('text', 'bill')])": And((Phrase("dam"), Phrase("bill"))),
    "Or([Term('text', 'ferry'), Term('text', 'railway')])": Or((Phrase("ferry"), Phrase("railway"))),
    "And([Term('text', 'harbour'), Not(Term('text', 'map'))])": And((Phrase("harbour"), Not(Phrase("map")))),
    "Phrase('text', ['port', 'alder'])": Phrase("port alder"),
    "Phrase('text', ['alder', 'port'])": Phrase("alder port"),
    "Prefix('text', 'rail')": Prefix("rail"),
    "Wildcard('text', 'c?fe')": Wildcard("c?fe"),
    "Or([Term('text_stem', 'en:flood'), Term('title_stem', 'en:flood')])": Word("floods"),
    "Or([Term('text_form', 'US'), Term('title_form', 'US')])": Word("US"),
    "Term('author', 'berg')": Word("berg", FieldName.AUTHOR),
    "Term('source_value', 'NDA')": Word("NDA", FieldName.SOURCE),
    "NumericRange('published', 1420070400, 1451606399)": None,
    "Term('id', 'strike')": None,
    "Every()": None,
}

PROGRAM = """
import json, sys
import whoosh.index
from whoosh.query import And, Every, Not, NumericRange, Or, Phrase, Prefix, Term, Wildcard

index = whoosh.index.open_dir(sys.argv[1], indexname="MAIN")
answers = {}
with index.searcher() as searcher:
    for asked in json.load(sys.stdin):
        hits = searcher.search(eval(asked), limit=None)
        answers[asked] = sorted(hit["id"] for hit in hits)
    newest = searcher.search(Every(), limit=None, sortedby="published", reverse=True)
    answers["newest"] = [hit["id"] for hit in newest if hit["published"]]
    first = searcher.search(Term("id", "strike"))[0]
    answers["stored"] = [first["title"], first["text"][:10], first["author"], first["source"], first["published"]]
assert "search.engines.whoosh.engine" not in sys.modules
print(json.dumps(answers))
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("stock")


@pytest.fixture(scope="module")
def engine(folder: Path) -> Engine:
    engine = open_engine(IndexSettings(merge_at=3), SearchSettings(), folder)
    for line in ARTICLES.read_text("utf-8").splitlines():
        with engine.writer() as writer:
            writer.update(from_record(json.loads(line)))
    with engine.writer() as writer:
        writer.delete("wide")
    return engine


@pytest.fixture(scope="module")
def answers(folder: Path, engine: Engine) -> dict[str, list[str]]:
    generation = folder / "index" / engine.stats().generation
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(generation)],
        input=json.dumps(list(PAIRS)),
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[3],
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, list[str]] = json.loads(done.stdout)
    return found


def ids(engine: Engine, query: Query, **options: object) -> list[str]:
    hits = engine.search(SearchRequest(query, limit=100, snippets=0, **options)).hits
    return [hit.article.id for hit in hits]


@pytest.mark.parametrize("asked", [asked for asked, query in PAIRS.items() if query is not None])
def test_stock_whoosh_finds_the_same(asked: str, engine: Engine, answers: dict[str, list[str]]) -> None:
    assert answers[asked] == sorted(ids(engine, PAIRS[asked]))


def test_ranges_ids_and_everything(engine: Engine, answers: dict[str, list[str]]) -> None:
    assert answers["NumericRange('published', 1420070400, 1451606399)"] == ["missile", "strike"]
    assert answers["Term('id', 'strike')"] == ["strike"]
    assert len(answers["Every()"]) == engine.stats().articles
    assert "wide" not in answers["Every()"]


def test_sorting_by_date_is_the_same(engine: Engine, answers: dict[str, list[str]]) -> None:
    dated = ids(engine, DateRange(None, None), sort=Sort.NEWEST)
    assert answers["newest"] == dated


def test_stored_fields_are_those_of_an_export(answers: dict[str, list[str]]) -> None:
    assert answers["stored"] == [
        "IS claims attack on the harbour",
        "IS fighter",
        ["Mara Lindqvist"],
        "NDA",
        "2015-11-27T13:46:00",
    ]
