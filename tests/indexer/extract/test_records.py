import json
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.document import Document
from indexer.errors import ReadingError
from indexer.extract import ExtractSettings, extract
from indexer.extract.cleanup import normalize_whitespace, to_one_line
from search.article import Article, Image, Precision, Published

SETTINGS = ExtractSettings(language="en")
NOW = datetime(2026, 1, 1)
TEXT = "The council agreed to rebuild the pier."


def read_record(record: Mapping[str, object], mapping: Mapping[str, str] | None = None) -> Article:
    document = Document(key="7", location="dump.jsonl:7", fingerprint="1", fields=record, mapping=mapping or {})
    return extract(document, settings=SETTINGS, now=NOW).article


def test_a_member_is_one_candidate_whatever_spellings_its_name_has() -> None:
    record = {"title": "The pier", "body": TEXT, "pubDate": "2015-11-27", "Pub_Date": "2015-11-27"}
    document = Document(key="7", location="dump.jsonl:7", fingerprint="1", fields=record)
    decision = extract(document, settings=SETTINGS, now=NOW).provenance.decision("published")
    assert decision is not None
    assert [entry.origin for entry in decision.entries] == ["record pubDate"]


@pytest.mark.parametrize(
    "name", ["text", "body", "content", "article", "articleBody", "article_body", "fullText", "description"]
)
def test_the_text_goes_by_many_names(name: str) -> None:
    assert read_record({"title": "The pier", name: TEXT}).text == TEXT


@pytest.mark.parametrize(
    ("member", "field", "expected"),
    [
        ({"title": "The pier"}, "title", "The pier"),
        ({"headline": "The pier"}, "title", "The pier"),
        ({"headline": {"main": "The pier", "kicker": "x"}}, "title", "The pier"),
        ({"title": {"rendered": "The &#8216;pier&#8217;"}}, "title", "The ‘pier’"),
        ({"title": "The <em>pier</em>"}, "title", "The pier"),
        ({"date": "2015-11-27"}, "published", "2015-11-27"),
        ({"pubDate": "Fri, 27 Nov 2015 13:46:00 GMT"}, "published", "2015-11-27T13:46:00Z"),
        ({"published_at": "2015-11-27T13:46:00Z"}, "published", "2015-11-27T13:46:00Z"),
        ({"publish_date": "27/11/2015 13:46"}, "published", "2015-11-27T13:46:00"),
        ({"created": 1448632000}, "published", "2015-11-27T13:46:40Z"),
        ({"timestamp": 1448632000000}, "published", "2015-11-27T13:46:40Z"),
        ({"date": 2015}, "published", "2015"),
        ({"published": "9999-01-01", "date": "2015-11"}, "published", "2015-11"),
        ({"published": None, "date": "2015-11"}, "published", "2015-11"),
        ({"date": "31/02/2020"}, "published", "None"),
        ({"byline": "By Ada Smith and Ben Jones"}, "author", "('Ada Smith', 'Ben Jones')"),
        ({"authors": ["Ada Smith", "Ben Jones"]}, "author", "('Ada Smith', 'Ben Jones')"),
        (
            {"authors": [{"name": "Ada Smith"}, {"first_name": "Ben", "last_name": "Jones"}]},
            "author",
            "('Ada Smith', 'Ben Jones')",
        ),
        ({"author": {"name": "Ada Smith"}}, "author", "('Ada Smith',)"),
        ({"creator": "admin"}, "author", "()"),
        ({"publisher": "Harbour Times"}, "source", "Harbour Times"),
        ({"outlet": "Harbour Times"}, "source", "Harbour Times"),
        ({"source": {"id": None, "name": "Harbour Times"}}, "source", "Harbour Times"),
        ({"site": "Harbour Times"}, "source", "Harbour Times"),
        ({"category": "Port"}, "section", "Port"),
        ({"section": ["Port", "News"]}, "section", "Port"),
        ({"keywords": "pier, port"}, "tags", "('pier', 'port')"),
        ({"tags": ["pier", {"name": "port"}]}, "tags", "('pier', 'port')"),
        ({"lang": "de-AT"}, "language", "de"),
        ({"language": "French"}, "language", "fr"),
        ({"link": "https://Example.org/a#b"}, "url", "https://example.org/a"),
        ({"permalink": "https://example.org/a"}, "url", "https://example.org/a"),
        ({"url": "not an address"}, "url", "None"),
        ({"id": "a/7"}, "id", "a/7"),
        ({"guid": "urn:7"}, "id", "urn:7"),
        ({"_id": {"$oid": "5f"}}, "id", "5f"),
        ({"id": 7}, "id", "7"),
        ({"dateline": "Moscow"}, "place", "Moscow"),
        ({"location": "Moscow"}, "place", "Moscow"),
        ({"location": "Moscow"}, "location", "dump.jsonl:7"),
        ({"location": "wire/a.txt"}, "location", "wire/a.txt"),
        ({"modified": "2015-12-01"}, "updated", "2015-12-01"),
        ({"image": "https://a.example/b.jpg"}, "image", "Image(url='https://a.example/b.jpg', alt='')"),
        (
            {"image": {"url": "https://a.example/b.jpg", "alt": "The pier"}},
            "image",
            "Image(url='https://a.example/b.jpg', alt='The pier')",
        ),
        ({"image": ["b.jpg"]}, "image", "None"),
        ({"image": {"name": "b"}}, "image", "None"),
        ({"_source": {"title": "The pier", "author": "Ada Smith"}}, "author", "('Ada Smith',)"),
    ],
)
def test_fields_go_by_their_usual_names(member: dict[str, object], field: str, expected: str) -> None:
    assert str(getattr(read_record({"text": TEXT, **member}), field)) == expected


