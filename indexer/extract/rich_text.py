"""The text of editors' documents in JSON: trees of blocks with spans of text.

So keep it ProseMirror, Slate, Contentful, Sanity, Editor.js and Medium.

    {"type": "doc", "content": [{"type": "paragraph", "content": [{"type": "text", "text": "The bridge "}, …]}]}
"""

from collections.abc import Mapping

_CHILDREN = ("content", "children", "blocks", "paragraphs", "nodes", "document", "data", "bodyModel", "items", "root")
_LISTS_OF_BLOCKS = frozenset({"blocks", "paragraphs", "items"})
_TEXT = ("text", "value", "insert")
_SPANS = frozenset({"", "text", "span", "link", "inline", "emoji", "mention", "hardbreak", "hard_break"})
_MAX_NODES = 100_000


def rich_text(value: object) -> str:
    """Return the text of a tree of blocks, a paragraph for each block that holds spans; "" for any other value."""
    paragraphs: list[str] = []
    stack: list[object] = [value]
    for _ in range(_MAX_NODES):
        if not stack:
            break
        node = stack.pop()
        if isinstance(node, list):
            spans = [_span(each) for each in node]
            if spans and all(span is not None for span in spans) and not any(_is_block(each) for each in node):
                paragraphs.append("".join(span or "" for span in spans))
            else:
                stack.extend(reversed(node))
        elif isinstance(node, Mapping):
            children: list[object] = []
            for name in _CHILDREN:
                inner = node.get(name)
                if isinstance(inner, list) and name in _LISTS_OF_BLOCKS:
                    children.extend(inner)
                elif isinstance(inner, Mapping | list):
                    children.append(inner)
            if children:
                stack.extend(reversed(children))
            elif span := _span(node):
                paragraphs.append(span)
    return "\n\n".join(text for each in paragraphs if (text := each.strip()))


def _span(node: object) -> str | None:
    """Return the text of a leaf; None for what is none."""
    if not isinstance(node, Mapping) or any(isinstance(node.get(name), Mapping | list) for name in _CHILDREN):
        return None
    return next((text for name in _TEXT if isinstance(text := node.get(name), str)), None)


def _is_block(node: object) -> bool:
    """Return whether a leaf is a paragraph of its own, as its type says."""
    if not isinstance(node, Mapping):
        return False
    kind = str(next((node[name] for name in ("type", "_type", "nodeType") if name in node), ""))
    return kind.lower() not in _SPANS
