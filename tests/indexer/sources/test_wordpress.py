"""WordPress exports: what is published in them, and what is wrong with them."""

import gzip
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from indexer.archive.models import ExtractedDocument
from indexer.document import ContainerDone, Document, Failure, SourceItem, Unchanged
from indexer.extract import ExtractSettings
from indexer.outcome import extract_document
from indexer.sources.wordpress import post_html

ReadFiles = Callable[..., list[SourceItem]]

HEAD = """<?xml version="1.0" encoding="UTF-8" ?>
<!-- A WordPress eXtended RSS file. -->
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:wp="http://wordpress.org/export/1.2/">
<channel>
<title>The Harbour Post</title><link>https://h.example</link><language>en-GB</language>
<wp:wxr_version>1.2</wp:wxr_version>
<wp:author><wp:author_id>1</wp:author_id><wp:author_login><![CDATA[amy]]></wp:author_login>
<wp:author_display_name><![CDATA[Amy Reed]]></wp:author_display_name></wp:author>
<wp:author><wp:author_login>jo</wp:author_login><wp:author_display_name/>
<wp:author_first_name>Jo</wp:author_first_name><wp:author_last_name>Marsh</wp:author_last_name></wp:author>
<wp:category><wp:term_id>3</wp:term_id><wp:cat_name>World</wp:cat_name></wp:category>
"""
TAIL = "</channel>\n</rss>\n"


def item(number: int, *extra: str, content: str = "<p>The pier is closed.</p>", **texts: str) -> str:
    stated = {
        "title": f"Story {number}",
        "link": f"https://h.example/{number}",
        "dc:creator": "amy",
        "wp:post_id": str(number),
        "wp:post_date": "2015-11-27 19:16:00",
        "wp:post_date_gmt": "2015-11-27 13:46:00",
        "wp:post_type": "post",
        "wp:status": "publish",
    }
    stated |= {f"wp:{name}" if name.startswith(("post_", "status")) else name: text for name, text in texts.items()}
    elements = "".join(f"<{name}>{escape(text)}</{name}>\n" for name, text in stated.items())
    return f"<item>\n{elements}<content:encoded><![CDATA[{content}]]></content:encoded>\n{''.join(extra)}</item>\n"


@pytest.fixture
def exported(tmp_path: Path, read_files: ReadFiles) -> Callable[..., list[SourceItem]]:
    def read(
        *items: str, head: str = HEAD, tail: str = TAIL, encoding: str = "utf-8", **more: object
    ) -> list[SourceItem]:
        path = tmp_path / "export.xml"
        path.write_bytes((head + "".join(items) + tail).encode(encoding))
        return read_files(path, **more)

    return read


def documents(found: list[SourceItem]) -> list[Document]:
    return [each for each in found if isinstance(each, Document)]


def failures(found: list[SourceItem]) -> list[Failure]:
    return [each for each in found if isinstance(each, Failure)]


def test_post_is_read_with_all_its_fields(exported: Callable[..., list[SourceItem]]) -> None:
    said = (
        '<category domain="category" nicename="uncategorized"><![CDATA[Uncategorized]]></category>'
        '<category domain="category" nicename="world"><![CDATA[World]]></category>'
        '<category domain="category" nicename="sea"><![CDATA[Sea & coast]]></category>'
        '<category domain="post_tag" nicename="piers"><![CDATA[Piers]]></category>'
        "<excerpt:encoded><![CDATA[In short.]]></excerpt:encoded>"
        "<wp:postmeta><wp:meta_key>title</wp:meta_key><wp:meta_value>not this</wp:meta_value></wp:postmeta>"
        "<wp:comment><wp:comment_author>Spam</wp:comment_author><wp:comment_content>Buy!</wp:comment_content></wp:comment>"
    )
    (post, finished) = exported(item(4, said, title="Pier & port"))
    assert isinstance(post, Document)
    assert isinstance(finished, ContainerDone)
    assert (post.key, post.container) == ("export.xml#4", "export.xml")
    assert post.location.endswith("export.xml#4")
    assert post.fields == {
        "title": "Pier & port",
        "url": "https://h.example/4",
        "published": "2015-11-27T19:16:00+05:30",
        "author": "Amy Reed",
        "source": "The Harbour Post",
        "section": "World",
        "tags": ["Piers", "Sea & coast"],
        "language": "en-GB",
        "content_html": "<p>The pier is closed.</p>",
        "summary": "In short.",
    }


