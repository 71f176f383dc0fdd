"""Parses bylines: the names of persons, and nobody from `by admin`; recognizes news agencies."""

import re

from indexer.extract.cleanup import to_one_line
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
    r"|\s*[\u2013\u2014|•·⋅].*$",
    re.IGNORECASE,
)
"""What may stand behind them."""

_RANK = any_of(all_words(lambda language: language.bylines.ranks))
_PROFESSION = any_of(all_words(lambda language: language.bylines.professions))
OFFICE = re.compile(rf"^(\S+\s+\S.*?),?\s+(?:{_RANK}\s+)*{_PROFESSION}\b.*$", re.IGNORECASE)
OFFICE_ALONE = re.compile(rf"^(?:{_RANK}\s+)*{_PROFESSION}\b", re.IGNORECASE)
EMPLOYER = re.compile(rf"^(\S+\s+\S.*?)\s+{any_of(all_words(lambda language: language.bylines.works_for))}\s+[A-Z].*$")
"""A name, and the office or the house that stands behind it."""

_CJK_OFFICE = re.compile(
    r"^(?:本报|本報|本紙|特約)?(?:记者|記者|撰文|文)(?:[\s/／|：:]+|(?=[\u4e00-\u9fff]{2,4}$))"
    r"|(?<=[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3])\s?(?:記者|记者|編集委員|特派員|기자|특파원|선임기자|인턴기자)$"
)
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
SUFFIX = re.compile(
    r"(?:jr|sr|ii|iii|iv|m\.?d|ph\.?d|esq|mba|rn|dds)\.?"
    r"|(?:[BM]\.?[AS]|R\.?D|RDN|LDN|LCSW|LMFT|LPC|CF[AP]|CPA|EA|J\.?D|D\.?O|DVM|VMD|NP|PA-C|MPH|PsyD|EdD|DPT|PT|PharmD"
    r"|CSCS|CPT|CDCES|MSN|BSN|DNP|OD|FA[A-Z]{2,4}|DACV[A-Z]+|FOMA|LVT|VTS|RVT|SHRM-S?CP|PMP|CISSP|PE|AIA)\.?",
    re.IGNORECASE,
)
ROLE = re.compile(rf"\b{any_of(all_words(lambda language: language.bylines.roles))}\b", re.IGNORECASE)
"""Words of which one is enough: what has it is an office, a desk or a label, and no person."""

_ACCOUNTS = """
admin administrator root webmaster none null n/a na default test system superuser wordpress wpadmin siteadmin
online web e-mail email
"""
NOBODY = frozenset((*_ACCOUNTS.split(), *all_words(lambda language: language.bylines.nobody)))
"""Words that name nobody where nothing else stands beside them."""


# News agencies.

_NAMES = """
AA AAP AAP-Newswire ACN Adnkronos AFP AFX Agence-France-Presse Agencies Agerpres AGI Anadolu Anadolu-Agency ANA-MPA ANI
ANP ANSA Antara AP APA APP APS ATS Belga Belga-News-Agency Bernama Bloomberg Bloomberg-News BNS BSS BTA Canadian-Press
CNA CP CTK Dow-Jones Dow-Jones-Newswires DPA dpa-AFX EFE epd Europa-Press Fars GNA Hina IANS INA Inter-Press-Service
Interfax
IPS IRNA ISNA ITAR-TASS Jiji Jiji-Press KCNA Keystone-SDA KNA KUNA Kyodo Kyodo-News LETA Lusa MAP MENA MTI NAN NNA
Notimex
NTB PA PA-Media PAP Petra PNA PPI Press-Association Press-Trust-of-India PTI Religion-News-Service Reuter Reuters RIA
RIA-Novosti Ritzau RNS SANA SAPA SDA SID SPA STA STT Tanjug TAP TASS Telam Télam The-Associated-Press Associated-Press
The-Canadian-Press Thomson-Reuters Thomson-Reuters-Foundation TT UNB UNI UNIAN Ukrinform United-News-of-India
United-Press-International UPI VNA VOA WAM Xinhua Xinhua-News-Agency Yonhap Yonhap-News-Agency Zenit
ACCESSWIRE AGERPRES AGN Agencia-Brasil Agência-Brasil ANF APA-OTS ArmInfo Armenpress askanews
Azertac Azertag BelTA Business-Wire BusinessWire Cihan CNW CNW-Group ČTK Demirören DHA EIN-Presswire ELTA FENA
FNB Folhapress GlobeNewswire Globe-Newswire IHA İHA Interfax-Ukraine Interpress IRIN Kyodo-News-Service LaPresse
Marketwire Marketwired Montsame MTVA MTI-Eco Newsfile-Corp Newswire NHK NZPA PANA PR-Newswire PRNewswire PRWEB
QNA Rossiya-Segodnya SITA SRNA STPA TASR Tasnim UkrInform UNN Vatican-News XINHUA АПА Азертадж Белта БелТА БТА
Интерфакс Интерфакс-Украина РИА-Новости РБК Росбалт Срна ТАНЈУГ Танјуг ТАСС ИТАР-ТАСС УНИАН УНН Укринформ
Укрінформ ΑΠΕ-ΜΠΕ ΑΠΕ 新华社 中新社 中央社 ロイター 연합뉴스 뉴시스 뉴스1
"""
_BY_KEY = {name.replace("-", " ").casefold(): name for name in _NAMES.split()}


