"""Numbers, dates, durations and languages as people read them, in the language of the page."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache

from search.analysis.languages import codes, get_language, primary_code
from search.article import Precision, Published
from web.texts import current_language, current_texts
from web.texts import gettext as _

# Babel is loaded where it is used: the terminal takes only durations and numbers from here.

_LOCALES = {"en": "en_GB"}
"""Locales that write dates otherwise than that of the language alone: 27 November 2015, not November 27, 2015."""


def locale_name() -> str:
    """Return the locale of the language in use, as the CLDR names it."""
    language = current_language()
    return _LOCALES.get(language, language)


def format_number(value: int) -> str:
    """Return 1204 as "1,204"."""
    return current_texts().number(value)


def counted(value: int, one: str, many: str | None = None) -> str:
    """Return a number with its noun in English, for the terminal and for programs: "1 article", "1,204 articles"."""
    return f"{value:,} {one if value == 1 else many or one + 's'}"


def join_words(items: Sequence[str], *, alternatives: bool = False) -> str:
    """Join items as in a sentence: "a, b and c", or "a, b or c"."""
    if len(items) < 2:
        return "".join(items)
    from babel.lists import format_list

    return format_list(items, "or" if alternatives else "standard", locale_name())


def day_text(value: date) -> str:
    """Return a day: "27 November 2015"."""
    return _date_text(date(value.year, value.month, value.day), "yMMMMd", locale_name())


def month_name(value: date) -> str:
    """Return the name of a month: "November"."""
    return _date_text(value.replace(day=1), "LLLL", locale_name())


def month_text(value: date) -> str:
    """Return a month: "November 2015"."""
    return _date_text(date(value.year, value.month, 1), "yMMMM", locale_name())


def day_of_year_text(value: date) -> str:
    """Return a day of a year that follows: "27 November"."""
    return _date_text(value, "MMMMd", locale_name())


def short_day_text(value: date) -> str:
    """Return a day of a known year in a narrow place: "27 Nov"."""
    return _date_text(value, "MMMd", locale_name())


def short_month_text(value: date) -> str:
    """Return a month in a narrow place: "Nov 2015"."""
    return _date_text(value.replace(day=1), "yMMM", locale_name())


@lru_cache(maxsize=4096)
def _date_text(value: date, skeleton: str, locale: str) -> str:
    from babel.dates import format_date, format_skeleton

    if skeleton == "yMMMMd":
        text = format_date(value, "long", locale)
    elif skeleton == "LLLL":
        return format_date(value, "LLLL", locale)
    else:
        text = format_skeleton(skeleton, value, locale=locale)
    # The CLDR has no ordinals, and French days begin with one.
    return f"1er{text[1:]}" if locale == "fr" and text.startswith("1 ") else text


def published_text(value: Published) -> str:
    """Return a publication time as precise as it is known: "2015", "November 2015", "27 November 2015, 13:46"."""
    match value.precision:
        case Precision.YEAR:
            return str(value.moment.year)
        case Precision.MONTH:
            return month_text(value.moment)
        case Precision.DAY:
            return day_text(value.moment)
        case Precision.TIME:
            return moment_text(value.moment)


def moment_text(value: datetime) -> str:
    """Return a day with a time: "27 November 2015, 13:46"."""
    return _("%(day)s, %(time)s", day=day_text(value), time=f"{value:%H:%M}")


def duration_text(seconds: float) -> str:
    """Return a duration as exact as a person wants it: "42 s", "12 min", "3 h 5 min"."""
    whole = round(seconds)
    if whole < 120:
        return _("%(number)s s", number=whole)
    minutes = round(whole / 60)
    if minutes < 120:
        return _("%(number)s min", number=minutes)
    return _("%(hours)s h %(minutes)s min", hours=minutes // 60, minutes=minutes % 60)


def size_text(size_bytes: int) -> str:
    """Return a size on disk in the unit that gives one to three digits before the point: "3.4 MB", "352 kB"."""
    from babel.units import format_unit

    value, unit = size_bytes / 1000, "kilobyte"
    for larger in ("megabyte", "gigabyte", "terabyte"):
        if value >= 999.5:
            value, unit = value / 1000, larger
    digits = 1 if value < 9.95 else 0
    return format_unit(round(value, digits), unit, "short", locale=locale_name())


def took_text(seconds: float) -> str:
    """Return how long a search took: "4 ms", "1.2 s"."""
    if seconds < 1:
        return _("%(number)s ms", number=max(round(seconds * 1000), 1))
    return _("%(number)s s", number=localized_number(f"{seconds:.1f}"))


def localized_number(text: str) -> str:
    """Return a number that is written with a decimal point as the language writes it: "1.2"."""
    if current_language() == "en":
        return text
    from babel.numbers import get_decimal_symbol

    return text.replace(".", str(get_decimal_symbol(locale_name())))


def percent_text(share: float) -> str:
    """Return a share from 0 to 1: "94%"."""
    from babel.numbers import format_percent

    return format_percent(share, locale=locale_name())


def utc_time_text(value: datetime) -> str:
    """Return a point in time in UTC: "27 November 2015, 13:46 UTC"."""
    return _("%(day)s, %(time)s UTC", day=day_text(value), time=f"{value:%H:%M}")


def text_direction(code: str | None) -> str:
    """Return which way a language is written, as the HTML attribute `dir` has it."""
    return "auto" if code is None else get_language(primary_code(code)).direction


def language_name(code: str, *, in_sentence: bool = False) -> str:
    """Return the name of a language in the language of the page, or its code if the name is unknown.

    A name that stands alone begins with a capital; within a sentence it is spelled as the language spells it there.
    """
    primary = primary_code(code)
    if primary not in codes():
        return code
    name = get_language(primary).name
    if current_language() != "en":
        name = _language_name(primary, locale_name()) or name
    return name if in_sentence else name[:1].upper() + name[1:]


@lru_cache(maxsize=1024)
def _language_name(code: str, locale: str) -> str:
    from babel import Locale

    return str(Locale.parse(locale).languages.get(code, ""))
