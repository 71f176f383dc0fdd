"""What is the headline, without the name of the site it stood on?"""

import re
from collections.abc import Iterable

from indexer.extract.cleanup import to_one_line

_PARTS = re.compile(r"(\s+[|｜»·•›~]+\s+|\s*[|｜]\s*|\s+(?:-{1,3}|–|—|:|::|//|<)\s+)")
_TIGHT_END = re.compile(r"(.+?)\s*[-_|–—]+\s*([^-_|–—]+)")
_HARD = frozenset("|｜»·•›~:</")  # separators that headlines themselves hardly use
_DOMAIN = re.compile(
    r"(?:www\.)?[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|info|news|gov|edu|int|eu|tv|[a-z]{2})", re.IGNORECASE
)
_SENTENCE = re.compile(r"(?<=[.!?…。！？])[\"'”’»)]*\s+(?=[\"'“‘«(]?[^\W\d_a-zß-öø-ÿ])")
_ABBREVIATION = re.compile(r"(?:^|\s)(?:[A-Z]\.|(?:[A-Z]\.)+|[A-ZÀ-Þ]\w{0,3}\.)$")
_SITE_WORDS = 5


def strip_site_name(
    title: str, sites: Iterable[str] = (), headlines: Iterable[str] = (), shown: Iterable[str] = ()
) -> str:
    """The title without a leading or trailing site name.

    A part is the site's if it equals one of `sites` (names or host names), if what remains equals one of `headlines`
    found elsewhere on the page, if it is a domain name, or if it is short and stands behind a separator like `|`; the
    last not for a title that is `shown` to readers as it is.
    """
    title = to_one_line(title)
    known = _keys(sites)
    heads = _keys(headlines) - known
    seen = _keys(shown)
    for _ in range(3):
        shorter = _one_part_less(title, known, heads, whole=comparison_key(title) in seen)
        if shorter is None or not comparison_key(shorter):
            return title
        title = shorter
    return title


def is_site_name(title: str, sites: Iterable[str]) -> bool:
    """Whether a title is nothing but the name of one of the sites."""
    return _names_site(title, _keys(sites))


def find_site_name(title: str, headline: str) -> str | None:
    """The site's name that a page's title has before or behind the headline, if that is what stands there."""
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
    return name if name and len(name.split()) <= _SITE_WORDS else None


def _one_part_less(title: str, known: set[str], heads: set[str], *, whole: bool) -> str | None:
    before, colon, after = title.partition(": ")
    if colon and _names_site(before, known):
        return after
    ended = _TIGHT_END.fullmatch(title)
    if ended and _names_site(ended[2], known):
        return ended[1]
    pieces = _PARTS.split(title)
    if len(pieces) < 3:
        return None
    head, separator, tail = "".join(pieces[:-2]), pieces[-2], pieces[-1]
    first, rest = pieces[0], "".join(pieces[2:])
    if _names_site(tail, known):
        return head
    if _names_site(first, known):
        return rest
    if comparison_key(head) in heads or (not whole and _looks_like_site(head, separator, tail)):
        return head
    return rest if comparison_key(rest) in heads else None


def _names_site(part: str, known: set[str]) -> bool:
    key = comparison_key(part)
    return bool(key) and (key in known or key.removeprefix("the") in known or f"the{key}" in known)


def _looks_like_site(head: str, separator: str, tail: str) -> bool:
    if _DOMAIN.fullmatch(tail.strip()):
        return True
    if separator.strip() == ":" or separator.strip()[0] not in _HARD:
        return False
    return len(head.split()) >= 3 and len(tail.split()) <= _SITE_WORDS and len(tail) < 1.5 * len(head)


def _keys(texts: Iterable[str]) -> set[str]:
    return {key for text in texts if (key := comparison_key(text))}


def comparison_key(text: str) -> str:
    """The letters and digits of a text without case: what two ways to write a title or a name have in common."""
    return "".join(character for character in text.casefold() if character.isalnum())


def site_names_from_url(url: str) -> tuple[str, ...]:
    """The host of an address and its telling parts, as titles name them: example.co.uk and example."""
    match = re.match(r"https?://(?:[^/@]*@)?(?:www\.)?([^/:?#]+)", url, re.IGNORECASE)
    if match is None:
        return ()
    labels = match[1].split(".")
    return (match[1], *(label for label in labels[:-1] if len(label) > 3))


def make_title(text: str, longest: int) -> str:
    """A title for an article that has none: its first sentence or line, cut between words to at most `longest`."""
    line = text[: 3 * longest].split("\n", 1)[0].strip()
    for match in _SENTENCE.finditer(line):
        if match.start() > longest:
            break
        if not _ABBREVIATION.search(line[: match.start()]):
            line = line[: match.start()].rstrip()
            break
    if len(line) <= longest:
        return line
    cut = line[: longest - 1]
    kept = cut.rsplit(" ", 1)[0] if " " in cut[longest // 2 :] else cut
    return kept.rstrip(" ,;:-–—") + "…"