def agency_name(text: str) -> str | None:
    """Return the agency's name, as written, if it is one: `PTI`, `dpa`, `AP/PTI`, `Reuters News`; else None."""
    name = " ".join(text.strip(" .()[]-–—").split())
    first, *others = re.split(r"\s*[/,&]\s*|\s+(?:and|und|et|y)\s+", name)
    # An agency may add the office: dpa/lni.
    others_fit = all(_agency_key(part) in _BY_KEY or re.fullmatch(r"[a-z]{2,4}", part) for part in others)
    return name if name and others_fit and _agency_key(first) in _BY_KEY else None


def _agency_key(name: str) -> str:
    key = name.replace("-", " ").casefold().removesuffix(" news").removeprefix("the ")
    return key.removesuffix(".ru").removesuffix(".com")


_WORD_BEFORE_DATE = re.compile(
    rf"\s{any_of(all_words(lambda language: (*language.dates.on, *language.dates.at)))}\s*$", re.IGNORECASE
)
_WORDS = re.compile(r"[^\W\d_]+")
_MAX_NAME_CHARS = 80  # a longer "name" is a sentence
_MAX_NAMES = 25
_MAX_BYLINE_CHARS, _MAX_BYLINES = 1_000, 100  # to take apart more would take hours


def parse_author_names(*bylines: str) -> tuple[str, ...]:
    """Return the persons named in bylines, each once, in order; empty for admin, staff, desks, addresses and the like.

    `By A and B` gives two names, `A, B und C` three; a name that is all capitals gets title case.
    """
    names: dict[str, str] = {}
    for byline in bylines[:_MAX_BYLINES]:
        for part in _split_names(byline[:_MAX_BYLINE_CHARS]):
            name = _clean_name(part)
            if name:
                names.setdefault(name.casefold(), name)
    return tuple(names.values())[:_MAX_NAMES]


def title_case(text: str) -> str:
    """Return text in all capitals in title case (`NEW DELHI` -> `New Delhi`, `D.C.` stays); other text as it is."""
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


def _split_names(byline: str) -> list[str]:
    text = ADDRESS.sub(" ", _strip_dates(byline.replace("\\n", "\n")))
    text = BRACKETS.sub(" ", text)
    text = "\n".join(TAIL.sub("", CREDIT.sub("", LEAD.sub("", line))) for line in text.splitlines())
    parts: list[str] = []
    for piece in SEPARATOR.split(text):
        words = COMMA.split(piece)
        if len(words) == 2 and _is_inverted(words):
            parts.append(f"{words[1]} {words[0]}")
            continue
        for word in words:
            if parts and SUFFIX.fullmatch(word):
                parts[-1] += f", {word}"
            elif parts and OFFICE_ALONE.match(word):
                break  # what follows is the house in which the office is
            else:
                parts.append(word)
    return parts


_AGO = re.compile(
    rf"\b\d{{1,3}}\s?{any_of(all_words(lambda language: language.dates.ago), whole=True)}"
    rf"|\b{any_of(all_words(lambda language: language.dates.ago_before))}\s+\d{{1,3}}\s+[^\W\d_]{{1,12}}",
    re.IGNORECASE,
)


def _strip_dates(byline: str) -> str:
    """Return a byline without its dates and times."""
    if not any(character.isdigit() for character in byline):
        return byline
    byline = _AGO.sub(" | ", byline)
    for date in reversed(find_dates(byline)):
        before, after = _WORD_BEFORE_DATE.sub("", byline[: date.start]), byline[date.end :]
        byline = f"{before} | {after}" if before.strip() else after
    return CLOCK.sub(" ", byline)


def _is_inverted(words: list[str]) -> bool:
    """Return whether this is a name inverted for sorting, one word on either side of a single comma: `Niesse, Mark`."""
    return all(re.fullmatch(r"[^\W\d_][\w.’'-]*", word) and word.casefold() not in NOBODY for word in words)


def _clean_name(part: str) -> str:
    name = _CJK_OFFICE.sub("", LEAD.sub("", to_one_line(part)))
    for behind in (TAIL, re.compile(r"(?<=\S\s)\d+$")):
        name = behind.sub("", name)
    name = EMPLOYER.sub(r"\1", OFFICE.sub(r"\1", name)).strip(' .,;:-–—_*"“”|/')
    if re.search(r"\b(?:Jr|Sr)$", name):
        name += "."
    words = _WORDS.findall(name)
    if not words or len(name) > _MAX_NAME_CHARS or len(words) > 7 or len(name) < 2:
        return ""
    if agency_name(name) is not None or re.fullmatch(r"[A-Z]{2,5}", name) or DOMAIN.fullmatch(name):
        return ""  # an agency signs with its letters, a site with its domain
    if all(word.casefold() in NOBODY for word in words) or ROLE.search(name):
        return ""
    return "" if any(character.isdigit() for character in name) else title_case(name)
