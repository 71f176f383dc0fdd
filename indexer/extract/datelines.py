"""Parses datelines: where a wire story was written, when, and by which agency.

The forms are those of the agencies: `PARIS, Nov 27 (AFP) -`, `MOSCOW, November 27. /TASS/.`, `ROMA, 27 NOV - (ANSA) -`,
`MOSCOW. Nov 27 (Interfax) - `, `Madrid, 27 nov (EFE).- `, `SAN JOSE, Calif.--(BUSINESS WIRE)--`, `LONDON - `, and those
of Chinese, Japanese and Korean ones.
"""

import re
from dataclasses import dataclass

from indexer.extract.bylines import agency_name, title_case
from indexer.extract.dates import find_dates, month_number
from indexer.extract.word_patterns import all_words, any_of

MIN_LEAD_CHARS = 40
"""What must follow a dateline: after less it is a label."""
_MAX_CHARS = 200
_DASH = r"(?:--?|—|–|―|−|_)"
_LETTER = r"[^\W\d_]"
_OPENING = r"[\"“«'‘„(\[]"
_BEFORE_DAY = any_of(("le", "il", "am", "den", "el", *all_words(lambda language: language.dates.weekdays)))
_DATE_PART = (
    rf"(?:{_BEFORE_DAY}\.?,?\s+)?(?:\d{{1,2}}(?:\.|er|st|nd|rd|th)?\s+(?:de\s+)?{_LETTER}{{3,12}}\.?"
    rf"|{_LETTER}{{3,12}}\.?\s+\d{{1,2}})(?:,?\s+(?:de\s+)?\d{{4}})?|\d{{1,2}}[./]\d{{1,2}}[./]\d{{2,4}}"
)
_HEAD_DATE = re.compile(rf"(?:^|[\s,.(]\s*)\(?(?P<date>{_DATE_PART})\)?[\s,.]*$", re.IGNORECASE)
_LATE_DATE = rf"(?:(?P<late>{_DATE_PART})\s*(?:{_DASH}|:)\s+)?"
_BRACKETED = re.compile(
    rf"(?P<head>(?:[^\n()/\[\]:]|(?<=\w)/(?=\w)){{0,90}}?(?:\([^()\n]{{6,20}}\)\s*)?)\s*(?:{_DASH}\s*)?"
    rf"(?:\((?P<a1>[^()\n]{{2,40}})\)|/(?P<a2>[^/\n]{{2,40}})/|\[(?P<a3>[^\[\]\n]{{2,40}})\])"
    rf"(?P<end>\s*[:,.]?\s*{_DASH}{{1,2}}\s*{_LATE_DATE}|\s*[.:]\s+|\s+)(?=\S)",
    re.IGNORECASE,
)
_OPEN = re.compile(
    rf"(?P<head>(?:[^\n()/\[\]]|(?<=\w)/(?=\w)){{2,90}}?(?:\([^()\n]{{6,20}}\)\s*)?)(?P<end>\s*(?:{_DASH}{{1,2}}\s+|:\s+))(?={_OPENING}?[^\W_])"
)
_AGENCY_BEHIND = re.compile(rf"(?P<agency>{_LETTER}[\w. &-]{{1,24}}?)\.?(?:\s*{_DASH}\s+|\.\s+)(?=\S)")
_CJK = (
    re.compile(
        r"[（(【\[]?(?P<agency>新华社|新華社|中新社|中新网|中央社|人民网|央视网|共同社|法新社|路透社|美联社|美聯社)"
        r"(?:记者\w{0,8}|記者\w{0,8})?(?P<place>[\u4e00-\u9fff]{2,6}?)(?:\d{4}年)?\d{1,2}(?:月\d{1,2})?日(?:电|電|讯|訊|報導|报道)"
    ),
    re.compile(r"[（(\[](?P<place>[\uac00-\ud7af·]{1,12})\s*=\s*(?P<agency>[\uac00-\ud7afA-Za-z]{2,12})[）)\]]"),
    re.compile(
        r"[【［\[](?P<place>[\u30a0-\u30ff\u4e00-\u9fff]{2,10}?)\s*(?:[\d０-９]{1,2}日)?\s*(?P<agency>共同|時事|ロイター|AFP|ＡＦＰ|AP|ＡＰ)"
        r"[】］\]]"
    ),
)
_NO_PLACE = re.compile(
    r"(?:update|note|notes|correction|question|answer|q|a|summary|source|sources|photo|image|caption|video|watch|read"
    r"|breaking|exclusive|opinion|analysis|review|background|today|yesterday|editor|comment|listen|live|warning|tip|spoiler"
    r"|related|more|also|abstract|introduction|monday|tuesday|wednesday|thursday|friday|saturday|sunday|urgent|factbox"
    r"|alert|flash|eil|eilmeldung|urgente|срочно|молния|attention|important|edit|ps|part|chapter|kapitel|step)\b",
    re.IGNORECASE,
)
_PARTICLES = frozenset({
    "de", "del", "della", "di", "da", "do", "dos", "das", "la", "le", "les", "los", "las", "el", "al", "am", "an",
    "der", "upon", "on", "of", "the", "in", "im", "ob", "bei", "sur", "sous", "aan", "den", "and", "et", "und", "y",
    "e", "i", "og", "och", "en", "near", "и", "та", "на",
})  # fmt: skip
_REGION = re.compile(r",\s*(?P<region>[A-Z][\w.]+(?:\s[A-Z][\w.]+)?)$")
_ABBREVIATION = re.compile(r"(?:^|[\s.])[^\W\d_]\.$|\.[^\W\d_]+\.$|,\s*[A-Z][a-z]{2,5}\.$")
_MAX_WORDS, _MAX_WORD_CHARS = 7, 20


