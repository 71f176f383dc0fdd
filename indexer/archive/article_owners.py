"""The ownership of articles: which of several documents that give the same article decides its content.

The first document that gives an article owns it while it exists: its content is the article. What the others say is
stored as alternates, so that the next in line, the heir, can take over when the owner is gone.

Documents that state the same address give the same article, read from two places. Otherwise, different contents under
one id are different articles, of which the archive can keep one. The others are failures, or their texts would be lost
without anyone noticing.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, delete, select, tuple_, update

from indexer.archive.boilerplate import ParagraphCounts
from indexer.archive.checksums import Verifier, with_checksums
from indexer.archive.damage import damaged_row, is_readable
from indexer.archive.meta_rows import RevisionCounter
from indexer.archive.models import Counts
from indexer.archive.serialize import (
    DECODE_ERRORS,
    content_hash,
    dump_article,
    equal_except_quality,
    from_utc_text,
    load_article,
)
from indexer.archive.sql_dialect import upsert
from indexer.archive.tables import alternates, articles, documents, failures, versions
from search.article import Article, to_utc_text

SAME, ADDED, CHANGED, REMOVED = Counts(same=1), Counts(added=1), Counts(changed=1), Counts(removed=1)
DUPLICATE_ID = "duplicate-id"
"""The reason of a failure: the id of the document's article belongs to another article."""
_MAX_ID_CHARS_SHOWN = 100

DocumentName = tuple[str, str]
"""The source and the key of a document."""
_SAME_DOCUMENT = (documents.c.source == alternates.c.source) & (documents.c.key == alternates.c.key)


