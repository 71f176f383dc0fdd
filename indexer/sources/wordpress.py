"""Here is a WordPress export (WXR): which posts and pages has it published?"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone

from indexer.document import Document, Failure
from indexer.settings import SourceSettings
from indexer.sources.compression import DAMAGE, HashedFile, unpacked
from indexer.sources.container import Container, Problem, RecordNames
from indexer.sources.fingerprints import digest
from indexer.sources.wxr import Export, Flaw, Item

# FOLDED: Here is a post as WordPress keeps it: what is its HTML, without shortcodes and with its paragraphs?


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


_KINDS = frozenset({"post", "page"})
_NO_SECTION = frozenset({"uncategorized", "uncategorised", "allgemein", "non classé", "sin categoría"})
_BEGINNING = 1 << 16
_FARTHEST = timedelta(hours=15)


def looks_like_wordpress(start: bytes) -> bool:
    """Whether a file that begins so is a WordPress export."""
    start = start.replace(b"\0", b"")
    return b"<rss" in start and (b"wordpress.org/export/" in start or b"<wp:wxr_version" in start)


class WordPressFile:
    """One export of a source."""

    def __init__(self, spec: SourceSettings, container: Container, max_bytes: int) -> None:
        """No post of more than `max_bytes` characters is read."""
        self._spec, self._container, self._max_bytes = spec, container, max_bytes
        self._names = RecordNames({})

    def found(self) -> Iterator[Document | Failure | Problem]:
        """The published posts and pages in the order of the file, with failures by line. Raises OSError."""
        with HashedFile(self._container.path) as raw, unpacked(raw, self._container.path.name) as file:
            export = Export(file, self._max_bytes)
            number = 0
            line = 1
            try:
                for each in export.items():
                    number += 1
                    line = each.line
                    if isinstance(each, Flaw):
                        yield Problem(each.reason, each.message, f"line {line}", f":{number}")
                        if each.final:
                            return
                    elif each.too_large:
                        yield self._too_large(each, number)
                    elif _is_public(each.texts):
                        yield self._document(each, export, number)
            except DAMAGE as error:
                kind = "truncated" if isinstance(error, EOFError) else "damaged"
                message = f"The compressed file is {kind} after line {line}; the posts before that were read."
                yield Problem(kind, message, f"line {line}")
                return
            if not export.is_wordpress:
                yield Problem("not-wordpress", "The file is no WordPress export: it has no `wp:` elements.", "line 1")

    def _too_large(self, item: Item, number: int) -> Failure:
        message = f"The post has more than the {self._max_bytes:,} characters that are read."
        problem = Problem("too-large", message, f"line {item.line}", self._name(item, number))
        return self._container.failure(problem, f"too-large:{self._max_bytes}")

    def _document(self, item: Item, export: Export, number: int) -> Document:
        name = self._name(item, number)
        fields = _fields(item, export)
        return Document(
            key=self._container.key + name,
            location=self._container.location + name,
            fingerprint=digest(repr(sorted(fields.items())).encode("utf-8", "surrogatepass")),
            media_type="application/json",
            fields=fields,
            mapping=self._spec.fields,
            source=self._spec.source,
            stated_by="WordPress",
            container=self._container.key,
        )

    def _name(self, item: Item, number: int) -> str:
        stated = (item.texts.get(name, "").strip() for name in ("wp:post_id", "guid", "link"))
        name = next((each for each in stated if each), "")
        return self._names.given(name, number) if name else f":{number}"


def _is_public(texts: dict[str, str]) -> bool:
    kind, status = texts.get("wp:post_type", "").strip(), texts.get("wp:status", "").strip()
    return kind in _KINDS and status == "publish" and not texts.get("wp:post_password", "").strip()


def _fields(item: Item, export: Export) -> dict[str, object]:
    """What an item states of an article, by the usual names; what it does not state is left out."""
    texts, channel = item.texts, export.channel.texts
    login = texts.get("dc:creator", "").strip()
    categories = [name for domain, _, name in item.categories if domain == "category" and name]
    told = [name for name in categories if name.casefold() not in _NO_SECTION]
    stated: dict[str, object] = {
        "title": without_shortcodes(texts.get("title", "")).strip(),
        "url": texts.get("link", "").strip(),
        "published": _date(texts, "wp:post_date") or texts.get("pubDate", "").strip(),
        "updated": _date(texts, "wp:post_modified"),
        "author": [name for domain, _, name in item.categories if domain == "author" and name]
        or export.authors.get(login, login),
        "source": channel.get("title", "").strip(),
        "section": told[0] if told else "",
        "tags": [*(name for domain, _, name in item.categories if domain == "post_tag" and name), *told[1:]],
        "language": channel.get("language", "").strip(),
        "content_html": html_of_post(texts.get("content:encoded", "")),
        "summary": without_shortcodes(texts.get("excerpt:encoded", "")).strip(),
    }
    return {name: value for name, value in stated.items() if value}


def _date(texts: dict[str, str], name: str) -> str:
    """The local time of an event with its distance from UTC, which the same time in GMT tells."""
    local, universal = _moment(texts.get(name, "")), _moment(texts.get(f"{name}_gmt", ""))
    if local is None:
        return universal.replace(tzinfo=UTC).isoformat() if universal is not None else ""
    if universal is not None and abs(local - universal) < _FARTHEST:
        distance = timedelta(minutes=round((local - universal).total_seconds() / 60))
        return local.replace(tzinfo=timezone(distance)).isoformat()
    return local.isoformat()


def _moment(text: str) -> datetime | None:
    try:
        return datetime.strptime(text.strip(), "%Y-%m-%d %H:%M:%S")  # noqa: DTZ007  # which zone is told elsewhere
    except ValueError:
        return None  # 0000-00-00 00:00:00 is how drafts are dated
