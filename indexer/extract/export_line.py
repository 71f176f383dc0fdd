"""Here is a line of an export: which article is it? It was judged when it was read first, so each field stands."""

from collections.abc import Iterable, Mapping

from indexer.document import Document
from indexer.extract.candidates import Candidate, Draft, Field
from indexer.extract.cleanup import one_line
from indexer.extract.fusion import choose_date as dates
from indexer.extract.fusion import choose_fields as facts
from indexer.extract.fusion.assemble import Circumstances, identity_of
from indexer.extract.fusion.vote import shown
from indexer.extract.language import normalised
from indexer.extract.provenance import FIELDS, DecisionRule, FieldDecision, Outcome, Provenance, ProvenanceEntry
from indexer.extract.result import RepairLog
from search.article import Article

CONFIDENCE = 0.9
"""How far a line of an export is believed: as far as what it was made of, which it does not tell."""


def taken_as_is(
    draft: Draft, record: Mapping[str, object], document: Document, by: Circumstances, log: RepairLog
) -> tuple[Article, Provenance]:
    """The article of an export line, with the quality that the line states, and a ledger that says where it is from.

    Only a date in the future is not taken: the line may be of another program's making.
    """
    stated = {field: next(draft.of(field), None) for field in Field}
    author, tags, language = stated[Field.AUTHOR], stated[Field.TAGS], stated[Field.LANGUAGE]
    title, url, image = stated[Field.TITLE], stated[Field.URL], facts.image(_first(stated[Field.IMAGE]))
    published = dates.published(_first(stated[Field.PUBLISHED]), (), by.calendar)
    article = Article(
        id=identity_of(draft, document, url.value if url else None, by.source_name, log),
        title=one_line(title.value) if title else "",
        text=draft.text,
        url=one_line(url.value) if url else None,
        published=published.value,
        updated=dates.updated(_first(stated[Field.UPDATED]), None, by.calendar).value,
        author=_single_lines(author.values if author else ()),
        source=facts.line(draft.of(Field.SOURCE), Field.SOURCE).value,
        section=facts.line(draft.of(Field.SECTION), Field.SECTION).value,
        tags=_single_lines(tags.values if tags else ()),
        language=normalised(language.value) if language else None,
        image=image.value,
        place=facts.line(draft.of(Field.PLACE), Field.PLACE).value,
        location=facts.line(draft.of(Field.LOCATION), Field.LOCATION).value or document.location or None,
        quality=_quality(record.get("quality")),
    )
    return article, _ledger(draft, article)


def _first(one: Candidate | None) -> tuple[Candidate, ...]:
    return (one,) if one else ()


def _single_lines(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(line for value in values if (line := one_line(value)))


def _quality(stated: object) -> float | None:
    """The quality that a line states, if it can be one."""
    if isinstance(stated, bool) or not isinstance(stated, int | float) or not 0 <= stated <= 1:
        return None
    return float(stated)


def _ledger(draft: Draft, article: Article) -> Provenance:
    held = [field for field in FIELDS if getattr(article, field)]
    shown_of = {one.field.value: shown(one) for one in reversed(draft.candidates)}
    return Provenance(
        tuple(_verdict(field, shown_of.get(field, f"{len(article.text.split()):,} words")) for field in held)
    )


def _verdict(field: str, value: str) -> FieldDecision:
    return FieldDecision(
        field, CONFIDENCE, DecisionRule.EXPORT, (ProvenanceEntry(value, f"export {field}", CONFIDENCE, Outcome.WON),)
    )
