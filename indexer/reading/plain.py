"""What does a plain text hold? The wire-text repair: damage undone, header, dateline and credit told from the story."""

from indexer.reading.breaks import mend_breaks
from indexer.reading.draft import Draft
from indexer.reading.mojibake import mend, unescape
from indexer.reading.repairs import RepairLog
from indexer.reading.settings import ReadingSettings
from indexer.reading.tidy import paragraphs, tidy
from indexer.reading.wire import take_apart


def repaired(text: str, log: RepairLog) -> str:
    """Tidy text with mojibake, character references and false breaks mended; clean text comes back unchanged."""
    text = tidy(mend(unescape(text, log), log), log)
    return mend_breaks(text, log)


def read_plain(text: str, settings: ReadingSettings, log: RepairLog) -> Draft:
    """The draft of a plain text."""
    clean = tidy(mend(unescape(text, log), log), log)
    story = take_apart(paragraphs(clean), settings.date_order, log)
    return Draft(mend_breaks("\n\n".join(story.paragraphs), log), story.candidates)
