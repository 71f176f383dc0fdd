"""Highlights are the only tags in HTML made of text, and the text itself is unchanged."""

import html
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from search.results import Fragment
from web.markup import highlight, highlight_paragraphs, host_name, linkable_url, replace_unsafe

# Letters of HTML come up often, and so do the characters that are replaced.
ODD = st.text(st.one_of(st.sampled_from("<>&\"'=/ma r\n;#x0\x00\u202e\u2066\ud800\udfff\ufffe\x1f"), st.characters()))


@st.composite
def fragments(draw: st.DrawFn) -> Fragment:
    text = draw(ODD)
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)))
    pairs = list(zip(cuts[::2], cuts[1::2], strict=False))
    return Fragment(text, tuple(pairs))


def tags(text: str) -> set[str]:
    return set(re.findall(r"<[^>]*>?", text))


@given(fragments())
def test_marked_text_read_back_is_the_text(fragment: Fragment) -> None:
    made = str(highlight(fragment))
    assert tags(made) <= {"<mark>", "</mark>"}
    assert html.unescape(made.replace("<mark>", "").replace("</mark>", "")) == replace_unsafe(fragment.text)
    assert made.count("<mark>") == made.count("</mark>") == len(fragment.highlights)
    made.encode()


@given(fragments())
def test_what_is_marked_is_what_was_highlighted(fragment: Fragment) -> None:
    marked = re.findall(r"<mark>(.*?)</mark>", str(highlight(fragment)), flags=re.DOTALL)
    wanted = [replace_unsafe(fragment.text[start:end]) for start, end in fragment.highlights]
    assert [html.unescape(text) for text in marked] == wanted


@given(fragments(), st.integers(1, 5))
@example(Fragment("\x0c"), 1)
@example(Fragment("a\n\x1f\nb", ((0, 1),)), 1)
def test_paragraphs_hold_every_word_and_number_their_marks(fragment: Fragment, current: int) -> None:
    made = [str(paragraph) for paragraph in highlight_paragraphs(fragment, current)]
    text = "".join(html.unescape(re.sub(r"<[^>]*>", "", paragraph)) for paragraph in made)
    assert "".join(text.split()) == "".join(replace_unsafe(fragment.text).split())
    assert all(
        re.fullmatch(r'</mark>|<mark(?: id="m\d+" tabindex="-1")?(?: class="now")?>', tag)
        for paragraph in made
        for tag in tags(paragraph)
    )
    numbers = [int(number) for number in re.findall(r'id="m(\d+)"', "".join(made))]
    assert numbers == sorted(set(numbers))


@given(ODD)
def test_replacing_harmful_characters_moves_nothing(text: str) -> None:
    assert len(replace_unsafe(text)) == len(text)
    assert replace_unsafe(replace_unsafe(text)) == replace_unsafe(text)


@pytest.mark.parametrize("character", ["\x00", "\x1b", "\x7f", "\x9b", "\u202e", "\u2067", "\ud800", "\uffff"])
def test_harmful_characters_are_replaced(character: str) -> None:
    assert replace_unsafe(f"a{character}b") == "a\ufffdb"


@pytest.mark.parametrize("text", ["\t\r\n", "é", "עברית\u200f", "क्‍ष", "👩‍🚒", "\u00ad"])
def test_what_writing_needs_is_kept(text: str) -> None:
    assert replace_unsafe(text) == text


def test_quotes_are_escaped_for_attributes() -> None:
    assert highlight(Fragment("\"'")) == "&quot;&#x27;"


def test_a_mark_over_a_paragraph_break_is_one_in_each() -> None:
    made = highlight_paragraphs(Fragment("the night\n\nmail runs", ((4, 15),)), 1)
    assert made == [
        'the <mark id="m1" tabindex="-1" class="now">night</mark>',
        '<mark class="now">mail</mark> runs',
    ]


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://example.org/a?b=c#d", True),
        ("HTTP://example.org", True),
        ("http://[::1]/", True),
        ("https://bücher.example/ü", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("//example.org", False),
        ("/path", False),
        ("https:", False),
        ("https://", False),
        ("https://exa mple.org", False),
        ("https://example.org/\n", False),
        ("https://example.org/\u202egro", False),
        (" https://example.org", False),
        ("http://[broken", False),
        ("ftp://example.org", False),
        ("", False),
        (None, False),
    ],
)
def test_only_web_addresses_become_links(url: str | None, kept: bool) -> None:
    assert (linkable_url(url) == url) is (kept or url is None)
    assert linkable_url(url) is None or kept


def test_a_host_is_shown_without_its_www() -> None:
    assert host_name("https://www.coast.example:8080/a") == "coast.example"
