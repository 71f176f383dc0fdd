"""Chooses title, authors, address, language, image, tags and one-line fields, and rates text and article."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from html import unescape
from itertools import islice
from typing import TypeVar

from indexer.extract.bylines import ORGANISATION, parse_author_names
from indexer.extract.candidates import Candidate, Draft
from indexer.extract.cleanup import to_one_line
from indexer.extract.fields import FIELDS, Field
from indexer.extract.fusion.trust import Authority, origin_authority, origin_trust
from indexer.extract.fusion.vote import MAX_ENTRIES_PER_FIELD, Decision, Rejected, UsableCandidate, display_value, vote
from indexer.extract.language import contradicting_language, detect_text_language, normalize_language_code
from indexer.extract.provenance import DecisionRule, FieldDecision, Outcome, Provenance, ProvenanceEntry
from indexer.extract.titles import (
    comparison_key,
    find_site_name,
    is_site_name,
    make_title,
    site_names_from_url,
    strip_site_name,
)
from indexer.extract.urls import canonical_url, is_front_page
from search.article import Image
from search.message import to_translate

T = TypeVar("T")

_MAX_ALT_CHARS = 1_000
_MAX_TAGS, _MAX_TAG_CHARS, _MAX_TAG_CANDIDATES = 100, 100, 12

# Fields that are one line.


def choose_lines(draft: Draft) -> dict[Field, Decision[str]]:
    """Choose every field that is one line: those with `max_chars` in the table of fields."""
    one_line_fields = (field for field, rules in FIELDS.items() if rules.max_chars)
    return {field: choose_line(draft.candidates_for(field), field) for field in one_line_fields}


def choose_line(candidates: Iterable[Candidate], field: Field) -> Decision[str]:
    """Choose a field that is one line: the most trusted place with anything in it wins."""
    max_chars = FIELDS[field].max_chars

    def parse(one: Candidate) -> str | Rejected:
        return to_one_line(one.value)[:max_chars] or Rejected(to_translate("is empty"))

    return vote(field, candidates, parse, is_same=_have_same_key, count_agreement=False)


def _have_same_key(one: str, other: str) -> bool:
    return comparison_key(one) == comparison_key(other)


# Address, image, language, tags.


def choose_url(candidates: Iterable[Candidate], location: str) -> Decision[str]:
    """Choose the article's own address, in canonical form. `location` is where it was read from."""
    here = canonical_url(location)

    def parse(one: Candidate) -> str | Rejected:
        url = canonical_url(one.value)
        if url is None:
            return Rejected(to_translate("is no web address"))
        if is_front_page(url) and url != here and origin_authority(one.origin) is Authority.DOCUMENT:
            return Rejected(to_translate("is the front page of the site"))
        return url

    own = (Candidate(Field.URL, (location,), "address of the page"),) if here else ()
    return vote(Field.URL, (*candidates, *own), parse, count_agreement=False)


def choose_image(candidates: Iterable[Candidate]) -> Decision[Image]:
    """Choose the picture of the article; of places that name the same one, the first that says what it shows."""

    def parse(one: Candidate) -> Image | Rejected:
        url = canonical_url(one.value)
        if url is None:
            return Rejected(to_translate("is no web address"))
        return Image(one.value.strip(), to_one_line(" ".join(one.values[1:2]))[:_MAX_ALT_CHARS])

    return vote(
        Field.IMAGE,
        candidates,
        parse,
        is_same=lambda one, other: one.url == other.url,
        pick=lambda group: next((each for each in group if each.value.alt), group[0]),
        count_agreement=False,
    )


def choose_language(candidates: Iterable[Candidate], text: str, default: str | None) -> Decision[str]:
    """Choose the language that a place states, else the `default` of the settings, else the one of the text."""

    def parse(one: Candidate) -> str | Rejected:
        return normalize_language_code(one.value) or Rejected(to_translate("names no language"))

    stated = vote(Field.LANGUAGE, candidates, parse, count_agreement=False)
    if stated.winner is not None and stated.value is not None:
        contradicting = contradicting_language(text, stated.value) if _is_of_page(stated) else None
        return stated if contradicting is None else _language_of_text(contradicting, stated)
    code, origin, rule = normalize_language_code(default or ""), "settings language", DecisionRule.SETTINGS
    if code is None:
        code, origin, rule = detect_text_language(text), "detection by words", DecisionRule.DETECTED
    if code is None:
        return stated
    trust = origin_trust(Field.LANGUAGE, origin)
    rejected = stated.field_decision.entries if stated.field_decision else ()
    entries = (ProvenanceEntry(code, origin, trust, Outcome.WON), *rejected)
    return Decision(code, FieldDecision(Field.LANGUAGE, trust, rule, entries))


