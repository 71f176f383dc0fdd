"""Boilerplate: paragraphs that occur in so many articles of a source that they belong to none of them.

The archive stores every text whole. For each paragraph that may be boilerplate it counts the source's articles that
have it. These counts alone decide what is boilerplate, so the order in which articles came does not matter. Boilerplate
is left out only when an article is read from the archive, so it comes back when the counts or the settings change.
"""

import json
from collections import Counter
from collections.abc import Iterable, Sequence, Set
from hashlib import blake2b
from math import ceil
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, literal_column, select, update

from indexer.archive.checksums import Values, Verifier, checksum
from indexer.archive.damage import is_readable
from indexer.archive.meta_rows import RevisionCounter, get_value, put_value
from indexer.archive.sql_dialect import add_to_counters
from indexer.archive.tables import articles, boilerplate, documents, meta, paragraphs

MIN_PARAGRAPH_CHARS, MAX_PARAGRAPH_CHARS = 20, 300
"""Only paragraphs of these lengths can be boilerplate. Shorter ones (*Ingredients*, *Dear Mr. President:*) are also the
headings and phrases of articles that have nothing else in common; longer ones that repeat are background that is told
again and again, and worth finding.
"""
_PARAGRAPH_BREAK = "\n\n"
_PAGE_ROWS = 500


def paragraph_digests(source: str, text: str) -> frozenset[int]:
    """Return the digests, each once, of the paragraphs of a source's text that may be boilerplate: 64-bit integers."""
    return frozenset(digest for _, digest in _candidates(source, text))


def remove_boilerplate(source: str, text: str, boilerplate: Set[int]) -> tuple[str, tuple[str, ...]]:
    """Return the text without the paragraphs whose digests are in `boilerplate`, and these paragraphs.

    Nothing is left out where it would be more than half of the text: several articles that are alike are a story told
    again, not boilerplate.
    """
    left_out = tuple(paragraph for paragraph, digest in _candidates(source, text) if digest in boilerplate)
    if not left_out or 2 * sum(map(len, left_out)) > len(text):
        return text, ()
    removed = frozenset(left_out)
    remaining = (paragraph for paragraph in text.split(_PARAGRAPH_BREAK) if paragraph not in removed)
    return _PARAGRAPH_BREAK.join(remaining), left_out


def _candidates(source: str, text: str) -> Iterable[tuple[str, int]]:
    for paragraph in text.split(_PARAGRAPH_BREAK):
        if MIN_PARAGRAPH_CHARS <= len(paragraph) <= MAX_PARAGRAPH_CHARS:
            # A text may have lone surrogates, for which there is no UTF-8.
            key = f"{source}\0{' '.join(paragraph.split())}".encode(errors="surrogatepass")
            yield paragraph, int.from_bytes(blake2b(key, digest_size=8).digest(), signed=True)


class ParagraphCounts:
    """The changes that a transaction makes to the counts of paragraphs. `save` writes them."""

    def __init__(self) -> None:
        self._changes: Counter[int] = Counter()
        self._sources: dict[int, str] = {}

    def add(self, source: str | None, record: str, by: int) -> None:
        """Count an article of a source, by 1 or by -1. An article without a source does not count."""
        if source:
            digests = paragraph_digests(source, json.loads(record)["text"])
            self._sources.update(dict.fromkeys(digests, source))
            self._changes.update(dict.fromkeys(digests, by))

    def save(self, connection: Connection) -> None:
        """Write the new counts; paragraphs that no longer occur in any article are deleted."""
        changes = sorted((digest, by) for digest, by in self._changes.items() if by)
        rows = [{"digest": digest, "source": self._sources[digest], "articles": by} for digest, by in changes]
        add_to_counters(connection, paragraphs, rows, paragraphs.c.articles)
        lowered = [{"lowered": digest} for digest, by in changes if by < 0]
        if lowered:
            unused = (paragraphs.c.digest == bindparam("lowered")) & (paragraphs.c.articles <= 0)
            connection.execute(delete(paragraphs).where(unused), lowered)
        self._changes.clear()
        self._sources.clear()


def boilerplate_digests(connection: Connection, source: str | None = None) -> frozenset[int]:
    """Return the digests of all paragraphs that are boilerplate now, or of those of one source."""
    wanted = select(boilerplate.c.digest)
    return frozenset(connection.scalars(wanted if source is None else wanted.where(boilerplate.c.source == source)))


