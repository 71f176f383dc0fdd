"""Pages that hold no article: what stands in for one where a site blocks a program, asks for consent, or has no page.

They are short, and their titles say what they are: `Just a moment...`, `Access denied`, `Page not found`.
"""

import re
from collections.abc import Iterable

_BLOCKED_TITLES = "|".join((
    r"just a moment", r"attention required", r"access (?:to this page (?:has been )?)?denied",
    r"are you a (?:human|robot)", r"pardon our interruption", r"robot check",
    r"verify (?:that )?you are (?:a )?human", r"human verification", r"bot verification",
    r"security (?:check|verification)", r"ddos-guard",
    r"please wait", r"checking your browser", r"one more step", r"request unsuccessful",
    r"(?:sorry, )?you have been blocked",
    r"(?:captcha|recaptcha)", r"client challenge", r"validating your browser", r"vercel security checkpoint",
    r"un momento", r"einen moment(?:,? bitte)?", r"nur einen moment(?:,? bitte)?", r"un instant",
    r"один момент", r"请稍候", r"請稍候", r"しばらくお待ちください", r"잠시만 기다리",
    r"(?:403|401|429)(?: forbidden| unauthorized| too many requests)?", r"forbidden", r"too many requests",
    r"unusual traffic", r"доступ (?:к сайту )?(?:запрещ[её]н|ограничен)", r"zugriff verweigert",
    r"acc[eè]s (?:refusé|interdit)", r"acceso denegado", r"accesso negato",
))  # fmt: skip
_MISSING_TITLES = "|".join((
    r"(?:error |erreur |fehler |ошибка |http )?404(?: error| not found)?",
    (
        r"(?:oops!? |sorry,? )?(?:the |this |that )?page (?:you (?:requested|asked for|are looking for) )?"
        r"(?:(?:could |was |is |can)?(?:not|n['’]t)(?: be)? found|(?:does not|no longer) exists?"
        r"|(?:is )?not (?:available|here)|can['’]t be found)"
    ),
    r"(?:file |content |article )?not found", r"nothing found", r"(?:die )?seite (?:wurde )?nicht gefunden",
    r"page (?:non trouvée|introuvable)", r"página no encontrada", r"pagina non trovata",
    r"página não encontrada", r"(?:страница|сторінк[ау]) не (?:найдена|знайдено)", r"такой страницы нет",
    r"sidan (?:kunde inte hittas|finns inte|hittades inte)",
    r"siden (?:blev ikke fundet|ble ikke funnet|findes ikke|finnes ikke)", r"sivua ei löyty\w*",
    r"(?:nie znaleziono strony|strona nie (?:została znaleziona|istnieje))",
    r"str[aá]nka (?:nenalezena|nebyla nalezena|sa nenašla|neexist\w+)", r"pagina niet gevonden",
    r"az oldal nem található", r"pagina nu a fost găsită", r"sayfa bulunamadı", r"stranica nije pronađena",
    r"η σελίδα δεν βρέθηκε", r"ページが見つかりません.*",
    r"页面(?:不存在|未找到|没有找到)", r"找不到(?:页面|頁面|网页).*",
    r"페이지를 찾을 수 없습니다.*", r"الصفحة غير موجودة", r"הדף לא נמצא", r"halaman tidak ditemukan",
    r"không tìm thấy trang",
))  # fmt: skip
_CONSENT_TITLES = "|".join((
    r"before you continue(?: to \w+)?", r"bevor sie fortfahren", r"avant de continuer", r"antes de continuar",
    r"prima di continuare", r"we value your privacy", r"we care about your privacy",
    r"your privacy(?: choices)?", r"cookie (?:consent|settings|notice|wall)", r"consent",
    r"(?:cookie|datenschutz)-?einstellungen", r"privacy settings", r"privacy ?- ?instellingen",
    r"privacy gate", r"cookiewall",
))  # fmt: skip
_BODY = {
    "blocked": re.compile(
        r"cloudflare|ray id|captcha|enable (?:javascript|cookies)|javascript and cookies|security service|automated"
        r"|unusual (?:traffic|activity)"
        r"|your (?:browser|ip|request|access)|not a robot|are human|permission to (?:access|view)"
        r"|blocked|reference #|incident id|verif",
        re.IGNORECASE,
    ),
    "consent": re.compile(r"cookie|consent|privacy|einwillig|datenschutz|partners?\b", re.IGNORECASE),
}
_KINDS = (("blocked", _BLOCKED_TITLES), ("missing", _MISSING_TITLES), ("consent", _CONSENT_TITLES))
_TITLES = [(kind, re.compile(rf"(?:{words})[\s.!…]*", re.IGNORECASE)) for kind, words in _KINDS]
_PARTS = re.compile(r"\s+[|｜»·•:–—-]+\s+|\s*[|｜]\s*|(?<=\w)!\s+")
_MAX_CHARS, _MAX_CHARS_OF_CONSENT = 1_200, 6_000
MESSAGES = {
    "blocked": "The page is no article: the site asks whether a person reads it. Use the site's feed.",
    "missing": "The page is no article: it says that there is no such page, although the server sent it as one.",
    "consent": "The page is no article: it asks for consent to cookies. Save the article as a browser shows it.",
}
"""What a person is told of each kind of notice."""


def notice_kind(text: str, titles: Iterable[str]) -> str | None:
    """Return `blocked`, `missing` or `consent` for a page that is no more than such a notice; None for all others.

    A page is one if it is short and a title, or a part of one between separators, is nothing but the words of a notice,
    and its text speaks of the same: an article about captchas is longer, or is called otherwise.
    """
    for title in titles:
        for part in (title, *_PARTS.split(title)):
            kind = next((kind for kind, words in _TITLES if words.fullmatch(part.strip(" |-–—!"))), None)
            limit = _MAX_CHARS_OF_CONSENT if kind == "consent" else _MAX_CHARS
            if kind is not None and len(text) <= limit and (kind not in _BODY or _BODY[kind].search(f"{text} {title}")):
                return kind
    return None
