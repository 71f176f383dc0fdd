"""Which section, place, language, address, image and tags does a document state? What takes no more than reading."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import islice

from indexer.extract.bylines import ORGANISATION, author_names
from indexer.extract.candidates import Candidate, Draft, Field
from indexer.extract.cleanup import one_line
from indexer.extract.fusion import vote as weighing
from indexer.extract.fusion.trust import Standing, standing_of, trust
from indexer.extract.fusion.vote import Rejected, Sound, Weighed, shown, weigh
from indexer.extract.language import detected, normalised
from indexer.extract.provenance import DecisionRule, FieldDecision, Outcome, Provenance, ProvenanceEntry
from indexer.extract.titles import folded, names_site, site_beside, site_labels, title_from_text, without_site
from indexer.extract.urls import canonical_url, is_front_page
from search.article import Image

LONGEST = {Field.SOURCE: 200, Field.SECTION: 200, Field.PLACE: 100, Field.LOCATION: 2000}
_LONGEST_ALT = 1_000
_MOST_TAGS, _LONGEST_TAG, _MOST_TAGGED = 100, 100, 12


def line(found: Iterable[Candidate], field: Field) -> Weighed[str]:
    """A field that is one line: the first of the trusted places with anything in it."""

    def read(one: Candidate) -> str | Rejected:
        return one_line(one.value)[: LONGEST[field]] or Rejected("is empty")

    return weigh(field, found, read, same=lambda one, other: folded(one) == folded(other), vote=False)


def address(found: Iterable[Candidate], location: str) -> Weighed[str]:
    """The article's own address, in its plainest form. `location` is where it was read from."""
    here = canonical_url(location)

    def read(one: Candidate) -> str | Rejected:
        url = canonical_url(one.value)
        if url is None:
            return Rejected("is no web address")
        if is_front_page(url) and url != here and standing_of(one.origin) is Standing.DOCUMENT:
            return Rejected("is the front page of the site")
        return url

    here_too = (Candidate(Field.URL, (location,), "address of the page"),) if here else ()
    return weigh(Field.URL, (*found, *here_too), read, vote=False)


def image(found: Iterable[Candidate]) -> Weighed[Image]:
    """The picture that stands for the article; of places that name the same one, the first that says what it shows."""

    def read(one: Candidate) -> Image | Rejected:
        url = canonical_url(one.value)
        if url is None:
            return Rejected("is no web address")
        return Image(one.value.strip(), one_line(" ".join(one.values[1:2]))[:_LONGEST_ALT])

    return weigh(
        Field.IMAGE,
        found,
        read,
        same=lambda one, other: one.url == other.url,
        best=lambda party: next((each for each in party if each.value.alt), party[0]),
        vote=False,
    )


def language(found: Iterable[Candidate], text: str, default: str | None) -> Weighed[str]:
    """The language that a place states, else the settings' own, else the one found by looking at the text."""

    def read(one: Candidate) -> str | Rejected:
        return normalised(one.value) or Rejected("names no language")

    weighed = weigh(Field.LANGUAGE, found, read, vote=False)
    if weighed.winner is not None:
        return weighed
    code, origin, rule = normalised(default or ""), "settings language", DecisionRule.SETTINGS
    if code is None:
        code, origin, rule = detected(text), "detection by words", DecisionRule.DETECTED
    if code is None:
        return weighed
    one = Candidate(Field.LANGUAGE, (code,), origin)
    believed = trust(Field.LANGUAGE, origin)
    rejected = weighed.verdict.entries if weighed.verdict else ()
    verdict = FieldDecision(
        Field.LANGUAGE, believed, rule, (ProvenanceEntry(code, origin, believed, Outcome.WON), *rejected)
    )
    return Weighed(weigh(Field.LANGUAGE, (one,), read).winner, verdict)


def tags(draft: Draft) -> tuple[tuple[str, ...], FieldDecision | None]:
    """The tags of all places together, each once."""
    kept: dict[str, str] = {}
    entries: list[ProvenanceEntry] = []
    for one in islice(draft.of(Field.TAGS), _MOST_TAGGED):
        before = len(kept)
        for value in one.values:
            tag = one_line(value[: 2 * _LONGEST_TAG]).strip(" ,;#")
            if tag and len(tag) <= _LONGEST_TAG:
                kept.setdefault(tag.casefold(), tag)
        outcome = Outcome.WON if len(kept) > before else Outcome.AGREES
        entries.append(ProvenanceEntry(shown(one), one.origin, trust(Field.TAGS, one.origin), outcome))
    if not kept:
        return (), None
    sure = max(entry.confidence for entry in entries)
    rule = DecisionRule.JOINED if len(entries) > 1 else DecisionRule.ONLY
    return tuple(kept.values())[:_MOST_TAGS], FieldDecision(Field.TAGS, sure, rule, tuple(entries))


# FOLDED: Which of the titles that a document states is its headline, and which site's name stands beside it?


LONGEST_TITLE = 1_000
_SITE_ALONE = 0.3
_FIRST_SENTENCE = "text first sentence"


def title(draft: Draft, url: str | None, source: str | None) -> Weighed[str]:
    """The headline, without the name of the site; a title that is nothing else is the last resort."""
    found = list(draft.of(Field.TITLE))
    lines = {one.values: one_line(one.value[:LONGEST_TITLE]) for one in found}
    sites = outlets(draft, url, source)

    shown = [lines[one.values] for one in found if one.origin.startswith("heading")]

    def read(one: Candidate) -> str | Rejected:
        line = lines[one.values]
        others = [lines[other.values] for other in found if other.origin != one.origin]
        shorter = without_site(line, sites, others, shown)
        if not shorter or names_site(shorter, sites):
            return Rejected("is the name of the site")
        return shorter

    weighed = weigh(Field.TITLE, found, read, same=lambda one, other: folded(one) == folded(other))
    if weighed.winner is not None or weighed.verdict is None:
        return weighed
    named = weigh(Field.TITLE, found, lambda one: lines[one.values] or Rejected("is empty"))
    doubtful = named.verdict and replace(named.verdict, confidence=min(named.verdict.confidence, _SITE_ALONE))
    return Weighed(named.winner, doubtful)