def test_post_becomes_an_article(exported: Callable[..., list[SourceItem]]) -> None:
    content = 'First paragraph of the story.\n\nSecond [sic] paragraph.\n[gallery ids="1,2"]'
    (post,) = documents(exported(item(4, content=content)))
    read = extract_document(post, ExtractSettings(), datetime(2026, 1, 1, tzinfo=UTC), "desk")
    assert isinstance(read, ExtractedDocument)
    article = read.extraction.article
    assert article.text == "First paragraph of the story.\n\nSecond [sic] paragraph."
    assert (article.title, article.url) == ("Story 4", "https://h.example/4")
    assert (article.author, article.source, article.language) == (("Amy Reed",), "The Harbour Post", "en")
    assert str(article.published).startswith("2015-11-27T")


@pytest.mark.parametrize(
    "texts",
    [
        {"status": "draft"},
        {"status": "private"},
        {"status": "future"},
        {"status": "trash"},
        {"post_type": "attachment"},
        {"post_type": "nav_menu_item"},
        {"post_type": "revision"},
        {"post_password": "secret"},
    ],
)
def test_only_what_is_published_is_read(exported: Callable[..., list[SourceItem]], texts: dict[str, str]) -> None:
    found = exported(item(1, **texts), item(2, post_type="page"))
    assert [each.key for each in documents(found)] == ["export.xml#2"]
    assert not failures(found)


@pytest.mark.parametrize(
    ("said", "login", "author"),
    [
        ("", "jo", "Jo Marsh"),
        ("", "unknown", "unknown"),
        (
            '<category domain="author" nicename="a">Ann Bell</category><category domain="author">Ben Cole</category>',
            "amy",
            ["Ann Bell", "Ben Cole"],
        ),
    ],
)
def test_authors_have_names(exported: Callable[..., list[SourceItem]], said: str, login: str, author: object) -> None:
    (post,) = documents(exported(item(1, said, **{"dc:creator": login})))
    assert post.fields["author"] == author


@pytest.mark.parametrize(
    ("local", "universal", "stated"),
    [
        ("2015-11-27 13:46:00", "2015-11-27 13:46:00", "2015-11-27T13:46:00+00:00"),
        ("2015-11-27 13:46:00", "2015-11-27 18:46:00", "2015-11-27T13:46:00-05:00"),
        ("2015-11-27 13:46:00", "0000-00-00 00:00:00", "2015-11-27T13:46:00"),
        ("0000-00-00 00:00:00", "2015-11-27 13:46:00", "2015-11-27T13:46:00+00:00"),
        ("2015-11-27 13:46:00", "1970-01-01 00:00:00", "2015-11-27T13:46:00"),
        ("0000-00-00 00:00:00", "0000-00-00 00:00:00", None),
        ("31/02/2020", "Yesterday", None),
    ],
)
def test_date_is_local_with_its_distance_from_utc(
    exported: Callable[..., list[SourceItem]], local: str, universal: str, stated: str | None
) -> None:
    (post,) = documents(exported(item(1, post_date=local, post_date_gmt=universal)))
    assert post.fields.get("published") == stated


