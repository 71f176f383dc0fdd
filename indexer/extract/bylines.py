"""Parses bylines: the names of persons, and nobody from `by admin`; recognizes news agencies."""

import re

from indexer.extract.cleanup import to_one_line
from indexer.extract.dates import find_dates

# The words of a byline that are no part of a name: what precedes and follows names, and what names nobody.

_BY = r"(?:by|von|vom|par|por|di|door|av|af)"
_DONE = (
    r"(?:written|reported|reporting|posted|published|publi[ée]|words|text|story|submitted|created|contributed|edited"
    r"|veröffentlicht|geschrieben|verfasst|erstellt|publiziert|eingestellt|escrito|publicado|écrit|rédigé|scritto"
    r"|pubblicato|ein|(?:gast)?beitrag|article|artikel|interview|on|am|at|um|der|the|den|le|el|il|in|updated"
    r"|aktualisiert)"
)
_WORK = (
    r"(?:texte?|words|fotos?|photos?|pictures|photography|bilder|illustration(?:en|s)?|video|interview|übersetzung"
    r"|mitarbeit)"
)
LEAD = re.compile(
    rf"^\s*(?:{_DONE}[\s:,|·•–-]+)*{_BY}(?:[:\s]\s*|$)"
    r"|^\s*(?:de la redacción de|a cura di|edited by|translated by)[:\s]\s*"
    r"|^\s*(?:view all posts by|(?:all\s+)?posts by|(?:more\s+)?articles by|more (?:from|by)|zum profil von|profil von"
    r"|(?:zeige\s+)?alle (?:beiträge|artikel) von|about(?: the author)?|über)[:\s]\s*"
    r"|^\s*(?:authors?|byline|autor(?:en|in|es)?|auteurs?|autore|verfasser(?:in)?|texte?|testo|texto|writer"
    r"|作者|文|记者|記者|(?:责任)?编辑|責任編輯|編集)\s*[:：]\s*"
    rf"|^\s*{_WORK}(?:\s*(?:&|\+|/|,|und|and|et|y)\s*{_WORK})+\s*(?::|\s{_BY}\b)\s*",
    re.IGNORECASE,
)
"""What may stand before the names."""

CREDIT = re.compile(rf"\s+{_WORK}\s*(?::|\s{_BY})\s.*$", re.IGNORECASE)
"""Whom else a byline names: who took the pictures."""

TAIL = re.compile(
    r"\s+(?:contributed to this (?:report|story).*|reports?|reporting|says|said|sagte?|meint|schreibt|schrieb|writes"
    r"|wrote|follow|folgen|view profile|view all posts)\s*[.:]?\s*$"
    r"|\s*,?\s+(?:datum|date|fecha|anzahl|hace|tiempo de lectura|lesezeit|reading time|(?:last\s+)?(?:posted|published"
    r"|updated))\b.*$"
    r"|\s*[\u2013\u2014|•·].*$",
    re.IGNORECASE,
)
"""What may stand behind them."""

_POST = (
    r"(?:writer|reporter(?:in)?|correspondent|editor|columnist|photographer|contributor|producer|chefredakteur(?:in)?"
    r"|redakteur(?:in)?|korrespondent(?:in)?|redattore|redactora?)"
)
OFFICE = re.compile(
    rf"^(\S+\s+\S.*?),?\s+(?:(?:senior|staff|chief|deputy|associate|contributing|political|science|foreign)\s+)*{_POST}\b.*$",
    re.IGNORECASE,
)
EMPLOYER = re.compile(r"^(\S+\s+\S.*?)\s+(?:for|at|in|from|of|für|pour|para)\s+(?:the\s+)?[A-Z].*$")
"""A name, and the office or the house that stands behind it."""