def outlets(draft: Draft, url: str | None, source: str | None) -> tuple[str, ...]:
    """What the outlet may be called: by every place that names it, and by its address."""
    return (*(one.value for one in draft.of(Field.SOURCE)), source or "", *(site_labels(url) if url else ()))


def from_text(text: str, longest: int, stated: FieldDecision | None) -> tuple[str, FieldDecision]:
    """The first sentence as a title, for an article that states none that can be used."""
    made = title_from_text(text, longest)
    confidence = trust(Field.TITLE, _FIRST_SENTENCE)
    first = ProvenanceEntry(
        weighing.shown(Candidate(Field.TITLE, (made,), "")), _FIRST_SENTENCE, confidence, Outcome.WON
    )
    entries = (first, *(stated.entries if stated else ()))[: weighing.MOST_ENTRIES]
    return made, FieldDecision(Field.TITLE, confidence, DecisionRule.FROM_TEXT, entries)


def source_beside(titles: Sequence[Candidate], headline: str) -> tuple[Candidate, ...]:
    """The site that the page's own title names beside the headline."""
    named = (site_beside(one.value[:LONGEST_TITLE], headline) for one in titles if one.origin.startswith("title"))
    return tuple(Candidate(Field.SOURCE, (site,), "title beside the headline") for site in named if site)[:1]


# FOLDED: Which persons does a document name as its authors?


_Names = tuple[str, ...]
OUTLET = 0.6
"""How sure an author is, at most, who bears the name of the site."""
_ADDING = 0.75
"""A place of less trust adds no names to those of another."""


def authors(found: Iterable[Candidate], outlets: Iterable[str] = ()) -> Weighed[_Names]:
    """The persons who wrote it. Admins, desks and agencies are none.

    The outlet itself counts only where nobody else is named: it may be a person's own site.
    """
    found = list(found)
    if not found:
        return Weighed(None, None)
    own = {key for name in outlets if (key := folded(name))}

    def persons(one: Candidate) -> _Names | Rejected:
        named = author_names(*one.values)
        if not named:
            return Rejected("names no person")
        if all(_is_outlet(folded(name), own) or ORGANISATION.search(name) for name in named):
            return Rejected("is the name of the outlet, or of another organisation")
        return named

    def anybody(one: Candidate) -> _Names | Rejected:
        return author_names(*one.values) or Rejected("names no person")

    weighed = weigh(Field.AUTHOR, found, persons, same=_same_names, best=_most_complete)
    if weighed.winner is not None or weighed.verdict is None:
        return weighed
    outlet = weigh(Field.AUTHOR, found, anybody, same=_same_names, best=_most_complete)
    unsure = outlet.verdict and replace(outlet.verdict, confidence=min(outlet.verdict.confidence, OUTLET))
    return Weighed(outlet.winner, unsure)


def _is_outlet(name: str, own: set[str]) -> bool:
    return name in own or name.removeprefix("the") in own or f"the{name}" in own


def _same_names(one: _Names, other: _Names) -> bool:
    """Whether two bylines name the same persons, or one of them some of those of the other."""
    first, second = {folded(name) for name in one}, {folded(name) for name in other}
    return first <= second or second <= first


def _most_complete(party: Sequence[Sound[_Names]]) -> Sound[_Names]:
    return max(party, key=lambda each: (each is party[0] or each.trust >= _ADDING, len(each.value)))


# FOLDED: How surely was an article read as it was meant? The confidences of its fields as one number.


TEXT_ALONE = 0.4
WEIGHTS = {"title": 0.25, "published": 0.25, "author": 0.05, "source": 0.05}
"""An article is no better than its text. A sure text alone gives 0.4; each field adds its weight as it is sure."""


def quality(ledger: Provenance) -> float:
    """From 0 to 1, with two decimals: text · (0.4 + 0.25 title + 0.25 published + 0.05 author + 0.05 source).

    Each word stands for the confidence in that field, which is 0 where it is absent.
    """
    fields = sum(weight * ledger.confidence(field) for field, weight in WEIGHTS.items())
    return round(ledger.confidence("text") * (TEXT_ALONE + fields), 2)


# FOLDED: How surely is a text the whole article, and nothing else?


SHORT = 50
"""Of fewer words a text is often a teaser or a heading."""
_DAMAGE = "\N{REPLACEMENT CHARACTER}"


def text_verdict(draft: Draft, text: str) -> FieldDecision | None:
    """The verdict on a text; None where there is none.

    It is as sure as the reader that took it from the document, less for a text of fewer than 50 words (down to half,
    since that is often a teaser or a heading), and less by ten times the share of characters that could not be read.
    """
    if not text:
        return None
    words = len(text.split())
    sure = draft.confidence * min(1.0, 0.5 + words / (2 * SHORT))
    sure *= max(0.0, 1 - 10 * text.count(_DAMAGE) / len(text))
    value = f"{words:,} {'word' if words == 1 else 'words'}"
    return FieldDecision(
        "text",
        round(sure, 2),
        DecisionRule.TAKEN,
        (ProvenanceEntry(value, draft.origin, draft.confidence, Outcome.WON),),
    )
