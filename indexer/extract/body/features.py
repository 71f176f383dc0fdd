"""What is known of each block of a page? All facts together, from which it is judged."""

import re
from dataclasses import dataclass

import numpy as np

from indexer.extract.body.blocks import Block, Part
from indexer.extract.body.layout import MISSING, Column, Columns, Layout, compute_layout
from indexer.extract.body.lexicon import PHRASE_TOPICS, match_phrases
from indexer.extract.body.page_hints import PageHints
from indexer.extract.body.position import (
    BLOCK_KINDS,
    block_kinds,
    lookalike_features,
    neighbour_features,
    position_features,
    prose_chars,
    purpose_features,
    surrounding_features,
)
from indexer.extract.body.readability import readability_features
from indexer.extract.body.witness import ReferenceText, split_words

# FOLDED: What does the text of a block look like by itself: how long, how linked, how like sentences?


_SENTENCE_END = re.compile(r"[.!?…](?=[\s\"'”’»)\]]|$)|[。！？]")
_DATE = re.compile(
    r"\b(?:\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d\d)|(?:19|20)\d\d-\d\d-\d\d|\d{1,2}:\d\d"
    r"|\d{1,2}\.?\s?(?:st|nd|rd|th)?\s?(?:of |de )?[^\W\d_]{3,10}\.?,?\s(?:de )?(?:19|20)\d\d"
    r"|[^\W\d_]{3,9}\.?\s\d{1,2}(?:st|nd|rd|th)?,?\s(?:19|20)\d\d|(?:19|20)\d\d年)"
)
_DATED = 200  # characters; a longer text that holds a date is not one
_STOPS, _CLOSERS = ".!?…。！？", "\"”»'’)"
_NAMES = ("chars", "words", "sentences", "commas", "link_share", "links", "bold", "italic", "lines", "stop", "capital",
          "digits", "upper", "dated", "address", "bars", "quoted", "asks", "trails", "number")  # fmt: skip


def text_features(blocks: list[Block]) -> Columns:
    """A column for each property of the text; `says_…` for each end that its phrases tell of."""
    rows = np.array([(*_of_text(block), *match_phrases(block.text)) for block in blocks], dtype=np.float64)
    names = (*_NAMES, *(f"says_{end}" for end in PHRASE_TOPICS))
    return {name: rows[:, number] for number, name in enumerate(names)}


def _of_text(block: Block) -> tuple[float, ...]:
    text = block.text
    size = len(text)
    count = text.count
    return (
        size,
        count(" ") + 1,
        len(_SENTENCE_END.findall(text)),
        count(",") + count("，") + count("、") + count("،"),
        block.linked / size,
        block.links,
        block.bold / size,
        block.italic / size,
        count("\n"),
        _stop(text[-1]),
        1.0 if text[0].isupper() else 0.5 if not text[0].isalpha() else 0.0,
        sum(map(count, "0123456789")) / size,
        sum(map(str.isupper, text[:400])) / min(size, 400),
        1.0 if size <= _DATED and _DATE.search(text) else 0.0,
        1.0 if "@" in text or "http" in text or "www." in text else 0.0,
        sum(map(count, "|»•›/")),
        1.0 if text[0] in "\"“„«»'‘" else 0.0,
        count("!") + count("?"),
        count("…") + count("..."),
        1.0 if text.isdigit() else 0.0,
    )


def _stop(last: str) -> float:
    """How surely a text with this last character ends a sentence."""
    return 1.0 if last in _STOPS else 0.7 if last in _CLOSERS else 0.3 if last in ":;" else 0.0


_TITLE_WORDS = 60
_LIKE_TITLE = 15  # characters from which a part of a title, or one that goes on, is taken for it


@dataclass(frozen=True, slots=True)
class Features:
    """The facts about the blocks of a page by name, and how they lie."""

    columns: Columns
    at: Layout


def extract_features(parts: list[Part], blocks: list[Block], hints: PageHints, other: ReferenceText | None) -> Features:
    """The evidence for a page with at least one block; `other` is another extractor's text, None if none was asked."""
    at = compute_layout(parts, blocks)
    columns = text_features(blocks)
    words = [split_words(block.text) for block in blocks]
    columns["leads_away"] = columns["says_more"] * columns["link_share"]
    columns["is_title"] = _titles(words, hints.titles)
    columns["in_summary"] = _asked(words, ReferenceText("\n".join(hints.summaries)))
    columns["in_stated_body"] = (
        _asked(words, ReferenceText(hints.body)) if hints.body else np.full(len(blocks), MISSING)
    )
    columns["in_other"] = np.full(len(blocks), MISSING) if other is None else _asked(words, other)
    columns["repeated"] = _repeated(words)
    kind = block_kinds(parts, at)
    columns |= {f"is_{name}": (kind == number).astype(np.float64) for number, name in enumerate(BLOCK_KINDS)}
    good = prose_chars(columns)
    columns["other_of_prose"] = np.full(len(blocks), (columns["in_other"] * good).sum() / max(1.0, good.sum()))
    columns |= purpose_features(parts, blocks)
    columns |= position_features(columns, kind, good)
    columns |= surrounding_features(columns, kind, good, at)
    columns |= lookalike_features(columns, good, at)
    columns |= neighbour_features(columns, kind, at)
    columns |= readability_features(parts, blocks, columns, at)
    return Features(columns, at)


def _asked(words: list[list[str]], witness: ReferenceText) -> Column:
    return np.array([witness.share(one) for one in words]) if witness else np.zeros(len(words))


def _titles(words: list[list[str]], titles: tuple[str, ...]) -> Column:
    known = [key for title in titles if (key := "".join(split_words(title)))]
    return np.array([1.0 if _is_title("".join(one[:_TITLE_WORDS]), known) else 0.0 for one in words])


def _is_title(key: str, titles: list[str]) -> bool:
    """Whether a text is a title, or that without the name of the site, or goes on after it."""
    return bool(key) and any(
        key == title
        or (len(key) > _LIKE_TITLE and key in title)
        or (len(title) > _LIKE_TITLE and title in key and len(key) < 2 * len(title))
        for title in titles
    )


def _repeated(words: list[list[str]]) -> Column:
    """How often the same words stand elsewhere on the page."""
    keys = [" ".join(one) for one in words]
    counts: dict[str, int] = {}
    for key in keys:
        counts[key] = counts.get(key, 0) + 1
    return np.array([counts[key] - 1.0 for key in keys])
