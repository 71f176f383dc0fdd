"""Reads a document of any kind: one reader by its kind gives a draft, and the draft becomes an article.

The readers are html, markdown, plaintext and records. A draft is the text and, for each field, the candidates as they
were found; `fusion.assemble` decides among them. An export line was decided before, and is kept as it is.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from indexer.document import Document
from indexer.errors import ReadingError
from indexer.extract.body import BLOCKS_ORIGIN, JSON_LD_ORIGIN
from indexer.extract.candidates import Candidate, Draft
from indexer.extract.encoding import charset_from, decode, detect_media_type
from indexer.extract.export_line import read_export_line
from indexer.extract.fields import Field
from indexer.extract.fusion.assemble import ExtractContext, assemble
from indexer.extract.html import WHOLE_PAGE_ORIGIN, read_html
from indexer.extract.markdown import read_markdown
from indexer.extract.plaintext import read_plain_text
from indexer.extract.records import explain_missing_text, is_export_line, read_record
from indexer.extract.result import Extraction, RepairLog
from indexer.extract.settings import ExtractSettings
from indexer.extract.wire import dateline_candidates

_PAGE_ORIGINS = frozenset({BLOCKS_ORIGIN, JSON_LD_ORIGIN, WHOLE_PAGE_ORIGIN})
_ONLY_NUMBER = re.compile(r"[^\w]*\d[\d\W_]*")


def read_document(document: Document, settings: ExtractSettings, now: datetime, source_name: str) -> Extraction:
    """Do what `indexer.extract.extract` promises."""
    log = RepairLog()
    record: Mapping[str, object] = document.fields
    if len(document.data) > settings.max_bytes:
        raise ReadingError(
            "too-large",
            f"The document has {len(document.data):,} bytes; reading.max_bytes allows {settings.max_bytes:,}.",
        )
    drafts = [read_record(record, document.mapping, log, document.stated_by)] if record else []
    if document.data or not record:
        text = decode(document.data, log, charset_from(document.media_type))
        media_type = detect_media_type(document.media_type, text)
        if media_type == "application/json":
            record = {**_parse_object(text), **record}
            drafts = [read_record(record, document.mapping, log, document.stated_by)]
        else:
            drafts.append(_read_text(media_type, text, document, settings, log))
    draft = _merge(drafts)
    context = ExtractContext(settings, now, source_name)
    if is_export_line(record):
        article, provenance = read_export_line(draft, record, document, context, log)
    else:
        draft = replace(draft, candidates=(*draft.candidates, *_of_dateline(draft)))
        article, provenance = assemble(draft, document, context, log)
    if not article.text and not article.title:
        raise ReadingError("no-text", explain_missing_text("neither a text nor a title", record, document.mapping))
    if draft.first(Field.TITLE) is None and _ONLY_NUMBER.fullmatch(article.text):
        raise ReadingError("no-text", explain_missing_text("a number for its only text", record, document.mapping))
    return Extraction(article, log.repairs(), provenance)


def _read_text(
    media_type: str | None, text: str, document: Document, settings: ExtractSettings, log: RepairLog
) -> Draft:
    match media_type:
        case "text/html":
            return read_html(text, log, document.location)
        case "text/markdown":
            return read_markdown(text, document.mapping, log)
        case "text/plain":
            return read_plain_text(text, settings, log)
    raise ReadingError("unsupported", f"Documents of type {document.media_type} cannot be read.")


def _of_dateline(draft: Draft) -> Iterator[Candidate]:
    """Yield what a dateline states. A page is of its site, and not of the agency that wrote the story."""
    is_page = draft.origin in _PAGE_ORIGINS
    return (one for one in dateline_candidates(draft.text) if not (is_page and one.field is Field.SOURCE))


def _merge(drafts: list[Draft]) -> Draft:
    """Return one draft of several: what the source states comes first, but the text is that of the document."""
    best = next((draft for draft in reversed(drafts) if draft.text), drafts[0])
    return replace(best, candidates=tuple(one for draft in drafts for one in draft.candidates))


def _parse_object(text: str) -> Mapping[str, object]:
    try:
        data: object = json.loads(text, strict=False)
    except (ValueError, RecursionError) as error:
        raise ReadingError("bad-json", f"The document is not valid JSON: {error}.") from error
    if isinstance(data, list) and len(data) == 1:
        data = data[0]
    if not isinstance(data, dict):
        raise ReadingError(
            "bad-json",
            "The document holds no JSON object. Write each article as one object: alone, in an array, or one a line"
            " in a .jsonl file.",
        )
    return data
