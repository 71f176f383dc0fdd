"""Which section, place, language, address, image and tags does a document state? What takes no more than reading."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import islice

from indexer.extract.bylines import ORGANISATION, parse_author_names
from indexer.extract.candidates import Candidate, Draft, Field
from indexer.extract.cleanup import to_one_line
from indexer.extract.fusion import vote as weighing
from indexer.extract.fusion.trust import Authority, origin_authority, origin_trust
from indexer.extract.fusion.vote import Decision, Rejected, UsableCandidate, display_value, vote
from indexer.extract.language import detect_text_language, normalize_language_code
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

MAX_LINE_CHARS = {Field.SOURCE: 200, Field.SECTION: 200, Field.PLACE: 100, Field.LOCATION: 2000}
_LONGEST_ALT = 1_000
_MOST_TAGS, _LONGEST_TAG, _MOST_TAGGED = 100, 100, 12


def choose_line(found: Iterable[Candidate], field: Field) -> Decision[str]:
    """A field that is one line: the first of the trusted places with anything in it."""

    def read(one: Candidate) -> str | Rejected:
        return to_one_line(one.value)[: MAX_LINE_CHARS[field]] or Rejected("is empty")

    return vote(field, found, read, same=lambda one, other: comparison_key(one) == comparison_key(other), vote=False)


def choose_url(found: Iterable[Candidate], location: str) -> Decision[str]:
    """The article's own address, in its plainest form. `location` is where it was read from."""
    here = canonical_url(location)

    def read(one: Candidate) -> str | Rejected:
        url = canonical_url(one.value)
        if url is None:
            return Rejected("is no web address")
        if is_front_page(url) and url != here and origin_authority(one.origin) is Authority.DOCUMENT:
            return Rejected("is the front page of the site")
        return url

    here_too = (Candidate(Field.URL, (location,), "address of the page"),) if here else ()
    return vote(Field.URL, (*found, *here_too), read, vote=False)


def choose_image(found: Iterable[Candidate]) -> Decision[Image]:
    """The picture that stands for the article; of places that name the same one, the first that says what it shows."""

    def read(one: Candidate) -> Image | Rejected:
        url = canonical_url(one.value)
        if url is None:
            return Rejected("is no web address")
        return Image(one.value.strip(), to_one_line(" ".join(one.values[1:2]))[:_LONGEST_ALT])

    return vote(
        Field.IMAGE,
        found,
        read,
        same=lambda one, other: one.url == other.url,
        best=lambda party: next((each for each in party if each.value.alt), party[0]),
        vote=False,
    )


def choose_language(found: Iterable[Candidate], text: str, default: str | None) -> Decision[str]:
    """The language that a place states, else the settings' own, else the one found by looking at the text."""

    def read(one: Candidate) -> str | Rejected:
        return normalize_language_code(one.value) or Rejected("names no language")

    weighed = vote(Field.LANGUAGE, found, read, vote=False)
    if weighed.winner is not None:
        return weighed
    code, origin, rule = normalize_language_code(default or ""), "settings language", DecisionRule.SETTINGS
    if code is None:
        code, origin, rule = detect_text_language(text), "detection by words", DecisionRule.DETECTED
    if code is None:
        return weighed
    one = Candidate(Field.LANGUAGE, (code,), origin)
    believed = origin_trust(Field.LANGUAGE, origin)
    rejected = weighed.verdict.entries if weighed.verdict else ()
    verdict = FieldDecision(
        Field.LANGUAGE, believed, rule, (ProvenanceEntry(code, origin, believed, Outcome.WON), *rejected)
    )
    return Decision(vote(Field.LANGUAGE, (one,), read).winner, verdict)