def count_uncounted_articles(connection: Connection, source: str) -> int:
    """Count the next articles of a source that an earlier version left uncounted; return how many these were."""
    owned = (documents.c.article_id == articles.c.id) & documents.c.owns & (documents.c.source == source)
    uncounted = select(articles).join(documents, owned)
    uncounted = uncounted.where(articles.c.source.is_(None) & articles.c.removed_at.is_(None)).limit(_PAGE_ROWS)
    rows = connection.execute(uncounted).mappings().all()
    counts, verifier = ParagraphCounts(), Verifier(connection)
    for row in rows:
        if is_readable(row, verifier):
            counts.add(source, row["record"], 1)
    counts.save(connection)
    _update_articles(connection, [(row, {"source": source}) for row in rows])
    return len(rows)


def decide_boilerplate(connection: Connection, source: str, min_articles: int, share: float) -> frozenset[int] | None:
    """Record what is boilerplate from now on: paragraphs in `min_articles` articles and in that share of them; 0: none.

    Returns the digests of what was boilerplate before, as all articles in the index have it; None if an earlier
    decision has not been applied to all articles, so that nobody can tell.
    """
    before = boilerplate_digests(connection, source)
    after = _repeated_paragraphs(connection, source, min_articles, share) if share else frozenset[int]()
    interrupted = get_value(connection, _cursor(source)) is not None
    if before != after:
        if before - after:
            dropped = (boilerplate.c.source == source) & (boilerplate.c.digest == bindparam("dropped"))
            connection.execute(delete(boilerplate).where(dropped), [{"dropped": digest} for digest in before - after])
        if after - before:
            rows = [{"source": source, "digest": digest} for digest in after - before]
            connection.execute(insert(boilerplate), rows)
        put_value(connection, _cursor(source), "")
    return None if interrupted else before


def apply_boilerplate(connection: Connection, source: str, before: frozenset[int] | None) -> int | None:
    """Have the index follow the next of a source's articles whose text changes; `before` is from `decide_boilerplate`.

    Returns how many there were, and None when all articles have been looked at.
    """
    last = get_value(connection, _cursor(source))
    if last is None:
        return None
    page = select(articles).where((articles.c.source == source) & (articles.c.id > last))
    rows = connection.execute(page.order_by(articles.c.id).limit(_PAGE_ROWS)).mappings().all()
    after = boilerplate_digests(connection, source)

    def text_changes(text: str) -> bool:
        return before is None or remove_boilerplate(source, text, before) != remove_boilerplate(source, text, after)

    counter, verifier = RevisionCounter(connection), Verifier(connection)
    texts = ((row, json.loads(row["record"])["text"]) for row in rows if is_readable(row, verifier))
    changed = [(row, {"revision": counter.next()}) for row, text in texts if text_changes(text)]
    _update_articles(connection, changed)
    counter.save()
    if rows and rows[-1]["id"] > last:  # a damaged id must not lead back
        put_value(connection, _cursor(source), rows[-1]["id"])
    else:
        connection.execute(delete(meta).where(meta.c.name == _cursor(source)))
    return len(changed)


def _repeated_paragraphs(connection: Connection, source: str, min_articles: int, share: float) -> frozenset[int]:
    total = connection.scalar(select(func.count()).where(articles.c.source == source)) or 0
    needed = max(min_articles, ceil(share * total))
    # The first condition is that of the partial index, so that the database uses it.
    often = (paragraphs.c.articles > literal_column("1")) & (paragraphs.c.articles >= needed)
    return frozenset(connection.scalars(select(paragraphs.c.digest).where((paragraphs.c.source == source) & often)))


def _update_articles(connection: Connection, changes: Sequence[tuple[Values, dict[str, Any]]]) -> None:
    """Update articles: for each, its row and the columns that change, the same for all. Damaged ones stay damaged."""
    rows, verifier = [], Verifier(connection)
    for row, columns in changes:
        fitting = checksum(articles, {**row, **columns})
        rows.append({"article": row["id"], **columns, "checksum": fitting if is_readable(row, verifier) else ~fitting})
    if rows:
        connection.execute(update(articles).where(articles.c.id == bindparam("article")), rows)


def _cursor(source: str) -> str:
    """Return the name of the row that says up to which article a decision has been applied."""
    return f"boilerplate {source}"
