"""The forms in which documents print dates, as regular expressions made of the words of all languages."""

import re

from indexer.extract.calendars import ERA, PERSIAN_MONTHS
from indexer.extract.word_patterns import all_words, any_of

_HOUR = 60
_ZONE_HOURS = """
z 0 utc 0 gmt 0 ut 0 wet 0 west 1 cet 1 met 1 mez 1 cest 2 mest 2 mesz 2 eet 2 sast 2 cat 2 eest 3 msk 3 eat 3
trt 3 msd 4 wat 1 pkt 5 uzt 5 bdt 6 ict 7 wib 7 novt 7 wita 8 hkt 8 sgt 8 myt 8 pht 8 awst 8 krat 7 irkt 8 jst 9
kst 9 wit 9 yakt 9 aest 10 vlat 10 chst 10 aedt 11 nzst 12 nzdt 13 est -5 edt -4 cst -6 cdt -5 mst -7 mdt -6
pst -8 pdt -7 akst -9 akdt -8 hst -10 hdt -9 adt -3 brt -3 art -3 clst -3 uyt -3 clt -4 bot -4 vet -4 cot -5
pet -5 ect -5
"""
_PAIRS = _ZONE_HOURS.split()
ZONES = {
    **{name: int(hours) * _HOUR for name, hours in zip(_PAIRS[::2], _PAIRS[1::2], strict=True)},
    "acst": 570,
    "acdt": 630,
    "npt": 345,
    "irst": 210,
    "irdt": 270,
    "nst": -210,
    "ndt": -150,
}
"""Letters that mean one zone, and its minutes from UTC."""
UNSURE_ZONES = ("ist", "bst", "et", "ct", "mt", "pt", "ast", "gst", "amt")
"""Letters that mean several zones: recognized, and ignored."""

ON = any_of(all_words(lambda language: language.dates.on))
AT = any_of(all_words(lambda language: language.dates.at))
IN = any_of(all_words(lambda language: language.dates.before_month))
WORDS_AFTER_TIME = all_words(lambda language: (*language.dates.oclock, *language.dates.hours))
_OF = rf"(?:{any_of(all_words(lambda language: language.dates.of))}\s+|d['’])"
_SUFFIX = any_of(all_words(lambda language: language.dates.ordinal_suffixes))
_OCLOCK = any_of(all_words(lambda language: language.dates.oclock))
_TIME = rf"""(?P<hour>\d{{1,2}})(?:[:.h](?P<minute>[0-5]\d)(?:[:.](?P<second>[0-5]\d)(?:[.,]\d{{1,9}})?)?
    |(?=\s*(?:[ap]\.?m\b|{_OCLOCK}\b)))
    (?:\s*(?P<half>[ap])\.?\s?m\b\.?|\s*{any_of(("h", *WORDS_AFTER_TIME))}\b)?
    (?:\s*\(?(?P<zone>(?:utc|gmt)?\s?[+-]\d{{1,2}}(?::?\d\d)?(?!\d)|(?:{"|".join([*ZONES, *UNSURE_ZONES])})\b)\)?)?"""
_CJK_TIME = r"""(?:\s*[（(][月火水木金土日一二三四五六七월화수목금토일周週曜요]{1,4}[）)])?
    \s*(?P<part>午前|午後|上午|下午|오전|오후|凌晨|晚上|中午)?\s*
    (?P<hour>\d{1,2})
    (?:(?:时|時|點|点|시)\s?(?:(?P<minute>\d{1,2})(?:分|분))?|:(?P<minute_>[0-5]\d)(?::(?P<second>[0-5]\d))?)"""
