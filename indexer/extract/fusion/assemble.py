"""Assembles an article from a draft: the decision on every field, and the provenance that they leave behind."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from indexer.document import Document
from indexer.extract.candidates import Draft, make_candidates
from indexer.extract.cleanup import to_one_line
from indexer.extract.date_order import order_evidence
from indexer.extract.fields import Field
from indexer.extract.fusion.choose_date import DateReader, choose_published, choose_updated
from indexer.extract.fusion.choose_fields import (
    choose_authors,
    choose_image,
    choose_language,
    choose_line,
    choose_lines,
    choose_tags,
    choose_title,
    choose_url,
    compute_quality,
    decide_text,
    make_title_decision,
    site_names,
    source_candidates_from_titles,
)
from indexer.extract.fusion.trust import origin_trust
from indexer.extract.fusion.vote import Decision
from indexer.extract.provenance import DECIDED_FIELDS, FieldDecision, Outcome, Provenance
from indexer.extract.result import RepairKind, RepairLog
from indexer.extract.settings import ExtractSettings
from indexer.extract.urls import hash_id, printable_id
from indexer.extract.wire import strip_dateline
from search.article import Article


@dataclass(frozen=True, slots=True)
class ExtractContext:
    """What the decisions depend on that is not in the draft: settings, the time now, and the name of the source."""

    settings: ExtractSettings
    now: datetime
    source_name: str = ""

    @property
    def date_reader(self) -> DateReader:
        """What reads dates by these settings at this time."""
        return DateReader(self.settings.date_order, self.now)


def assemble(draft: Draft, document: Document, context: ExtractContext, log: RepairLog) -> tuple[Article, Provenance]:
    """Decide every field of a draft; return the article and how each field was decided."""
    url = choose_url(draft.candidates_for(Field.URL), document.location)
    title, source = _choose_title_and_source(draft, url.value, document.source)
    text = _strip_title(draft.text, title.value or "")
    title = _title_or_first_sentence(title, text, context.settings.title_chars, log)
    changes = list(draft.candidates_for(Field.UPDATED))
    evidence = order_evidence(document.date_order, draft.candidates, url.value)
    reader = replace(context.date_reader, evidence=evidence)
    published = choose_published(list(draft.candidates_for(Field.PUBLISHED)), changes, reader)
    _note_rejected(published.field_decision, RepairKind.DATE_REJECTED, log)
    author = choose_authors(draft.candidates_for(Field.AUTHOR), site_names(draft, url.value, source.value))
    _note_rejected(author.field_decision, RepairKind.NO_AUTHOR, log)
    stated_languages = draft.candidates_for(Field.LANGUAGE)
    decisions: dict[Field, Decision[Any]] = {
        **choose_lines(draft),
        Field.TITLE: title,
        Field.URL: url,
        Field.PUBLISHED: published,
        Field.UPDATED: choose_updated(changes, published.value, reader),
        Field.AUTHOR: author,
        Field.SOURCE: source,
        Field.TAGS: choose_tags(draft),
        Field.LANGUAGE: choose_language(stated_languages, text or title.value or "", context.settings.language),
        Field.IMAGE: choose_image(draft.candidates_for(Field.IMAGE)),
    }
    provenance = _provenance(decide_text(draft, text), *(each.field_decision for each in decisions.values()))
    values = {
        **{field.value: decision.value for field, decision in decisions.items()},
        "id": choose_id(draft, document, url.value, context.source_name, log),
        "text": text,
        "quality": compute_quality(provenance),
    }
    return build_article(values, document), provenance


def build_article(values: Mapping[str, Any], document: Document) -> Article:
    """Return the article of these values by field; None is no value. The location defaults to the document's."""
    stated = {name: value for name, value in values.items() if value is not None}
    return Article(**{"location": document.location or None, **stated})


def choose_id(draft: Draft, document: Document, url: str | None, source_name: str, log: RepairLog) -> str:
    """Return the article's id: as stated, else made of its address, else of its place in its source."""
    stated = draft.first(Field.ID)
    if stated is not None:
        article_id, was_hashed = printable_id(stated.value)
        if was_hashed:
            log.note(RepairKind.ID_HASHED, stated.value)
        return article_id
    return hash_id("url", url) if url else hash_id("key", source_name or document.source or "", document.key)


def _choose_title_and_source(
    draft: Draft, url: str | None, stated_source: str | None
) -> tuple[Decision[str], Decision[str]]:
    """Return title and source, each of which helps to tell the other; the settings state `stated_source`."""
    candidates = (
        *make_candidates(Field.SOURCE, "settings source", stated_source),
        *draft.candidates_for(Field.SOURCE),
    )
    source = choose_line(candidates, Field.SOURCE)
    title = choose_title(draft, url, source.value)
    if source.winner is None:
        beside = source_candidates_from_titles(list(draft.candidates_for(Field.TITLE)), title.value or "")
        source = choose_line((*candidates, *beside), Field.SOURCE)
    return title, source


def _title_or_first_sentence(title: Decision[str], text: str, max_chars: int, log: RepairLog) -> Decision[str]:
    """Return the title that won, else one that is made from the text; without a value where there is neither."""
    if not title.value and text:
        made = make_title_decision(strip_dateline(text), max_chars, title.field_decision)
        log.note(RepairKind.TITLE_FROM_TEXT, made.value or "")
        return made
    if title.winner is not None and to_one_line(title.winner.candidate.value) != title.value:
        log.note(RepairKind.SITE_NAME, title.winner.candidate.value)
    return title


def _note_rejected(decision: FieldDecision | None, kind: RepairKind, log: RepairLog) -> None:
    """Note what was rejected although its origin is trusted more than the one that won."""
    if decision is None:
        return
    won = decision.winner.confidence if decision.winner else 0.0
    for entry in decision.entries:
        if entry.outcome is Outcome.REJECTED and origin_trust(Field(decision.field), entry.origin) > won:
            log.note(kind, f"{entry.origin}: {entry.value}")


def _strip_title(text: str, title: str) -> str:
    """Return the text without its first paragraph if that only repeats the title and more follows."""
    end = text.find("\n\n", 0, 2 * len(title) + 2) if title else -1
    repeats = end > 0 and text[:end].casefold() == title.casefold()
    return text[end:].lstrip("\n") or text if repeats else text


def _provenance(*decisions: FieldDecision | None) -> Provenance:
    by_field = {decision.field: decision for decision in decisions if decision is not None}
    return Provenance(tuple(by_field[field] for field in DECIDED_FIELDS if field in by_field))
