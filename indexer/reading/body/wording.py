"""What does the text of a block look like by itself: how long, how linked, how like sentences?"""

import re

import numpy as np

from indexer.reading.body.blocks import Block
from indexer.reading.body.phrases import ENDS, phrases
from indexer.reading.body.table import Columns

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


def wording(blocks: list[Block]) -> Columns:
    """A column for each property of the text; `says_…` for each end that its phrases tell of."""
    rows = np.array([(*_of_text(block), *phrases(block.text)) for block in blocks], dtype=np.float64)
    names = (*_NAMES, *(f"says_{end}" for end in ENDS))
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
