"""A search as a sentence: "Articles with rail and the phrase night mail, not freight, in Times"."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
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
from web.pages.format import day_text, join_words, language_name, localized_number, moment_text, month_text
from web.texts import gettext, ngettext, to_translate

# Each phrase is a text of its own with a place for what it is about, and says nothing of case or gender: other
# languages put the words elsewhere. A phrase fits after "with" and after "without".


@dataclass(frozen=True, slots=True)
class TextPart:
    """A part of the sentence. The words of the query itself are `strong`."""

    text: str
    strong: bool = False


def describe_search(query: Query, filters: Filters) -> tuple[TextPart, ...]:
    """Return the search as one sentence in the language of the page, in parts."""
    match query:
        case MatchAll():
            said = _phrase("All articles")
        case MatchNone():
            said = _phrase("No article")
        case And(children):
            said = _conjunction(children)
        case DateRange() | Undated() | QualityRange() | Not(DateRange() | Undated() | QualityRange()):
            said = _phrase("Articles %(condition)s", condition=_words(query))
        case Not(child):
            said = _phrase("Articles without %(words)s", words=_words(child))
        case _:
            said = _phrase("Articles with %(words)s", words=_words(query, outermost=True))
    for condition in _conditions(filters):
        said = _phrase("%(search)s, %(condition)s", search=said, condition=condition)
    return tuple(_merged(_phrase("%(sentence)s.", sentence=said)))


def explain(query: Query, filters: Filters) -> str:
    """Return the search as one sentence, as plain text."""
    return "".join(part.text for part in describe_search(query, filters))


def _phrase(message: str, **parts: Sequence[TextPart] | str) -> list[TextPart]:
    """Return a text in the language of the page, with parts in the places that it names."""
    return _completed(gettext(message), parts)


def _completed(text: str, parts: Mapping[str, Sequence[TextPart] | str]) -> list[TextPart]:
    filled: list[TextPart] = []
    for number, piece in enumerate(_PLACE.split(text)):
        # Names of places and the text between them take turns.
        part = parts[piece] if number % 2 else piece
        filled += [TextPart(part)] if isinstance(part, str) else part
    return filled


_PLACE = re.compile(r"%\((\w+)\)s")


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
    said: list[TextPart] = []
    if included and excluded:
        words, others = _joined(included), _joined(excluded, alternatives=True)
        said = _phrase("Articles with %(words)s, not %(excluded)s", words=words, excluded=others)
    elif included:
        said = _phrase("Articles with %(words)s", words=_joined(included))
    elif excluded:
        said = _phrase("Articles without %(words)s", words=_joined(excluded, alternatives=True))
    for child in ranges:
        condition = _words(child)
        if said:
            said = _phrase("%(search)s, %(condition)s", search=said, condition=condition)
        else:
            said = _phrase("Articles %(condition)s", condition=condition)
    return said


def _intersect(periods: Sequence[DateRange]) -> DateRange:
    """Return the time that all periods share: after:2015 before:2017 is 2015 to 2016."""
    begins = [period.since for period in periods if period.since is not None]
    ends = [period.until for period in periods if period.until is not None]
    return DateRange(max(begins, default=None), min(ends, default=None))


def _words(query: Query, *, outermost: bool = False) -> list[TextPart]:
    match query:
        case MatchAll():
            return _phrase("anything")
        case MatchNone():
            return _phrase("nothing")
        case Word(text, field) | Fuzzy(text, _, field) | Prefix(text, field) | Wildcard(text, field):
            return _in_field(_phrase(_KINDS[type(query)], word=[TextPart(text, strong=True)]), field)
        case Phrase(text, field):
            return _in_field(_phrase("the phrase %(words)s", words=[TextPart(text, strong=True)]), field)
        case Near(text, distance, field):
            within = ngettext(
                "%(words)s within %(num)s word of each other",
                "%(words)s within %(num)s words of each other",
                distance,
                words="%(words)s",
            )
            return _in_field(_completed(within, {"words": [TextPart(text, strong=True)]}), field)
        case DateRange(since, until):
            return _published(since, until)
        case Undated():
            return _phrase("without a date")
        case QualityRange(least, most):
            return _confidence(least, most)
        case Synonyms(original, alternatives):
            others = join_words([other.text for other in alternatives], alternatives=True)
            return _phrase("%(word)s (also %(others)s)", word=_words(original), others=others)
        case Boost(child, _):
            return _words(child, outermost=outermost)
        case Not(Undated()):
            return _phrase("with a date")
        case Not(QualityRange(0, 100)):
            return _phrase("without a known extraction confidence")
        case Not(child):
            return _phrase("not %(words)s", words=_words(child))
        case And(children) | Or(children):
            joined = _joined(children, alternatives=isinstance(query, Or))
            return joined if outermost else _phrase("(%(words)s)", words=joined)
        case MostOf(children):
            largest = _phrase("most of %(words)s", words=_joined(children))
            return largest if outermost else _phrase("(%(words)s)", words=largest)
        case _:
            assert_never(query)


_KINDS: dict[type, str] = {
    Word: "%(word)s",
    Fuzzy: to_translate("words similar to %(word)s"),
    Prefix: to_translate("words that start with %(word)s"),
    Wildcard: to_translate("words like %(word)s"),
}

_FIELDS = {
    Field.TITLE: to_translate("%(words)s in the title"),
    Field.AUTHOR: to_translate("%(words)s as author"),
    Field.SOURCE: to_translate("%(words)s as source"),
    Field.SECTION: to_translate("%(words)s as section"),
    Field.TAG: to_translate("%(words)s as tag"),
    Field.LANG: to_translate("%(words)s as language"),
    Field.URL: to_translate("%(words)s in the address"),
}


def _in_field(parts: list[TextPart], field: Field | None) -> list[TextPart]:
    return parts if field is None else _phrase(_FIELDS[field], words=parts)


def _joined(children: Iterable[Query], *, alternatives: bool = False) -> list[TextPart]:
    described = {str(number): _words(child) for number, child in enumerate(children)}
    return _completed(join_words([f"%({name})s" for name in described], alternatives=alternatives), described)


def _conditions(filters: Filters) -> Iterator[list[TextPart]]:
    for facet, message in _CONDITIONS.items():
        values = filters.values.get(facet, ())
        if values:
            is_language = facet is Facet.LANGUAGE
            names = [language_name(value, in_sentence=True) for value in values] if is_language else values
            listed = join_words(names, alternatives=True)
            yield _phrase(message, **{"languages" if is_language else "names": listed})
    if filters.undated:
        yield _phrase("without a date")
    elif filters.since or filters.until:
        yield _published(filters.since, filters.until)


_CONDITIONS = {
    Facet.SOURCE: to_translate("in %(names)s"),
    Facet.SECTION: to_translate("section %(names)s"),
    Facet.AUTHOR: to_translate("by %(names)s"),
    Facet.TAG: to_translate("tagged %(names)s"),
    Facet.LANGUAGE: to_translate("in %(languages)s"),
}


def _confidence(least: int, most: int) -> list[TextPart]:
    """Describe a range of extraction confidence, given in hundredths, both ends included."""
    lowest, highest = _hundredths(least), _hundredths(most)
    if least == most:
        return _phrase("with extraction confidence %(number)s", number=lowest)
    if least == 0 and most == 100:
        return _phrase("with a known extraction confidence")
    if least == 0 and most % 10 == 9:
        return _phrase("with extraction confidence below %(number)s", number=_hundredths(most + 1))
    if least == 0:
        return _phrase("with extraction confidence of at most %(number)s", number=highest)
    if most == 100:
        return _phrase("with extraction confidence of at least %(number)s", number=lowest)
    return _phrase("with extraction confidence from %(lowest)s to %(highest)s", lowest=lowest, highest=highest)


def _hundredths(number: int) -> str:
    return localized_number(f"{number / 100:g}")


def _published(since: datetime | None, until: datetime | None) -> list[TextPart]:
    """Describe a time of publication; `until` is not part of it."""
    last = None if until is None else until if until.time() != datetime.min.time() else until - timedelta(1)
    if since is None or until is None or last is None:
        if since is not None:
            return _phrase("published since %(day)s", day=_edge(since))
        return _phrase("published until %(day)s", day="" if last is None else _edge(last))
    if since.month == since.day == until.month == until.day == 1 and since.time() == until.time():
        return _span("year", str(since.year), str(until.year - 1))
    if since.day == until.day == 1 and since.time() == until.time() == datetime.min.time():
        return _span("month", month_text(since), month_text(last))
    return _span("day", _edge(since), _edge(last))


def _span(unit: str, first: str, last: str) -> list[TextPart]:
    one, several = _SPANS[unit]
    return _phrase(one if first == last else several, **{unit: first, f"first_{unit}": first, f"last_{unit}": last})


_SPANS = {
    "year": (
        to_translate("published in %(year)s"),
        to_translate("published from %(first_year)s to %(last_year)s"),
    ),
    "month": (
        to_translate("published in %(month)s"),
        to_translate("published from %(first_month)s to %(last_month)s"),
    ),
    "day": (
        to_translate("published on %(day)s"),
        to_translate("published from %(first_day)s to %(last_day)s"),
    ),
}


def _edge(value: datetime) -> str:
    return day_text(value) if value.time() == datetime.min.time() else moment_text(value)


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
