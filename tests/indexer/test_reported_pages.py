"""What was reported against other readers of pages and texts is read right here.

Each file of `reported_pages/` has cases: a document as somebody handed it in, and what is right. `kind` says what it
is; a `record` is one whose text is the content. `article` has members of the article, "" and [] for none; `has` and
`lacks` are parts of its text, `opens` its beginning; `refused` is the reason for which the document is no article.
"""

import tomllib
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from indexer.document import Document
from indexer.errors import ReadingError
from indexer.extract import Extraction, ExtractSettings, extract
from search.article import to_record

FOLDER = Path(__file__).parent / "reported_pages"
MEDIA_TYPES = {"html": "text/html", "text": "text/plain", "markdown": "text/markdown"}
NOW = datetime(2026, 1, 1, tzinfo=UTC)
Case = Mapping[str, Any]


def cases() -> list[Any]:
    return [
        pytest.param(case, id=f"{path.stem}: {case['name']}")
        for path in sorted(FOLDER.glob("*.toml"))
        for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]
    ]


def read(case: Case) -> Extraction:
    url = case.get("url", "")
    if case["kind"] == "record":
        document = Document("1", url, "1", fields={"title": "A story", "text": case["content"]})
    else:
        data = case["content"].encode(case.get("encoding", "utf-8"))
        document = Document("1", url, "1", data, MEDIA_TYPES[case["kind"]])
    return extract(document, settings=ExtractSettings(), now=NOW)


@pytest.mark.parametrize("case", cases())
def test_reported_case(case: Case) -> None:
    if "refused" in case:
        with pytest.raises(ReadingError) as refused:
            read(case)
        assert refused.value.reason == case["refused"]
        return
    extraction = read(case)
    found = to_record(extraction.article)
    right = case.get("article", {})
    assert {name: found.get(name) or type(value)() for name, value in right.items()} == right
    text = extraction.article.text
    assert [part for part in case.get("has", ()) if part not in text] == []
    assert [part for part in case.get("lacks", ()) if part in text] == []
    assert text.startswith(case.get("opens", ""))
    confidence = extraction.provenance.confidence
    assert {name: most for name, most in case.get("max_confidence", {}).items() if confidence(name) > most} == {}
    assert {name: least for name, least in case.get("min_confidence", {}).items() if confidence(name) < least} == {}
