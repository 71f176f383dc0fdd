"""A search as a sentence: "Articles with rail and the phrase night mail, not freight, in Times"."""

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
    MostOf,
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
    """A part of the sentence. The words of the query itself are `strong`."""

    text: str
    strong: bool = False


def describe_search(query: Query, filters: Filters) -> tuple[TextPart, ...]:
    """Return the search as one sentence, in parts."""
    match query:
        case MatchAll():
            opening = [TextPart("All articles")]
        case MatchNone():
            opening = [TextPart("No article")]
        case And(children):
            opening = _conjunction(children)
        case DateRange() | Undated() | QualityRange() | Not(DateRange() | Undated() | QualityRange()):
            opening = [TextPart("Articles "), *_words(query)]
        case Not(child):
            opening = [TextPart("Articles without "), *_words(child)]
        case _:
            opening = [TextPart("Articles with "), *_words(query, outermost=True)]
    return tuple(_merged([*opening, *_conditions(filters), TextPart(".")]))


def explain(query: Query, filters: Filters) -> str:
    """Return the search as one sentence, as plain text."""
    return "".join(part.text for part in describe_search(query, filters))


def _conjunction(children: Iterable[Query]) -> list[TextPart]:
    """Describe what articles must contain, what they must not, and their dates and confidence, in this order."""
    included: list[Query] = []
    excluded: list[Query] = []
    periods: list[DateRange] = []
    ranges: list[Query] = []
    for child in children:
        match child:
            case DateRange():
                periods.append(child)
            case Undated() | QualityRange() | Not(DateRange() | Undated() | QualityRange()):
                ranges.append(child)
            case Not(inner):
                excluded.append(inner)
            case _:
                included.append(child)
    if periods:
        ranges.append(_intersect(periods))
    parts = [TextPart("Articles")]
    if included:
        parts += [TextPart(" with "), *_joined(included, "and")]
    if excluded:
        parts += [TextPart(", not " if included else " without "), *_joined(excluded, "or")]
    for child in ranges:
        parts += [TextPart(", " if included or excluded else " "), *_words(child)]
    return parts


def _intersect(periods: Sequence[DateRange]) -> DateRange:
    """Return the time that all periods share: after:2015 before:2017 is 2015 to 2016."""
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
            return [TextPart(_confidence(least, most))]
        case Synonyms(original, alternatives):
            also = " or ".join(other.text for other in alternatives)
            return [*_words(original), TextPart(f" (also {also})")]
        case Boost(child, _):
            return _words(child, outermost=outermost)
        case Not(Undated()):
            return [TextPart("with a date")]
        case Not(QualityRange(0, 100)):
            return [TextPart("without a known extraction confidence")]
        case Not(child):
            return [TextPart("not "), *_words(child)]
        case And(children) | Or(children):
            joined = _joined(children, "and" if isinstance(query, And) else "or")
            return joined if outermost else [TextPart("("), *joined, TextPart(")")]
        case MostOf(children):
            joined = [TextPart("most of "), *_joined(children, "and")]
            return joined if outermost else [TextPart("("), *joined, TextPart(")")]
        case _:
            assert_never(query)


_KINDS: dict[type, str] = {
    Word: "",
    Fuzzy: "words similar to ",
    Prefix: "words that start with ",
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


def _in_field(parts: list[TextPart], field: Field | None) -> list[TextPart]:
    return parts if field is None else [*parts, TextPart(_FIELDS[field])]


def _joined(children: Iterable[Query], joint: str) -> list[TextPart]:
    described = [_words(child) for child in children]
    parts = list(described[0])
    for number, words in enumerate(described[1:], 2):
        parts += [TextPart(f" {joint} " if number == len(described) else ", "), *words]
    return parts


def _conditions(filters: Filters) -> list[TextPart]:
    parts = []
    for facet, opening in _CONDITIONS.items():
        values = filters.values.get(facet, ())
        if values:
            names = [language_name(value) for value in values] if facet is Facet.LANGUAGE else values
            parts.append(TextPart(f", {opening} {' or '.join(names)}"))
    if filters.undated:
        parts.append(TextPart(", without a date"))
    elif filters.since or filters.until:
        parts.append(TextPart(", published " + _span(filters.since, filters.until)))
    return parts


_CONDITIONS = {
    Facet.SOURCE: "in",
    Facet.SECTION: "section",
    Facet.AUTHOR: "by",
    Facet.TAG: "tagged",
    Facet.LANGUAGE: "in",
}


def _confidence(least: int, most: int) -> str:
    """Describe a range of extraction confidence, given in hundredths, both ends included."""
    lowest, highest = f"{least / 100:g}", f"{most / 100:g}"
    if least == most:
        return f"with extraction confidence {lowest}"
    if least == 0:
        if most == 100:
            return "with a known extraction confidence"
        below = most % 10 == 9
        return "with extraction confidence " + (f"below {(most + 1) / 100:g}" if below else f"of at most {highest}")
    return "with extraction confidence " + (f"of at least {lowest}" if most == 100 else f"from {lowest} to {highest}")


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
    return f"since {first}" if last is None else f"until {last}"


def _edge(value: datetime) -> str:
    midnight = value.time() == datetime.min.time()
    return day_text(value) if midnight else f"{day_text(value)}, {value:%H:%M}"


def _merged(parts: list[TextPart]) -> Iterable[TextPart]:
    text = ""
    for part in parts:
        if part.strong:
            if text:
                yield TextPart(text)
            yield part
            text = ""
        else:
            text += part.text
    if text:
        yield TextPart(text)
