"""Which paragraphs stand in so many articles of a source that they belong to none of them?

The archive keeps every text whole, and for each paragraph that may be boilerplate in how many of a source's articles it
stands. From these counts alone follows what is boilerplate, so it does not matter in which order articles came; and
only when an article is handed out is it left out, so it comes back when the counts or the settings say otherwise.
"""

import json
from collections import Counter
from collections.abc import Iterable, Set
from hashlib import blake2b
from math import ceil
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, literal_column, select, update

from indexer.archive.meta_rows import Sequence as Numbers
from indexer.archive.sql_dialect import add_up, upsert
from indexer.archive.tables import articles, boilerplate, documents, meta, paragraphs

# FOLDED: Here is a text: which of its paragraphs may be boilerplate, and what is left without those that are?


SHORTEST, LONGEST = 20, 300
"""Only paragraphs of so many characters are looked at. Shorter ones (*Ingredients*, *Dear Mr. President:*) are also
the headings and phrases of articles that have nothing else in common; longer ones that repeat are background, told
again and again, and worth finding.
"""
_GAP = "\n\n"


def digests(source: str, text: str) -> frozenset[int]:
    """What stands for the paragraphs of a source's text that may be boilerplate, each once: numbers of 64 bits."""
    return frozenset(found for _, found in _candidates(source, text))


def without(source: str, text: str, boilerplate: Set[int]) -> tuple[str, tuple[str, ...]]:
    """The text without the paragraphs whose digests are in `boilerplate`, and these.

    Nothing is left out where it would be more than half of the text: several articles that are alike are a story told
    again, not boilerplate.
    """
    left_out = tuple(paragraph for paragraph, found in _candidates(source, text) if found in boilerplate)
    if not left_out or 2 * sum(map(len, left_out)) > len(text):
        return text, ()
    gone = frozenset(left_out)
    return _GAP.join(paragraph for paragraph in text.split(_GAP) if paragraph not in gone), left_out


def _candidates(source: str, text: str) -> Iterable[tuple[str, int]]:
    for paragraph in text.split(_GAP):
        if SHORTEST <= len(paragraph) <= LONGEST:
            # A lone surrogate has no UTF-8, and a text may have one.
            stated = f"{source}\0{' '.join(paragraph.split())}".encode(errors="surrogatepass")
            yield paragraph, int.from_bytes(blake2b(stated, digest_size=8).digest(), signed=True)


_PAGE = 500


class Tally:
    """How a transaction changes the counts of paragraphs. `save` writes it."""

    def __init__(self) -> None:
        self._changes: Counter[int] = Counter()
        self._sources: dict[int, str] = {}

    def add(self, source: str | None, record: str, by: int) -> None:
        """Count an article of a source, by 1 or by -1. One without a source does not count."""
        if source:
            found = digests(source, json.loads(record)["text"])
            self._sources.update(dict.fromkeys(found, source))
            self._changes.update(dict.fromkeys(found, by))

    def save(self, connection: Connection) -> None:
        """Write the new counts; what stands in no article any more is forgotten."""
        changes = sorted((digest, by) for digest, by in self._changes.items() if by)
        rows = [{"digest": digest, "source": self._sources[digest], "articles": by} for digest, by in changes]
        add_up(connection, paragraphs, rows, paragraphs.c.articles)
        gone = delete(paragraphs).where((paragraphs.c.digest == bindparam("lost")) & (paragraphs.c.articles <= 0))
        lost = [{"lost": digest} for digest, by in changes if by < 0]
        if lost:
            connection.execute(gone, lost)
        self._changes.clear()
        self._sources.clear()


def known(connection: Connection, source: str | None = None) -> frozenset[int]:
    """The digests of all that is left out now, or of what is in the articles of one source."""
    wanted = select(boilerplate.c.digest)
    return frozenset(connection.scalars(wanted if source is None else wanted.where(boilerplate.c.source == source)))


def count_older(connection: Connection, source: str) -> int:
    """Count the next articles of a source that an earlier version left uncounted; returns how many these were."""
    owned = (documents.c.article_id == articles.c.id) & documents.c.owns & (documents.c.source == source)
    waiting = select(articles.c.id, articles.c.record).join(documents, owned)
    waiting = waiting.where(articles.c.source.is_(None) & articles.c.removed_at.is_(None)).limit(_PAGE)
    rows = connection.execute(waiting).all()
    tally = Tally()
    for row in rows:
        tally.add(source, row.record, 1)
    tally.save(connection)
    _update(connection, [{"article": row.id, "source": source} for row in rows])
    return len(rows)


def decide(connection: Connection, source: str, least: int, share: float) -> frozenset[int] | None:
    """Note what is boilerplate from now on: what stands in `least` articles and in that share of them, if it is not 0.

    Returns the digests of what was boilerplate before, in all that the index knows of; None where an earlier decision
    has not been followed up, so that nobody can tell.
    """
    before, after = known(connection, source), _repeated(connection, source, least, share) if share else frozenset()
    broken_off = connection.scalar(select(meta.c.value).where(meta.c.name == _cursor(source))) is not None
    if before != after:
        gone = (boilerplate.c.source == source) & (boilerplate.c.digest == bindparam("gone"))
        if before - after:
            connection.execute(delete(boilerplate).where(gone), [{"gone": digest} for digest in before - after])
        if after - before:
            rows = [{"source": source, "digest": digest} for digest in after - before]
            connection.execute(insert(boilerplate), rows)
        upsert(connection, meta, [{"name": _cursor(source), "value": ""}])
    return None if broken_off else before


def follow_up(connection: Connection, source: str, before: frozenset[int] | None) -> int | None:
    """Have the index take the next of a source's articles anew that read otherwise than with what `decide` returned.

    Returns how many there were, and None when all articles have been looked at.
    """
    last = connection.scalar(select(meta.c.value).where(meta.c.name == _cursor(source)))
    if last is None:
        return None
    page = select(articles.c.id, articles.c.record).where((articles.c.source == source) & (articles.c.id > last))
    rows = connection.execute(page.order_by(articles.c.id).limit(_PAGE)).all()
    after = known(connection, source)

    def reads_otherwise(text: str) -> bool:
        return before is None or without(source, text, before) != without(source, text, after)

    numbers = Numbers(connection)
    texts = ((row.id, json.loads(row.record)["text"]) for row in rows)
    told = [{"article": name, "revision": numbers.next()} for name, text in texts if reads_otherwise(text)]
    _update(connection, told)
    numbers.save()
    if rows:
        upsert(connection, meta, [{"name": _cursor(source), "value": rows[-1].id}])
    else:
        connection.execute(delete(meta).where(meta.c.name == _cursor(source)))
    return len(told)


def _repeated(connection: Connection, source: str, least: int, share: float) -> frozenset[int]:
    total = connection.scalar(select(func.count()).where(articles.c.source == source)) or 0
    enough = max(least, ceil(share * total))
    # Said as in the index, so that the database sees that it may use it.
    often = (paragraphs.c.articles > literal_column("1")) & (paragraphs.c.articles >= enough)
    return frozenset(connection.scalars(select(paragraphs.c.digest).where((paragraphs.c.source == source) & often)))


def _update(connection: Connection, rows: list[dict[str, Any]]) -> None:
    """Update articles, each row naming one by `article` and giving the same columns."""
    if rows:
        connection.execute(update(articles).where(articles.c.id == bindparam("article")), rows)


def _cursor(source: str) -> str:
    """The name under which is noted how far a decision has been followed up."""
    return f"boilerplate {source}"
