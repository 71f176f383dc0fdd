"""Here is a post as WordPress keeps it: what is its HTML, without shortcodes and with its paragraphs?"""

import re

_ENCLOSED = re.compile(
    r"\[(embed|audio|video|playlist|youtube|vimeo|googlemaps)\b[^\[\]]{0,500}\][^\[\]]{0,2000}\[/\1\]"
)
_CAPTION = re.compile(
    r"\[(?:wp_)?caption\b(?P<stated>[^\]]{0,1000})\](?P<inner>.{0,5000}?)\[/(?:wp_)?caption\]", re.DOTALL
)
_STATED = re.compile(r"""\bcaption=(?:"([^"]*)"|'([^']*)')""")
_IMAGE = re.compile(r"(?:<a\b[^>]{0,2000}>\s*)?<img\b[^>]{0,4000}>(?:\s*</a>)?", re.IGNORECASE)
_ESCAPED = re.compile(r"\[(\[/?[a-zA-Z][\w-]*[^\[\]]{0,500}\])\]")
_CLOSING = re.compile(r"\[/([a-zA-Z][\w-]{0,60})\]")
_CODE = re.compile(
    r"""\[(?P<name>[a-zA-Z][\w-]{0,60})"""
    r"""(?P<stated>(?:[ \t\n]+|=)(?:[^\[\]"'<>]|"[^"]{0,5000}"|'[^']{0,5000}'){0,2000})?/?\]"""
)
_BARE = frozenset({"gallery", "audio", "video", "playlist", "embed", "caption", "wp_caption", "contact-form",
                   "contact-form-7", "sharethis", "addthis", "addtoany", "jetpack_subscription_form", "recent_posts",
                   "sitemap", "archives", "newsletter", "newsletter_form", "mc4wp_form", "wpforms", "toc",
                   "googlemaps", "googleapps", "youtube", "vimeo", "slideshow", "slideshare", "polldaddy", "poll",
                   "nextpage", "more", "ad", "ads", "adsense", "adrotate", "products"})  # fmt: skip
_BLOCK = re.compile(
    r"</?(?:address|article|aside|blockquote|canvas|dd|div|dl|dt|fieldset|figcaption|figure|footer|form|h[1-6]|header|hr"
    r"|li|main|nav|noscript|ol|p|pre|script|section|style|table|t[rdh]|tbody|thead|ul|video|iframe)\b|<!--",
    re.IGNORECASE,
)
_BLANK_LINE = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")


def html_of_post(content: str) -> str:
    """The HTML of a post's content: captions as figures, shortcodes gone, blank lines as paragraphs.

    What stands in brackets without being a shortcode stays: `[sic]`, `[the minister]`.
    """
    return _paragraphs(without_shortcodes(content.replace("\r\n", "\n").replace("\r", "\n")))


def without_shortcodes(content: str) -> str:
    """The content without shortcodes; what they enclose stays, unless it is an address to embed."""
    if "[" not in content:
        return content
    kept: list[str] = []

    def keep(match: re.Match[str]) -> str:
        kept.append(match[1])
        return f"\0{len(kept) - 1}\0"

    content = _ESCAPED.sub(keep, content.replace("\0", ""))
    content = _ENCLOSED.sub("", content)
    content = _CAPTION.sub(_figure, content)
    closed = {match[1].lower() for match in _CLOSING.finditer(content)}

    def gone(match: re.Match[str]) -> str:
        name, stated = match["name"].lower(), match["stated"]
        code = name in closed or name in _BARE or match[0].endswith("/]") or (stated and "=" in stated)
        return "" if code else match[0]

    content = _CLOSING.sub("", _CODE.sub(gone, content))
    return re.sub("\0([0-9]+)\0", lambda match: kept[int(match[1])], content)


def _figure(match: re.Match[str]) -> str:
    inner, stated = match["inner"], _STATED.search(match["stated"])
    image = _IMAGE.search(inner)
    caption = (stated[1] or stated[2] or "") if stated else _IMAGE.sub("", inner, count=1)
    return f"\n\n<figure>{image[0] if image else ''}<figcaption>{caption.strip()}</figcaption></figure>\n\n"


def _paragraphs(content: str) -> str:
    """Posts of the classic editor part their paragraphs by blank lines, those of the block editor by elements."""
    if "<!-- wp:" in content or re.search(r"<p[\s>]", content):
        return content
    pieces = []
    for block in _BLANK_LINE.split(content.strip()):
        piece = block.strip()
        if piece and not _BLOCK.match(piece):
            piece = "<p>" + piece.replace("\n", "<br>\n") + "</p>"
        pieces.append(piece)
    return "\n".join(pieces)
