"""Which of the titles that a document states is its headline, and which site's name stands beside it?"""

from collections.abc import Sequence
from dataclasses import replace

from indexer.reading.draft import Candidate, Draft, Field
from indexer.reading.judging import weighing
from indexer.reading.judging.trust import trust
from indexer.reading.judging.weighing import Rejected, Weighed, weigh
from indexer.reading.ledger import Entry, Outcome, Rule, Verdict
from indexer.reading.tidy import one_line
from indexer.reading.titles import folded, names_site, site_beside, site_labels, title_from_text, without_site

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


def from_text(text: str, longest: int, stated: Verdict | None) -> tuple[str, Verdict]:
    """The first sentence as a title, for an article that states none that can be used."""
    made = title_from_text(text, longest)
    confidence = trust(Field.TITLE, _FIRST_SENTENCE)
    first = Entry(weighing.shown(Candidate(Field.TITLE, (made,), "")), _FIRST_SENTENCE, confidence, Outcome.WON)
    entries = (first, *(stated.entries if stated else ()))[: weighing.MOST_ENTRIES]
    return made, Verdict(Field.TITLE, confidence, Rule.FROM_TEXT, entries)


def source_beside(titles: Sequence[Candidate], headline: str) -> tuple[Candidate, ...]:
    """The site that the page's own title names beside the headline."""
    named = (site_beside(one.value[:LONGEST_TITLE], headline) for one in titles if one.origin.startswith("title"))
    return tuple(Candidate(Field.SOURCE, (site,), "title beside the headline") for site in named if site)[:1]