_BETWEEN = rf"(?:\s*[,،|•·\-–—]\s*|\s+|\s*T)(?:{AT}\s+)?"
_WEEKDAY = rf"(?:{any_of(all_words(lambda language: language.dates.weekdays))}\.?,?\s+)?(?:{ON}\s+)?"
NAME = (
    r"(?:[^\s\d.,;:/()\[\]|\"“”«»<>_+*=&!?–—-]{2,14}(?:\ (?:الثاني|الأول|الاول)\b)?"
    r"|[\u0e00-\u0e7f]{1,3}\.[\u0e00-\u0e7f]{1,2})"
)
"""A word that may be the name of a month."""
_YEAR_TAIL = r"(?:\s?(?:г|р|года|року|год|god|roku|m|г-н)\b\.?)?"
_COMMON_SHAPES = (
    r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})",
    r"(?P<year>\d{4})(?P<separator>/|\.\s?)(?P<month>\d{1,2})(?P=separator)(?P<day>\d{1,2})(?:(?<=\s\d)\.|(?<=\s\d\d)\.)?",
    r"(?P<first>\d{1,2})(?P<separator>[/\-]|\.\s?)(?P<second_>\d{1,2})(?P=separator)(?P<year>\d{4}|\d\d)",
    rf"{_WEEKDAY}(?P<day>\d{{1,2}})(?:{_SUFFIX}|\.)?[\s\-]*{_OF}?(?P<name>{NAME})\.?,?[\s\-]*{_OF}?(?P<year>\d{{4}}){_YEAR_TAIL}",
    rf"{_WEEKDAY}(?P<name>{NAME})\.?\s*(?P<day>\d{{1,2}}){_SUFFIX}?,?\s+(?P<year>\d{{4}})",
    rf"(?P<year>\d{{4}})(?:\.|e?ko)?(?:\s(?:m|g|gada|metų)\.?)?\s+(?P<name>{NAME})\.?\s+(?P<day>\d{{1,2}})(?:\.|a\b)?(?:\s?d\b\.?)?",
    r"(?P<day>\d{1,2})[-/](?P<name>[^\W\d_]{3,9})[-/](?P<year>\d{4}|\d\d)",
    r"(?P<year>\d{4})(?P<month>[01]\d)(?P<day>[0-3]\d)",
)
_RARE_SHAPES = (
    (
        re.compile("[年년]"),
        rf"(?:(?P<era>{ERA})\s?)?(?P<year>\d{{1,4}})\s?[年년]\s?(?P<month>\d{{1,2}})\s?[月월]\s?(?P<day>\d{{1,2}})\s?[日일号號]",
    ),
    (
        re.compile("tháng", re.IGNORECASE),
        r"(?:ngày\s+)?(?P<day>\d{1,2})\s+tháng\s+(?P<month>\d{1,2}),?(?:\s+năm)?\s+(?P<year>\d{4})",
    ),
    (
        re.compile("[IVX]"),
        r"(?P<day>\d{1,2})(?P<separator>\.?\s|\.)(?P<roman>I{1,3}|I?[VX]|VI{1,3}|XI{1,2})(?P=separator)(?P<year>\d{4})",
    ),
    (re.compile("[IVX]"), r"(?P<year>\d{4})\.\s?(?P<roman>I{1,3}|I?[VX]|VI{1,3}|XI{1,2})\.\s?(?P<day>\d{1,2})\.?"),
    (re.compile("gada"), rf"(?P<year>\d{{4}})\.\s?gada\s+(?P<day>\d{{1,2}})\.\s?(?P<name>{NAME})"),
    (
        re.compile("[\u0600-\u06ff]"),
        rf"(?P<day>\d{{1,2}})\s+(?P<persian>{any_of(PERSIAN_MONTHS)})\s+(?P<year>\d{{4}})",
    ),
)


def _moment(shape: str, time: str = _TIME, between: str = _BETWEEN) -> re.Pattern[str]:
    spaced = shape.replace(" ", r"\ ") if r"\ " not in shape else shape
    return re.compile(rf"(?<![\w/]){spaced}(?:{between}{time})?(?![\w/])", re.VERBOSE | re.IGNORECASE)


COMMON_MOMENTS = tuple(map(_moment, _COMMON_SHAPES))
"""The forms of most dates, each with a time of day behind it or without one."""
RARE_MOMENTS = tuple(
    (sign, _moment(shape, _CJK_TIME, "") if "era" in shape else _moment(shape)) for sign, shape in _RARE_SHAPES
)
"""Other forms, each with a sign without which a line has none of it."""
TIME_FIRST = re.compile(rf"^{_TIME}(?:\s*[,|•·\-–—]\s*|\s+)(?=\S)", re.VERBOSE | re.IGNORECASE)
MONTH_ONLY = re.compile(
    rf"(?P<name>{NAME})\.?,?\s+(?:{_OF})?(?P<year>\d{{4}})|(?P<cjk_year>\d{{4}})\s?[年년]\s?(?P<month>\d{{1,2}})\s?[月월]",
    re.IGNORECASE,
)
WEEKDAY_ALONE = re.compile(any_of(all_words(lambda language: language.dates.weekdays)), re.IGNORECASE)
_LABELS = any_of(all_words(lambda language: language.dates.labels))
LABEL = re.compile(rf"^(?:{_LABELS}(?:\s+(?:{ON}|{AT}|{IN}))?\s*[:：]?\s+|{_LABELS}\s*[:：]\s*|{ON}\s+)", re.IGNORECASE)
