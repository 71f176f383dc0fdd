"""The order of day and month in dates such as 03/04/2015: by the country and the language that a document is of."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from indexer.extract.candidates import Candidate
from indexer.extract.fields import Field
from indexer.extract.language import normalize_language_code
from indexer.extract.settings import DateOrder

_MONTH_FIRST_COUNTRIES = frozenset({"US", "PH", "PR", "GU", "VI", "AS", "MP", "FM", "MH", "PW"})
_MIXED_COUNTRIES = frozenset({"CA"})
_AMERICAN_DOMAINS = frozenset({"us", "gov", "mil"})
_DOMAINS_OF_NO_COUNTRY = frozenset({
    "ac", "ai", "am", "as", "bz", "cc", "cd", "cm", "co", "dj", "eu", "fm", "gg", "gl", "im", "io", "la", "li", "ly",
    "me", "ms", "mu", "pw", "sc", "sh", "so", "st", "su", "tc", "tk", "to", "tv", "vc", "vg", "vu", "ws",
})  # fmt: skip
_TAG = re.compile(r"([A-Za-z]{2,3})(?:[-_][A-Za-z]{4})?[-_]([A-Za-z]{2})\b")
_HOST = re.compile(r"https?://(?:[^/@]*@)?[^/:?#]*\.([a-z]{2,3})(?=[/:?#]|$)", re.IGNORECASE)
_COLUMN, _COUNTRY, _LANGUAGE, _HABIT = 0.9, 0.85, 0.8, 0.6


@dataclass(frozen=True, slots=True)
class OrderEvidence:
    """An order of day and month, and how sure a date may be, at most, that is read by it and could mean another day."""

    order: DateOrder = DateOrder.AUTO
    max_confidence: float = _HABIT


NO_EVIDENCE = OrderEvidence()
"""That of a document that shows nothing."""


def order_evidence(stated: str, candidates: Iterable[Candidate], url: str | None) -> OrderEvidence:
    """Return what a document shows of its order: of its container (`stated`), its country, or its language.

    A container that has dates such as 27/11/2015 beside others shows it best. A country is that of a language tag such
    as en-US or of the domain; a language other than English has its days first. Without any of these, the day is first
    by habit, and not surely.
    """
    if stated in {DateOrder.DAY_FIRST, DateOrder.MONTH_FIRST}:
        return OrderEvidence(DateOrder(stated), _COLUMN)
    tags = [one.value.strip() for one in candidates if one.field is Field.LANGUAGE]
    host = _HOST.match(url or "")
    domain = host[1].lower() if host else ""
    if domain in _AMERICAN_DOMAINS:
        return OrderEvidence(DateOrder.MONTH_FIRST, _COUNTRY)
    if len(domain) == 2 and domain not in _DOMAINS_OF_NO_COUNTRY:
        country = {"uk": "GB"}.get(domain, domain.upper())
        return _of_country(country)
    countries = {match[2].upper() for tag in tags if (match := _TAG.fullmatch(tag))}
    if len(countries) == 1:
        return _of_country(countries.pop())
    languages = {code for tag in tags if (code := normalize_language_code(tag))}
    if languages and "en" not in languages:
        return OrderEvidence(DateOrder.DAY_FIRST, _LANGUAGE)
    return NO_EVIDENCE


def _of_country(country: str) -> OrderEvidence:
    if country in _MIXED_COUNTRIES:
        return NO_EVIDENCE
    order = DateOrder.MONTH_FIRST if country in _MONTH_FIRST_COUNTRIES else DateOrder.DAY_FIRST
    return OrderEvidence(order, _COUNTRY)
