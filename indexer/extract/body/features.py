"""The features of each block of a page, from which its chance to be part of the article is predicted."""

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
from indexer.extract.body.reference_text import ReferenceText, split_words

_SENTENCE_END = re.compile(r"[.!?…](?=[\s\"'”’»)\]]|$)|[。！？]")
_DATE = re.compile(
    r"\b(?:\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d\d)|(?:19|20)\d\d-\d\d-\d\d|\d{1,2}:\d\d"
    r"|\d{1,2}\.?\s?(?:st|nd|rd|th)?\s?(?:of |de )?[^\W\d_]{3,10}\.?,?\s(?:de )?(?:19|20)\d\d"
    r"|[^\W\d_]{3,9}\.?\s\d{1,2}(?:st|nd|rd|th)?,?\s(?:19|20)\d\d|(?:19|20)\d\d年)"
)
_MAX_DATED_CHARS = 200  # a longer text with a date is not a date line
_SENTENCE_STOPS, _CLOSING_QUOTES = ".!?…。！？", "\"”»'’)"
_TEXT_FEATURES = (
    "chars", "words", "sentences", "commas", "link_share", "links", "bold", "italic", "lines", "stop", "capital",
    "digits", "upper", "dated", "address", "bars", "quoted", "asks", "trails", "number",
)  # fmt: skip


def text_features(blocks: list[Block]) -> Columns:
    """Return a column for each property of the text by itself; `says_…` for each topic that its phrases speak of."""
    rows = np.array([(*_text_row(block), *match_phrases(block.text)) for block in blocks], dtype=np.float64)
    names = (*_TEXT_FEATURES, *(f"says_{topic}" for topic in PHRASE_TOPICS))
    return {name: rows[:, number] for number, name in enumerate(names)}


def _text_row(block: Block) -> tuple[float, ...]:
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
        1.0 if size <= _MAX_DATED_CHARS and _DATE.search(text) else 0.0,
        1.0 if "@" in text or "http" in text or "www." in text else 0.0,
        sum(map(count, "|»•›/")),
        1.0 if text[0] in "\"“„«»'‘" else 0.0,
        count("!") + count("?"),
        count("…") + count("..."),
        1.0 if text.isdigit() else 0.0,
    )


def _stop(last: str) -> float:
    """Return how surely a text with this last character ends a sentence, 0 to 1."""
    return 1.0 if last in _SENTENCE_STOPS else 0.7 if last in _CLOSING_QUOTES else 0.3 if last in ":;" else 0.0


_MAX_TITLE_WORDS = 60
_MIN_TITLE_PART_CHARS = 15  # from which a part of a title, or a text that continues one, counts as the title


@dataclass(frozen=True, slots=True)
class Features:
    """The features of the blocks of a page by name, one row a block, and the layout of the page."""

    columns: Columns
    layout: Layout


def extract_features(
    parts: list[Part], blocks: list[Block], hints: PageHints, reference: ReferenceText | None
) -> Features:
    """Return the features of a page with at least one block; `reference` is another extractor's text."""
    layout = compute_layout(parts, blocks)
    columns = text_features(blocks)
    words = [split_words(block.text) for block in blocks]
    columns["leads_away"] = columns["says_more"] * columns["link_share"]
    columns["is_title"] = _is_title_column(words, hints.titles)
    columns["in_summary"] = _overlap(words, ReferenceText("\n".join(hints.summaries)))
    columns["in_stated_body"] = (
        _overlap(words, ReferenceText(hints.body)) if hints.body else np.full(len(blocks), MISSING)
    )
    columns["in_other"] = np.full(len(blocks), MISSING) if reference is None else _overlap(words, reference)
    columns["repeated"] = _repetitions(words)
    kind = block_kinds(parts, layout)
    columns |= {f"is_{name}": (kind == number).astype(np.float64) for number, name in enumerate(BLOCK_KINDS)}
    prose = prose_chars(columns)
    columns["other_of_prose"] = np.full(len(blocks), (columns["in_other"] * prose).sum() / max(1.0, prose.sum()))
    columns |= purpose_features(parts, blocks)
    columns |= position_features(columns, kind, prose)
    columns |= surrounding_features(columns, kind, prose, layout)
    columns |= lookalike_features(columns, prose, layout)
    columns |= neighbour_features(columns, kind, layout)
    columns |= readability_features(parts, blocks, columns, layout)
    return Features(columns, layout)


def _overlap(words: list[list[str]], text: ReferenceText) -> Column:
    return np.array([text.share(one) for one in words]) if text else np.zeros(len(words))


def _is_title_column(words: list[list[str]], titles: tuple[str, ...]) -> Column:
    known = [key for title in titles if (key := "".join(split_words(title)))]
    return np.array([1.0 if _is_title("".join(one[:_MAX_TITLE_WORDS]), known) else 0.0 for one in words])


def _is_title(key: str, titles: list[str]) -> bool:
    """Return whether a text is a title, or one without the name of the site, or continues after one."""
    return bool(key) and any(
        key == title
        or (len(key) > _MIN_TITLE_PART_CHARS and key in title)
        or (len(title) > _MIN_TITLE_PART_CHARS and title in key and len(key) < 2 * len(title))
        for title in titles
    )


def _repetitions(words: list[list[str]]) -> Column:
    """Return how often each block's words occur elsewhere on the page."""
    keys = [" ".join(one) for one in words]
    counts: dict[str, int] = {}
    for key in keys:
        counts[key] = counts.get(key, 0) + 1
    return np.array([counts[key] - 1.0 for key in keys])
