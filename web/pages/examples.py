"""Words, names and dates of this archive, for examples of searches that find something here.

What an archive does not have, general words stand in for; then an example may find nothing, and still shows the syntax.
"""

import re
from collections import Counter
from collections.abc import Iterable, Set
from dataclasses import dataclass
from itertools import pairwise
from unicodedata import category

from search.analysis import stop_words, tokenize
from search.analysis.languages import primary_code
from search.request import Facet
from web.pages.overview import Overview

_LANGUAGE = "en"
_MIN_LETTERS = 4
_MAX_LETTERS = 14
_ACRONYM = re.compile(r"\b[A-Z]{2,5}\b")


@dataclass(frozen=True, slots=True)
class ExampleWords:
    """What examples are made from. `first` and `second` are of one title, and `phrase` is as it stands in one."""

    first: str = "river"
    second: str = "flood"
    third: str = "canal"
    phrase: str = "river flood"
    acronym: str = "US"
    author: str = ""
    source: str = ""
    year: str = "2015"
    month: str = "2015-11"


def example_words(whole: Overview | None) -> ExampleWords:
    """Return the words of an archive; general ones where there is none, or its index cannot be read."""
    usual = ExampleWords()
    if whole is None or not whole.stats.articles:
        return usual
    languages = {_LANGUAGE, *(primary_code(entry.value) for entry in whole.values[Facet.LANGUAGE])}
    small = frozenset().union(*(stop_words(code) for code in languages))
    titles = [_title_words(title, small) for title in whole.titles]
    counts = Counter(word for words in titles for word in set(words))
    ranked = [word for word, _ in sorted(counts.items(), key=lambda each: (-each[1], each[0]))]
    first = ranked[0] if ranked else usual.first
    second = next(iter(_ranked(counts, (words for words in titles if first in words), first)), usual.second)
    third = next((word for word in ranked if word not in (first, second)), usual.third)
    dated = whole.stats.latest
    busiest = max(whole.years, key=lambda span: span.count, default=None)
    return ExampleWords(
        first=first,
        second=second,
        third=third,
        phrase=_phrase(whole.titles, first, small) or f"{first} {second}",
        acronym=_acronym(whole) or usual.acronym,
        author=_most_frequent(whole, Facet.AUTHOR),
        source=_most_frequent(whole, Facet.SOURCE),
        year=busiest.bounds[0] if busiest else usual.year,
        month=dated.isoformat()[:7] if dated else usual.month,
    )


def _title_words(title: str, small: Set[str]) -> list[str]:
    return [
        token.exact
        for token in tokenize(title)
        if _is_word(token.exact) and _MIN_LETTERS <= len(token.exact) <= _MAX_LETTERS and token.exact not in small
    ]


def _is_word(text: str) -> bool:
    """Return whether a text has letters alone, with the marks that belong to them, as the vowels of Hindi are."""
    return text.isalpha() or all(category(character)[0] in "LM" for character in text)


def _ranked(counts: Counter[str], titles: Iterable[list[str]], without: str) -> list[str]:
    """Return the words that share a title with another one, the most frequent first."""
    beside = {word for words in titles for word in words} - {without}
    return sorted(beside, key=lambda word: (-counts[word], -len(word), word))


def _phrase(titles: tuple[str, ...], word: str, small: Set[str]) -> str:
    """Return two words that stand side by side in a title, one of which is `word` if there are such."""
    pairs = []
    for title in titles:
        for one, other in pairwise(tokenize(title)):
            both = one.exact, other.exact
            is_plain = all(_is_word(part) and len(part) >= _MIN_LETTERS and part not in small for part in both)
            if is_plain and title[one.end : other.start] == " ":
                pairs.append(" ".join(both))
    return next((pair for pair in pairs if word in pair.split()), pairs[0] if pairs else "")


def _acronym(whole: Overview) -> str:
    """Return the most frequent acronym of titles and tags; titles in capitals have none."""
    found = Counter(acronym for title in whole.titles if not title.isupper() for acronym in _ACRONYM.findall(title))
    found.update({entry.value: entry.count for entry in whole.values[Facet.TAG] if _ACRONYM.fullmatch(entry.value)})
    return min(found, key=lambda acronym: (-found[acronym], acronym), default="")


def _most_frequent(whole: Overview, facet: Facet) -> str:
    """Return the value of most articles that can be quoted as it is."""
    return next((entry.value for entry in whole.values[facet] if '"' not in entry.value and len(entry.value) < 40), "")
