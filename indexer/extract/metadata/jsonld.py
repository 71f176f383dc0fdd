"""The JSON-LD of a page: what it states of the article."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from html import unescape

from indexer.extract.candidates import Candidate, make_candidates
from indexer.extract.fields import FIELDS, Field
from indexer.extract.urls import canonical_url

_ARTICLE = re.compile(
    r"(?:^|[/:])(?:\w*Article|BlogPosting|LiveBlogPosting|Report|Review|SocialMediaPosting|CreativeWork)$"
)
_PAGE = re.compile(
    r"(?:^|[/:])(?:\w*WebPage|\w*Page|Recipe|HowTo|DiscussionForumPosting|VideoObject|PodcastEpisode|Book|Event|Course)$"
)
_DESCRIBING = ("headline", "datePublished", "articleBody")
_WRAPPING = re.compile(
    r"^\s*(?:<!--|(?://|/\*)?\s*<!\[CDATA\[(?:\s*\*/)?|/\*.*?\*/)|(?:-->|(?://|/\*)?\s*\]\]>(?:\s*\*/)?|;)\s*$",
    re.DOTALL,
)
_BETWEEN_VALUES = re.compile(r"[\s,;]*")
_DECODER = json.JSONDecoder(strict=False)
_MAX_NODES, _MAX_VALUES_OF_A_BLOCK = 500, 20
_DATES = frozenset({Field.PUBLISHED, Field.UPDATED})
_FIELDS_OF_PAGES = frozenset({Field.PUBLISHED, Field.UPDATED, Field.AUTHOR})


def json_ld_candidates(blocks: Sequence[str], address: str = "") -> tuple[Candidate, ...]:
    """Return the candidates of the article that JSON-LD blocks describe; broken blocks are ignored.

    Of several articles the one that states `address` as its own counts, or the one that is described best. Where there
    is none, the page itself may state dates and authors.
    """
    nodes = [node for block in blocks for data in _loaded(block) for node in _nodes(data)]
    by_id = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 2}
    for kinds, suffix in ((_ARTICLE, ""), (_PAGE, " of the page")):
        described = [node for node in nodes if _is_of(kinds, node)]
        if described:
            best = max(described, key=lambda node: (_is_at(address, node), *(name in node for name in _DESCRIBING)))
            return _candidates(best, by_id, suffix)
    return ()


def _candidates(
    node: Mapping[str, object], by_id: Mapping[object, Mapping[str, object]], suffix: str
) -> tuple[Candidate, ...]:
    candidates: list[Candidate] = []
    for field, rules in FIELDS.items():
        if suffix and field not in _FIELDS_OF_PAGES:
            continue
        for name in rules.json_ld:
            stated = node.get(name)
            if field in _DATES and isinstance(stated, int | float) and not isinstance(stated, bool):
                stated = f"{stated:.0f}"  # what a clock of a program shows
            values = tuple(unescape(text) for text in _texts(stated, by_id, links=field is Field.URL))
            if field is Field.TAGS and len(values) == 1:
                values = tuple(part.strip() for part in values[0].split(","))
            values = values if rules.many else values[:1]
            candidates.extend(make_candidates(field, f"JSON-LD {name}{suffix}", *values))
    return (*candidates, *_images(node.get("image"), by_id))


def _is_at(address: str, node: Mapping[str, object]) -> bool:
    """Return whether a node states an address as its own."""
    wanted = canonical_url(address)
    stated = (node.get("url"), node.get("@id"), node.get("mainEntityOfPage"))
    addresses = (each.get("@id") if isinstance(each, dict) else each for each in stated)
    return wanted is not None and any(isinstance(each, str) and canonical_url(each) == wanted for each in addresses)


def _images(value: object, by_id: Mapping[object, Mapping[str, object]]) -> tuple[Candidate, ...]:
    """Return the first image, which may be an address, an object, or a reference to an object elsewhere."""
    if isinstance(value, list):
        value = next(iter(value), None)
    if isinstance(value, str):
        return make_candidates(Field.IMAGE, "JSON-LD image", value)
    if not isinstance(value, dict):
        return ()
    image = {**by_id.get(value.get("@id"), {}), **value} if isinstance(value.get("@id"), str) else value
    address = next((each for name in ("url", "contentUrl", "@id") if isinstance(each := image.get(name), str)), None)
    words = next(
        (each for name in ("caption", "description", "name") if isinstance(each := image.get(name), str)), None
    )
    return make_candidates(Field.IMAGE, "JSON-LD image", address, words) if address else ()


def _loaded(block: str) -> list[object]:
    """Return the data of a block, or nothing; line ends in texts, comments around it and extra commas are tolerated.

    A block may hold several objects one after another.
    """
    text = _WRAPPING.sub("", block).strip()
    for attempt in (text, re.sub(r",(\s*[}\]])", r"\1", text)):
        loaded = _values(attempt)
        if loaded:
            return loaded
    return []


def _values(text: str) -> list[object]:
    """Return the JSON values that stand in a text one after another, up to the first that is none."""
    values: list[object] = []
    at = 0
    for _ in range(_MAX_VALUES_OF_A_BLOCK):
        between = _BETWEEN_VALUES.match(text, at)
        at = between.end() if between else at
        if at >= len(text):
            break
        try:
            value, at = _DECODER.raw_decode(text, at)
        except (ValueError, RecursionError):
            break
        values.append(value)
    return values


def _nodes(data: object) -> Iterator[Mapping[str, object]]:
    """Yield all objects of a document that may be an article, also those in lists, `@graph` and `mainEntity`."""
    waiting, seen = [data], 0
    while waiting and seen < _MAX_NODES:
        item = waiting.pop(0)
        seen += 1
        if isinstance(item, list):
            waiting.extend(item)
        elif isinstance(item, dict):
            yield item
            waiting.extend(item[name] for name in ("@graph", "mainEntity", "mainEntityOfPage") if name in item)


def _is_of(kinds: re.Pattern[str], node: Mapping[str, object]) -> bool:
    stated = node.get("@type")
    return any(
        isinstance(kind, str) and kinds.search(kind) for kind in (stated if isinstance(stated, list) else [stated])
    )


def _texts(
    value: object, by_id: Mapping[object, Mapping[str, object]], *, links: bool, depth: int = 0
) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list) and depth < 3:
        for item in value[:100]:
            yield from _texts(item, by_id, links=links, depth=depth + 1)
    elif isinstance(value, dict):
        name = value.get("@id" if links else "name") or value.get("url" if links else "@value")
        target = by_id.get(value.get("@id")) if isinstance(value.get("@id"), str) else None
        if isinstance(name, str):
            yield name
        elif isinstance(name, list) and depth < 3:
            yield from _texts(name, by_id, links=links, depth=depth + 1)
        elif target is not None and target is not value and depth < 3:
            yield from _texts(target, by_id, links=links, depth=3)
