"""The table of extraction details on the article page: where each field came from, and with what confidence."""

from collections.abc import Iterator
from dataclasses import dataclass

from indexer.archive import FieldDecision, Outcome, Provenance
from search.article import FIELDS, Article
from web.pages.format import join_words, language_name, percent_text, published_text
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
                OtherCandidate(each.value, each.origin, each.reason)
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
