"""WordPress exports (WXR): the posts and pages that are published in them, and the HTML of a post.

A post's content is HTML with shortcodes in brackets; posts of the classic editor have blank lines for paragraphs.
"""

import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone

from indexer.document import Document, Failure
from indexer.sources.compression import DAMAGE, decompressed
from indexer.sources.container import ContainerFile, Problem, RecordNames, damage_problem
from indexer.sources.fingerprints import hash_bytes
from indexer.sources.wxr import BrokenItem, WxrItem, WxrReader

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
_SHORTCODE = re.compile(
    r"""\[(?P<name>[a-zA-Z][\w-]{0,60})"""
    r"""(?P<stated>(?:[ \t\n]+|=)(?:[^\[\]"'<>]|"[^"]{0,5000}"|'[^']{0,5000}'){0,2000})?/?\]"""
)
_BARE_SHORTCODES = frozenset({"gallery", "audio", "video", "playlist", "embed", "caption", "wp_caption", "contact-form",
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


def post_html(content: str) -> str:
    """Return the HTML of a post's content: captions as figures, shortcodes gone, blank lines as paragraphs.

    What is in brackets without being a shortcode stays: `[sic]`, `[the minister]`.
    """
    return _paragraphs(strip_shortcodes(content.replace("\r\n", "\n").replace("\r", "\n")))


def strip_shortcodes(content: str) -> str:
    """Return the content without shortcodes; what they enclose stays, unless it is a URL to embed."""
    if "[" not in content:
        return content
    escaped: list[str] = []

    def set_aside(match: re.Match[str]) -> str:
        escaped.append(match[1])
        return f"\0{len(escaped) - 1}\0"

    content = _ESCAPED.sub(set_aside, content.replace("\0", ""))
    content = _ENCLOSED.sub("", content)
    content = _CAPTION.sub(_figure, content)
    closed = {match[1].lower() for match in _CLOSING.finditer(content)}

    def drop_shortcode(match: re.Match[str]) -> str:
        name, stated = match["name"].lower(), match["stated"]
        is_shortcode = (
            name in closed or name in _BARE_SHORTCODES or match[0].endswith("/]") or (stated and "=" in stated)
        )
        return "" if is_shortcode else match[0]

    content = _CLOSING.sub("", _SHORTCODE.sub(drop_shortcode, content))
    return re.sub("\0([0-9]+)\0", lambda match: escaped[int(match[1])], content)


def _figure(match: re.Match[str]) -> str:
    inner, stated = match["inner"], _STATED.search(match["stated"])
    image = _IMAGE.search(inner)
    caption = (stated[1] or stated[2] or "") if stated else _IMAGE.sub("", inner, count=1)
    return f"\n\n<figure>{image[0] if image else ''}<figcaption>{caption.strip()}</figcaption></figure>\n\n"


def _paragraphs(content: str) -> str:
    """Turn the blank lines of the classic editor into paragraphs; posts of the block editor have elements for them."""
    if "<!-- wp:" in content or re.search(r"<p[\s>]", content):
        return content
    pieces = []
    for block in _BLANK_LINE.split(content.strip()):
        piece = block.strip()
        if piece and not _BLOCK.match(piece):
            piece = "<p>" + piece.replace("\n", "<br>\n") + "</p>"
        pieces.append(piece)
    return "\n".join(pieces)


_POST_TYPES = frozenset({"", "post", "page"})
_INTERNAL_TYPES = re.compile(
    r"attachment|revision|nav_menu_item|custom_css|customize_changeset|oembed_cache|user_request|wp_\w+|acf-\w+|acf_\w+"
    r"|elementor_\w+|et_\w+|jetpack_\w+|shop_\w+|product_variation|amp_\w+|wpcf7\w*|mc4wp-form|wpforms|feedback|ninja_\w+"
    r"|tablepress_table|reply|topic|forum|vc_\w+|fl-builder-template|popup|scheduled-action|ml-slide\w*|polylang_mo"
    r"|flamingo_\w+|custom-css|sidebar|spucpt|safecss|bp-email|edd_payment|edd_log|give_payment|thirstylink"
)
"""Types of posts that WordPress and its plug-ins keep for themselves. All others were made to be read."""
_PUBLIC_STATES = frozenset({"", "publish", "published"})
_DEFAULT_CATEGORIES = frozenset({"uncategorized", "uncategorised", "allgemein", "non classé", "sin categoría"})
_TAG_DOMAINS = ("post_tag", "tag")
_MAX_UTC_OFFSET = timedelta(hours=15)


class WordPressFile:
    """One export of a source."""

    def __init__(self, container: ContainerFile, max_bytes: int) -> None:
        """Read no post of more than `max_bytes` characters."""
        self._container, self._max_chars = container, max_bytes
        self._names = RecordNames({})

    def records(self, file: io.RawIOBase) -> Iterator[Document | Failure | Problem]:
        """Yield the published posts and pages in the order of the file, and failures by line. Raises OSError."""
        with decompressed(file, self._container.path.name) as stream:
            export = WxrReader(stream, self._max_chars)
            number = 0
            line = 1
            try:
                for item in export.items():
                    number += 1
                    line = item.line
                    if isinstance(item, BrokenItem):
                        yield Problem(item.reason, item.message, f"line {line}", f":{number}")
                        if item.final:
                            return
                    elif item.too_large:
                        yield self._too_large(item, number)
                    elif _is_public(item.texts):
                        fields = _fields(item, export)
                        fingerprint = hash_bytes(repr(sorted(fields.items())).encode("utf-8", "surrogatepass"))
                        name = self._name(item, number)
                        yield self._container.record(name, fields, fingerprint, stated_by="WordPress")
            except DAMAGE as error:
                yield damage_problem(error, line, "posts")
                return
            if not export.is_wordpress:
                yield Problem("not-wordpress", "The file is no WordPress export: it has no `wp:` elements.", "line 1")

    def _too_large(self, item: WxrItem, number: int) -> Failure:
        message = f"The post has more than the {self._max_chars:,} characters that are read."
        problem = Problem("too-large", message, f"line {item.line}", self._name(item, number))
        return self._container.failure(problem, f"too-large:{self._max_chars}")

    def _name(self, item: WxrItem, number: int) -> str:
        stated = (item.texts.get(name, "").strip() for name in ("wp:post_id", "guid", "link"))
        post_id = next(filter(None, stated), "")
        return self._names.unique(post_id, number) if post_id else f":{number}"


def _is_public(texts: dict[str, str]) -> bool:
    """Return whether an item was published to be read; of a type that a site made itself, if it has a text."""
    post_type, status = texts.get("wp:post_type", "").strip(), texts.get("wp:status", "").strip()
    if not any(name.startswith("wp:") for name in texts):
        return False  # it is another feed
    if status not in _PUBLIC_STATES or texts.get("wp:post_password", "").strip():
        return False
    if post_type in _POST_TYPES:
        return True
    return not _INTERNAL_TYPES.fullmatch(post_type) and bool(texts.get("content:encoded", "").strip())


def _fields(item: WxrItem, export: WxrReader) -> dict[str, object]:
    """Return what an item states about its article, by the usual names; what it does not state is left out."""
    texts, channel = item.texts, export.channel.texts
    login = texts.get("dc:creator", "").strip()
    domains = {domain for domain, _, _ in item.categories}
    # Exports of old versions state each category twice, once without saying what it is; odd ones never say it.
    own = "category" if "category" in domains else ""
    categories = list(dict.fromkeys(name for domain, _, name in item.categories if domain == own and name))
    labels = [name for domain, _, name in item.categories if domain in _TAG_DOMAINS and name]
    chosen = [name for name in categories if name.casefold() not in _DEFAULT_CATEGORIES]
    stated: dict[str, object] = {
        "title": strip_shortcodes(texts.get("title", "")).strip(),
        "url": texts.get("link", "").strip(),
        "published": _date(texts, "wp:post_date") or texts.get("pubDate", "").strip(),
        "updated": _date(texts, "wp:post_modified"),
        "author": [name for domain, _, name in item.categories if domain == "author" and name]
        or export.authors.get(login, login),
        "source": channel.get("title", "").strip(),
        "section": chosen[0] if chosen else "",
        "tags": list(dict.fromkeys((*labels, *chosen[1:]))),
        "language": channel.get("language", "").strip(),
        "content_html": post_html(texts.get("content:encoded", "") or texts.get("description", "")),
        "summary": strip_shortcodes(texts.get("excerpt:encoded", "")).strip(),
    }
    return {name: value for name, value in stated.items() if value}


def _date(texts: dict[str, str], name: str) -> str:
    """Return the local time of an event with its offset from UTC, which follows from the same time in GMT."""
    local, gmt = _parse_time(texts.get(name, "")), _parse_time(texts.get(f"{name}_gmt", ""))
    if local is None:
        return gmt.replace(tzinfo=UTC).isoformat() if gmt is not None else ""
    if gmt is not None and abs(local - gmt) < _MAX_UTC_OFFSET:
        offset = timedelta(minutes=round((local - gmt).total_seconds() / 60))
        return local.replace(tzinfo=timezone(offset)).isoformat()
    return local.isoformat()


def _parse_time(text: str) -> datetime | None:
    try:
        return datetime.strptime(text.strip(), "%Y-%m-%d %H:%M:%S")  # noqa: DTZ007  # the zone is stated elsewhere
    except ValueError:
        return None  # 0000-00-00 00:00:00 is how drafts are dated