def _is_of_page(stated: Decision[str]) -> bool:
    """Return whether a page states it, whose template often names another language than the text is in."""
    return stated.winner is not None and stated.winner.authority is Authority.DOCUMENT


def _language_of_text(code: str, stated: Decision[str]) -> Decision[str]:
    """Return the language of the text in place of the one that its page states."""
    origin = "detection by words"
    trust = origin_trust(Field.LANGUAGE, origin)
    outranked = [
        entry if entry.outcome is Outcome.REJECTED else replace(entry, outcome=Outcome.OUTRANKED)
        for entry in (stated.field_decision.entries if stated.field_decision else ())
    ]
    entries = (ProvenanceEntry(code, origin, trust, Outcome.WON), *outranked)[:MAX_ENTRIES_PER_FIELD]
    return Decision(code, FieldDecision(Field.LANGUAGE, trust, DecisionRule.CONTRADICTED, entries))


def choose_tags(draft: Draft) -> Decision[tuple[str, ...]]:
    """Return the tags of all places together, each once."""
    tags: dict[str, str] = {}
    entries: list[ProvenanceEntry] = []
    for one in islice(draft.candidates_for(Field.TAGS), _MAX_TAG_CANDIDATES):
        before = len(tags)
        for value in one.values:
            tag = to_one_line(value[: 2 * _MAX_TAG_CHARS]).strip(" ,;#")
            if tag and len(tag) <= _MAX_TAG_CHARS:
                tags.setdefault(tag.casefold(), tag)
        outcome = Outcome.WON if len(tags) > before else Outcome.AGREES
        entries.append(ProvenanceEntry(display_value(one), one.origin, origin_trust(Field.TAGS, one.origin), outcome))
    if not tags:
        return Decision()
    confidence = max(entry.confidence for entry in entries)
    rule = DecisionRule.JOINED if len(entries) > 1 else DecisionRule.ONLY_PLACE
    field_decision = FieldDecision(Field.TAGS, confidence, rule, tuple(entries))
    return Decision(tuple(tags.values())[:_MAX_TAGS], field_decision)


# Title, and the site's name beside it.

MAX_TITLE_CHARS = 1_000
_MAX_CONFIDENCE_OF_SITE_AS_TITLE = 0.3
_REFERENCE = re.compile(r"&(?:#\d{2,5}|#x[0-9a-fA-F]{2,4}|amp|quot|apos|nbsp|[lr][sd]quo|[nm]dash|hellip);")
_FIRST_SENTENCE = "text first sentence"


def choose_title(draft: Draft, url: str | None, source: str | None) -> Decision[str]:
    """Choose the headline, without the name of the site; a title that is nothing else is the last resort."""
    candidates = list(draft.candidates_for(Field.TITLE))
    lines = {one.values: to_one_line(_unescaped(one.value[:MAX_TITLE_CHARS])) for one in candidates}
    sites = site_names(draft, url, source)
    headings = [lines[one.values] for one in candidates if one.origin.startswith("heading")]

    def parse(one: Candidate) -> str | Rejected:
        line = lines[one.values]
        others = [lines[other.values] for other in candidates if other.origin != one.origin]
        shorter = strip_site_name(line, sites, others, headings)
        if not shorter or is_site_name(shorter, sites):
            return Rejected(to_translate("is the name of the site"))
        return shorter

    decision = vote(Field.TITLE, candidates, parse, is_same=_have_same_key)
    if decision.winner is not None or decision.field_decision is None:
        return decision
    site = vote(Field.TITLE, candidates, lambda one: lines[one.values] or Rejected(to_translate("is empty")))
    return _limit_confidence(site, _MAX_CONFIDENCE_OF_SITE_AS_TITLE)


def _unescaped(title: str) -> str:
    """Return a title with the character references resolved that a page has escaped twice: `SQL &#x26; AI`."""
    return unescape(title) if _REFERENCE.search(title) else title


def site_names(draft: Draft, url: str | None, source: str | None) -> tuple[str, ...]:
    """Return what the site may be called: by every place that names it, and by its address."""
    stated = (one.value for one in draft.candidates_for(Field.SOURCE))
    return (*stated, source or "", *(site_names_from_url(url) if url else ()))


def make_title_decision(text: str, max_chars: int, stated: FieldDecision | None) -> Decision[str]:
    """Make a title of the first sentence, for an article that states none that can be used."""
    title = make_title(text, max_chars)
    confidence = origin_trust(Field.TITLE, _FIRST_SENTENCE)
    value = display_value(Candidate(Field.TITLE, (title,), ""))
    first = ProvenanceEntry(value, _FIRST_SENTENCE, confidence, Outcome.WON)
    entries = (first, *(stated.entries if stated else ()))[:MAX_ENTRIES_PER_FIELD]
    return Decision(title, FieldDecision(Field.TITLE, confidence, DecisionRule.FROM_TEXT, entries))