@pytest.mark.parametrize(
    ("content", "html"),
    [
        ("One.\r\n\r\nTwo\nlines.", "<p>One.</p>\n<p>Two<br>\nlines.</p>"),
        ("<p>One.</p>\n\n<p>Two.</p>", "<p>One.</p>\n\n<p>Two.</p>"),
        ("<!-- wp:heading --><h2>One</h2><!-- /wp:heading -->", "<!-- wp:heading --><h2>One</h2><!-- /wp:heading -->"),
        ("<h2>One</h2>\n\nTwo", "<h2>One</h2>\n<p>Two</p>"),
        ("[gallery]", ""),
        ('Before [contact-form-7 id="3" title="A [b"] after', "<p>Before  after</p>"),
        ('Before [x id="3"] after', "<p>Before  after</p>"),
        ("[sic] and [the minister] left [...] it [2].", "<p>[sic] and [the minister] left [...] it [2].</p>"),
        ("[quote]Kept[/quote] too", "<p>Kept too</p>"),
        ("[embed]https://v.example/1[/embed]", ""),
        ("[[gallery]] is a code", "<p>[gallery] is a code</p>"),
        ("[su_spacer/]x", "<p>x</p>"),
        ("[youtube=https://v.example/1]x", "<p>x</p>"),
        (
            '[caption id="a" width="9"]<a href="b"><img src="c.jpg" alt="d"></a> The pier[/caption]',
            '<figure><a href="b"><img src="c.jpg" alt="d"></a><figcaption>The pier</figcaption></figure>',
        ),
        (
            '[caption caption="The pier"]<img src="c.jpg">[/caption]',
            '<figure><img src="c.jpg"><figcaption>The pier</figcaption></figure>',
        ),
        ('<a title="[link]">x</a> y[1]', '<p><a title="[link]">x</a> y[1]</p>'),
        ("[" * 5_000, f"<p>{'[' * 5_000}</p>"),
        ("[a " * 20_000, f"<p>{('[a ' * 20_000).strip()}</p>"),
        ('[caption a="' * 5_000, f"""<p>{'[caption a="' * 5_000}</p>"""),
    ],
)  # fmt: skip
def test_content_is_html_without_shortcodes(content: str, html: str) -> None:
    assert post_html(content) == html


def test_item_that_is_no_xml_costs_no_other(exported: Callable[..., list[SourceItem]]) -> None:
    bad = item(2).replace("Story 2", "Fish & chips <b>").replace("&amp;", "&")
    found = exported(item(1), bad, item(3, content="About the &lt;item> element: <item> is its name."), item(4))
    assert [each.key for each in documents(found)] == ["export.xml#1", "export.xml#3", "export.xml#4"]
    (failure,) = failures(found)
    line = (HEAD + item(1)).count("\n") + 1
    assert (failure.reason, failure.place) == ("bad-xml", f"line {line}")
    assert failure.hides  # what was read of the item before is not to be removed
    assert documents(found)[2].fields["author"] == "Amy Reed"


def test_characters_that_xml_forbids_are_left_out(exported: Callable[..., list[SourceItem]]) -> None:
    (post,) = documents(exported(item(1, content="<p>Control\x08 and \x0b char\x00acters</p>")))
    assert post.fields["content_html"] == "<p>Control and  characters</p>"


@pytest.mark.parametrize("encoding", ["utf-16", "iso-8859-1", "windows-1252"])
def test_declared_encoding_is_followed(exported: Callable[..., list[SourceItem]], encoding: str) -> None:
    head = HEAD.replace('encoding="UTF-8"', f'encoding="{encoding}"')
    (post,) = documents(exported(item(1, title="Café"), head=head, encoding=encoding, type="wordpress"))
    assert post.fields["title"] == "Café"


