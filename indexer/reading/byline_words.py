"""Which words of a byline are no part of a name? What stands before and behind names, and what names nobody."""

import re

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
