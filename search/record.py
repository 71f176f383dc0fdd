"""How is an article written as JSON? With the names of an export line, the same in the archive and in the index."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from search.article import Article, Image
from search.published import Published


def to_record(article: Article) -> dict[str, Any]:
    """The article as JSON values, every field present, in the order in which they are printed."""
    return {
        "id": article.id,
        "title": article.title,
        "text": article.text,
        "url": article.url,
        "published": str(article.published) if article.published else None,
        "author": list(article.author),
        "source": article.source,
        "section": article.section,
        "tags": list(article.tags),
        "language": article.language,
        "place": article.place,
        "location": article.location,
        "first_seen": instant(article.first_seen),
        "updated": str(article.updated) if article.updated else None,
        "image": article.image.url if article.image else None,
        "image_alt": article.image.alt if article.image else None,
        "quality": article.quality,
    }


def from_record(record: Mapping[str, Any]) -> Article:
    """The article of such a record: the inverse of `to_record`. Raises KeyError or ValueError for anything else.

    Records that were written before articles had an image, a date of change and a quality are read as having none.
    """
    first_seen, updated, image = record["first_seen"], record.get("updated"), record.get("image")
    return Article(
        id=record["id"],
        title=record["title"],
        text=record["text"],
        url=record["url"],
        published=Published.parse(record["published"]) if record["published"] else None,
        author=tuple(record["author"]),
        source=record["source"],
        section=record["section"],
        tags=tuple(record["tags"]),
        language=record["language"],
        place=record["place"],
        location=record["location"],
        first_seen=datetime.fromisoformat(first_seen) if first_seen else None,
        updated=Published.parse(updated) if updated else None,
        image=Image(image, record.get("image_alt") or "") if image else None,
        quality=record.get("quality"),
    )


def instant(moment: datetime | None) -> str | None:
    """A point in time in UTC, as `2026-11-23T22:04:13Z`; a moment without a zone is taken as UTC."""
    if moment is None:
        return None
    return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC).isoformat(timespec="seconds")[:19] + "Z"