def choose_tags(draft: Draft) -> tuple[tuple[str, ...], FieldDecision | None]:
    """The tags of all places together, each once."""
    kept: dict[str, str] = {}
    entries: list[ProvenanceEntry] = []
    for one in islice(draft.of(Field.TAGS), _MOST_TAGGED):
        before = len(kept)
        for value in one.values:
            tag = to_one_line(value[: 2 * _LONGEST_TAG]).strip(" ,;#")
            if tag and len(tag) <= _LONGEST_TAG:
                kept.setdefault(tag.casefold(), tag)
        outcome = Outcome.WON if len(kept) > before else Outcome.AGREES
        entries.append(ProvenanceEntry(display_value(one), one.origin, origin_trust(Field.TAGS, one.origin), outcome))
    if not kept:
        return (), None
    sure = max(entry.confidence for entry in entries)
    rule = DecisionRule.JOINED if len(entries) > 1 else DecisionRule.ONLY
    return tuple(kept.values())[:_MOST_TAGS], FieldDecision(Field.TAGS, sure, rule, tuple(entries))


# FOLDED: Which of the titles that a document states is its headline, and which site's name stands beside it?


MAX_TITLE_CHARS = 1_000
_SITE_ALONE = 0.3
_FIRST_SENTENCE = "text first sentence"


def choose_title(draft: Draft, url: str | None, source: str | None) -> Decision[str]:
    """The headline, without the name of the site; a title that is nothing else is the last resort."""
    found = list(draft.of(Field.TITLE))
    lines = {one.values: to_one_line(one.value[:MAX_TITLE_CHARS]) for one in found}
    sites = site_names(draft, url, source)

    shown = [lines[one.values] for one in found if one.origin.startswith("heading")]

    def read(one: Candidate) -> str | Rejected:
        line = lines[one.values]
        others = [lines[other.values] for other in found if other.origin != one.origin]
        shorter = strip_site_name(line, sites, others, shown)
        if not shorter or is_site_name(shorter, sites):
            return Rejected("is the name of the site")
        return shorter

    weighed = vote(Field.TITLE, found, read, same=lambda one, other: comparison_key(one) == comparison_key(other))
    if weighed.winner is not None or weighed.verdict is None:
        return weighed
    named = vote(Field.TITLE, found, lambda one: lines[one.values] or Rejected("is empty"))
    doubtful = named.verdict and replace(named.verdict, confidence=min(named.verdict.confidence, _SITE_ALONE))
    return Decision(named.winner, doubtful)


def site_names(draft: Draft, url: str | None, source: str | None) -> tuple[str, ...]:
    """What the outlet may be called: by every place that names it, and by its address."""
    return (*(one.value for one in draft.of(Field.SOURCE)), source or "", *(site_names_from_url(url) if url else ()))


def make_title_decision(text: str, longest: int, stated: FieldDecision | None) -> tuple[str, FieldDecision]:
    """The first sentence as a title, for an article that states none that can be used."""
    made = make_title(text, longest)
    confidence = origin_trust(Field.TITLE, _FIRST_SENTENCE)
    first = ProvenanceEntry(
        weighing.display_value(Candidate(Field.TITLE, (made,), "")), _FIRST_SENTENCE, confidence, Outcome.WON
    )
    entries = (first, *(stated.entries if stated else ()))[: weighing.MAX_ENTRIES_PER_FIELD]
    return made, FieldDecision(Field.TITLE, confidence, DecisionRule.FROM_TEXT, entries)


def source_candidates_from_titles(titles: Sequence[Candidate], headline: str) -> tuple[Candidate, ...]:
    """The site that the page's own title names beside the headline."""
    named = (find_site_name(one.value[:MAX_TITLE_CHARS], headline) for one in titles if one.origin.startswith("title"))
    return tuple(Candidate(Field.SOURCE, (site,), "title beside the headline") for site in named if site)[:1]


# FOLDED: Which persons does a document name as its authors?


_Names = tuple[str, ...]
MAX_CONFIDENCE_OF_SITE_AS_AUTHOR = 0.6
"""How sure an author is, at most, who bears the name of the site."""
_ADDING = 0.75
"""A place of less trust adds no names to those of another."""


