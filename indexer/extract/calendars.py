"""Years and days of other calendars: the eras of Thailand, Japan and Taiwan, the Persian one; Chinese numerals."""

import re
from datetime import date, timedelta

_ERAS = {"明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018, "民國": 1911, "民国": 1911}
ERA = "|".join(_ERAS)
"""The names of eras, as a pattern; a year behind one counts from its beginning."""
PERSIAN_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("فروردین", "فروردين"), ("اردیبهشت", "ارديبهشت"), ("خرداد",), ("تیر", "تير"), ("مرداد", "امرداد"),
            ("شهریور", "شهريور"), ("مهر",), ("آبان", "ابان"), ("آذر", "اذر"), ("دی", "دي"), ("بهمن",), ("اسفند",),
        ),
        start=1,
    )
    for name in names
}  # fmt: skip
_BUDDHIST_YEARS, _BUDDHIST_OFFSET = range(2443, 2644), 543
_FIRST_PERSIAN_YEAR, _LAST_PERSIAN_YEAR = 1200, 1499
_FIRST_OF_PERSIAN_1 = date(622, 3, 21)
_DIGITS = {
    character: value for value, characters in enumerate(("〇零", *"一二三四五六七八九")) for character in characters
}
_NUMERALS = re.compile(
    r"([〇零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})(?=[日号號])"
)


def western_year(year: int, era: str = "") -> int:
    """Return the year of our calendar: of an era's year, or of a Buddhist year such as 2558; others as they are."""
    if era:
        return _ERAS[era] + year
    return year - _BUDDHIST_OFFSET if year in _BUDDHIST_YEARS else year


def from_persian(year: int, month: int, day: int) -> date:
    """Return the day of our calendar of one of the Persian solar calendar, right for the years 1206 to 1498.

    Raises ValueError for a day that is none.
    """
    days_in_month = 31 if month <= 6 else 30
    if not (_FIRST_PERSIAN_YEAR <= year <= _LAST_PERSIAN_YEAR and 1 <= month <= 12 and 1 <= day <= days_in_month):
        raise ValueError(f"no day of the Persian calendar: {year}-{month}-{day}")
    leap_days = (8 * (year - 1) + 29) // 33
    before = (month - 1) * 31 - max(0, month - 7)
    return _FIRST_OF_PERSIAN_1 + timedelta(days=365 * (year - 1) + leap_days + before + day - 1)


def is_persian_year(year: int, *, slashed: bool = False) -> bool:
    """Return whether a year of a date in figures is of the Persian calendar: before ours had print, or `1402/3/1`."""
    return 1300 <= year < 1400 or (slashed and 1400 <= year <= 1420)


def replace_numerals(text: str) -> str:
    """Return a text with dates in Chinese numerals, `二〇一五年十一月二十七日`, written in digits."""
    if "年" not in text:
        return text
    return _NUMERALS.sub(lambda match: f"{_number(match[1])}年{_number(match[2])}月{_number(match[3])}", text).replace(
        "元年", "1年"
    )


def _number(numerals: str) -> int:
    if "十" not in numerals:
        return int("".join(str(_DIGITS[each]) for each in numerals))
    tens, _, ones = numerals.partition("十")
    return 10 * (_DIGITS[tens] if tens else 1) + (_DIGITS[ones] if ones else 0)
