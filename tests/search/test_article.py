"""An article as a record, and the table of its fields."""

from dataclasses import fields, replace
from datetime import UTC, datetime

import pytest

from search.article import FIELDS, Article, Image, Published, from_record, to_record

WHOLE = Article(
    id="pier",
    title="The pier opens",
    text="It was opened on Thursday.",
    url="https://example.org/pier",
    published=Published.parse("2015-11-27T13:46:00+01:00"),
    author=("Ada Smith", "Ben Jones"),
    source="Harbour Times",
    section="Port",
    tags=("pier",),
    language="en",
    place="Vesper",
    location="a.txt",
    first_seen=datetime(2026, 11, 23, 22, 4, 13, tzinfo=UTC),
    updated=Published.parse("2015-12"),
    image=Image("https://example.org/pier.jpg", "The pier at dawn"),
    quality=0.75,
)


def test_every_field_of_the_class_is_declared_once() -> None:
    assert sorted(field.name for field in FIELDS) == sorted(attribute.name for attribute in fields(Article))


@pytest.mark.parametrize("article", [WHOLE, Article(id="bare"), replace(WHOLE, image=Image("a.jpg"))])
def test_a_record_gives_back_its_article(article: Article) -> None:
    assert from_record(to_record(article)) == article


def test_a_record_has_the_order_of_the_class_and_the_words_of_the_image_behind_it() -> None:
    names = [attribute.name for attribute in fields(Article)]
    names.insert(names.index("image") + 1, "image_alt")
    assert list(to_record(WHOLE)) == list(to_record(Article(id="bare"))) == names


@pytest.mark.parametrize("name", ["updated", "image", "image_alt", "quality"])
def test_a_record_of_an_earlier_version_lacks_optional_fields(name: str) -> None:
    record = to_record(replace(WHOLE, updated=None, image=None, quality=None))
    del record[name]
    assert from_record(record) == replace(WHOLE, updated=None, image=None, quality=None)


def test_a_record_without_a_required_field_is_none() -> None:
    record = to_record(WHOLE)
    del record["title"]
    with pytest.raises(KeyError, match="title"):
        from_record(record)
