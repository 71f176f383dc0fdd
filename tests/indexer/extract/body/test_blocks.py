import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from indexer.extract.body.blocks import Block, split_into_blocks
from indexer.extract.body.join import join_blocks
from indexer.extract.body.lexicon import PURPOSES, match_purposes
from indexer.extract.html_parser import Element


def tree(source: str) -> Element:
    return html.document_fromstring(f"<html><body>{source}</body></html>")


def blocks(source: str, **options: bool) -> list[Block]:
    return split_into_blocks(tree(source), **options)[1]


def texts(source: str, **options: bool) -> list[str]:
    return [block.text for block in blocks(source, **options)]


def text(source: str) -> str:
    parts, found = split_into_blocks(tree(source))
    return join_blocks(parts, found, range(len(found)))


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("<p>The pier</p><p>The port</p>", ["The pier", "The port"]),
        ("<div>The pier<p>The port</p>and more</div>", ["The pier", "The port", "and more"]),
        ("<p>The <b>new</b> pier, <a href=x>built</a> in\n\t2015</p>", ["The new pier, built in 2015"]),
        ("<div>The pier<br><br>The port<br>and more</div>", ["The pier", "The port\nand more"]),
        ("<div>The pier<br> <br><br>The port</div>", ["The pier", "The port"]),
        ("The pier<hr>The port", ["The pier", "The port"]),
        ("<p>The pier<!-- a note --> and the port</p>", ["The pier and the port"]),
        ("<pre>one\n  two\n\nthree</pre>", ["one\ntwo", "three"]),
        ("<p>The pier<script>var a = 'port';</script><style>p {}</style></p>", ["The pier"]),
        ("<p>漢字<ruby>東<rt>とう</rt></ruby></p>", ["漢字東"]),
        ("<p> </p><div><br></div>", []),
    ],
)
def test_a_page_is_cut_where_its_elements_part_it(source: str, wanted: list[str]) -> None:
    assert texts(source) == wanted


@pytest.mark.parametrize(
    "attributes",
    ["hidden", "style='display: none'", "style='color:red; VISIBILITY:hidden'", "aria-hidden=true"],
)
def test_what_is_not_shown_is_left_out_unless_asked_for(attributes: str) -> None:
    source = f"<p>The pier</p><div {attributes}><p>The port</p></div><p>and more</p>"
    assert texts(source) == ["The pier", "and more"]
    assert texts(source, hidden=True) == ["The pier", "The port", "and more"]


def test_what_stands_in_for_a_script_is_text_only_if_asked_for() -> None:
    source = "<p>The pier</p><noscript><p>The port</p></noscript>"
    assert texts(source) == ["The pier"]
    assert texts(source, hidden=True) == ["The pier", "The port"]


def test_an_article_that_a_script_was_to_show_is_not_hidden() -> None:
    assert texts("<article style='display:none'><p>The pier</p></article>") == ["The pier"]


def test_links_and_bold_are_counted_by_their_characters() -> None:
    (block,) = blocks("<p><a href=x>The pier</a> and <b>the port</b></p>")
    assert (block.linked, block.links, block.bold, block.italic) == (8, 1, 8, 0)


def test_parts_know_what_they_and_those_around_them_are_named_for() -> None:
    source = "<div class=relatedPosts><div><p class=x><span class=byline>By A</span></p></div>"
    parts, (block,) = split_into_blocks(tree(source))
    part = parts[block.part]
    assert (part.tag, part.purposes) == ("p", 0)
    assert part.nearby_purposes == part.enclosing_purposes == match_purposes("related posts") == parts[1].purposes
    assert block.purposes == 1 << PURPOSES.index("author")


def test_a_part_reaches_from_its_first_block_to_its_last() -> None:
    parts, found = split_into_blocks(tree("<p>one</p><div><p>two</p><p>three</p></div><p>four</p>"))
    assert [[block.text for block in found[part.first : part.last]] for part in parts] == [
        ["one", "two", "three", "four"],
        ["one"],
        ["two", "three"],
        ["two"],
        ["three"],
        ["four"],
    ]


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("<p>one</p><ul><li>two</li><li>three</li></ul><p>four</p>", "one\n\n- two\n- three\n\nfour"),
        ("<ul><li>one<ul><li>two</li></ul></li><li><p>three</p><p>four</p></li></ul>", "- one\n- two\n- three\nfour"),
        ("<ul><li>one</li></ul><ul><li>two</li></ul>", "- one\n\n- two"),
        ("<table><tr><th>one</th><td>two</td></tr><tr><td>3</td><td>4</td></tr></table>", "one | two\n3 | 4"),
        ("<table><tr><td>side</td><td><p>one</p><p>two</p></td></tr></table>", "side\n\none\n\ntwo"),
        ("<figure><img><figcaption>one</figcaption></figure><p>two</p>", "one\n\ntwo"),
        ("<h2>one</h2><blockquote>two</blockquote>", "one\n\ntwo"),
        ("", ""),
    ],
)
def test_blocks_are_joined_as_paragraphs_items_and_rows(source: str, wanted: str) -> None:
    assert text(source) == wanted


def test_the_cost_of_cutting_grows_with_the_length_of_a_page_alone() -> None:
    """Deep, wide and broken pages: each element is entered and left once, whatever there is around it."""
    for source in ("<div>" * 200 + "x", "<span class=a> </span>" * 20_000, "<p>x" * 20_000, "<li><a>x" * 5_000):
        parts, found = split_into_blocks(tree(source))
        assert len(parts) <= source.count("<") + 3
        assert sum(len(block.text) for block in found) <= source.count("x")


NAMES = ["div", "p", "span", "a", "ul", "li", "table", "tr", "td", "br", "hr", "pre", "h2", "b", "script", "figure"]


@st.composite
def sources(draw: st.DrawFn) -> str:
    pieces = st.one_of(
        st.sampled_from([f"<{name}>" for name in NAMES] + [f"</{name}>" for name in NAMES]),
        st.text("ab \n.,", max_size=8),
        st.sampled_from(["<div hidden>", "<div class='relatedPosts x' style='none'>", "<!-- c -->", "<?x?>", "&amp;"]),
    )
    return "".join(draw(st.lists(pieces, max_size=40)))


@given(sources())
def test_any_page_is_cut_and_joined(source: str) -> None:
    root = tree(f"x{source}")
    shown = split_into_blocks(root)
    for parts, found in (shown, split_into_blocks(root, hidden=True)):
        assert all(block.text == block.text.strip() != "" for block in found)
        assert all(block.linked <= len(block.text) for block in found)
        assert parts[0].parent == -1
        assert all(part.parent < number and part.first <= part.last for number, part in enumerate(parts))
        assert join_blocks(parts, found, range(len(found))).split() != []
    words = " ".join(block.text for block in split_into_blocks(root, hidden=True)[1]).split()
    assert len(words) >= len(" ".join(block.text for block in shown[1]).split())


def test_an_icon_names_the_text_that_follows_it() -> None:
    (block,) = blocks("<div><i class=share-icon></i><p>On every page</p></div>")
    assert block.purposes & 1 << PURPOSES.index("share")
