"""The outcome of a document: its article or a recorded failure; an exception only where the machine is to blame."""

import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from indexer.archive.models import ExtractedDocument
from indexer.document import Document, Failure
from indexer.errors import MachineError, ProgramDamaged, ReadingError
from indexer.extract import DateOrder, Extraction, ExtractSettings, extract
from indexer.sources.fingerprints import escape_unprintable
from search.article import Published

_LOG = logging.getLogger(__name__)


def extract_document(
    document: Document, settings: ExtractSettings, now: datetime, source_name: str, folder: str | None = None
) -> ExtractedDocument | Failure:
    """Return the article of a document, or why there is none. The result does not keep the document's bytes.

    An article without an id or address of its own is identified by its key in the source of that name. With `folder`,
    which the key is relative to, it is identified by the whole path instead, whatever source the file is read from.

    Raises MachineError where the machine fails and ProgramDamaged where the program does: the next documents would
    fail, too, and to record it as theirs would keep them from being read once the machine is well again.
    """
    bare = replace(document, data=b"", fields={})
    try:
        if folder is not None:
            document, source_name = replace(document, key=f"{folder}/{document.key}"), ""
        if document.date_order and settings.date_order is DateOrder.AUTO:
            settings = settings.model_copy(update={"date_order": DateOrder(document.date_order)})
        result = extract(document, settings=settings, now=now, source_name=source_name)
        if result.article.published is not None:
            Published.parse(str(result.article.published))  # what the archive could not read back must not go in
    except ReadingError as error:
        return _failure(bare, error.reason, str(error))
    except ProgramDamaged:
        raise
    except MemoryError:
        # Another document may need less. Without a fingerprint this one is tried again at every run.
        message = "There was not enough memory to read it. It is tried again at the next run."
        return _failure(replace(bare, fingerprint=""), "memory", message)
    except OSError as error:
        # The bytes are in memory: what the system refuses has nothing to do with them.
        refused = f"{error.strerror or error}" + (f" ({error.filename})" if error.filename else "")
        raise MachineError(
            f"The system refused what was needed to read {escape_unprintable(document.location)}: {refused}. "
            "This is no fault of the document. See to the disk, the memory and the open files of this machine, then "
            "run again; what was read is stored."
        ) from error
    # One document must never stop a run; a bug that it brings to light is recorded for us to fix.
    except Exception as error:
        _LOG.exception("Reading %s failed unexpectedly", document.location)
        return _failure(bare, "internal", f"{type(error).__name__}: {error}"[:500])
    return ExtractedDocument(bare, _with_first_seen(result, document.fields))


def _failure(document: Document, reason: str, message: str) -> Failure:
    return Failure(
        key=document.key,
        location=document.location,
        reason=reason,
        message=escape_unprintable(message),
        fingerprint=document.fingerprint,
        container=document.container,
    )


def _with_first_seen(result: Extraction, fields: Mapping[str, object]) -> Extraction:
    """Take over `first_seen` from a line of an export, which says when its article was first seen."""
    text = fields.get("first_seen")
    if not isinstance(text, str) or result.article.first_seen is not None:
        return result
    try:
        first_seen = datetime.fromisoformat(text)
    except ValueError:
        return result
    # Near the ends of the calendar, the conversion to UTC would leave it.
    if not 1 < first_seen.year < 9999:
        return result
    return replace(result, article=replace(result.article, first_seen=first_seen))
