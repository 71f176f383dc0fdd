"""Here is a draft: which value does each field of the article take, and what is to be known of how it got it?

This is the one place that judges. Each verdict that it comes to goes into the ledger.
"""

from dataclasses import dataclass
from datetime import datetime

from indexer.document import Document
from indexer.extract.candidates import Draft, Field, make_candidates
from indexer.extract.cleanup import to_one_line
from indexer.extract.fusion import choose_date as dates
from indexer.extract.fusion import choose_fields as facts
from indexer.extract.fusion import choose_fields as names
from indexer.extract.fusion import choose_fields as titles
from indexer.extract.fusion.choose_fields import compute_quality, decide_text
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
    """What a draft is judged by that is not in it: settings, the time, and the name of the source."""

    settings: ExtractSettings
    now: datetime
    source_name: str = ""

    @property
    def calendar(self) -> dates.DateReader:
        """What dates are read by."""
        return dates.DateReader(self.settings.date_order, self.now)


def assemble(draft: Draft, document: Document, by: ExtractContext, log: RepairLog) -> tuple[Article, Provenance]:
    """The article of a draft whose fields still want judging, and how each was judged."""
    url = facts.choose_url(draft.of(Field.URL), document.location)
    title, source = _title_and_source(draft, url.value, document.source)
    text = _without_title(draft.text, title.value or "")
    headline, headed = _headline(title, text, by.settings.title_chars, log)
    changes = list(draft.of(Field.UPDATED))
    published = dates.choose_published(list(draft.of(Field.PUBLISHED)), changes, by.calendar)
    _note_rejected(published.verdict, RepairKind.DATE_REJECTED, log)
    updated = dates.choose_updated(changes, published.value, by.calendar)
    author = names.choose_authors(draft.of(Field.AUTHOR), titles.site_names(draft, url.value, source.value))
    _note_rejected(author.verdict, RepairKind.NO_AUTHOR, log)
    section = facts.choose_line(draft.of(Field.SECTION), Field.SECTION)
    place = facts.choose_line(draft.of(Field.PLACE), Field.PLACE)
    language = facts.choose_language(draft.of(Field.LANGUAGE), text or headline, by.settings.language)
    image = facts.choose_image(draft.of(Field.IMAGE))
    tags, tagged = facts.choose_tags(draft)
    ledger = _ledger(
        headed,
        decide_text(draft, text),
        tagged,
        *(weighed.verdict for weighed in (published, updated, author, source, section, language, url, image, place)),
    )
    article = Article(
        id=choose_id(draft, document, url.value, by.source_name, log),
        title=headline,
        text=text,
        url=url.value,
        published=published.value,
        updated=updated.value,
        author=author.value or (),
        source=source.value,
        section=section.value,
        tags=tags,
        language=language.value,
        image=image.value,
        place=place.value,
        location=facts.choose_line(draft.of(Field.LOCATION), Field.LOCATION).value or document.location or None,
        quality=compute_quality(ledger),
    )
    return article, ledger


def choose_id(draft: Draft, document: Document, url: str | None, source_name: str, log: RepairLog) -> str:
    """The article's id: as stated, else made of its address, else of its place in its source."""
    given = next(draft.of(Field.ID), None)
    if given is not None:
        identity, was_hashed = printable_id(given.value)
        if was_hashed:
            log.note(RepairKind.ID_HASHED, given.value)
        return identity
    return hash_id("url", url) if url else hash_id("key", source_name or document.source or "", document.key)


def _title_and_source(draft: Draft, url: str | None, stated: str | None) -> tuple[Decision[str], Decision[str]]:
    """Title and source, each of which tells of the other; `stated` is the source that the settings state."""
    found = (*make_candidates(Field.SOURCE, "settings source", stated), *draft.of(Field.SOURCE))
    source = facts.choose_line(found, Field.SOURCE)
    title = titles.choose_title(draft, url, source.value)
    if source.winner is None:
        beside = titles.source_candidates_from_titles(list(draft.of(Field.TITLE)), title.value or "")
        source = facts.choose_line((*found, *beside), Field.SOURCE)
    return title, source


def _headline(title: Decision[str], text: str, longest: int, log: RepairLog) -> tuple[str, FieldDecision | None]:
    """The title that won, else one that is made from the text; "" where there is neither."""
    headline = title.value or ""
    if not headline and text:
        made, verdict = titles.make_title_decision(strip_dateline(text), longest, title.verdict)
        log.note(RepairKind.TITLE_FROM_TEXT, made)
        return made, verdict
    if title.winner is not None and to_one_line(title.winner.candidate.value) != headline:
        log.note(RepairKind.SITE_NAME, title.winner.candidate.value)
    return headline, title.verdict


def _note_rejected(verdict: FieldDecision | None, kind: RepairKind, log: RepairLog) -> None:
    """Note what was rejected although its place is trusted more than the one that won."""
    if verdict is None:
        return
    won = verdict.winner.confidence if verdict.winner else 0.0
    for entry in verdict.entries:
        if entry.outcome is Outcome.REJECTED and origin_trust(Field(verdict.field), entry.origin) > won:
            log.note(kind, f"{entry.origin}: {entry.value}")


def _without_title(text: str, title: str) -> str:
    """The text without its first paragraph if that only repeats the title and more follows."""
    end = text.find("\n\n", 0, 2 * len(title) + 2) if title else -1
    repeats = end > 0 and text[:end].casefold() == title.casefold()
    return text[end:].lstrip("\n") or text if repeats else text


def _ledger(*verdicts: FieldDecision | None) -> Provenance:
    known = {verdict.field: verdict for verdict in verdicts if verdict is not None}
    return Provenance(tuple(known[field] for field in DECIDED_FIELDS if field in known))
