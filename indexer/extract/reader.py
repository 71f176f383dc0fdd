"""How does a document of any kind pass through its reader and become an article?

A document passes through one reader for its kind (html, markdown, plain, structured), which gives a draft: the text
and, for each field, the candidates as they were found. `assemble` weighs them; an export line is taken as it is.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from indexer.document import Document
from indexer.errors import ReadingError
from indexer.extract.candidates import Draft, Field
from indexer.extract.encoding import charset_from, decode, detect_media_type
from indexer.extract.export_line import read_export_line
from indexer.extract.fusion.assemble import ExtractContext, assemble
from indexer.extract.html import read_html
from indexer.extract.markdown import read_markdown
from indexer.extract.plaintext import read_plain_text
from indexer.extract.records import explain_missing_text, is_export_line, read_record
from indexer.extract.result import Extraction, RepairLog
from indexer.extract.settings import ExtractSettings
from indexer.extract.wire import dateline_candidates

_NO_WORDS = re.compile(r"[^\w]*\d[\d\W_]*")


def read_document(document: Document, settings: ExtractSettings, now: datetime, source_name: str) -> Extraction:
    """What `indexer.extract.extract` promises."""
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
        kind = detect_media_type(document.media_type, text)
        if kind == "application/json":
            record = {**_object(text), **record}
            drafts = [read_record(record, document.mapping, log, document.stated_by)]
        else:
            drafts.append(_read_text(kind, text, document, settings, log))
    draft = _merged(drafts)
    by = ExtractContext(settings, now, source_name)
    if is_export_line(record):
        article, ledger = read_export_line(draft, record, document, by, log)
    else:
        draft = replace(draft, candidates=(*draft.candidates, *dateline_candidates(draft.text)))
        article, ledger = assemble(draft, document, by, log)
    stated_title = next(draft.of(Field.TITLE), None) is not None
    if not article.text and not article.title:
        raise ReadingError("no-text", explain_missing_text("neither a text nor a title", record, document.mapping))
    if not stated_title and _NO_WORDS.fullmatch(article.text):
        raise ReadingError("no-text", explain_missing_text("a number for its only text", record, document.mapping))
    return Extraction(article, log.repairs(), ledger)


def _read_text(kind: str | None, text: str, document: Document, settings: ExtractSettings, log: RepairLog) -> Draft:
    match kind:
        case "text/html":
            return read_html(text, log, document.location)
        case "text/markdown":
            return read_markdown(text, document.mapping, log)
        case "text/plain":
            return read_plain_text(text, settings, log)
    raise ReadingError("unsupported", f"Documents of type {document.media_type} cannot be read.")


def _merged(drafts: list[Draft]) -> Draft:
    """One draft of several: what the source states wins over what the document says, but the document has the text."""
    best = next((draft for draft in reversed(drafts) if draft.text), drafts[0])
    return replace(best, candidates=tuple(one for draft in drafts for one in draft.candidates))


def _object(text: str) -> Mapping[str, object]:
    try:
        data: object = json.loads(text, strict=False)
    except (ValueError, RecursionError) as error:
        raise ReadingError("bad-json", f"The document is not valid JSON: {error}.") from error
    if isinstance(data, list) and len(data) == 1:
        data = data[0]
    if not isinstance(data, dict):
        raise ReadingError(
            "bad-json",
            "The document holds no JSON object. Write one article an object: alone, in an array, or one a line"
            " in a .jsonl file.",
        )
    return data