def source_candidates_from_titles(titles: Sequence[Candidate], headline: str) -> tuple[Candidate, ...]:
    """Return the site that the page's own title names beside the headline, as a candidate for the source."""
    named = (find_site_name(one.value[:MAX_TITLE_CHARS], headline) for one in titles if one.origin.startswith("title"))
    return tuple(Candidate(Field.SOURCE, (site,), "title beside the headline") for site in named if site)[:1]


def _limit_confidence(decision: Decision[T], limit: float) -> Decision[T]:
    field_decision = decision.field_decision
    if field_decision is None:
        return decision
    return replace(decision, field_decision=replace(field_decision, confidence=min(field_decision.confidence, limit)))


# Authors.

_Names = tuple[str, ...]
MAX_CONFIDENCE_OF_SITE_AS_AUTHOR = 0.6
"""How sure an author is, at most, who bears the name of the site."""
_MIN_TRUST_TO_ADD_NAMES = 0.75
"""A less trusted place adds no names to those of another."""


def choose_authors(candidates: Iterable[Candidate], sites: Iterable[str] = ()) -> Decision[_Names]:
    """Choose the persons who wrote the article. Admins, desks and agencies are no persons.

    The site itself, which may be called by any of the names `sites`, counts only where nobody else is named: it may be
    a person's own site.
    """
    candidates = list(candidates)
    site_keys = {key for name in sites if (key := comparison_key(name))}

    def parse_persons(one: Candidate) -> _Names | Rejected:
        names = parse_author_names(*one.values)
        if not names:
            return Rejected(to_translate("names no person"))
        if all(_is_site(comparison_key(name), site_keys) or ORGANISATION.search(name) for name in names):
            return Rejected(to_translate("is the name of the outlet, or of another organisation"))
        return names

    def parse_anybody(one: Candidate) -> _Names | Rejected:
        return parse_author_names(*one.values) or Rejected(to_translate("names no person"))

    decision = vote(Field.AUTHOR, candidates, parse_persons, is_same=_are_same_persons, pick=_pick_most_complete)
    if decision.winner is not None or decision.field_decision is None:
        return decision
    site = vote(Field.AUTHOR, candidates, parse_anybody, is_same=_are_same_persons, pick=_pick_most_complete)
    return _limit_confidence(site, MAX_CONFIDENCE_OF_SITE_AS_AUTHOR)


def _is_site(name: str, site_keys: set[str]) -> bool:
    return name in site_keys or name.removeprefix("the") in site_keys or f"the{name}" in site_keys


def _are_same_persons(one: _Names, other: _Names) -> bool:
    """Return whether two bylines name the same persons, or one of them some of those of the other."""
    first, second = {comparison_key(name) for name in one}, {comparison_key(name) for name in other}
    return first <= second or second <= first


def _pick_most_complete(group: Sequence[UsableCandidate[_Names]]) -> UsableCandidate[_Names]:
    return max(group, key=lambda each: (each is group[0] or each.trust >= _MIN_TRUST_TO_ADD_NAMES, len(each.value)))


# The text, and the quality of the whole.

SHORT_TEXT_WORDS = 50
"""A text of fewer words is often a teaser or a heading."""
QUALITY_OF_TEXT_ALONE = 0.4
QUALITY_WEIGHTS = {"title": 0.25, "published": 0.25, "author": 0.05, "source": 0.05}
"""An article is no better than its text. A sure text alone gives 0.4; each field adds its weight as it is sure."""


def decide_text(draft: Draft, text: str) -> FieldDecision | None:
    """Return how sure a text is the whole article, and nothing else; None where there is no text.

    It is as sure as the reader that took it from the document, less for a text of fewer than 50 words (down to half,
    since that is often a teaser or a heading), and less by ten times the share of characters that could not be decoded.
    """
    if not text:
        return None
    words = len(text.split())
    confidence = draft.confidence * min(1.0, 0.5 + words / (2 * SHORT_TEXT_WORDS))
    confidence *= max(0.0, 1 - 10 * text.count("\N{REPLACEMENT CHARACTER}") / len(text))
    value = f"{words:,} {'word' if words == 1 else 'words'}"
    entry = ProvenanceEntry(value, draft.origin, draft.confidence, Outcome.WON)
    return FieldDecision("text", round(confidence, 2), DecisionRule.TAKEN, (entry,))


def compute_quality(provenance: Provenance) -> float:
    """Return from 0 to 1, with two decimals: text · (0.4 + 0.25 title + 0.25 published + 0.05 author + 0.05 source).

    Each name is the confidence in that field, which is 0 where it is absent.
    """
    fields = sum(weight * provenance.confidence(field) for field, weight in QUALITY_WEIGHTS.items())
    return round(provenance.confidence("text") * (QUALITY_OF_TEXT_ALONE + fields), 2)
