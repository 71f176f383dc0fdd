"""What does a web page hold? The article's text without what stands round it, and what the page says about it."""

import logging
import re

import trafilatura

from indexer.errors import ReadingError
from indexer.reading.draft import Draft
from indexer.reading.markup import text_of_markup
from indexer.reading.metadata import page_candidates
from indexer.reading.mojibake import mend
from indexer.reading.repairs import RepairLog
from indexer.reading.tidy import clean, tidy

_ITEM = re.compile(r"^(?:[-–•*]|\d{1,3}[.)])\s|^\|")

# Its notices about pages without text are answered here by an error of ours.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)


def read_html(html: str, log: RepairLog, address: str = "") -> Draft:
    """The draft of a page. `address` is where it stood, if that is known.

    Raises ReadingError `no-text` for a page that holds no text.
    """
    html = clean(html)
    text = _main_text(html) or text_of_markup(html, main_only=True)
    text = tidy(mend(text, log), log)
    if not text:
        raise ReadingError(
            "no-text", "The page holds no text. It may build its text by script; save it as shown instead."
        )
    return Draft(text, page_candidates(html, address))


def _main_text(html: str) -> str:
    """What trafilatura takes for the article, a paragraph a block, items of a list as lines; empty if it finds none."""
    try:
        text = trafilatura.extract(html, include_comments=False, include_tables=True, favor_recall=True)
    except Exception as error:  # whatever a library trips over in a page, the page still has its text
        logging.getLogger(__name__).info("trafilatura could not read a page: %r", error)
        return ""
    blocks: list[str] = []
    for line in (text or "").splitlines():
        if blocks and _ITEM.match(line) and _ITEM.match(blocks[-1].rsplit("\n", 1)[-1]):
            blocks[-1] += "\n" + line
        else:
            blocks.append(line)
    return "\n\n".join(blocks)