def test_bytes_of_another_encoding_cost_no_item(tmp_path: Path, read_files: ReadFiles) -> None:
    path = tmp_path / "export.xml"
    path.write_bytes((HEAD + item(1, title="Caf\xe9 now") + item(2) + TAIL).encode("latin-1"))
    assert [each.fields["title"] for each in documents(read_files(path))] == [
        "Caf\N{REPLACEMENT CHARACTER} now",
        "Story 2",
    ]


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>',
        '<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE rss [<!ENTITY % a SYSTEM "http://192.0.2.1/x"> %a;]>',
    ],
)
def test_entities_are_a_clear_failure(exported: Callable[..., list[SourceItem]], doctype: str) -> None:
    (failure,) = exported(item(1, title="x"), head=HEAD.replace("<!-- A", doctype + "<!-- A"))
    assert isinstance(failure, Failure)
    assert (failure.reason, failure.hides) == ("entities", True)
    assert "declares entities" in failure.message


def test_file_that_ends_within_an_item_gives_those_before(tmp_path: Path, read_files: ReadFiles) -> None:
    whole = (HEAD + "".join(item(number) for number in range(100)) + TAIL).encode()
    path = tmp_path / "export.xml"
    path.write_bytes(whole[: len(whole) // 2])
    found = read_files(path)
    assert 40 < len(documents(found)) < 60
    assert [(each.reason, each.hides) for each in failures(found)] == [("truncated", True)]
    path = tmp_path / "export.xml.gz"
    path.write_bytes(gzip.compress(whole)[:-600])
    found = read_files(path)
    assert [each.reason for each in failures(found)] == ["truncated"]


def test_packed_export_is_read(tmp_path: Path, read_files: ReadFiles) -> None:
    path = tmp_path / "export.xml.gz"
    path.write_bytes(gzip.compress((HEAD + item(1) + TAIL).encode()))
    assert len(documents(read_files(path))) == 1


def test_too_large_a_post_is_a_failure_of_its_own(exported: Callable[..., list[SourceItem]]) -> None:
    found = exported(item(1), item(2, content="x" * 300_000), item(3), max_bytes=100_000)
    assert [each.key for each in found[:3] if not isinstance(each, Unchanged)] == [f"export.xml#{n}" for n in (1, 2, 3)]
    (failure,) = failures(found)
    assert (failure.reason, failure.key) == ("too-large", "export.xml#2")


def test_endless_tag_is_given_up(exported: Callable[..., list[SourceItem]]) -> None:
    found = exported(item(1), f'<item a="{"x" * 1_000_000}">', item(3), max_bytes=100_000)
    assert [each.key for each in documents(found)] == ["export.xml#1", "export.xml#3"]
    assert [each.reason for each in failures(found)] == ["too-large"]


def test_other_xml_is_no_export(tmp_path: Path, read_files: ReadFiles) -> None:
    (tmp_path / "feed.xml").write_text("<rss><channel><item><guid>x</guid><title>x</title></item></channel></rss>")
    (tmp_path / "export.xml").write_text(HEAD + item(1) + TAIL)
    (tmp_path / "other.xml").write_text("<books><item><title>x</title></item></books>")
    assert [each.key for each in documents(read_files(tmp_path))] == ["export.xml#1", "feed.xml#x"]
    (failure,) = read_files(tmp_path / "feed.xml", type="wordpress")
    assert isinstance(failure, Failure)
    assert failure.reason == "not-wordpress"


def test_unchanged_posts_are_passed_over(tmp_path: Path, read_files: ReadFiles) -> None:
    path = tmp_path / "export.xml"
    path.write_text(HEAD + item(1) + item(2) + TAIL)
    known = {each.key: each.fingerprint for each in read_files(path) if isinstance(each, Document | ContainerDone)}
    (same,) = read_files(path, known)
    assert same == Unchanged("export.xml", known["export.xml"], whole=True)
    path.write_text(HEAD + item(1) + item(2, title="New") + item(1) + TAIL)
    found = read_files(path, known)
    assert [type(each) for each in found] == [Unchanged, Document, Document, ContainerDone]
    assert [each.key for each in documents(found)] == ["export.xml#2", "export.xml#1:3"]
