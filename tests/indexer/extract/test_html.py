import json
from datetime import datetime

import pytest

from indexer.document import Document
from indexer.errors import ReadingError
from indexer.extract import Extraction, ExtractSettings, extract
from search.article import Article

PROSE = "".join(
    f"<p>The council agreed on Thursday to rebuild the northern pier number {n} before winter, in spite of cost.</p>"
    for n in range(6)
)
NOW = datetime(2026, 1, 1)


def reading(html: str, location: str = "pages/a.html") -> Extraction:
    document = Document(key="a.html", location=location, fingerprint="1", data=html.encode(), media_type="text/html")
    return extract(document, settings=ExtractSettings(), now=NOW)


def page(head: str = "", body: str = "", location: str = "pages/a.html", attributes: str = "") -> Article:
    start = f"<!doctype html><html {attributes}><head>{head}</head><body><nav>Home News Sport</nav>{body}"
    end = "<footer>© 2015 The Harbour Times</footer></body></html>"
    return reading(f"{start}<article>{PROSE}</article>{end}", location).article


def json_ld(**members: object) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@context": "https://schema.org", **members})}</script>'


def test_paragraphs_are_kept_apart_and_the_frame_is_left_out() -> None:
    article = page("<title>The pier</title>")
    assert len(article.text.split("\n\n")) == 6
    assert "Home News Sport" not in article.text
    assert "©" not in article.text
    assert article.title == "The pier"
    assert article.published is None
    assert article.language == "en"


ARTICLE = {
    "@type": "NewsArticle",
    "headline": "The pier",
    "datePublished": "2015-11-27T13:46:00+01:00",
    "author": [{"@type": "Person", "name": "Ada Smith"}, {"name": "Ben Jones"}],
    "publisher": {"@type": "Organization", "name": "The Harbour Times"},
    "articleSection": ["Port", "News"],
    "keywords": "pier, port",
    "inLanguage": "en-GB",
}


@pytest.mark.parametrize(
    "head",
    [
        json_ld(**ARTICLE),
        json_ld(**{"@graph": [{"@type": "WebSite", "name": "Site"}, ARTICLE]}),
        f'<script type="application/ld+json">[{json.dumps(ARTICLE)}]</script>',
        json_ld(**{**ARTICLE, "@type": ["Article", "Thing"]}),
        '<script type="application/ld+json">{broken</script>' + json_ld(**ARTICLE),
        f'<script type="application/ld+json">\n<!--\n{json.dumps(ARTICLE)}\n-->\n</script>',
        f'<script type="application/ld+json">{json.dumps(ARTICLE)[:-1]},}}</script>',
        json_ld(**{**ARTICLE, "author": {"@id": "#ada"}, "x": 1}).replace(
            '"#ada"}', '"#ada", "name": ["Ada Smith", "Ben Jones"]}'
        ),
    ],
    ids=["plain", "graph", "list", "types", "after-broken", "commented", "trailing-comma", "names-list"],
)
def test_json_ld_gives_the_fields(head: str) -> None:
    article = page(head)
    assert article.title == "The pier"
    assert str(article.published) == "2015-11-27T13:46:00+01:00"
    assert article.author == ("Ada Smith", "Ben Jones")
    assert article.source == "The Harbour Times"
    assert article.section == "Port"
    assert article.tags == ("pier", "port")
    assert article.language == "en"


def test_an_author_is_found_by_its_id_elsewhere_in_the_graph() -> None:
    graph = [{**ARTICLE, "author": {"@id": "#ada"}}, {"@type": "Person", "@id": "#ada", "name": "Ada Smith"}]
    assert page(json_ld(**{"@graph": graph})).author == ("Ada Smith",)


