"""What do the `meta` elements of a page say about its article?"""

import re
from collections.abc import Iterable, Sequence

from indexer.extract.candidates import Candidate, Field, make_candidates
from indexer.extract.html_parser import Element

# For each field in the order in which they are looked at; names are those of `property`, `name` and `itemprop`, in
# lower case.
_NAMES: tuple[tuple[Field, tuple[str, ...]], ...] = (
    (Field.TITLE, ("og:title", "headline", "parsely-title", "sailthru.title", "dc.title", "dcterms.title", "title",
                   "citation_title", "twitter:title")),
    (Field.PUBLISHED, ("article:published_time", "og:article:published_time", "datepublished", "parsely-pub-date",
                       "publish-date", "publish_date", "published-date", "publishdate", "publication_date",
                       "article.published", "article:published", "pubdate", "sailthru.date", "dc.date.issued",
                       "dcterms.issued", "dc.date.created", "dcterms.created", "dc.date", "dcterms.date",
                       "citation_publication_date", "citation_date", "article_date_original", "date", "datecreated",
                       "og:published_time", "og:pubdate", "rnews:datepublished", "release_date")),
    (Field.UPDATED, ("article:modified_time", "og:updated_time", "datemodified", "dcterms.modified",
                     "article:modified", "article.updated", "last-modified", "lastmod", "revised")),
    (Field.AUTHOR, ("author", "article:author", "byl", "byline", "parsely-author", "dc.creator", "dcterms.creator",
                    "sailthru.author", "citation_author", "og:article:author", "og:author", "article:author_name",
                    "authors")),
    (Field.SOURCE, ("og:site_name", "application-name", "dc.publisher", "dcterms.publisher",
                    "article:publisher_name", "copyright-holder")),
    (Field.SECTION, ("article:section", "parsely-section", "og:article:section", "articlesection", "section")),
    (Field.TAGS, ("article:tag", "parsely-tags", "news_keywords", "keywords", "sailthru.tags")),
    (Field.LANGUAGE, ("dc.language", "content-language", "og:locale", "language", "inlanguage")),
    (Field.URL, ("og:url", "parsely-link", "twitter:url")),
)  # fmt: skip
_KNOWN = frozenset(name for _, names in _NAMES for name in names)
_PUBLICATION = re.compile(r"(?:^|[:._-])(?:article[:._-]?)?publ(?:ished|ish|ication)[:._-]?(?:date|time|at|on)$")
_AUTHOR = re.compile(r"(?<!twitter)[:._-]authors?(?:[:._-]?name)?$")
_SOCIAL = {"OpenGraph": ("og:", "article:"), "Twitter": ("twitter:",)}
_KEYS = ("property", "name", "itemprop", "http-equiv")
_MOST = 100


class MetaTags:
    """The contents of a page's `meta` elements by name; of one name, the first hundred."""

    def __init__(self, elements: Iterable[Element]) -> None:
        self._by_name: dict[str, list[str]] = {}
        for element in elements:
            # Some programs that store pages write `value`.
            content = element.get("content") or element.get("value") or ""
            for name in {element.get(key, "").strip().lower() for key in _KEYS} - {""} if content.strip() else ():
                contents = self._by_name.setdefault(name, [])
                if len(contents) < _MOST:
                    contents.append(content)

    @property
    def names(self) -> tuple[str, ...]:
        """All names, in the order of the page."""
        return tuple(self._by_name)

    def values(self, name: str) -> Sequence[str]:
        """What all elements of a name say, in their order."""
        return self._by_name.get(name, ())

    def first(self, *names: str) -> str | None:
        """What the first element of the first of these names says."""
        return next((self._by_name[name][0] for name in names if name in self._by_name), None)


def meta_tag_candidates(metas: MetaTags) -> tuple[Candidate, ...]:
    """All that they say, but for pictures."""
    found: list[Candidate] = []
    for field, names in _NAMES:
        for name in names:
            values = metas.values(name)
            if field is Field.TAGS:
                values = [part.strip() for value in values for part in value[:10_000].split(",")]
            elif field is not Field.AUTHOR:
                values = values[:1]
            found.extend(make_candidates(field, meta_origin(name), *values))
    for name in metas.names:
        if name not in _KNOWN and _PUBLICATION.search(name):
            found.extend(make_candidates(Field.PUBLISHED, f"meta {name}", metas.first(name)))
        elif name not in _KNOWN and _AUTHOR.search(name):
            found.extend(make_candidates(Field.AUTHOR, f"meta {name}", *metas.values(name)))
    return tuple(found)


def meta_origin(name: str) -> str:
    """The origin of what the `meta` element of a name says."""
    kind = next((kind for kind, prefixes in _SOCIAL.items() if name.startswith(prefixes)), "meta")
    return f"{kind} {name}"
