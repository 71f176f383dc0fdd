"""The values of feed entries as they should have been written: dates, authors, markup escaped twice, footers."""

import html
import re
from collections.abc import Iterable, Mapping
from typing import Any

from lxml import etree
from lxml import html as lxml_html

# Letters of zones that stand for one distance from UTC alone, and that not every parser of dates knows.
_ZONES = {
    "mest": "+0200", "mesz": "+0200", "mez": "+0100", "met": "+0100", "cedt": "+0200", "cest": "+0200", "cet": "+0100",
    "eest": "+0300", "eedt": "+0300", "eet": "+0200", "west": "+0100", "wedt": "+0100", "wet": "+0000", "msk": "+0300",
    "msd": "+0400", "trt": "+0300", "sast": "+0200", "eat": "+0300", "wat": "+0100", "cat": "+0200", "pkt": "+0500",
    "npt": "+0545", "wib": "+0700", "wita": "+0800", "wit": "+0900", "ict": "+0700", "sgt": "+0800", "myt": "+0800",
    "pht": "+0800", "hkt": "+0800", "awst": "+0800", "jst": "+0900", "kst": "+0900", "acst": "+0930", "acdt": "+1030",
    "aest": "+1000", "aedt": "+1100", "nzst": "+1200", "nzdt": "+1300", "nst": "-0330", "ndt": "-0230", "adt": "-0300",
    "akst": "-0900", "akdt": "-0800", "hst": "-1000", "hast": "-1000", "hadt": "-0900", "brt": "-0300", "brst": "-0200",
    "art": "-0300", "clst": "-0300", "uyt": "-0300", "pet": "-0500", "cot": "-0500",
}  # fmt: skip
_ZONE = re.compile(r"(?<=\d)\s*\(?([A-Za-z]{3,4})\)?$")
_WEEKDAY = re.compile(r"^[^\W\d_]+\.?,\s+")
"""What a date in a feed may open with, in any language; it adds nothing to the date."""
_SHORT_YEAR = re.compile(r"^(\d{1,2})([ -])([^\W\d_]{3,12}\.?)[ -](\d\d)(?=\s+\d{1,2}:\d\d|\s*$)")
_MIDNIGHT_24 = re.compile(r"(?<![\d:.+-])24:00(?::00)?\b")
_EMAIL = re.compile(r"(?:mailto:)?[\w.+%-]+(?:@|\s?\(at\)\s?|\s?\[at\]\s?)[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)
_NO_NAME = re.compile(
    r"(?:(?:no|do[ _-]?not)[ _.-]?reply|nobody|noname|no name|unknown(?: author)?|anonymous|webmaster|postmaster|null"
    r"|none|undefined|n/a|invalid|author|admin(?:istrator)?)",
    re.IGNORECASE,
)
_BLOCK_TAGS = "p|div|ul|ol|table|blockquote|h[1-6]|article|section|figure|pre"
_ESCAPED_MARKUP = re.compile(rf"^\s*&lt;(?:{_BLOCK_TAGS}|a|img|b|i|em|strong|span|br)\b.*&lt;/?\w+\s*/?&gt;", re.DOTALL)
_ESCAPED_LINK = re.compile(r"&lt;a\s[^&<>]{0,200}href=[^<>]{1,500}?&gt;", re.IGNORECASE)
_TAG = re.compile(r"<[a-zA-Z/!]")
_MAX_DATE_CHARS, _MAX_NAME_CHARS = 300, 1_000
_MAX_FOOTER_BLOCKS = 30
_MAX_FOOTER_WORDS = 14
"""A footer has no more words than this beside the title, the name of the site and its links."""
_FOOTER_TAIL_CHARS = 3_000
_PLAIN_FOOTER_WORDS = 8
_SENTENCE_ENDS = ("\n", ". ", "] ", "… ", "! ", "? ")


def normalize_date(text: str) -> str:
    """Return a date of a feed without weekday, with all digits of its year, and its zone as a distance from UTC.

    >>> normalize_date("Mon, 19 Aug 24 17:42:08 MEST")
    '19 Aug 2024 17:42:08 +0200'
    """
    text = _WEEKDAY.sub("", text[:_MAX_DATE_CHARS].strip())
    short = _SHORT_YEAR.match(text)
    if short:
        century = "19" if short[4] >= "70" else "20"
        text = f"{short[1]} {short[3]} {century}{short[4]}{text[short.end() :]}"
    zone = _ZONE.search(text)
    if zone and zone[1].lower() in _ZONES:
        text = f"{text[: zone.start()]} {_ZONES[zone[1].lower()]}"
    return _MIDNIGHT_24.sub("23:59:59", text)


def author_names(entry: Mapping[str, Any]) -> list[str]:
    """Return the names of an entry's authors, without mail addresses and without what is no name (`No Reply`).

    The parser of feeds takes an address to end after four letters of its last part, and the rest for a name: so where
    the text that it was made from has an address, names are read from that text.
    """
    stated = [each for each in entry.get("authors", ()) if isinstance(each, Mapping)]
    raw = entry.get("author") if "author" in entry else ""
    raw = raw if isinstance(raw, str) else ""
    if len(stated) <= 1 and "@" in raw:
        return _unique([raw])
    names = [name for each in stated if isinstance(name := each.get("name"), str)]
    return _unique(names) or _unique([raw])


def clean_names(values: Iterable[object]) -> list[str]:
    """Return the names that values state, strings or objects with a name."""
    names: list[str] = []
    for each in values:
        if isinstance(each, Mapping):
            each = each.get("name") or each.get("title") or each.get("display_name")
        if isinstance(each, str):
            names.append(each)
    return _unique(names)


def _unique(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(name for each in names if (name := _name(each))))


def _name(text: str) -> str:
    """Return the name in a text such as `lena@gull.example (Lena Holt)` or `Lena Holt <lena@gull.example>`."""
    text = " ".join(text[:_MAX_NAME_CHARS].split())
    if _EMAIL.search(text):
        text = _EMAIL.sub(" ", text)
        text = re.sub(r"<\s*>|\(\s*\)|\[\s*\]", " ", text).strip(" ,;:<>-–|\"'")
        inside = re.fullmatch(r"\(([^()]*)\)", text)
        text = " ".join((inside[1] if inside else text).split())
    return "" if _NO_NAME.fullmatch(text) else text


def unescape_markup(value: str) -> str:
    """Return content that is HTML escaped twice as HTML; other content as it is.

    Text about HTML also has escaped tags, but does not begin with one and end with another, nor has it whole links.
    """
    if "&lt;" not in value or _TAG.search(value):
        return value
    is_markup = _ESCAPED_MARKUP.match(value) or ("&lt;/a&gt;" in value and _ESCAPED_LINK.search(value))
    return html.unescape(value) if is_markup else value


def strip_footer(content: str, link: str, title: str, site: str) -> str:
    """Return HTML or plain text of an entry without the lines about itself that feeds add at its end.

    `The post <a href="LINK">TITLE</a> first appeared on <a href="/">SITE</a>.` differs in every entry, so that it does
    not repeat across a source. What counts is a link to the entry itself among few words, in whatever language.
    """
    if not title and not link:
        return content
    if not _TAG.search(content):
        return _strip_plain_footer(content, title, site)
    tail = content[-_FOOTER_TAIL_CHARS:]
    if "<a" not in tail.lower():
        return content
    try:
        root = lxml_html.fragment_fromstring(content, create_parent="div")
    except (etree.LxmlError, ValueError, AssertionError):
        return content
    changed = False
    for _ in range(_MAX_FOOTER_BLOCKS):
        block = _last_block(root)
        if block is None or not _is_footer(block, link, title):
            break
        parent = block.getparent()
        if block.tail and block.tail.strip():
            break
        parent.remove(block)
        changed = True
    if not changed or not (root.text_content().strip() or root.xpath(".//img")):
        return content
    return (html.escape(root.text, quote=False) if root.text else "") + "".join(
        etree.tostring(each, encoding="unicode", method="html") for each in root
    )


def _last_block(root: Any) -> Any:  # noqa: ANN401  # an element of lxml, which has no types
    """Return the last element in which the content ends; None where it ends in text."""
    node = root
    while len(node) and not (node[-1].tail or "").strip():
        last = node[-1]
        if not isinstance(last.tag, str):
            node.remove(last)
            continue
        if last.tag in ("p", "li", "footer", "small", "h6", "h5", "hr", "br") or not len(last) or last.tag == "a":
            return last
        if last.tag in ("div", "section", "span", "em", "i") and not _has_blocks(last):
            return last
        node = last
    return None


def _has_blocks(element: Any) -> bool:  # noqa: ANN401
    return any(each.tag in ("p", "div", "ul", "ol", "section", "blockquote", "table") for each in element)


def _is_footer(block: Any, link: str, title: str) -> bool:  # noqa: ANN401
    text = " ".join(block.text_content().split())
    if not text:
        return all(
            _is_pixel(each) for each in block.xpath("descendant-or-self::*[self::img or self::video or self::audio]")
        )
    own = _plain_address(link)
    anchors = [block] if block.tag == "a" else block.xpath(".//a[@href]")
    to_itself = [each for each in anchors if own and _plain_address(each.get("href", "")) == own]
    if not to_itself:
        return False
    words = text
    for anchor in anchors:
        words = words.replace(" ".join(anchor.text_content().split()), " ", 1)
    words = words.replace(title, " ") if title else words
    return len(words.split()) <= _MAX_FOOTER_WORDS and len(text.split()) <= 3 * _MAX_FOOTER_WORDS + len(title.split())


def _is_pixel(element: Any) -> bool:  # noqa: ANN401
    """Return whether an element is the invisible image by which readers are counted."""
    return element.tag == "img" and any(element.get(side) in ("0", "1", "0px", "1px") for side in ("width", "height"))


def _plain_address(address: str) -> str:
    address = address.strip().partition("#")[0].partition("?")[0]
    return address.partition("://")[2].removeprefix("www.").rstrip("/").lower() or address


def _strip_plain_footer(content: str, title: str, site: str) -> str:
    """Return plain text without a last sentence made of the title and the name of the site."""
    start = content.rfind(title) if len(title) > 3 else -1
    if start <= 0 or len(content) - start > len(title) + len(site) + 120:
        return content
    ends = [at + len(mark) for mark in _SENTENCE_ENDS if (at := content.rfind(mark, 0, start)) >= 0]
    cut = max(ends, default=0)
    if cut <= 0:
        return content
    footer = content[cut:]
    name = site.split(" – ")[0].split(" - ")[0].split(" | ")[0].strip()
    if not name or name not in footer:
        return content
    words = footer.replace(title, " ", 1).replace(name, " ", 1).split()
    return content[:cut].rstrip() if len(words) <= _PLAIN_FOOTER_WORDS else content