class ArticleStore:
    """The articles that one transaction is about. `save` writes what was decided."""

    def __init__(self, connection: Connection, counter: RevisionCounter, now: str) -> None:
        self._connection, self._counter, self._now = connection, counter, now
        self._articles: dict[str, dict[str, Any]] = {}
        self._owners: dict[str, DocumentName] = {}
        self._owner_locations: dict[str, str] = {}
        self._versions: list[dict[str, Any]] = []
        self._counted: dict[str, tuple[str | None, str]] = {}
        self._paragraphs = ParagraphCounts()
        self._changed: set[str] = set()
        self._damaged: set[str] = set()
        self._verifier = Verifier(connection)

    def load(self, article_ids: Iterable[str]) -> None:
        """Read the articles with these ids, and who owns them, before anything is decided about them."""
        ids = list(article_ids)
        rows = self._connection.execute(select(articles).where(articles.c.id.in_(ids))).mappings()
        for row in rows:
            self._articles[row["id"]] = dict(row)
            if not is_readable(row, self._verifier):
                self._damaged.add(row["id"])
                self._articles[row["id"]] = damaged_row(row, self._now)
        for article_id in ids:
            if article_id in self._articles:
                self._counted[article_id] = _source_and_record(self._articles[article_id])
        owners = select(documents.c.article_id, documents.c.source, documents.c.key, documents.c.location)
        for owner in self._connection.execute(owners.where(documents.c.article_id.in_(ids) & documents.c.owns)):
            self._owners[owner.article_id] = (owner.source, owner.key)
            self._owner_locations[owner.article_id] = owner.location

    @property
    def changed(self) -> frozenset[str]:
        """The ids of the articles that `save` has yet to write."""
        return frozenset(self._changed)

    def claim(self, article_id: str, document: DocumentName, location: str) -> bool:
        """Make the document at a location the owner of the article; return False when another document owns it."""
        if self._owners.setdefault(article_id, document) != document:
            return False
        self._owner_locations[article_id] = location
        return True

    def owned(self, article_id: str) -> tuple[Article, str] | None:
        """Return an article as its owner gives it, and the location of the owner; None if it is damaged."""
        if article_id in self._damaged:
            return None
        row = self._articles[article_id]
        return load_article(row["record"], from_utc_text(row["first_seen"])), self._owner_locations[article_id]

    def put(self, article: Article, source: str, repairs: str, ledger: str) -> Counts:
        """Store the article as its owner, a document of that source, gives it; return what that changed.

        Another quality, other repairs and other provenance do not make it another version of the article. A damaged one
        is replaced, and is no version.
        """
        row = self._articles.get(article.id)
        if row is None:
            return self._add(article, source, repairs, ledger)
        if article.id in self._damaged:
            return self._mend(row, article, source, repairs, ledger)
        record, new_hash = dump_article(article), content_hash(article)
        outcome = ADDED if row["removed_at"] else SAME if _is_same(row, record, article) else CHANGED
        columns = {"record": record, "repairs": repairs, "ledger": ledger}
        moved = row["source"] not in (None, source)
        if outcome is SAME and not moved and all(row[name] == text for name, text in columns.items()):
            return SAME
        if row["hash"] != new_hash:
            self._versions.append(
                {
                    "article_id": article.id,
                    "number": row["version"],
                    "record": row["record"],
                    "hash": row["hash"],
                    "seen_from": row["updated"],
                    "replaced_at": self._now,
                }
            )
            row.update(hash=new_hash, version=row["version"] + 1, updated=self._now)
        if outcome is not SAME or moved or row["record"] != record:
            row["revision"] = self._counter.next()
        row.update(columns, source=source, removed_at=None)
        self._changed.add(article.id)
        return outcome

    def inherit(self, article_ids: Sequence[str]) -> tuple[Counts, list[DocumentName]]:
        """Pass articles on to the next in line, after the database says that their owners are gone.

        An article without heir is removed. Returns what happened, and the heirs.
        """
        counts, heirs = Counts(), self._heirs(article_ids)
        for article_id in article_ids:
            row, heir = self._articles.get(article_id), heirs.get(article_id)
            if row is None:  # its id is damaged
                continue
            self._owner_locations.pop(article_id, None)
            self._owners.pop(article_id, None)
            if heir is not None:
                self._owners[article_id] = (heir["source"], heir["key"])
                self._owner_locations[article_id] = heir["location"]
                article = load_article(heir["record"], from_utc_text(row["first_seen"]))
                counts += Counts(changed=self.put(article, heir["source"], heir["repairs"], heir["ledger"]).changed)
            elif row["removed_at"] is None:
                row.update(removed_at=self._now, source="", revision=self._counter.next())
                self._changed.add(article_id)
                counts += REMOVED
        names = [(heir["source"], heir["key"]) for heir in heirs.values()]
        for source, key in names:
            is_heir = (documents.c.source == source) & (documents.c.key == key)
            self._connection.execute(update(documents).where(is_heir).values(owns=True))
            self._connection.execute(
                delete(alternates).where((alternates.c.source == source) & (alternates.c.key == key))
            )
        return counts, names

    def save(self) -> None:
        """Write the articles that changed, the versions that they replaced, and the counts of their paragraphs."""
        for article_id in self._changed:
            before = self._counted.get(article_id, ("", ""))
            after = _source_and_record(self._articles[article_id])
            # Which paragraphs a damaged record had, nobody knows.
            if before != after and article_id not in self._damaged:
                self._paragraphs.add(*before, -1)
                self._paragraphs.add(*after, 1)
                self._counted[article_id] = after
        self._paragraphs.save(self._connection)
        rows = with_checksums(articles, (self._articles[article_id] for article_id in sorted(self._changed)))
        for row in rows:
            if row["id"] in self._damaged:
                row["checksum"] = ~row["checksum"]  # it stays damaged, whatever else is recorded of it
        upsert(self._connection, articles, rows)
        upsert(self._connection, versions, with_checksums(versions, self._versions))
        self._changed.clear()
        self._versions.clear()

    def _add(self, article: Article, source: str, repairs: str, ledger: str) -> Counts:
        # An export that is read again states when its article was first seen.
        first_seen = to_utc_text(article.first_seen) or self._now
        self._articles[article.id] = {
            "id": article.id,
            "record": dump_article(article),
            "repairs": repairs,
            "ledger": ledger,
            "hash": content_hash(article),
            "revision": self._counter.next(),
            "version": 1,
            "first_seen": min(first_seen, self._now),
            "updated": self._now,
            "removed_at": None,
            "source": source,
        }
        self._changed.add(article.id)
        return ADDED

    def _mend(self, row: dict[str, Any], article: Article, source: str, repairs: str, ledger: str) -> Counts:
        """Put an article in the place of a damaged one; its paragraphs stay counted as those of the other."""
        row.update(record=dump_article(article), repairs=repairs, ledger=ledger, hash=content_hash(article))
        row.update(revision=self._counter.next(), updated=self._now, removed_at=None, source=source)
        self._damaged.discard(article.id)
        self._counted[article.id] = _source_and_record(row)
        self._changed.add(article.id)
        return CHANGED

    def _heirs(self, article_ids: Sequence[str]) -> dict[str, dict[str, Any]]:
        """Return the alternate with the lowest claim for each of the articles that have one."""
        in_line = (
            select(documents.c.article_id, documents.c.location, alternates)
            .join(alternates, _SAME_DOCUMENT)
            .where(documents.c.article_id.in_(article_ids))
            .order_by(documents.c.claim.desc())
        )
        rows = self._connection.execute(in_line).mappings()
        return {row["article_id"]: dict(row) for row in rows if self._verifier.is_intact(alternates, row)}