@dataclass(frozen=True, slots=True)
class Dateline:
    """What a dateline says: the place as people write it, the words of its date, the agency; "" for what it does not.

    `end` is where the story begins. `is_sure` says that it can be nothing else: that it names an agency, or a place in
    capitals, or a place and a day.
    """

    place: str
    date: str
    agency: str
    end: int
    is_sure: bool

    @property
    def has_year(self) -> bool:
        """Whether its date is whole."""
        return bool(self.date) and bool(find_dates(self.date))


def parse_dateline(text: str) -> Dateline | None:
    """Return the dateline that a text begins with; None where there is none, or hardly anything follows it."""
    beginning = text[:_MAX_CHARS]
    if _NO_PLACE.match(beginning):
        return None
    found = _bracketed(beginning) or _cjk(beginning) or _with_agency_behind(beginning) or _open(beginning)
    return found if found and len(text) - found.end >= _min_lead_chars(text) else None


def _min_lead_chars(text: str) -> int:
    return MIN_LEAD_CHARS if text[-1:].isascii() else MIN_LEAD_CHARS // 4


def _bracketed(text: str) -> Dateline | None:
    """Return a dateline that has its agency in brackets or between slashes."""
    match = _BRACKETED.match(text)
    if match is None:
        return None
    agency = next(match[name] for name in ("a1", "a2", "a3") if match[name]).strip()
    has_dash = re.search(_DASH, match["end"]) is not None
    if find_dates(agency):  # NEW YORK (Dec. 22, 2013) - is a date in brackets
        place = _place(match["head"])
        return Dateline(place, agency, "", match.end(), True) if place and has_dash else None
    if not has_dash and agency_name(agency) is None:
        return None
    place, date = _place_and_date(match["head"])
    if match["head"].strip(" ,.-–—") and place is None:
        return None
    if agency_name(agency) is None and (
        place is None or not (_may_be_agency(agency) or _is_in_capitals(match["head"]))
    ):
        return None
    return Dateline(place or "", date or match["late"] or "", agency, match.end(), True)


def _may_be_agency(name: str) -> bool:
    """Return whether an unknown name in brackets may be that of an agency: it has two capitals at least."""
    return sum(character.isupper() for character in name) > 1


