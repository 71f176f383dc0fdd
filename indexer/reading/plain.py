"""What does a plain text hold? The wire-text repair: damage undone, header, dateline and credit told from the story."""

from indexer.reading.breaks import mend_breaks
from indexer.reading.draft import Draft
from indexer.reading.mojibake import mend, unescape
from indexer.reading.repairs import RepairLog
from indexer.reading.settings import ReadingSettings
from indexer.reading.tidy import paragraphs, tidy
from indexer.reading.wire import take_apart

_WHOLE = 0.9  # how surely all of a file but what was taken from its ends is the article
_ROUNDS = 5  # what one mending uncovers the next one mends; damage deeper than this stays


def undamaged(text: str, log: RepairLog) -> str:
    """Tidy text with mojibake and character references mended, its line and paragraph ends where they were."""
    for _ in range(_ROUNDS):
        mended = tidy(mend(unescape(text, log), log), log)
        if mended == text:
            break
        text = mended
    return text


def repaired(text: str, log: RepairLog) -> str:
    """Tidy text with mojibake, character references and false breaks mended; clean text comes back unchanged."""
    return mend_breaks(undamaged(text, log), log)


def read_plain(text: str, settings: ReadingSettings, log: RepairLog) -> Draft:
    """The draft of a plain text."""
    story = take_apart(paragraphs(undamaged(text, log)), settings.date_order, log)
    return Draft(mend_breaks("\n\n".join(story.paragraphs), log), story.candidates, "plain text", _WHOLE)