def _source_and_record(row: dict[str, Any]) -> tuple[str | None, str]:
    return row["source"], row["record"]


def _is_same(row: dict[str, Any], record: str, article: Article) -> bool:
    if row["record"] == record:
        return True
    # Records of earlier versions of the program have fewer members; what they say may be the same.
    return equal_except_quality(load_article(row["record"], from_utc_text(row["first_seen"])), article)


def is_id_collision(one: Article, other: Article) -> bool:
    """Whether two articles with the same id are different articles."""
    same_address = one.url is not None and one.url == other.url
    return not same_address and content_hash(one) != content_hash(other)


def collision_message(article_id: str, location: str) -> str:
    """Return the message of a failure: the document at `location` has the id."""
    too_long = len(article_id) > _MAX_ID_CHARS_SHOWN
    shown = f"{article_id[: _MAX_ID_CHARS_SHOWN - 1]}…" if too_long else article_id
    return f"id {shown} is already taken by {location}; give the records ids of their own, or none"


def check_id_collisions(
    connection: Connection, article_ids: Collection[str], now: str
) -> tuple[list[dict[str, Any]], list[DocumentName]]:
    """Record or clear the failures of all documents that are in line for these articles, by who owns them now.

    Returns the rows of the new failures, and the documents whose failure was cleared.
    """
    owning = (
        select(documents.c.article_id, documents.c.location, articles.c.record, articles.c.first_seen)
        .join(articles, articles.c.id == documents.c.article_id)
        .where(documents.c.article_id.in_(list(article_ids)) & documents.c.owns)
    )
    owners = {row.article_id: row for row in connection.execute(owning)}
    failing = (failures.c.source == alternates.c.source) & (failures.c.key == alternates.c.key)
    in_line = (
        select(documents.c.source, documents.c.key, documents.c.location, documents.c.article_id, alternates.c.record)
        .add_columns(failures.c.reason, failures.c.message)
        .join(alternates, _SAME_DOCUMENT)
        .outerjoin(failures, failing)
        .where(documents.c.article_id.in_(list(owners)))
    )
    added: list[dict[str, Any]] = []
    agreeing: list[DocumentName] = []
    for row in connection.execute(in_line).all() if owners else ():
        owner = owners[row.article_id]
        message = collision_message(row.article_id, owner.location)
        try:
            first_seen = from_utc_text(owner.first_seen)
            collide = is_id_collision(load_article(row.record, first_seen), load_article(owner.record, first_seen))
        except DECODE_ERRORS:  # one of them is damaged, so that nobody can tell
            continue
        if not collide:
            if row.reason == DUPLICATE_ID:
                agreeing.append((row.source, row.key))
        elif row.reason is None:
            added.append(
                {"source": row.source, "key": row.key, "location": row.location, "place": "", "reason": DUPLICATE_ID}
                | {"message": message, "first_at": now, "last_at": now, "attempts": 1}
            )
        elif row.reason == DUPLICATE_ID and row.message != message:
            of_row = (failures.c.source == row.source) & (failures.c.key == row.key)
            connection.execute(update(failures).where(of_row).values(message=message))
    upsert(connection, failures, added)
    clear_failures(connection, agreeing)
    return added, agreeing


def clear_failures(connection: Connection, names: Iterable[DocumentName]) -> list[DocumentName]:
    """Delete the failures of documents for their id; return those that had one."""
    wanted = tuple_(failures.c.source, failures.c.key).in_(list(names)) & (failures.c.reason == DUPLICATE_ID)
    failed = [(row.source, row.key) for row in connection.execute(select(failures).where(wanted))]
    if failed:
        connection.execute(delete(failures).where(wanted))
    return failed
