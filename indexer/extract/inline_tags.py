"""Takes the inline markup out of titles and names, and leaves words in angle brackets that are no markup."""

import re

_NAMES = (
    "p|br|wbr|hr|div|a|b|i|u|em|strong|ul|ol|li|h[1-6]|span|img|table|t[rdh]|blockquote|figure|section|article|sup|sub"
    "|font|center|pre|script|style|small|big|strike|s|q|cite|code|tt|mark|abbr|nobr|ins|del"
)
_TAG = re.compile(rf"<(?P<end>/?)(?P<name>{_NAMES})(?P<stated>\s[^<>]*)?/?>", re.IGNORECASE)
_ALWAYS = frozenset({"br", "wbr", "hr", "img"})
_MAX_TAGS = 1_000


def strip_inline_tags(text: str) -> str:
    """Return a text without tags that are markup: those that are closed, have attributes, or break a line.

    `<a>` that nothing closes is a word about HTML, as in a title `Use <a> as <area> in image maps`.
    """
    if "<" not in text:
        return text
    tags = list(_TAG.finditer(text))[:_MAX_TAGS]
    closed = {match["name"].lower() for match in tags if match["end"]}
    opened = {match["name"].lower() for match in tags if not match["end"]}
    pieces: list[str] = []
    at = 0
    for match in tags:
        name = match["name"].lower()
        is_paired = name in (opened if match["end"] else closed)
        leads = match.start() == 0 and name in ("p", "b", "i", "strong", "em")
        trails = bool(match["end"]) and match.end() == len(text.rstrip())
        if is_paired or name in _ALWAYS or (match["stated"] or "").strip(" /") or leads or trails:
            # A break between words is a blank.
            pieces += (text[at : match.start()], " " if name in ("br", "hr") else "")
            at = match.end()
    return "".join((*pieces, text[at:]))
