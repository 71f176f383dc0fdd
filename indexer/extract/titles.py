"""Titles: removes the name of the site from one, and makes one from the text where none is stated."""

import re
from collections.abc import Iterable

from indexer.extract.cleanup import to_one_line

_PARTS = re.compile(r"(\s+[|｜»·•›~]+\s+|\s*[|｜]\s*|\s+(?:-{1,3}|–|—|:|::|//|<)\s+)")
_TIGHT_END = re.compile(r"(.+?)\s*[-_|–—]+\s*([^-_|–—]+)")
_SITE_SEPARATORS = frozenset("|｜»·•›~:</")  # separators that headlines themselves hardly use
_DOMAIN = re.compile(
    r"(?:www\.)?[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|info|news|gov|edu|int|eu|tv|[a-z]{2})", re.IGNORECASE
)
_SENTENCE = re.compile(r"(?<=[.!?…。！？])[\"'”’»)]*\s+(?=[\"'“‘«(]?[^\W\d_a-zß-öø-ÿ])")
_ABBREVIATION = re.compile(r"(?:^|\s)(?:[A-Z]\.|(?:[A-Z]\.)+|[A-ZÀ-Þ]\w{0,3}\.)$")
_MAX_SITE_WORDS = 5


def strip_site_name(
    title: str, sites: Iterable[str] = (), headlines: Iterable[str] = (), shown: Iterable[str] = ()
) -> str:
    """Return the title without a leading or trailing site name.

    A part is the site's if it equals one of `sites` (names or host names), if what remains equals one of `headlines`
    found elsewhere on the page, if it is a domain name, or if it is short and follows a separator like `|`; the last
    does not count for a title that is `shown` to readers as it is.
    """
    title = to_one_line(title)
    known = _comparison_keys(sites)
    heads = _comparison_keys(headlines) - known
    seen = _comparison_keys(shown)
    for _ in range(3):
        shorter = _strip_one_part(title, known, heads, whole=comparison_key(title) in seen)
        if shorter is None or not comparison_key(shorter):
            return title
        title = shorter
    return title


def is_site_name(title: str, sites: Iterable[str]) -> bool:
    """Return whether a title is nothing but the name of one of the sites."""
    return _is_known_site(title, _comparison_keys(sites))


def find_site_name(title: str, headline: str) -> str | None:
    """Return the site's name that a page's title has before or behind the headline; None where there is none."""
    title = to_one_line(title)
    if not headline or len(title) <= len(headline) or headline not in title:
        return None
    before, _, after = title.partition(headline)
    if not before and _PARTS.match(after):
        name = _PARTS.split(after)[-1]
    elif not after and re.search(r"(?::|\s[-–—|｜»])\s*$", before):
        name = _PARTS.split(re.sub(r"\s*[-–—|｜»:]+\s*$", "", before))[0]
    else:
        return None
    name = name.strip(" -–—|｜»:")
    return name if name and len(name.split()) <= _MAX_SITE_WORDS else None


def _strip_one_part(title: str, known: set[str], heads: set[str], *, whole: bool) -> str | None:
    before, colon, after = title.partition(": ")
    if colon and _is_known_site(before, known):
        return after
    ended = _TIGHT_END.fullmatch(title)
    if ended and _is_known_site(ended[2], known):
        return ended[1]
    pieces = _PARTS.split(title)
    if len(pieces) < 3:
        return None
    head, separator, tail = "".join(pieces[:-2]), pieces[-2], pieces[-1]
    first, rest = pieces[0], "".join(pieces[2:])
    if _is_known_site(tail, known):
        return head
    if _is_known_site(first, known):
        return rest
    if comparison_key(head) in heads or (not whole and _looks_like_site(head, separator, tail)):
        return head
    return rest if comparison_key(rest) in heads else None


def _is_known_site(part: str, known: set[str]) -> bool:
    key = comparison_key(part)
    return bool(key) and (key in known or key.removeprefix("the") in known or f"the{key}" in known)


def _looks_like_site(head: str, separator: str, tail: str) -> bool:
    if _DOMAIN.fullmatch(tail.strip()):
        return True
    if separator.strip() == ":" or separator.strip()[0] not in _SITE_SEPARATORS:
        return False
    return len(head.split()) >= 3 and len(tail.split()) <= _MAX_SITE_WORDS and len(tail) < 1.5 * len(head)


def _comparison_keys(texts: Iterable[str]) -> set[str]:
    return {key for text in texts if (key := comparison_key(text))}


def comparison_key(text: str) -> str:
    """Return the letters and digits of a text without case: what two ways to write a title or a name have in common."""
    return "".join(character for character in text.casefold() if character.isalnum())


def site_names_from_url(url: str) -> tuple[str, ...]:
    """Return the host of an address and its longer parts, as titles name them: example.co.uk and example."""
    match = re.match(r"https?://(?:[^/@]*@)?(?:www\.)?([^/:?#]+)", url, re.IGNORECASE)
    if match is None:
        return ()
    labels = match[1].split(".")
    return (match[1], *(label for label in labels[:-1] if len(label) > 3))


def make_title(text: str, max_chars: int) -> str:
    """Return a title for an article that has none: its first sentence or line, cut between words to `max_chars`."""
    line = text[: 3 * max_chars].split("\n", 1)[0].strip()
    for match in _SENTENCE.finditer(line):
        if match.start() > max_chars:
            break
        if not _ABBREVIATION.search(line[: match.start()]):
            line = line[: match.start()].rstrip()
            break
    if len(line) <= max_chars:
        return line
    cut = line[: max_chars - 1]
    shortened = cut.rsplit(" ", 1)[0] if " " in cut[max_chars // 2 :] else cut
    return shortened.rstrip(" ,;:-–—") + "…"