def choose_authors(found: Iterable[Candidate], outlets: Iterable[str] = ()) -> Decision[_Names]:
    """The persons who wrote it. Admins, desks and agencies are none.

    The outlet itself counts only where nobody else is named: it may be a person's own site.
    """
    found = list(found)
    if not found:
        return Decision(None, None)
    own = {key for name in outlets if (key := comparison_key(name))}

    def persons(one: Candidate) -> _Names | Rejected:
        named = parse_author_names(*one.values)
        if not named:
            return Rejected("names no person")
        if all(_is_outlet(comparison_key(name), own) or ORGANISATION.search(name) for name in named):
            return Rejected("is the name of the outlet, or of another organisation")
        return named

    def anybody(one: Candidate) -> _Names | Rejected:
        return parse_author_names(*one.values) or Rejected("names no person")

    weighed = vote(Field.AUTHOR, found, persons, same=_same_names, best=_most_complete)
    if weighed.winner is not None or weighed.verdict is None:
        return weighed
    outlet = vote(Field.AUTHOR, found, anybody, same=_same_names, best=_most_complete)
    unsure = outlet.verdict and replace(
        outlet.verdict, confidence=min(outlet.verdict.confidence, MAX_CONFIDENCE_OF_SITE_AS_AUTHOR)
    )
    return Decision(outlet.winner, unsure)


def _is_outlet(name: str, own: set[str]) -> bool:
    return name in own or name.removeprefix("the") in own or f"the{name}" in own


def _same_names(one: _Names, other: _Names) -> bool:
    """Whether two bylines name the same persons, or one of them some of those of the other."""
    first, second = {comparison_key(name) for name in one}, {comparison_key(name) for name in other}
    return first <= second or second <= first


def _most_complete(party: Sequence[UsableCandidate[_Names]]) -> UsableCandidate[_Names]:
    return max(party, key=lambda each: (each is party[0] or each.trust >= _ADDING, len(each.value)))


# FOLDED: How surely was an article read as it was meant? The confidences of its fields as one number.


QUALITY_OF_TEXT_ALONE = 0.4
QUALITY_WEIGHTS = {"title": 0.25, "published": 0.25, "author": 0.05, "source": 0.05}
"""An article is no better than its text. A sure text alone gives 0.4; each field adds its weight as it is sure."""


def compute_quality(ledger: Provenance) -> float:
    """From 0 to 1, with two decimals: text · (0.4 + 0.25 title + 0.25 published + 0.05 author + 0.05 source).

    Each word stands for the confidence in that field, which is 0 where it is absent.
    """
    fields = sum(weight * ledger.confidence(field) for field, weight in QUALITY_WEIGHTS.items())
    return round(ledger.confidence("text") * (QUALITY_OF_TEXT_ALONE + fields), 2)


# FOLDED: How surely is a text the whole article, and nothing else?


SHORT_TEXT_WORDS = 50
"""Of fewer words a text is often a teaser or a heading."""
_DAMAGE = "\N{REPLACEMENT CHARACTER}"


def decide_text(draft: Draft, text: str) -> FieldDecision | None:
    """The verdict on a text; None where there is none.

    It is as sure as the reader that took it from the document, less for a text of fewer than 50 words (down to half,
    since that is often a teaser or a heading), and less by ten times the share of characters that could not be read.
    """
    if not text:
        return None
    words = len(text.split())
    sure = draft.confidence * min(1.0, 0.5 + words / (2 * SHORT_TEXT_WORDS))
    sure *= max(0.0, 1 - 10 * text.count(_DAMAGE) / len(text))
    value = f"{words:,} {'word' if words == 1 else 'words'}"
    return FieldDecision(
        "text",
        round(sure, 2),
        DecisionRule.TAKEN,
        (ProvenanceEntry(value, draft.origin, draft.confidence, Outcome.WON),),
    )
