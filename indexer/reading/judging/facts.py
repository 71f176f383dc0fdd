"""Which section, place, language, address, image and tags does a document state? What takes no more than reading."""

from collections.abc import Iterable
from itertools import islice

from indexer.reading.draft import Candidate, Draft, Field
from indexer.reading.identity import canonical_url, is_front_page
from indexer.reading.judging.trust import Standing, standing_of, trust
from indexer.reading.judging.weighing import Rejected, Weighed, shown, weigh
from indexer.reading.language import detected, normalised
from indexer.reading.ledger import Entry, Outcome, Rule, Verdict
from indexer.reading.tidy import one_line
from indexer.reading.titles import folded
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
    code, origin, rule = normalised(default or ""), "settings language", Rule.SETTINGS
    if code is None:
        code, origin, rule = detected(text), "detection by words", Rule.DETECTED
    if code is None:
        return weighed
    one = Candidate(Field.LANGUAGE, (code,), origin)
    believed = trust(Field.LANGUAGE, origin)
    rejected = weighed.verdict.entries if weighed.verdict else ()
    verdict = Verdict(Field.LANGUAGE, believed, rule, (Entry(code, origin, believed, Outcome.WON), *rejected))
    return Weighed(weigh(Field.LANGUAGE, (one,), read).winner, verdict)


def tags(draft: Draft) -> tuple[tuple[str, ...], Verdict | None]:
    """The tags of all places together, each once."""
    kept: dict[str, str] = {}
    entries: list[Entry] = []
    for one in islice(draft.of(Field.TAGS), _MOST_TAGGED):
        before = len(kept)
        for value in one.values:
            tag = one_line(value[: 2 * _LONGEST_TAG]).strip(" ,;#")
            if tag and len(tag) <= _LONGEST_TAG:
                kept.setdefault(tag.casefold(), tag)
        outcome = Outcome.WON if len(kept) > before else Outcome.AGREES
        entries.append(Entry(shown(one), one.origin, trust(Field.TAGS, one.origin), outcome))
    if not kept:
        return (), None
    sure = max(entry.confidence for entry in entries)
    rule = Rule.JOINED if len(entries) > 1 else Rule.ONLY
    return tuple(kept.values())[:_MOST_TAGS], Verdict(Field.TAGS, sure, rule, tuple(entries))
