"""Who wrote it? Names from a byline, and nobody from `by admin`."""

import re

from indexer.extract.cleanup import one_line
from indexer.extract.dates import find_dates
from indexer.extract.word_patterns import all_words, any_of

# Which words of a byline are no part of a name: what stands before and behind names, and what names nobody. The words
# are those of all languages, for a page in one often has bylines in another.

_BY = any_of(all_words(lambda language: language.bylines.by))
_BEFORE_BY = any_of(all_words(lambda language: (*language.bylines.written, *language.bylines.before_by)))
_WORK = any_of(all_words(lambda language: language.bylines.credits))
_CONJUNCTION = any_of(all_words(lambda language: language.bylines.conjunctions))
_CONJUNCTION_OF_FULL_NAMES = any_of(all_words(lambda language: language.bylines.conjunctions_of_full_names))
LEAD = re.compile(
    rf"^\s*(?:{_BEFORE_BY}[\s:,|·•–-]+)*{_BY}(?:[:\s]\s*|$)"
    rf"|^\s*{any_of(all_words(lambda language: language.bylines.before_name))}[:\s]\s*"
    rf"|^\s*{any_of(all_words(lambda language: language.bylines.labels))}\s*[:：]\s*"
    rf"|^\s*{_WORK}(?:\s*(?:&|\+|/|,|{_CONJUNCTION}|{_CONJUNCTION_OF_FULL_NAMES})\s*{_WORK})+\s*(?::|\s{_BY}\b)\s*",
    re.IGNORECASE,
)
"""What may stand before the names."""

CREDIT = re.compile(rf"\s+{_WORK}\s*(?::|\s{_BY})\s.*$", re.IGNORECASE)
"""Whom else a byline names: who took the pictures."""

TAIL = re.compile(
    rf"\s+{any_of(all_words(lambda language: language.bylines.after_name))}\s*[.:]?\s*$"
    rf"|\s*,?\s+{any_of(all_words(lambda language: language.bylines.notes))}\b.*$"
    r"|\s*[\u2013\u2014|•·].*$",
    re.IGNORECASE,
)
"""What may stand behind them."""

_RANK = any_of(all_words(lambda language: language.bylines.ranks))
_PROFESSION = any_of(all_words(lambda language: language.bylines.professions))
OFFICE = re.compile(rf"^(\S+\s+\S.*?),?\s+(?:{_RANK}\s+)*{_PROFESSION}\b.*$", re.IGNORECASE)
EMPLOYER = re.compile(rf"^(\S+\s+\S.*?)\s+{any_of(all_words(lambda language: language.bylines.works_for))}\s+[A-Z].*$")
"""A name, and the office or the house that stands behind it."""

ADDRESS = re.compile(r"(?<!\S)\S+@\S+\.\S+|https?://\S+|www\.\S+|(?<!\w)@\w+")
BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]|<[^>]*>")
CLOCK = re.compile(
    rf"(?:\b{any_of(all_words(lambda language: language.dates.at))}\s+)?"
    r"\b\d{1,2}[:.]\d\d"
    rf"(?:\s*(?:{any_of(all_words(lambda language: language.dates.oclock))}|[ap]\.?m\.?|h|utc|gmt|[ce]e?s?t))?\b",
    re.IGNORECASE,
)
SEPARATOR = re.compile(
    rf"\s*(?:;|\||/|\n|\s&\s|\s\+\s|(?:,\s*)?\b{_CONJUNCTION}\b\s|\s{_CONJUNCTION_OF_FULL_NAMES}\s(?=\S+\s+\S))\s*"
)
ORGANISATION = re.compile(rf"\b{any_of(all_words(lambda language: language.bylines.organisations))}\b")
DOMAIN = re.compile(r"(?:www\.)?[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|info|news|online|[a-z]{2})", re.IGNORECASE)
COMMA = re.compile(r"\s*,\s*")
SUFFIX = re.compile(r"(?:jr|sr|ii|iii|iv|m\.?d|ph\.?d|esq|mba|rn|dds)\.?", re.IGNORECASE)
ROLE = re.compile(rf"\b{any_of(all_words(lambda language: language.bylines.roles))}\b", re.IGNORECASE)
"""Words of which one is enough: what has it is an office, a desk or a label, and no person."""

_ACCOUNTS = """
admin administrator root webmaster none null n/a na default test system superuser wordpress wpadmin siteadmin
online web e-mail email
"""
NOBODY = frozenset((*_ACCOUNTS.split(), *all_words(lambda language: language.bylines.nobody)))
"""Words that name nobody where nothing else stands beside them."""


# FOLDED: Is this the name of a news agency?


