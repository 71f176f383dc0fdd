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
from web.pages.format import counted, day_text, language_name, month_text


@dataclass(frozen=True, slots=True)
class TextPart:
    """A piece of the sentence; what the person asked for is `strong`."""

    text: str
    strong: bool = False


def describe_search(query: Query, filters: Filters) -> tuple[TextPart, ...]:
    """The search as one sentence, in pieces."""
    match query:
        case MatchAll():
            opening = [TextPart("All articles")]
        case MatchNone():
            opening = [TextPart("No article")]
        case And(children):
            opening = _conjunction(children)
        case Not(child):
            opening = [TextPart("Articles without "), *_words(child)]
        case DateRange() | Undated() | QualityRange():
            opening = [TextPart("Articles "), *_words(query)]
        case _:
            opening = [TextPart("Articles with "), *_words(query, outermost=True)]
    return tuple(_merged([*opening, *_conditions(filters), TextPart(".")]))


def _conjunction(children: Iterable[Query]) -> list[TextPart]:
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
    said = [TextPart("Articles")]
    if wanted:
        said += [TextPart(" with "), *_joined(wanted, "and")]
    if unwanted:
        said += [TextPart(", not " if wanted else " without "), *_joined(unwanted, "or")]
    for date in dates:
        said += [TextPart(", " if wanted or unwanted else " "), *_words(date)]
    return said


def _common(periods: Sequence[DateRange]) -> DateRange:
    """The time that lies in all of the periods: after:2015 before:2017 is one from 2015 to 2016."""
    begins = [period.since for period in periods if period.since is not None]
    ends = [period.until for period in periods if period.until is not None]
    return DateRange(max(begins, default=None), min(ends, default=None))


def _words(query: Query, *, outermost: bool = False) -> list[TextPart]:
    match query:
        case MatchAll():
            return [TextPart("anything")]
        case MatchNone():
            return [TextPart("nothing")]
        case Word(text, field) | Fuzzy(text, _, field) | Prefix(text, field) | Wildcard(text, field):
            return _in_field([TextPart(_KINDS[type(query)]), TextPart(text, strong=True)], field)
        case Phrase(text, field):
            return _in_field([TextPart("the phrase "), TextPart(text, strong=True)], field)
        case Near(text, distance, field):
            within = f" within {counted(distance, 'word')} of each other"
            return _in_field([TextPart(text, strong=True), TextPart(within)], field)
        case DateRange(since, until):
            return [TextPart("published " + _span(since, until))]
        case Undated():
            return [TextPart("without a date")]
        case QualityRange(least, most):
            return [TextPart(_quality(least, most))]
        case Synonyms(original, alternatives):
            also = " or ".join(other.text for other in alternatives)
            return [*_words(original), TextPart(f" (also {also})")]
        case Boost(child, _):
            return _words(child, outermost=outermost)
        case Not(child):
            return [TextPart("not "), *_words(child)]
        case And(children) | Or(children):
            joined = _joined(children, "and" if isinstance(query, And) else "or")
            return joined if outermost else [TextPart("("), *joined, TextPart(")")]
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


def _in_field(said: list[TextPart], field: Field | None) -> list[TextPart]:
    return said if field is None else [*said, TextPart(_FIELDS[field])]


def _joined(children: Iterable[Query], joint: str) -> list[TextPart]:
    parts = [_words(child) for child in children]
    said = list(parts[0])
    for number, part in enumerate(parts[1:], 2):
        said += [TextPart(f" {joint} " if number == len(parts) else ", "), *part]
    return said


def _conditions(filters: Filters) -> list[TextPart]:
    said = []
    for facet, opening in _CONDITIONS.items():
        values = filters.values.get(facet, ())
        if values:
            names = [language_name(value) for value in values] if facet is Facet.LANGUAGE else values
            said.append(TextPart(f", {opening} {' or '.join(names)}"))
    if filters.undated:
        said.append(TextPart(", without a date"))
    elif filters.since or filters.until:
        said.append(TextPart(", published " + _span(filters.since, filters.until)))
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
            first, last = month_text(since), month_text(until - timedelta(1))
            return f"in {first}" if first == last else f"from {first} to {last}"
        return f"on {first}" if first == last else f"from {first} to {last}"
    return f"from {first} on" if last is None else f"up to {last}"


def _edge(value: datetime) -> str:
    midnight = value.time() == datetime.min.time()
    return day_text(value) if midnight else f"{day_text(value)}, {value:%H:%M}"


def _merged(said: list[TextPart]) -> Iterable[TextPart]:
    text = ""
    for piece in said:
        if piece.strong:
            if text:
                yield TextPart(text)
            yield piece
            text = ""
        else:
            text += piece.text
    if text:
        yield TextPart(text)
