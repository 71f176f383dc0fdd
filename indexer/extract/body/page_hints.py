"""What a page states of its article outside the visible text: titles, summaries, and perhaps the whole body."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from indexer.extract.html_parser import Element

_TITLES = frozenset({"og:title", "twitter:title", "headline"})
_SUMMARIES = frozenset({"og:description", "description", "twitter:description"})
_MAX_METAS, _MAX_SCRIPTS, _MAX_NODES = 500, 50, 500
_MIN_BODY_CHARS = 200  # less is a summary in the wrong member


@dataclass(frozen=True, slots=True)
class PageHints:
    """Titles and summaries as stated, and the article's text out of JSON-LD; empty where there is none."""

    titles: tuple[str, ...] = ()
    summaries: tuple[str, ...] = ()
    body: str = ""


def collect_hints(tree: Element) -> PageHints:
    """Return the hints of a page, from its head and its JSON-LD."""
    titles, summaries = [], []
    for meta in islice(tree.iter("meta"), _MAX_METAS):
        name = (meta.get("property") or meta.get("name") or "").lower()
        content = meta.get("content")
        if content and name in _TITLES:
            titles.append(content)
        elif content and name in _SUMMARIES:
            summaries.append(content)
    titles.extend(title.text_content() for title in islice(tree.iter("title"), 1))
    return PageHints(tuple(titles), tuple(summaries), _stated_body(tree))


def _stated_body(tree: Element) -> str:
    bodies = [body for script in islice(_scripts(tree), _MAX_SCRIPTS) for body in _bodies(script)]
    longest = max(bodies, key=len, default="")
    return longest if len(longest) >= _MIN_BODY_CHARS else ""


def _scripts(tree: Element) -> Iterator[str]:
    for script in tree.iter("script"):
        if "ld+json" in script.get("type", "").lower():
            text = script.text_content()
            if '"articleBody"' in text:
                yield text


def _bodies(script: str) -> Iterator[str]:
    try:
        waiting: list[object] = [json.loads(script, strict=False)]
    except (ValueError, RecursionError):
        return
    for _ in range(_MAX_NODES):
        if not waiting:
            return
        node = waiting.pop()
        if isinstance(node, dict):
            body = node.get("articleBody")
            if isinstance(body, str):
                yield body
            waiting.extend(value for value in node.values() if isinstance(value, (dict, list)))
        elif isinstance(node, list):
            waiting.extend(node)