@pytest.mark.parametrize(
    ("head", "field", "value"),
    [
        ('<meta property="og:title" content="The pier">', "title", "The pier"),
        (
            '<title>The pier | The Harbour Times</title><meta property="og:site_name" content="The Harbour Times">',
            "title",
            "The pier",
        ),
        ('<title>The pier - Harbour</title><meta property="og:site_name" content="Harbour">', "title", "The pier"),
        ('<meta name="dc.title" content="The pier">', "title", "The pier"),
        (
            '<meta property="article:published_time" content="2015-11-27T13:46:00Z">',
            "published",
            "2015-11-27T13:46:00Z",
        ),
        ('<meta name="DC.date" content="2015-11-27">', "published", "2015-11-27"),
        ('<meta name="parsely-pub-date" content="2015-11-27T13:46:00">', "published", "2015-11-27T13:46:00"),
        ('<meta itemprop="datePublished" content="2015-11-27">', "published", "2015-11-27"),
        ('<meta name="date" content="27 November 2015">', "published", "2015-11-27"),
        (
            '<meta property="article:published_time" content="9999-01-01"><meta name="date" content="2015">',
            "published",
            "2015",
        ),
        ('<meta property="article:published_time" content="Yesterday">', "published", "None"),
        ('<meta name="author" content="By Ada Smith and Ben Jones">', "author", "('Ada Smith', 'Ben Jones')"),
        ('<meta name="author" content="admin">', "author", "()"),
        (
            '<meta property="article:author" content="https://a.example"><meta name="dc.creator" content="Ada Smith">',
            "author",
            "('Ada Smith',)",
        ),
        ('<meta property="og:site_name" content="The Harbour Times">', "source", "The Harbour Times"),
        ('<meta property="article:section" content="Port">', "section", "Port"),
        (
            '<meta property="article:tag" content="pier"><meta property="article:tag" content="port">',
            "tags",
            "('pier', 'port')",
        ),
        ('<meta name="keywords" content="pier, port, Pier">', "tags", "('pier', 'port')"),
        ('<link rel="canonical" href="https://Example.org/pier?utm_source=x#top">', "url", "https://example.org/pier"),
        ('<link rel="canonical" href="https://example.org/">', "url", "None"),
        ('<meta property="og:url" content="https://example.org/pier">', "url", "https://example.org/pier"),
        ('<meta property="og:locale" content="en_GB">', "language", "en"),
    ],
)
def test_meta_elements_give_the_fields(head: str, field: str, value: str) -> None:
    assert str(getattr(page(head), field)) == value


@pytest.mark.parametrize(
    ("body", "published"),
    [
        ('<time datetime="2015-11-27T13:46">yesterday</time>', "2015-11-27T13:46:00"),
        ("<time>27 November 2015</time>", "2015-11-27"),
        ('<time datetime="2014-01-01">x</time><time pubdate datetime="2015-11-27">y</time>', "2015-11-27"),
        ("<time>3 min ago</time>", "None"),
    ],
)
def test_time_elements_date_an_article(body: str, published: str) -> None:
    assert str(page("", body).published) == published


def test_the_address_dates_an_article_that_states_nothing() -> None:
    assert str(page(location="https://example.org/2015/11/27/pier").published) == "2015-11-27"
    assert str(page(location="https://example.org/news/20151127/pier.html").published) == "2015-11-27"
    assert page(location="https://example.org/2015/13/45/pier").published is None


def test_the_language_of_the_html_element_wins() -> None:
    assert page('<meta property="og:locale" content="de_DE">', attributes='lang="en-GB"').language == "en"


def test_a_text_that_is_clearly_in_another_language_than_its_page_states_decides() -> None:
    assert page(attributes='lang="fr-FR"').language == "en"


def test_the_heading_and_the_title_agree_on_a_headline() -> None:
    assert page("<title>The pier - Some Paper</title>", "<h1>The pier</h1>").title == "The pier"
    assert page("", "<h1>The pier</h1>").title == "The pier"


