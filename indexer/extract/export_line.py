"""Here is a line of an export: which article is it? It was judged when it was read first, so each field stands."""

from collections.abc import Iterable, Mapping

from indexer.document import Document
from indexer.extract.candidates import Candidate, Draft, Field
from indexer.extract.cleanup import to_one_line
from indexer.extract.fusion import choose_date as dates
from indexer.extract.fusion import choose_fields as facts
from indexer.extract.fusion.assemble import ExtractContext, choose_id
from indexer.extract.fusion.vote import display_value
from indexer.extract.language import normalize_language_code
from indexer.extract.provenance import DECIDED_FIELDS, DecisionRule, FieldDecision, Outcome, Provenance, ProvenanceEntry
from indexer.extract.result import RepairLog
from search.article import Article

EXPORT_CONFIDENCE = 0.9
"""How far a line of an export is believed: as far as what it was made of, which it does not tell."""


def read_export_line(
    draft: Draft, record: Mapping[str, object], document: Document, by: ExtractContext, log: RepairLog
) -> tuple[Article, Provenance]:
    """The article of an export line, with the quality that the line states, and a ledger that says where it is from.

    Only a date in the future is not taken: the line may be of another program's making.
    """
    stated = {field: next(draft.of(field), None) for field in Field}
    author, tags, language = stated[Field.AUTHOR], stated[Field.TAGS], stated[Field.LANGUAGE]
    title, url, image = stated[Field.TITLE], stated[Field.URL], facts.choose_image(_first(stated[Field.IMAGE]))
    published = dates.choose_published(_first(stated[Field.PUBLISHED]), (), by.calendar)
    article = Article(
        id=choose_id(draft, document, url.value if url else None, by.source_name, log),
        title=to_one_line(title.value) if title else "",
        text=draft.text,
        url=to_one_line(url.value) if url else None,
        published=published.value,
        updated=dates.choose_updated(_first(stated[Field.UPDATED]), None, by.calendar).value,
        author=_single_lines(author.values if author else ()),
        source=facts.choose_line(draft.of(Field.SOURCE), Field.SOURCE).value,
        section=facts.choose_line(draft.of(Field.SECTION), Field.SECTION).value,
        tags=_single_lines(tags.values if tags else ()),
        language=normalize_language_code(language.value) if language else None,
        image=image.value,
        place=facts.choose_line(draft.of(Field.PLACE), Field.PLACE).value,
        location=facts.choose_line(draft.of(Field.LOCATION), Field.LOCATION).value or document.location or None,
        quality=_quality(record.get("quality")),
    )
    return article, _ledger(draft, article)


def _first(one: Candidate | None) -> tuple[Candidate, ...]:
    return (one,) if one else ()


def _single_lines(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(line for value in values if (line := to_one_line(value)))


def _quality(stated: object) -> float | None:
    """The quality that a line states, if it can be one."""
    if isinstance(stated, bool) or not isinstance(stated, int | float) or not 0 <= stated <= 1:
        return None
    return float(stated)


def _ledger(draft: Draft, article: Article) -> Provenance:
    held = [field for field in DECIDED_FIELDS if getattr(article, field)]
    shown_of = {one.field.value: display_value(one) for one in reversed(draft.candidates)}
    return Provenance(
        tuple(_verdict(field, shown_of.get(field, f"{len(article.text.split()):,} words")) for field in held)
    )


def _verdict(field: str, value: str) -> FieldDecision:
    return FieldDecision(
        field,
        EXPORT_CONFIDENCE,
        DecisionRule.EXPORT,
        (ProvenanceEntry(value, f"export {field}", EXPORT_CONFIDENCE, Outcome.WON),),
    )
