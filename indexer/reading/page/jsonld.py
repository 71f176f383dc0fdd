"""What does a page's JSON-LD say about its article?"""

import json
import re
from collections.abc import Iterator, Mapping

from indexer.reading.draft import Candidate, Field, candidate

_ARTICLE = re.compile(
    r"(?:^|[/:])(?:\w*Article|BlogPosting|LiveBlogPosting|Report|Review|SocialMediaPosting|CreativeWork)$"
)
_MOST_NODES = 500
_NAMES = (
    (Field.TITLE, ("headline", "name")),
    (Field.PUBLISHED, ("datePublished", "dateCreated")),
    (Field.UPDATED, ("dateModified",)),
    (Field.AUTHOR, ("author", "creator")),
    (Field.SOURCE, ("publisher", "sourceOrganization")),
    (Field.SECTION, ("articleSection",)),
    (Field.TAGS, ("keywords",)),
    (Field.LANGUAGE, ("inLanguage",)),
    (Field.PLACE, ("dateline",)),
    (Field.URL, ("url",)),
)


def json_ld_candidates(blocks: list[str]) -> tuple[Candidate, ...]:
    """The candidates of the first article described in JSON-LD blocks; broken blocks are passed over."""
    nodes = [node for block in blocks for node in _nodes(_loaded(block))]
    by_id = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 2}
    articles = [node for node in nodes if _is_article(node)]
    if not articles:
        return ()
    best = max(articles, key=lambda node: ("headline" in node, "datePublished" in node, "articleBody" in node))
    found: list[Candidate] = []
    for field, names in _NAMES:
        for name in names:
            values = tuple(_texts(best.get(name), by_id, links=field is Field.URL))
            if field is Field.TAGS and len(values) == 1:
                values = tuple(part.strip() for part in values[0].split(","))
            values = values if field in {Field.AUTHOR, Field.TAGS} else values[:1]
            found.extend(candidate(field, f"JSON-LD {name}", *values))
    return (*found, *_images(best.get("image"), by_id))


def _images(value: object, by_id: Mapping[object, Mapping[str, object]]) -> tuple[Candidate, ...]:
    """The first image, which may be an address, an object, or one told elsewhere."""
    if isinstance(value, list):
        value = next(iter(value), None)
    if isinstance(value, str):
        return candidate(Field.IMAGE, "JSON-LD image", value)
    if not isinstance(value, dict):
        return ()
    told = {**by_id.get(value.get("@id"), {}), **value} if isinstance(value.get("@id"), str) else value
    address = next((each for name in ("url", "contentUrl", "@id") if isinstance(each := told.get(name), str)), None)
    words = next((each for name in ("caption", "description", "name") if isinstance(each := told.get(name), str)), None)
    return candidate(Field.IMAGE, "JSON-LD image", address, words) if address else ()


def _loaded(block: str) -> object:
    """The data of a block; raw line ends within texts, comments round it and commas too many are tolerated."""
    text = re.sub(
        r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*.*?\*/)|(?:-->|//\s*\]\]>|;)\s*$", "", block, flags=re.DOTALL
    ).strip()
    for attempt in (text, re.sub(r",(\s*[}\]])", r"\1", text)):
        try:
            loaded: object = json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
        return loaded
    return None


def _nodes(data: object) -> Iterator[Mapping[str, object]]:
    """All objects of a document that may be an article: lists, `@graph` and `mainEntity` are entered."""
    waiting, seen = [data], 0
    while waiting and seen < _MOST_NODES:
        item = waiting.pop(0)
        seen += 1
        if isinstance(item, list):
            waiting.extend(item)
        elif isinstance(item, dict):
            yield item
            waiting.extend(item[name] for name in ("@graph", "mainEntity", "mainEntityOfPage") if name in item)


def _is_article(node: Mapping[str, object]) -> bool:
    kinds = node.get("@type")
    return any(
        isinstance(kind, str) and _ARTICLE.search(kind) for kind in (kinds if isinstance(kinds, list) else [kinds])
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