ADDRESS = re.compile(r"(?<!\S)\S+@\S+\.\S+|https?://\S+|www\.\S+|(?<!\w)@\w+")
BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]|<[^>]*>")
CLOCK = re.compile(
    r"(?:\b(?:um|at|à|a las)\s+)?\b\d{1,2}[:.]\d\d(?:\s*(?:uhr|[ap]\.?m\.?|h|utc|gmt|[ce]e?s?t))?\b", re.IGNORECASE
)
SEPARATOR = re.compile(
    r"\s*(?:;|\||/|\n|\s&\s|\s\+\s|(?:,\s*)?\b(?:and|And|AND|und|Und|UND|et|ET|og|och|with|mit)\b\s"
    r"|\s[ye]\s(?=\S+\s+\S))\s*"  # one name alone after "y" is the second half of a surname: Ortega y Gasset
)
ORGANISATION = re.compile(
    r"\b(?:e\.\s?V|GmbH|AG|SE|KG|Inc|Ltd|LLC|Corp|Stiftung|Foundation|Verband|Verein|Institut[eo]?|Universit\w+"
    r"|Ministerium|Ministry|Bundesamt|Landesanstalt|Association|Society|Company|Group|Media|Verlag|Magazine?|Zeitung)\b"
)
DOMAIN = re.compile(r"(?:www\.)?[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|info|news|online|[a-z]{2})", re.IGNORECASE)
COMMA = re.compile(r"\s*,\s*")
SUFFIX = re.compile(r"(?:jr|sr|ii|iii|iv|m\.?d|ph\.?d|esq|mba|rn|dds)\.?", re.IGNORECASE)
ROLE = re.compile(
    r"\b(?:writer|reporter|correspondent|editor|editors|staff|desk|bureau|contributor|columnist|photographer|producer"
    r"|redaktion|redaktor|redakteur(?:in)?|korrespondent(?:in)?|rédaction|redacción|redazione|redactie|newsroom|team"
    r"|agencies|agency|service|wire|report|reports|press|news|online|admin|administrator|webmaster|moderator|anonymous"
    r"|unknown|guest|user|author|editorial|board|office|department|published|updated|minutes?|ago|web|beiträge|artikel"
    r"|comments?|kommentare?|subscribe|newsletter|cookies?|sponsored|gesponserte?r?)\b",
    re.IGNORECASE,
)
"""Words of which one is enough: what has it is an office, a desk or a label, and no person."""

_NO_NAMES = """
admin administrator root webmaster staff editor editors editorial newsroom user guest anonymous unknown none null
n/a na author authors default test system superuser wordpress wpadmin siteadmin nobody redaktion online web
by von vom par por name names said says sagt posted published follow share email e-mail profile profil more about
kommentar antworten reply comment gastautor gastbeitrag autor autorin auteur verfasser vorname nachname pseudonym
veröffentlicht publiziert geschrieben am on at um in der the
moderator team press reporter correspondent writer contributor wire agencies agency redacción rédaction
"""
NOBODY = frozenset(_NO_NAMES.split())
"""Words that name nobody where nothing else stands beside them."""


# News agencies.

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


def agency_name(text: str) -> str | None:
    """Return the agency's name, as written, if it is one: `PTI`, `dpa`, `AP/PTI`, `Reuters News`; else None."""
    name = " ".join(text.strip(" .()[]-–—").split())
    parts = re.split(r"\s*[/,&]\s*|\s+and\s+", name)
    if name and all(_agency_key(part) in _BY_KEY for part in parts):
        return name
    return None


def _agency_key(name: str) -> str:
    return name.replace("-", " ").casefold().removesuffix(" news").removeprefix("the ")


_WORD_BEFORE_DATE = re.compile(r"\s(?:am|on|at|le|el|il|um|vom|den|der)\s*$", re.IGNORECASE)
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
            else:
                parts.append(word)
    return parts


def _strip_dates(byline: str) -> str:
    """Return a byline without its dates and times."""
    if not any(character.isdigit() for character in byline):
        return byline
    for date in reversed(find_dates(byline)):
        before, after = _WORD_BEFORE_DATE.sub("", byline[: date.start]), byline[date.end :]
        byline = f"{before} | {after}" if before.strip() else after
    return CLOCK.sub(" ", byline)


def _is_inverted(words: list[str]) -> bool:
    """Return whether this is a name inverted for sorting, one word on either side of a single comma: `Niesse, Mark`."""
    return all(re.fullmatch(r"[^\W\d_][\w.’'-]*", word) and word.casefold() not in NOBODY for word in words)


def _clean_name(part: str) -> str:
    name = LEAD.sub("", to_one_line(part))
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
