"""The fields that extraction looks for: one table of where each may stand and how far each place is trusted.

The figures of trust for title, date and author of web pages are the share of judged pages on which that place is right,
rounded; the others were set beside them by the same measure. docs/reading.md explains them to people.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from indexer.extract import foreign_names


class Field(StrEnum):
    """The fields of an article for which candidates are collected; their names are those of an export line."""

    ID = "id"
    TITLE = "title"
    URL = "url"
    PUBLISHED = "published"
    UPDATED = "updated"
    AUTHOR = "author"
    SOURCE = "source"
    SECTION = "section"
    TAGS = "tags"
    LANGUAGE = "language"
    PLACE = "place"
    IMAGE = "image"
    LOCATION = "location"


@dataclass(frozen=True, slots=True)
class ExtractedField:
    """Where a field is looked for, in the order of preference, and how far each origin is trusted to state it.

    `aliases` are the members of records (JSON objects, columns of tables, front matter), the first that of an export
    line; their case, `_`, `-` and blanks do not matter. `json_ld` and `microdata` are schema.org's property names,
    `meta` the lower-case names of `meta` elements. `trust` has, from 0 to 1, an origin (`JSON-LD headline`) or else any
    of its kind (`JSON-LD`); `fusion.trust.DEFAULT_TRUST` has the rest. A field of `many` values takes all that one
    place states. `max_chars` cuts a field that is one line.
    """

    aliases: tuple[str, ...]
    json_ld: tuple[str, ...] = ()
    microdata: tuple[str, ...] = ()
    meta: tuple[str, ...] = ()
    trust: Mapping[str, float] | None = None
    many: bool = False
    max_chars: int = 0


FIELDS: Mapping[Field, ExtractedField] = {
    Field.ID: ExtractedField(aliases=("id", "guid", "uuid", "_id", "article_id", "doc_id", "uid")),
    Field.TITLE: ExtractedField(
        aliases=(
            "title", "headline", "headline_main", "head", "heading", "web_title", "name", "subject",
            *foreign_names.TITLE,
        ),
        json_ld=("headline", "name"),
        microdata=("headline",),
        meta=(
            "og:title", "headline", "parsely-title", "sailthru.title", "dc.title", "dcterms.title", "title",
            "citation_title", "twitter:title",
        ),
        trust={
            "JSON-LD headline": 0.85, "JSON-LD name": 0.65, "microdata": 0.8, "OpenGraph": 0.8, "Twitter": 0.78,
            "meta": 0.8, "heading h1": 0.93, "heading h2": 0.75, "heading unlike the title": 0.3, "title": 0.7,
            "text first heading": 0.9, "text header": 0.95, "text first line": 0.85, "text first sentence": 0.3,
        },
    ),
    Field.URL: ExtractedField(
        aliases=(
            "url", "link", "permalink", "canonical_url", "canonical", "web_url", "article_url", "uri", "href",
            "source_url", "original_url", "page_url", "story_url", "article_link", "full_url", *foreign_names.URL,
        ),
        json_ld=("url",),
        microdata=("url",),
        meta=("og:url", "parsely-link", "twitter:url"),
        trust={
            "link canonical": 0.95, "JSON-LD": 0.9, "OpenGraph": 0.88, "meta": 0.85, "microdata": 0.82, "address": 0.8,
        },
    ),
    Field.PUBLISHED: ExtractedField(
        aliases=(
            "published", "date", "pubDate", "published_at", "publish_date", "date_published", "published_date",
            "publication_date", "pub_date", "date_publish", "published_on", "first_published", "web_publication_date",
            "datetime", "date_time", "date_published_gmt", "publication_time", "publish_time", "posted_at", "posted_on",
            "post_date", "release_date", "pub_time", "article_date", "news_date", *foreign_names.PUBLISHED, "timestamp",
            "time", "issued", "created", "created_at", "date_created",
        ),
        json_ld=("datePublished", "dateCreated"),
        microdata=("datePublished", "dateCreated"),
        meta=(
            "article:published_time", "og:article:published_time", "datepublished", "parsely-pub-date", "publish-date",
            "publish_date", "published-date", "publishdate", "publication_date", "article.published",
            "article:published", "pubdate", "sailthru.date", "dc.date.issued", "dcterms.issued", "dc.date.created",
            "dcterms.created", "dc.date", "dcterms.date", "citation_publication_date", "citation_date",
            "article_date_original", "date", "datecreated", "og:published_time", "og:pubdate", "rnews:datepublished",
            "release_date",
        ),
        trust={
            "JSON-LD datePublished": 0.87, "JSON-LD dateCreated": 0.75, "JSON-LD datePublished of the page": 0.85,
            "JSON-LD dateCreated of the page": 0.5, "microdata datePublished": 0.82, "microdata dateCreated": 0.4,
            "OpenGraph": 0.9, "meta": 0.82, "meta datecreated": 0.4, "time": 0.6, "time marked as publication": 0.91,
            "time near the headline": 0.9, "time at odds with itself": 0.5, "time elsewhere": 0.3,
            "stamp near the headline": 0.91, "stamp in the page": 0.6, "stamp at odds with itself": 0.5,
            "stamp elsewhere": 0.3, "line near the headline": 0.88, "line in the page": 0.5,
            "line at odds with itself": 0.5, "line elsewhere": 0.25, "script": 0.5, "address": 0.92,
            "address of the page, month alone": 0.7, "text header": 0.95, "text dateline": 0.85,
        },
    ),
    Field.UPDATED: ExtractedField(
        aliases=(
            "updated", "modified", "updated_at", "date_modified", "modified_at", "last_modified", "lastmod",
            "last_updated", "date_updated", "modified_date", "update_date", "date_modify", *foreign_names.UPDATED,
        ),
        json_ld=("dateModified",),
        microdata=("dateModified",),
        meta=(
            "article:modified_time", "og:updated_time", "datemodified", "dcterms.modified", "article:modified",
            "article.updated", "last-modified", "lastmod", "revised",
        ),
        trust={
            "JSON-LD": 0.9, "microdata": 0.85, "OpenGraph": 0.9, "meta": 0.7, "sitemap updated": 0.6, "time": 0.7,
            "stamp near the headline": 0.8, "stamp": 0.5,
        },
    ),
    Field.AUTHOR: ExtractedField(
        aliases=(
            "author", "authors", "byline", "bylines", "creator", "dc:creator", "writer", "by", "author_name",
            "published_by", "author_names", "journalist", "reporter", "contributors", "contributor", "article_author",
            "written_by", "authors_list", *foreign_names.AUTHOR,
        ),
        json_ld=("author", "creator"),
        microdata=("author", "creator"),
        meta=(
            "author", "article:author", "byl", "byline", "parsely-author", "dc.creator", "dcterms.creator",
            "sailthru.author", "citation_author", "og:article:author", "og:author", "article:author_name", "authors",
        ),
        trust={
            "JSON-LD": 0.85, "JSON-LD creator": 0.8, "microdata": 0.85, "OpenGraph": 0.75, "meta": 0.7,
            "byline near the headline": 0.8, "byline in the page": 0.6, "byline by its words": 0.83,
            "byline behind a label": 0.8, "byline beside a date": 0.65, "link": 0.83, "text byline": 0.9,
            "text header": 0.9,
        },
        many=True,
    ),
    Field.SOURCE: ExtractedField(
        aliases=(
            "source", "publisher", "outlet", "site", "site_name", "source_name", "publication", "newspaper", "agency",
            "media", "credit", "media_name", "source_title", "outlet_name", "publication_name", "publisher_name",
            "news_source", "news_outlet", "source_hostname", *foreign_names.SOURCE,
        ),
        json_ld=("publisher", "sourceOrganization"),
        microdata=("publisher",),
        meta=(
            "og:site_name", "application-name", "dc.publisher", "dcterms.publisher", "article:publisher_name",
            "copyright-holder",
        ),
        trust={
            "JSON-LD": 0.9, "microdata": 0.85, "OpenGraph": 0.85, "meta application-name": 0.8, "meta": 0.75,
            "text header": 0.9, "text dateline": 0.85, "text credit": 0.8, "title": 0.6,
        },
        max_chars=200,
    ),
    Field.SECTION: ExtractedField(
        aliases=(
            "section", "category", "categories", "section_name", "desk", "news_desk", "channel", "rubric", "column",
            "category_name", "primary_category", "section_title", *foreign_names.SECTION,
        ),
        json_ld=("articleSection",),
        microdata=("articleSection",),
        meta=("article:section", "parsely-section", "og:article:section", "articlesection", "section"),
        trust={"JSON-LD": 0.9, "microdata": 0.85, "OpenGraph": 0.85, "meta": 0.75},
        max_chars=200,
    ),
    Field.TAGS: ExtractedField(
        aliases=("tags", "keywords", "tag", "topics", "labels", "tag_list", "keyword", "hashtags", *foreign_names.TAGS),
        json_ld=("keywords",),
        microdata=("keywords",),
        meta=("article:tag", "parsely-tags", "news_keywords", "keywords", "sailthru.tags"),
        trust={"JSON-LD": 0.85, "microdata": 0.8, "OpenGraph": 0.85, "meta": 0.7},
        many=True,
    ),
    Field.LANGUAGE: ExtractedField(
        aliases=("language", "lang", "locale", "in_language", "language_code", "meta_lang", *foreign_names.LANGUAGE),
        json_ld=("inLanguage",),
        microdata=("inLanguage",),
        meta=("dc.language", "content-language", "og:locale", "language", "inlanguage"),
        trust={
            "html": 0.9, "JSON-LD": 0.89, "microdata": 0.85, "OpenGraph": 0.8, "meta": 0.83, "settings": 0.9,
            "detection": 0.75,
        },
    ),
    Field.IMAGE: ExtractedField(
        aliases=(
            "image", "image_url", "lead_image", "lead_image_url", "top_image", "featured_image", "cover_image",
            "thumbnail", "picture", "photo",
        ),
        microdata=("image",),
        trust={"JSON-LD": 0.85, "microdata": 0.8, "OpenGraph": 0.9, "meta": 0.8, "link": 0.7, "figure": 0.5},
    ),
    Field.PLACE: ExtractedField(
        aliases=("place", "dateline", "city", *foreign_names.PLACE),
        json_ld=("dateline",),
        trust={"JSON-LD": 0.9, "text header": 0.95, "text dateline": 0.9},
        max_chars=100,
    ),
    Field.LOCATION: ExtractedField(aliases=("location",), max_chars=2000),
}  # fmt: skip

TEXT_ALIASES = (
    "text", "body", "content", "article", "article_body", "full_text", "body_text", "main_text", "story",
    "content_text", "maintext", "article_text", "story_text", "full_article", "fulltext", "plaintext", "plain_text",
    "text_content", "article_content", "body_plain", "news_text", "article_full_text", "post_content", "cleaned_text",
    "main_content", *foreign_names.TEXT,
)  # fmt: skip
"""Members that hold an article's text, as plain text or HTML."""
HTML_ALIASES = ("html", "content_html", "body_html", "content:encoded", "article_html", "text_html", "html_content")
"""Members that hold it as HTML."""
SUMMARY_ALIASES = (
    "description", "summary", "abstract", "standfirst", "excerpt", "lead", "teaser", "snippet", "lead_paragraph",
    "trail_text", "intro", "introduction", "custom_excerpt", "dek", "deck", *foreign_names.SUMMARY,
)  # fmt: skip
"""Members that hold a part of it, taken where a record has no more."""
HOST_ALIASES = ("source_domain", "domain", "domain_name", "hostname", "host")
"""Members that name the site, which is the outlet where nothing else does."""
IMAGE_ALT_ALIASES = ("image_alt", "image_caption", "image_description")
"""Members that say what the image shows."""
EXPORT_LINE_MEMBERS = frozenset({"id", "title", "text", "published", "author", "place", "location"})
"""Members that every export line has, and together hardly any other record."""
