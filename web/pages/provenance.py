"""The table of extraction details on the article page: where each field came from, and with what confidence."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from indexer.archive import FieldDecision, Outcome, Provenance, Repair
from search.article import FIELDS, Article
from web.pages.format import format_number, join_words, language_name, percent_text, published_text
from web.texts import gettext as _
from web.texts import ngettext, to_translate

_NAMES = {field.name: field.label for field in FIELDS if field.label}
_CONFIDENCE_WORDS = (
    (0.9, to_translate("high (%(share)s)")),
    (0.7, to_translate("medium (%(share)s)")),
    (0.5, to_translate("low (%(share)s)")),
    (0.0, to_translate("very low (%(share)s)")),
)


@dataclass(frozen=True, slots=True)
class OtherCandidate:
    """Another candidate for a field. `reason` says why it was rejected; "" if the chosen one was only better."""

    value: str
    origin: str
    reason: str


@dataclass(frozen=True, slots=True)
class ProvenanceRow:
    """One field: its value, where that was found, the rule that chose it, its confidence, and other candidates."""

    name: str
    value: str
    origin: str
    rule: str
    confidence: str
    agreeing: tuple[str, ...]
    others: tuple[OtherCandidate, ...]


_REPAIRS = {
    "encoding": to_translate("encoding"),
    "control-characters": to_translate("control characters"),
    "mojibake": to_translate("mojibake"),
    "stray-byte": to_translate("stray byte"),
    "html-entities": to_translate("html entities"),
    "false-break": to_translate("false break"),
    "hard-wrap": to_translate("hard wrap"),
    "hyphenation": to_translate("hyphenation"),
    "header-lines": to_translate("header lines"),
    "dateline": to_translate("dateline"),
    "agency-credit": to_translate("agency credit"),
    "no-author": to_translate("no author"),
    "site-name": to_translate("site name"),
    "title-from-text": to_translate("title from text"),
    "date-rejected": to_translate("date rejected"),
    "id-hashed": to_translate("id hashed"),
    "front-matter": to_translate("front matter"),
    "boilerplate": to_translate("boilerplate"),
}
"""The repairs that the indexer makes, by the names that the archive keeps them under."""


def repair_texts(repairs: Iterable[Repair]) -> tuple[str, ...]:
    """Return the repairs made to an article: "false break (3)". Removed boilerplate is quoted, too."""
    return tuple(_repair_text(repair) for repair in repairs)


def _repair_text(repair: Repair) -> str:
    name, number = _(_REPAIRS.get(repair.kind, repair.kind)), format_number(repair.count)
    if repair.kind == "boilerplate":
        return _("%(repair)s (%(number)s: “%(example)s”)", repair=name, number=number, example=repair.example)
    return _("%(repair)s (%(number)s)", repair=name, number=number)


def provenance_rows(article: Article, ledger: Provenance | None) -> tuple[ProvenanceRow, ...]:
    """Return a row for each field that has a candidate; no rows where the archive has no provenance."""
    return tuple(_rows(article, ledger)) if ledger is not None else ()


def confidence_text(confidence: float) -> str:
    """Return a confidence as people read it: "high (94%)"."""
    text = next(text for least, text in _CONFIDENCE_WORDS if confidence >= least)
    return _(text, share=percent_text(confidence))


def _rows(article: Article, ledger: Provenance) -> Iterator[ProvenanceRow]:
    for decision in ledger:
        value = _value(article, decision.field)
        yield ProvenanceRow(
            name=_(_NAMES.get(decision.field, decision.field)),
            value=value or _("none"),
            origin=_origin(decision),
            rule=_(decision.rule.words),
            confidence=confidence_text(decision.confidence) if value else "",
            agreeing=tuple(dict.fromkeys(each.origin for each in decision.entries if each.outcome is Outcome.AGREES)),
            others=tuple(
                OtherCandidate(each.value, each.origin, _(each.reason))
                for each in decision.entries
                if each.outcome in (Outcome.OUTRANKED, Outcome.REJECTED)
            ),
        )


def _origin(decision: FieldDecision) -> str:
    return ", ".join(dict.fromkeys(each.origin for each in decision.entries if each.outcome is Outcome.WON))


def _value(article: Article, field: str) -> str:
    match field:
        case "text":
            return ngettext("%(num)s word", "%(num)s words", len(article.text.split())) if article.text else ""
        case "published":
            return published_text(article.published) if article.published else ""
        case "updated":
            return published_text(article.updated) if article.updated else ""
        case "author":
            return join_words(article.author)
        case "tags":
            return ", ".join(article.tags)
        case "language":
            return language_name(article.language) if article.language else ""
        case "image":
            return (article.image.alt or article.image.url) if article.image else ""
    return str(getattr(article, field, None) or "")
