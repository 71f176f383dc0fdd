"""Here is how an article was read: which rows does the table have that tells where its details come from?"""

from collections.abc import Iterator
from dataclasses import dataclass

from search.article import FIELDS, Article
from web.context import Ledger, Verdict
from web.pages.format import counted, listed, published
from web.pages.format import language as language_name

_NAMES = {field.name: field.label for field in FIELDS if field.label}
_SURE = ((0.9, "sure"), (0.7, "likely"), (0.5, "unsure"), (0.0, "doubtful"))


@dataclass(frozen=True, slots=True)
class Other:
    """What stands elsewhere for a field, and the reason why it was not taken, "" where others were only better."""

    value: str
    origin: str
    reason: str


@dataclass(frozen=True, slots=True)
class Row:
    """One field: its value, where it was found and by what rule it won, how sure it is, and what else was found."""

    name: str
    value: str
    origin: str
    rule: str
    sure: str
    agreeing: tuple[str, ...]
    others: tuple[Other, ...]


def rows(article: Article, ledger: Ledger | None) -> tuple[Row, ...]:
    """A row for each field that any place stated, none where no ledger was kept."""
    return tuple(_rows(article, ledger)) if ledger is not None else ()


def how_sure(confidence: float) -> str:
    """A confidence as a person reads it: "sure (94 %)"."""
    word = next(word for least, word in _SURE if confidence >= least)
    return f"{word} ({confidence:.0%})".replace("%)", " %)")


def _rows(article: Article, ledger: Ledger) -> Iterator[Row]:
    for verdict in ledger:
        value = _value(article, verdict.field)
        yield Row(
            name=_NAMES.get(verdict.field, verdict.field),
            value=value or "none",
            origin=_origin(verdict),
            rule=verdict.rule.words,
            sure=how_sure(verdict.confidence) if value else "",
            agreeing=tuple(dict.fromkeys(each.origin for each in verdict.entries if each.outcome == "agrees")),
            others=tuple(
                Other(each.value, each.origin, each.reason)
                for each in verdict.entries
                if each.outcome in ("outranked", "rejected")
            ),
        )


def _origin(verdict: Verdict) -> str:
    return ", ".join(dict.fromkeys(each.origin for each in verdict.entries if each.outcome == "won"))


def _value(article: Article, field: str) -> str:
    match field:
        case "text":
            return counted(len(article.text.split()), "word") if article.text else ""
        case "published":
            return published(article.published) if article.published else ""
        case "updated":
            return published(article.updated) if article.updated else ""
        case "author":
            return listed(article.author)
        case "tags":
            return ", ".join(article.tags)
        case "language":
            return language_name(article.language) if article.language else ""
        case "image":
            return (article.image.alt or article.image.url) if article.image else ""
    return str(getattr(article, field, None) or "")
