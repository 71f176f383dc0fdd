"""How does a search read in plain words? "Articles with rail and the phrase night mail, not freight, in Times"."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import assert_never

from search.query.tree import (
    And,
    Boost,
    DateRange,
    Field,
    Fuzzy,
    MatchAll,
    MatchNone,
    Near,
    Not,
    Or,
    Phrase,
    Prefix,
    QualityRange,
    Query,
    Synonyms,
    Undated,
    Wildcard,
    Word,
)
from search.request import Facet, Filters
from web.pages.format import counted, day, language, month


@dataclass(frozen=True, slots=True)
class Said:
    """A piece of the sentence; what the person asked for is `strong`."""

    text: str
    strong: bool = False


def understood(query: Query, filters: Filters) -> tuple[Said, ...]:
    """The search as one sentence, in pieces."""
    match query:
        case MatchAll():
            opening = [Said("All articles")]
        case MatchNone():
            opening = [Said("No article")]
        case And(children):
            opening = _conjunction(children)
        case Not(child):
            opening = [Said("Articles without "), *_words(child)]
        case DateRange() | Undated() | QualityRange():
            opening = [Said("Articles "), *_words(query)]
        case _:
            opening = [Said("Articles with "), *_words(query, outermost=True)]
    return tuple(_merged([*opening, *_conditions(filters), Said(".")]))


def _conjunction(children: Iterable[Query]) -> list[Said]:
    """What articles must have, what they must not have, and when they appeared, in this order."""
    wanted: list[Query] = []
    unwanted: list[Query] = []
    periods: list[DateRange] = []
    dates: list[Query] = []
    for child in children:
        match child:
            case Not(inner):
                unwanted.append(inner)
            case DateRange():
                periods.append(child)
            case Undated() | QualityRange():
                dates.append(child)
            case _:
                wanted.append(child)
    if periods:
        dates.append(_common(periods))
    said = [Said("Articles")]
    if wanted:
        said += [Said(" with "), *_joined(wanted, "and")]
    if unwanted:
        said += [Said(", not " if wanted else " without "), *_joined(unwanted, "or")]
    for date in dates:
        said += [Said(", " if wanted or unwanted else " "), *_words(date)]
    return said


def _common(periods: Sequence[DateRange]) -> DateRange:
    """The time that lies in all of the periods: after:2015 before:2017 is one from 2015 to 2016."""
    begins = [period.since for period in periods if period.since is not None]
    ends = [period.until for period in periods if period.until is not None]
    return DateRange(max(begins, default=None), min(ends, default=None))


def _words(query: Query, *, outermost: bool = False) -> list[Said]:
    match query:
        case MatchAll():
            return [Said("anything")]
        case MatchNone():
            return [Said("nothing")]
        case Word(text, field) | Fuzzy(text, _, field) | Prefix(text, field) | Wildcard(text, field):
            return _in_field([Said(_KINDS[type(query)]), Said(text, strong=True)], field)
        case Phrase(text, field):
            return _in_field([Said("the phrase "), Said(text, strong=True)], field)
        case Near(text, distance, field):
            within = f" within {counted(distance, 'word')} of each other"
            return _in_field([Said(text, strong=True), Said(within)], field)
        case DateRange(since, until):
            return [Said("published " + _span(since, until))]
        case Undated():
            return [Said("without a date")]
        case QualityRange(least, most):
            return [Said(_quality(least, most))]
        case Synonyms(original, alternatives):
            also = " or ".join(other.text for other in alternatives)
            return [*_words(original), Said(f" (also {also})")]
        case Boost(child, _):
            return _words(child, outermost=outermost)
        case Not(child):
            return [Said("not "), *_words(child)]
        case And(children) | Or(children):
            joined = _joined(children, "and" if isinstance(query, And) else "or")
            return joined if outermost else [Said("("), *joined, Said(")")]
        case _:
            assert_never(query)


_KINDS: dict[type, str] = {
    Word: "",
    Fuzzy: "words close to ",
    Prefix: "words that begin with ",
    Wildcard: "words like ",
}

_FIELDS = {
    Field.TITLE: " in the title",
    Field.AUTHOR: " as author",
    Field.SOURCE: " as source",
    Field.SECTION: " as section",
    Field.TAG: " as tag",
    Field.LANG: " as language",
    Field.URL: " in the address",
}


def _in_field(said: list[Said], field: Field | None) -> list[Said]:
    return said if field is None else [*said, Said(_FIELDS[field])]


def _joined(children: Iterable[Query], joint: str) -> list[Said]:
    parts = [_words(child) for child in children]
    said = list(parts[0])
    for number, part in enumerate(parts[1:], 2):
        said += [Said(f" {joint} " if number == len(parts) else ", "), *part]
    return said


def _conditions(filters: Filters) -> list[Said]:
    said = []
    for facet, opening in _CONDITIONS.items():
        values = filters.values.get(facet, ())
        if values:
            names = [language(value) for value in values] if facet is Facet.LANGUAGE else values
            said.append(Said(f", {opening} {' or '.join(names)}"))
    if filters.undated:
        said.append(Said(", without a date"))
    elif filters.since or filters.until:
        said.append(Said(", published " + _span(filters.since, filters.until)))
    return said


_CONDITIONS = {
    Facet.SOURCE: "in",
    Facet.SECTION: "section",
    Facet.AUTHOR: "by",
    Facet.TAG: "tagged",
    Facet.LANGUAGE: "in",
}


def _quality(least: int, most: int) -> str:
    lowest, highest = f"{least / 100:g}", f"{most / 100:g}"
    if least == most:
        return f"of quality {lowest}"
    if least == 0:
        if most == 100:
            return "of a known quality"
        return f"of a quality below {(most + 1) / 100:g}" if most % 10 == 9 else f"of a quality up to {highest}"
    return f"of a quality from {lowest} {'on' if most == 100 else f'to {highest}'}"


def _span(since: datetime | None, until: datetime | None) -> str:
    first = None if since is None else _edge(since)
    last = None if until is None else _edge(until if until.time() != datetime.min.time() else until - timedelta(1))
    if since is not None and until is not None:
        if since.month == since.day == until.month == until.day == 1 and since.time() == until.time():
            years = (str(since.year), str(until.year - 1))
            return f"in {years[0]}" if years[0] == years[1] else f"from {years[0]} to {years[1]}"
        if since.day == until.day == 1 and since.time() == until.time() == datetime.min.time():
            first, last = month(since), month(until - timedelta(1))
            return f"in {first}" if first == last else f"from {first} to {last}"
        return f"on {first}" if first == last else f"from {first} to {last}"
    return f"from {first} on" if last is None else f"up to {last}"


def _edge(value: datetime) -> str:
    midnight = value.time() == datetime.min.time()
    return day(value) if midnight else f"{day(value)}, {value:%H:%M}"


def _merged(said: list[Said]) -> Iterable[Said]:
    text = ""
    for piece in said:
        if piece.strong:
            if text:
                yield Said(text)
            yield piece
            text = ""
        else:
            text += piece.text
    if text:
        yield Said(text)
