"""What the words of a block and the names of its surroundings tell."""

import numpy as np
import pytest

from indexer.extract.body.blocks import Block
from indexer.extract.body.features import text_features
from indexer.extract.body.lexicon import MAX_PHRASE_BLOCK_CHARS, PHRASE_TOPICS, PURPOSES, match_phrases, match_purposes
from indexer.extract.body.reference_text import ReferenceText, split_words


def outcomes(text: str) -> set[str]:
    return {end for end, says in zip(PHRASE_TOPICS, match_phrases(text), strict=True) if says}


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("Read more: Ferry fares to rise", "more"),
        ("Lesen Sie auch: Fähre wird teurer", "more"),
        ("À lire aussi", "more"),
        ("Noticias relacionadas", "more"),
        ("延伸阅读", "more"),
        ("Share on Facebook", "share"),
        ("12 Kommentare", "comment"),
        ("Von Anna Schmidt", "byline"),
        ("Photo: A. Smith", "photo"),
        ("Tags: harbour, pier", "tags"),
        ("Home", "frame"),
        ("Sign up for our newsletter", "subscribe"),
        ("© 2021 The Gazette", "rights"),
        ("Picture: Getty", "agency"),
    ],
)
def test_a_short_block_tells_what_it_is_for(text: str, end: str) -> None:
    assert end in outcomes(text)


@pytest.mark.parametrize("text", ["The council met.", "Sharecroppers left the land.", "Bystanders saw it.", ""])
def test_other_words_tell_nothing(text: str) -> None:
    assert outcomes(text) == set()


def test_prose_tells_nothing_however_it_begins() -> None:
    assert (
        outcomes("Read more: " + "the pier will be rebuilt before winter, " * (MAX_PHRASE_BLOCK_CHARS // 30)) == set()
    )


@pytest.mark.parametrize(
    ("names", "wanted"),
    [
        ("relatedPosts", {"related", "entry"}),
        ("article__body", {"article", "text"}),
        ("newsletter-box", {"subscribe", "column"}),
        ("sign-in", {"account"}),
        ("SHARE_BAR", {"share", "tools"}),
        ("c-7d1f", set()),
        ("", set()),
    ],
)
def test_names_are_read_word_by_word(names: str, wanted: set[str]) -> None:
    assert {name for number, name in enumerate(PURPOSES) if match_purposes(names) >> number & 1} == wanted


def test_very_long_names_cost_little_and_tell_by_their_first_words() -> None:
    assert match_purposes("comments " + "x" * 1_000_000) == match_purposes("comments")


@pytest.mark.parametrize(
    ("block", "share"),
    [
        ("the new pier is built", 1.0),
        ("The New Pier", 1.0),
        ("the new pier is torn down", 0.5),
        ("nothing of it here", 0.0),
        ("short line", 1.0),
        ("new pier", 0.0),
        ("cell", 1.0),
        ("", 0.0),
    ],
)
def test_a_witness_says_how_much_of_a_block_it_has(block: str, share: float) -> None:
    assert ReferenceText("The new pier is built.\nShort line\none | cell").share(split_words(block)) == share


def test_a_witness_without_words_has_nothing_to_say() -> None:
    assert not ReferenceText("")
    assert not ReferenceText(" \n…")
    assert ReferenceText("word")


def test_wording_counts_what_a_text_looks_like() -> None:
    columns = text_features(
        [Block("“We came,” she said, in 2015. Why?", 0, 17, 0, 34, 2, 0), Block("14 May 2011", 0, 0, 0, 0, 0, 0)]
    )
    wanted = {"chars": [34, 11], "sentences": [2, 0], "commas": [2, 0], "link_share": [0.5, 0], "italic": [1, 0]}
    wanted |= {"links": [2, 0], "stop": [1, 0], "dated": [0, 1], "quoted": [1, 0], "asks": [1, 0]}
    assert {name: columns[name].tolist() for name in wanted} == wanted
    assert all(len(column) == 2 and np.isfinite(column).all() for column in columns.values())
