"""docs/index-format.md names every array that is written, with its type."""

import re
from datetime import datetime
from pathlib import Path

import pytest

from search.article import Article, Published
from search.engines.whoosh.schema import COLUMNS, INDEX_FORMAT, POSITIONAL, TERMS
from search.engines.whoosh.segment import container
from search.engines.whoosh.segment.builder import SegmentBuilder
from search.engines.whoosh.segment.stored_fields import Dictionaries

PAGE = (Path(__file__).parents[3] / "docs" / "index-format.md").read_text("utf-8")
SHORT = {"uint8": "u8", "uint16": "u16", "uint32": "u32", "int64": "i64", "uint64": "u64"}


def test_the_page_describes_this_format() -> None:
    assert f"format **{INDEX_FORMAT}**" in PAGE
    assert f"format of the segment: {container.FILE_FORMAT}" in PAGE


@pytest.mark.parametrize("name", [*POSITIONAL, *TERMS, *COLUMNS, "heads", "bodies"])
def test_every_field_column_and_record_is_named(name: str) -> None:
    assert f"`{name}`" in PAGE


def test_every_array_is_described_with_its_type() -> None:
    builder = SegmentBuilder(Dictionaries())
    builder.add([Article("a", "Title", "Text", published=Published(datetime(2015, 1, 1)), author=("A B",))])
    rows = dict(re.findall(r"^\| (`.+`) \| ([ui0-9 or]+) \|", PAGE, re.MULTILINE))
    described = {name: kinds for names, kinds in rows.items() for name in re.findall(r"`([^`]+)`", names)}
    for name, array in builder.arrays().items():
        field, _, part = name.partition(".")
        generic = f"{'R' if field in {'heads', 'bodies'} else 'F'}.{part}" if part else name
        assert SHORT[array.dtype.name] in described[generic], name