def test_a_page_read_twice_keeps_its_id_and_two_pages_differ() -> None:
    link = '<link rel="canonical" href="https://example.org/pier">'
    assert page(link).id == page(link, location="elsewhere.html").id
    assert page(link).id != page(link.replace("pier", "port")).id


def test_mojibake_in_a_page_is_mended() -> None:
    found = reading(f"<html><head><title>CafÃ©</title></head><body><article><p>Itâ€™s the cafÃ©. {PROSE}</p></article>")
    assert found.article.text.startswith("It’s the café.")
    assert found.repairs[0].kind == "mojibake"


def test_lists_stay_lists() -> None:
    text = page("", "").text
    listed = reading(
        f"<article>{PROSE}<ul><li>one of the things</li><li>two of the things</li></ul>{PROSE}</article>"
    ).article.text
    assert "- one of the things\n- two of the things" in listed
    assert text in listed or listed.startswith("The council")


@pytest.mark.parametrize(
    "html",
    [
        "<html></html>",
        "<script>var a = 1;</script>",
        "<!-- nothing -->",
        "<html><head><style>p {}</style></head><body></body></html>",
        "<p> </p>",
    ],
)
def test_a_page_without_text_is_an_error_that_says_so(html: str) -> None:
    with pytest.raises(ReadingError) as error:
        reading(html)
    assert error.value.reason == "no-text"


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 10_000 + "the pier",
        "<b><i>" * 10_000 + "the pier",
        "<p>the pier<div>" * 5_000,
        "<table><tr><td>the pier" * 2_000,
        "<a href=x>the pier " * 5_000,
        '<script type="application/ld+json">' + "[" * 50_000 + "</script><p>the pier",
        "<p>the pier" + "<" * 20_000,
        "<div " + "a=b " * 20_000 + ">the pier",
        "<p>the pier</p><!--" + "x" * 50_000,
    ],
    ids=["deep", "deep-inline", "unclosed", "tables", "links", "json", "brackets", "attributes", "comment"],
)
def test_hostile_pages_are_read(html: str) -> None:
    assert "the pier" in reading(html).article.text


@pytest.mark.parametrize(
    ("opening", "author", "published"),
    [
        ("<p><i>By Ada Smith</i><br>Saturday, 14 May 2011</p>", ("Ada Smith",), "2011-05-14"),
        ("<p>By Ada Smith and Ben Jones</p><p>14.05.2011 13:46</p>", ("Ada Smith", "Ben Jones"), "2011-05-14T13:46:00"),
        ("<p>Posted on May 14, 2011 by admin</p>", (), "2011-05-14"),
        ("<p>By noon on 14 May 2011 the pier had gone, and with it the harbour master's boat.</p>", (), "None"),
    ],
)  # fmt: skip
def test_byline_and_date_that_open_the_text_are_read(opening: str, author: tuple[str, ...], published: str) -> None:
    html = f"<html><head><title>Paper: The pier</title></head><body><h1>The pier</h1>{opening}{PROSE}</body></html>"
    article = reading(html).article
    assert (article.author, str(article.published), article.title) == (author, published, "The pier")
    assert article.text.startswith("The council") == (published != "None")


@pytest.mark.parametrize(
    ("title", "source"),
    [
        ("The pier | Harbour Times", "Harbour Times"),
        ("Harbour Times: The pier", "Harbour Times"),
        ("The pier - News - Harbour Times", "Harbour Times"),
        ("The pier", None),
        ("The pier is gone", None),
    ],
)
def test_the_title_names_the_source_where_nothing_else_does(title: str, source: str | None) -> None:
    article = page(f"<title>{title}</title>", "<h1>The pier</h1>")
    assert (article.title, article.source) == ("The pier", source)


def test_xhtml_without_text_is_refused_without_a_warning() -> None:
    with pytest.raises(ReadingError, match="holds no text"):
        reading('<?xml version="1.0"?>\n<html xmlns="http://www.w3.org/1999/xhtml"><head></head><body></body></html>')
