"""The `meta` elements of a page: what they state of the article."""

import re
from collections.abc import Iterable, Sequence

from indexer.extract.candidates import Candidate, make_candidates
from indexer.extract.fields import FIELDS, Field
from indexer.extract.html_parser import Element

_KNOWN = frozenset(name for rules in FIELDS.values() for name in rules.meta)
_PUBLICATION = re.compile(r"(?:^|[:._-])(?:article[:._-]?)?publ(?:ished|ish|ication)[:._-]?(?:date|time|at|on)$")
_AUTHOR = re.compile(r"(?<!twitter)[:._-]authors?(?:[:._-]?name)?$")
_SOCIAL = {"OpenGraph": ("og:", "article:"), "Twitter": ("twitter:",)}
_KEYS = ("property", "name", "itemprop", "http-equiv")
_MAX_VALUES_OF_A_NAME = 100
_MAX_KEYWORD_CHARS = 10_000


class MetaTags:
    """The contents of a page's `meta` elements by `property`, `name`, `itemprop` or `http-equiv`; 100 of each."""

    def __init__(self, elements: Iterable[Element]) -> None:
        self._by_name: dict[str, list[str]] = {}
        for element in elements:
            # Some programs that store pages write `value`.
            content = element.get("content") or element.get("value") or ""
            for name in {element.get(key, "").strip().lower() for key in _KEYS} - {""} if content.strip() else ():
                contents = self._by_name.setdefault(name, [])
                if len(contents) < _MAX_VALUES_OF_A_NAME:
                    contents.append(content)

    @property
    def names(self) -> tuple[str, ...]:
        """All names, in the order of the page."""
        return tuple(self._by_name)

    def values(self, name: str) -> Sequence[str]:
        """Return what all elements of a name state, in their order."""
        return self._by_name.get(name, ())

    def first(self, *names: str) -> str | None:
        """Return what the first element of the first of these names states."""
        return next((self._by_name[name][0] for name in names if name in self._by_name), None)


def meta_tag_candidates(metas: MetaTags) -> tuple[Candidate, ...]:
    """Return all that they state except pictures."""
    candidates: list[Candidate] = []
    for field, rules in FIELDS.items():
        for name in rules.meta:
            values = metas.values(name)
            if field is Field.TAGS:
                values = [part.strip() for value in values for part in value[:_MAX_KEYWORD_CHARS].split(",")]
            elif not rules.many:
                values = values[:1]
            candidates.extend(make_candidates(field, meta_origin(name), *values))
    for name in metas.names:
        if name not in _KNOWN and _PUBLICATION.search(name):
            candidates.extend(make_candidates(Field.PUBLISHED, f"meta {name}", metas.first(name)))
        elif name not in _KNOWN and _AUTHOR.search(name):
            candidates.extend(make_candidates(Field.AUTHOR, f"meta {name}", *metas.values(name)))
    return tuple(candidates)


def meta_origin(name: str) -> str:
    """Return the origin of what the `meta` element of a name states."""
    kind = next((kind for kind, prefixes in _SOCIAL.items() if name.startswith(prefixes)), "meta")
    return f"{kind} {name}"
