"""Under which names do records keep an article's fields?"""

from collections.abc import Iterable, Mapping
from functools import lru_cache

from indexer.extract.candidates import Field

# The first name is that of an export line. Names are compared without case, `_`, `-` and blanks.
ALIASES: Mapping[Field, tuple[str, ...]] = {
    Field.ID: ("id", "guid", "uuid", "_id", "article_id", "doc_id", "uid"),
    Field.TITLE: ("title", "headline", "headline_main", "head", "heading", "name", "subject"),
    Field.URL: ("url", "link", "permalink", "canonical_url", "canonical", "web_url", "article_url", "uri", "href",
                "source_url"),
    Field.PUBLISHED: ("published", "date", "pubDate", "published_at", "publish_date", "date_published",
                      "published_date", "publication_date", "pub_date", "date_publish", "published_on",
                      "first_published",
                      "web_publication_date", "datetime", "date_time", "timestamp", "time", "issued", "created",
                      "created_at", "date_created"),
    Field.UPDATED: ("updated", "modified", "updated_at", "date_modified", "modified_at", "last_modified", "lastmod",
                    "last_updated", "date_updated", "modified_date", "update_date", "date_modify"),
    Field.AUTHOR: ("author", "authors", "byline", "bylines", "creator", "dc:creator", "writer", "by", "author_name"),
    Field.SOURCE: ("source", "publisher", "outlet", "site", "site_name", "source_name", "publication", "newspaper",
                   "agency", "media", "credit"),
    Field.SECTION: ("section", "category", "categories", "section_name", "desk", "news_desk", "channel", "rubric",
                    "column"),
    Field.TAGS: ("tags", "keywords", "tag", "topics", "labels"),
    Field.LANGUAGE: ("language", "lang", "locale", "in_language", "language_code"),
    Field.PLACE: ("place", "dateline", "city"),
    Field.IMAGE: ("image", "image_url", "lead_image", "lead_image_url", "top_image", "featured_image", "cover_image",
                  "thumbnail", "picture", "photo"),
    Field.LOCATION: ("location",),
}  # fmt: skip
TEXT_ALIASES = ("text", "body", "content", "article", "article_body", "full_text", "body_text", "main_text", "story",
        "content_text", "maintext", "article_text")  # fmt: skip
HTML_ALIASES = ("html", "content_html", "body_html", "content:encoded", "article_html")
SUMMARY_ALIASES = ("description", "summary", "abstract", "standfirst", "excerpt", "lead", "teaser", "snippet")
IMAGE_ALT_ALIASES = ("image_alt", "image_caption", "image_description")
MULTI_VALUED = frozenset({Field.AUTHOR, Field.TAGS})
EXPORT_LINE_MEMBERS = frozenset({"id", "title", "text", "published", "author", "place", "location"})
"""Members that an export line of ours has, and together hardly any other record."""


class Members:
    """A record whose members are found under any spelling of their names."""

    def __init__(self, record: Mapping[str, object]) -> None:
        self._by_key: dict[str, object] = {}
        for name, value in record.items():
            self._by_key.setdefault(_key(name), value)

    def first(self, names: Iterable[str]) -> Iterable[tuple[str, object]]:
        """The members of these names that are there and not null, in the order of the names."""
        for name in names:
            value = self._by_key.get(_key(name))
            if value is not None and value != "":
                yield name, value


@lru_cache(maxsize=4096)
def _key(name: str) -> str:
    return name.casefold().replace("_", "").replace("-", "").replace(" ", "")