def test_mapped_names_come_first_and_dots_lead_into_objects() -> None:
    record = {
        "title": "Wrong",
        "T": "The pier",
        "meta": {"when": "2015", "who": ["Ada Smith"]},
        "b.c": TEXT,
        "x": ["a", "b"],
    }
    article = read_record(
        record, {"title": "T", "published": "meta.when", "author": "meta.who.0", "text": "b.c", "section": "x.1"}
    )
    assert (article.title, str(article.published), article.author) == ("The pier", "2015", ("Ada Smith",))
    assert (article.text, article.section) == (TEXT, "b")


def test_a_mapped_name_that_is_missing_leaves_the_synonyms() -> None:
    assert read_record({"title": "The pier", "text": TEXT}, {"title": "no.such", "text": "none"}).title == "The pier"


@pytest.mark.parametrize(
    ("record", "text"),
    [
        ({"html": "<p>One &amp; two.</p><p>Three<br>four.</p>"}, "One & two.\n\nThree\nfour."),
        ({"content": "<p>One.</p><script>x()</script><ul><li>a</li><li>b</li></ul>"}, "One.\n\n- a\n- b"),
        ({"content": {"rendered": "<p>One.</p>"}}, "One."),
        ({"text": "1 < 2 and a <b"}, "1 < 2 and a <b"),
        ({"body": ["One.", "Two."]}, "One.\n\nTwo."),
        ({"contents": 7, "body": [{"type": "p", "content": "One."}, {"type": "p", "content": "Two."}]}, "One.\n\nTwo."),
        ({"text": "", "html": "<p>One.</p>"}, "One."),
        ({"text": "Itâ€™s the pier.Â  Yes."}, "It’s the pier. Yes."),
        ({"article": {"headline": "x", "body": "One."}}, "One."),
    ],
)
def test_text_and_markup_become_plain_paragraphs(record: dict[str, object], text: str) -> None:
    assert read_record({"title": "The pier", **record}).text == text


def test_a_whole_page_in_a_record_is_read_as_a_page() -> None:
    prose = "".join(
        f"<p>Der Rat beschloss am Donnerstag, den nördlichen Steg Nummer {n} neu zu bauen.</p>" for n in range(6)
    )
    page = f"<html lang=de><title>The pier</title><body><nav>Home</nav><article>{prose}</article></html>"
    article = read_record({"html": page, "author": "Ada Smith"})
    assert (article.title, article.author, article.language) == ("The pier", ("Ada Smith",), "de")
    assert "Home" not in article.text


def test_a_record_without_title_takes_its_first_sentence() -> None:
    article = read_record({"text": f"{TEXT} More of it."})
    assert article.title == TEXT
    assert article.text == f"{TEXT} More of it."


