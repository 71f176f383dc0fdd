"""Reads a line of Dateline's own export: its fields were decided when the article was first extracted, and are kept."""

from collections.abc import Iterable, Mapping

from indexer.document import Document
from indexer.extract.candidates import Candidate, Draft
from indexer.extract.cleanup import to_one_line
from indexer.extract.fields import Field
from indexer.extract.fusion.assemble import ExtractContext, build_article, choose_id
from indexer.extract.fusion.choose_date import choose_published, choose_updated
from indexer.extract.fusion.choose_fields import choose_image, choose_lines
from indexer.extract.fusion.vote import display_value
from indexer.extract.language import normalize_language_code
from indexer.extract.provenance import DECIDED_FIELDS, DecisionRule, FieldDecision, Outcome, Provenance, ProvenanceEntry
from indexer.extract.result import RepairLog
from search.article import Article

EXPORT_CONFIDENCE = 0.9
"""How far a line of an export is believed: about as far as the places that it was made from, which it does not name."""


def read_export_line(
    draft: Draft, record: Mapping[str, object], document: Document, context: ExtractContext, log: RepairLog
) -> tuple[Article, Provenance]:
    """Return the article of an export line, with the quality that the line states, and provenance that says so.

    Only a date in the future is not taken: another program may have written the line.
    """
    stated = {field: draft.first(field) for field in Field}
    title, author, tags = stated[Field.TITLE], stated[Field.AUTHOR], stated[Field.TAGS]
    url, language = stated[Field.URL], stated[Field.LANGUAGE]
    reader = context.date_reader
    values = {
        **{field.value: decision.value for field, decision in choose_lines(draft).items()},
        "id": choose_id(draft, document, url.value if url else None, context.source_name, log),
        "title": to_one_line(title.value) if title else None,
        "text": draft.text,
        "url": to_one_line(url.value) if url else None,
        "published": choose_published(_all(stated[Field.PUBLISHED]), (), reader).value,
        "updated": choose_updated(_all(stated[Field.UPDATED]), None, reader).value,
        "author": _single_lines(author.values if author else ()),
        "tags": _single_lines(tags.values if tags else ()),
        "language": normalize_language_code(language.value) if language else None,
        "image": choose_image(_all(stated[Field.IMAGE])).value,
        "quality": _quality(record.get("quality")),
    }
    article = build_article(values, document)
    return article, _provenance(draft, article)


def _all(candidate: Candidate | None) -> tuple[Candidate, ...]:
    return (candidate,) if candidate else ()


def _single_lines(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(line for value in values if (line := to_one_line(value)))


def _quality(stated: object) -> float | None:
    """Return the quality that a line states, if it can be one."""
    if isinstance(stated, bool) or not isinstance(stated, int | float) or not 0 <= stated <= 1:
        return None
    return float(stated)


def _provenance(draft: Draft, article: Article) -> Provenance:
    displayed = {one.field.value: display_value(one) for one in reversed(draft.candidates)}
    words = f"{len(article.text.split()):,} words"
    return Provenance(
        tuple(_decision(name, displayed.get(name, words)) for name in DECIDED_FIELDS if getattr(article, name))
    )


def _decision(field: str, value: str) -> FieldDecision:
    entry = ProvenanceEntry(value, f"export {field}", EXPORT_CONFIDENCE, Outcome.WON)
    return FieldDecision(field, EXPORT_CONFIDENCE, DecisionRule.EXPORT, (entry,))
