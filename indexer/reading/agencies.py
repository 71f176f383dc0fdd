"""Is this the name of a news agency?"""

import re

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