_NAMES = """
AA AAP AAP-Newswire ACN Adnkronos AFP AFX Agence-France-Presse Agencies Agerpres AGI Anadolu Anadolu-Agency ANA-MPA ANI
ANP ANSA Antara AP APA APP APS ATS Belga Belga-News-Agency Bernama Bloomberg Bloomberg-News BNS BSS BTA Canadian-Press
CNA CP CTK Dow-Jones Dow-Jones-Newswires DPA dpa-AFX EFE epd Europa-Press Fars GNA Hina IANS INA Inter-Press-Service
Interfax
IPS IRNA ISNA ITAR-TASS Jiji Jiji-Press KCNA Keystone-SDA KNA KUNA Kyodo Kyodo-News LETA Lusa MAP MENA MTI NAN NNA
Notimex
NTB PA PA-Media PAP Petra PNA PPI Press-Association Press-Trust-of-India PTI Religion-News-Service Reuters RIA
RIA-Novosti Ritzau RNS SANA SAPA SDA SID SPA STA STT Tanjug TAP TASS Telam Télam The-Associated-Press Associated-Press
The-Canadian-Press Thomson-Reuters Thomson-Reuters-Foundation TT UNB UNI UNIAN Ukrinform United-News-of-India
United-Press-International UPI VNA VOA WAM Xinhua Xinhua-News-Agency Yonhap Yonhap-News-Agency Zenit
"""
_BY_KEY = {name.replace("-", " ").casefold(): name for name in _NAMES.split()}


def agency(text: str) -> str | None:
    """The agency's name, as written, if it is one: `PTI`, `dpa`, `AP/PTI`, `Reuters News`; else None."""
    name = " ".join(text.strip(" .()[]-–—").split())
    parts = re.split(r"\s*[/,&]\s*|\s+and\s+", name)
    if name and all(_key(part) in _BY_KEY for part in parts):
        return name
    return None


def _key(name: str) -> str:
    return name.replace("-", " ").casefold().removesuffix(" news").removeprefix("the ")


_JOINT = re.compile(
    rf"\s{any_of(all_words(lambda language: (*language.dates.on, *language.dates.at)))}\s*$", re.IGNORECASE
)
_WORDS = re.compile(r"[^\W\d_]+")
_LONGEST = 80  # characters; a longer "name" is a sentence
_MOST = 25
# No byline is longer, no article has more; taking apart what is would cost hours.
_LONGEST_BYLINE, _MOST_BYLINES = 1_000, 100


def author_names(*bylines: str) -> tuple[str, ...]:
    """The persons named in bylines, each once, in their order; empty for admin, staff, desks, addresses and the like.

    `By A and B` gives two names, `A, B und C` three; a name that is all capitals gets title case.
    """
    names: dict[str, str] = {}
    for byline in bylines[:_MOST_BYLINES]:
        for part in _parts(byline[:_LONGEST_BYLINE]):
            name = _name(part)
            if name:
                names.setdefault(name.casefold(), name)
    return tuple(names.values())[:_MOST]


def recased(text: str) -> str:
    """Title case for text that is all capitals (`NEW DELHI` -> `New Delhi`, `D.C.` stays); other text as it is."""
    if not text.isupper():
        return text
    return re.sub(
        r"[^\W\d_]+(?:[’'][^\W\d_]+)?(?!\.[^\W\d_]|\.$)",
        lambda word: word[0] if len(word[0]) == 1 else _capital(word[0]),
        text,
    )


def _capital(word: str) -> str:
    low = word.lower()
    if low.startswith("mc") and len(low) > 3:
        return "Mc" + low[2:].capitalize()
    if len(low) > 3 and low[1] in "'’":  # O'NEILL
        return low[0].upper() + low[1] + low[2:].capitalize()
    return low.capitalize()


def _parts(byline: str) -> list[str]:
    text = ADDRESS.sub(" ", _undated(byline.replace("\\n", "\n")))
    text = BRACKETS.sub(" ", text)
    text = "\n".join(TAIL.sub("", CREDIT.sub("", LEAD.sub("", line))) for line in text.splitlines())
    parts: list[str] = []
    for piece in SEPARATOR.split(text):
        words = COMMA.split(piece)
        if len(words) == 2 and _is_turned(words):
            parts.append(f"{words[1]} {words[0]}")
            continue
        for word in words:
            if parts and SUFFIX.fullmatch(word):
                parts[-1] += f", {word}"
            else:
                parts.append(word)
    return parts


def _undated(byline: str) -> str:
    """A byline without the dates and times that stand in it."""
    if not any(character.isdigit() for character in byline):
        return byline
    for date in reversed(find_dates(byline)):
        before, after = _JOINT.sub("", byline[: date.start]), byline[date.end :]
        byline = f"{before} | {after}" if before.strip() else after
    return CLOCK.sub(" ", byline)


def _is_turned(words: list[str]) -> bool:
    """`Niesse, Mark`: one word on either side of a single comma is a name turned round for sorting."""
    return all(re.fullmatch(r"[^\W\d_][\w.’'-]*", word) and word.casefold() not in NOBODY for word in words)


def _name(part: str) -> str:
    name = LEAD.sub("", one_line(part))
    for behind in (TAIL, re.compile(r"(?<=\S\s)\d+$")):
        name = behind.sub("", name)
    name = EMPLOYER.sub(r"\1", OFFICE.sub(r"\1", name)).strip(' .,;:-–—_*"“”|/')
    if re.search(r"\b(?:Jr|Sr)$", name):
        name += "."
    words = _WORDS.findall(name)
    if not words or len(name) > _LONGEST or len(words) > 7 or len(name) < 2:
        return ""
    if agency(name) is not None or re.fullmatch(r"[A-Z]{2,5}", name) or DOMAIN.fullmatch(name):
        return ""  # an agency signs with its letters, a site with its domain
    if all(word.casefold() in NOBODY for word in words) or ROLE.search(name):
        return ""
    return "" if any(character.isdigit() for character in name) else recased(name)