@pytest.mark.parametrize(
    "record", [{"id": 7}, {"text": "", "title": " "}, {"text": None}, {"x": {"y": "z"}}, {"text": True}]
)
def test_a_record_with_neither_text_nor_title_is_an_error(record: dict[str, object]) -> None:
    with pytest.raises(ReadingError) as error:
        read_record(record)
    assert error.value.reason == "no-text"


@pytest.mark.parametrize(
    "data",
    ['{"text": "cut sho', "[1, 2]", '"text"', "{", "nul", '{"a":' + "[" * 100_000, '{"text": ' + "9" * 5000 + "}"],
)
def test_bad_json_is_an_error_that_says_so(data: str) -> None:
    document = Document(key="a", location="a.json", fingerprint="1", data=data.encode(), media_type="application/json")
    with pytest.raises(ReadingError) as error:
        extract(document, settings=SETTINGS, now=NOW)
    assert error.value.reason == "bad-json"


def test_json_bytes_are_read_as_a_record_is() -> None:
    data = json.dumps({"headline": "The pier", "body": TEXT}).encode()
    document = Document(key="a", location="a.json", fingerprint="1", data=data, media_type="application/json")
    article = extract(document, settings=SETTINGS, now=NOW).article
    assert (article.title, article.text) == ("The pier", TEXT)


LINE = st.text(max_size=40).map(to_one_line)
WORD = LINE.filter(bool)
MOMENTS = st.builds(
    lambda moment, precision, minutes: _moment(moment, precision, minutes),
    st.datetimes(min_value=datetime(1400, 1, 1), max_value=datetime(2025, 12, 31)),
    st.sampled_from(Precision),
    st.none() | st.integers(min_value=-720, max_value=840),
)
ARTICLES = st.builds(
    Article,
    id=st.text(st.characters(codec="utf-8", categories=("L", "N", "P")), min_size=1, max_size=60)
    .filter(str.isprintable)
    .map(to_one_line)
    .filter(bool),
    title=WORD,
    text=st.lists(st.text(max_size=80), max_size=5).map("\n\n".join).map(normalize_whitespace),
    url=st.none() | st.sampled_from(["https://example.org/a?b=c", "http://example.org/"]),
    published=st.none() | MOMENTS,
    author=st.lists(WORD, max_size=3).map(tuple),
    source=st.none() | WORD,
    section=st.none() | WORD,
    tags=st.lists(WORD, max_size=3).map(tuple),
    language=st.none() | st.sampled_from(["en", "de", "gsw"]),
    place=st.none() | WORD,
    location=WORD,
    updated=st.none() | MOMENTS,
    image=st.none() | st.builds(Image, st.just("https://example.org/pier.jpg?w=1&utm_source=x"), LINE),
    quality=st.none() | st.integers(0, 100).map(lambda hundredths: hundredths / 100),
)


def _moment(moment: datetime, precision: Precision, minutes: int | None) -> Published:
    zone = None if minutes is None else timezone(timedelta(minutes=minutes))
    full = moment.replace(microsecond=0, tzinfo=zone) if precision is Precision.TIME else moment
    return Published.parse(str(Published(full, precision)))


def export_line(article: Article) -> dict[str, object]:
    return {
        "id": article.id,
        "title": article.title,
        "text": article.text,
        "url": article.url,
        "published": str(article.published) if article.published else None,
        "author": list(article.author),
        "source": article.source,
        "section": article.section,
        "tags": list(article.tags),
        "language": article.language,
        "place": article.place,
        "location": article.location,
        "first_seen": "2020-01-01T00:00:00Z",
        "updated": str(article.updated) if article.updated else None,
        "image": article.image.url if article.image else None,
        "image_alt": article.image.alt if article.image else None,
        "quality": article.quality,
    }


@given(ARTICLES)
def test_an_export_line_gives_the_same_article_again(article: Article) -> None:
    line = json.loads(json.dumps(export_line(article)))
    assert read_record(line) == article


@given(
    st.dictionaries(
        st.sampled_from(["title", "text", "html", "date", "author", "url", "id", "tags", "location", "source"]),
        st.recursive(
            st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
            lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
            max_leaves=8,
        ),
    )
)
def test_any_record_at_all_gives_an_article_or_a_reading_error(record: dict[str, object]) -> None:
    try:
        article = read_record(record)
    except ReadingError:
        return
    assert article.id
    assert article.title
    repr(article).encode("utf-8")
