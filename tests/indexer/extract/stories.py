"""A plain text to put headers, datelines and credits round, and how it is read."""

from datetime import datetime

from indexer.document import Document
from indexer.extract import Extraction, ExtractSettings, extract

BODY = "The council agreed on Thursday to rebuild the northern pier before winter, in spite of the cost and the tides."
MORE = "Work is to begin next week. Nobody would say what it will cost."


def read_plain_story(text: str) -> Extraction:
    document = Document(key="story.txt", location="wire/story.txt", fingerprint="1", data=text.encode())
    return extract(document, settings=ExtractSettings(language="en"), now=datetime(2026, 1, 1))


def kinds(reading: Extraction) -> dict[str, int]:
    return {repair.kind: repair.count for repair in reading.repairs}
