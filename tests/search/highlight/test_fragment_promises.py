"""Every fragment keeps its promises, whatever the text and the query."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from search.article import Article
from search.highlight.matcher import match
from search.query.tree import MatchAll, Or, Phrase, Query, Word
from tests.search.highlight.marking import fragments

WORDS = st.sampled_from(
    ["a", "b", "cat", "dogs", "U.S.", "Nov.", "The", "end.", "Really?", "x" * 30, "北京大学", "«no»"]
)
TEXTS = st.lists(st.tuples(WORDS, st.sampled_from([" ", " ", " ", "  ", "\n", "\n\n", "。"])), max_size=60).map(
    lambda parts: "".join(word + gap for word, gap in parts)
)
QUERIES = st.recursive(
    st.one_of(
        st.builds(Word, WORDS),
        st.builds(Phrase, st.lists(WORDS, min_size=1, max_size=3).map(" ".join)),
        st.just(MatchAll()),
    ),
    lambda inner: st.builds(Or, st.tuples(inner, inner)),
    max_leaves=4,
)


def is_subsequence(piece: str, whole: str) -> bool:
    rest = iter(whole)
    return all(character in rest for character in piece)


@settings(max_examples=300, deadline=None)
@given(TEXTS, QUERIES, st.integers(0, 5), st.integers(1, 200))
def test_fragments_keep_their_promises(text: str, query: Query, limit: int, chars: int) -> None:
    article = Article("x", text=text, language="en")
    found = match(article, query)
    if found is None:
        return
    pieces = fragments(article, found, limit=limit, chars=chars)
    assert len(pieces) <= limit
    assert sum(len(piece.text) for piece in pieces) <= chars
    assert bool(pieces) == bool(limit and text.strip())
    flat = " ".join(text.split())
    marks = [" ".join(text[start:end].split()) for start, end in found.text]
    at = 0
    for piece in pieces:
        bare = " ".join(piece.text.removeprefix("…").removesuffix("…").split())
        at = flat.find(bare, at)
        assert at >= 0, (piece, flat)
        at += len(bare)
        assert all(0 <= start < end <= len(piece.text) for start, end in piece.highlights)
        assert all(one[1] < other[0] for one, other in pairwise(piece.highlights))
        assert piece.text == piece.text.strip()
    if chars >= 60:
        highlighted = [" ".join(piece.text[start:end].split()) for piece in pieces for start, end in piece.highlights]
        long = [mark for mark in marks if len(mark) > 20]
        assert long or is_subsequence(highlighted, marks)
        assert long or not limit or bool(highlighted) == bool(marks)


@settings(max_examples=200, deadline=None)
@given(TEXTS, QUERIES, st.integers(1, 4), st.integers(60, 200))
def test_no_word_and_no_mark_is_cut(text: str, query: Query, limit: int, chars: int) -> None:
    article = Article("x", text=text, language="en")
    found = match(article, query)
    if found is None or any(end - start > 20 for start, end in found.text):
        return
    words = set(text.replace("。", " 。 ").split())
    for piece in fragments(article, found, limit=limit, chars=chars):
        inside = piece.text.removeprefix("…").removesuffix("…").replace("。", " 。 ").split()
        assert all(
            word in words
            for word in inside
            if "北" not in word and "京" not in word and "大" not in word and "学" not in word
        )