def _with_agency_behind(text: str) -> Dateline | None:
    """Return a dateline as `MOSCOW, Nov 27 - RIA Novosti. ` or `Moscow. November 27. Interfax - ` has it."""
    for separator in re.finditer(rf"\s*{_DASH}\s+|[.,]\s+", text[:90]):
        behind = _AGENCY_BEHIND.match(text, separator.end())
        if behind is None or agency_name(behind["agency"]) is None:
            continue
        place, date = _place_and_date(text[: separator.start()])
        if place and date:
            return Dateline(place, date, behind["agency"], behind.end(), True)
    return None


def _open(text: str) -> Dateline | None:
    """Return a dateline without an agency, or with nothing but one: `LONDON - `, `Reuters - `."""
    match = _OPEN.match(text)
    if match is None:
        return None
    rest = text[match.end() :].lstrip("\"“«'‘„([")
    if not rest[:1].isupper() and not rest[:1].isdigit() and rest[:1].lower() != rest[:1].upper():
        return None
    head = match["head"].strip()
    if agency_name(head) is not None:
        return Dateline("", "", head, match.end(), True)
    place, date = _place_and_date(head)
    if place is None or (match["end"].lstrip().startswith("-") and match["end"][0] == "-"):
        return None
    in_capitals = _is_in_capitals(head)
    return Dateline(place, date, "", match.end(), in_capitals or bool(date))


def _cjk(text: str) -> Dateline | None:
    for pattern in _CJK:
        match = pattern.match(text)
        if match is not None:
            return Dateline(match["place"], "", match["agency"], match.end(), True)
    return None


def _place_and_date(head: str) -> tuple[str | None, str]:
    """Return the place that the beginning of a line names, and the words of a date behind it; None for no place."""
    head = head.strip(" -–—")
    dated = _HEAD_DATE.search(head)
    if dated is not None and (find_dates(dated["date"]) or _has_month(dated["date"])):
        return _place(head[: dated.start()]), dated["date"].strip()
    return _place(head), ""


def _has_month(date: str) -> bool:
    return any(month_number(word) is not None for word in re.findall(rf"{_LETTER}{{3,12}}\.?", date))


def _place(head: str) -> str | None:
    """Return a place as people write it, `NEW DELHI` as New Delhi; None for what is no name."""
    place = head.strip(" ,;:-–—")
    if place.endswith(".") and not _ABBREVIATION.search(place):
        place = place[:-1]
    words = re.split(r"[\s/]+", place)
    if not place or len(words) > _MAX_WORDS or _NO_PLACE.match(place) or any(map(str.isdigit, place)):
        return None
    if agency_name(place) is not None or any(len(word) > _MAX_WORD_CHARS for word in words):
        return None
    if not all(_is_name(word) for word in words) or not words[0][:1].isupper():
        return None
    region = _REGION.search(place)
    town = place[: region.start()] if region else place
    if "," in town or not len(town) >= 2:
        return None
    return (_in_title_case(town) + place[len(town) :]) if town else None


def _in_title_case(town: str) -> str:
    """Return towns in capitals in title case; words such as "de" and "and" are not capitalized, but for the first."""
    if town.isupper():
        first, *others = title_case(town).split(" ")
        return " ".join([first, *(word.lower() if word.casefold() in _PARTICLES else word for word in others)])
    return " ".join(word if word in _PARTICLES else title_case(word) for word in town.split())


def _is_name(word: str) -> bool:
    bare = word.strip(".,'’-")
    return bool(bare) and (bare[0].isupper() or bare.casefold() in _PARTICLES or bare[1:2] in ("'", "’"))


def _is_in_capitals(head: str) -> bool:
    words = [word for word in re.findall(r"[^\W\d_]+", _REGION.sub("", head)) if word.casefold() not in _PARTICLES]
    return bool(words) and words[0].isupper() and len(words[0]) > 1
