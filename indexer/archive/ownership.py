"""Here is what a document says of an article: is it new, changed, or the same, and whose word counts?

Of several documents that give the same article, the first owns it while it exists: its content is the article. What the
others say is kept as alternates, so that the next in line can take over when the owner is gone.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, delete, select, tuple_, update

from indexer.archive.boilerplate import Tally
from indexer.archive.meta_rows import Sequence as Numbers
from indexer.archive.models import Counts
from indexer.archive.serialize import content_hash, dump, load, moment, same_but_for_quality, stamp
from indexer.archive.sql_dialect import upsert
from indexer.archive.tables import alternates, articles, documents, failures, versions
from search.article import Article

SAME, ADDED, CHANGED, REMOVED = Counts(same=1), Counts(added=1), Counts(changed=1), Counts(removed=1)
Address = tuple[str, str]
"""Source and key: what names a document."""


class Holdings:
    """The articles that one transaction is concerned with. What was decided is written by `save`."""

    def __init__(self, connection: Connection, numbers: Numbers, now: str) -> None:
        self._connection, self._numbers, self._now = connection, numbers, now
        self._articles: dict[str, dict[str, Any]] = {}
        self._owners: dict[str, Address] = {}
        self._locations: dict[str, str] = {}
        self._versions: list[dict[str, Any]] = []
        self._counted: dict[str, tuple[str | None, str]] = {}
        self._tally = Tally()
        self._changed: set[str] = set()

    def load(self, article_ids: Iterable[str]) -> None:
        """Read the articles with these ids, and who owns them, before anything is decided about them."""
        ids = list(article_ids)
        rows = self._connection.execute(select(articles).where(articles.c.id.in_(ids))).mappings()
        self._articles.update({row["id"]: dict(row) for row in rows})
        self._counted.update({name: _counted(self._articles[name]) for name in ids if name in self._articles})
        owners = select(documents.c.article_id, documents.c.source, documents.c.key, documents.c.location)
        for row in self._connection.execute(owners.where(documents.c.article_id.in_(ids) & documents.c.owns)):
            self._owners[row.article_id] = (row.source, row.key)
            self._locations[row.article_id] = row.location

    @property
    def changed(self) -> frozenset[str]:
        """The ids of the articles that `save` has yet to write."""
        return frozenset(self._changed)

    def claim(self, article_id: str, document: Address, location: str) -> bool:
        """Whether the document at a location owns the article from now on; false when another already does."""
        if self._owners.setdefault(article_id, document) != document:
            return False
        self._locations[article_id] = location
        return True

    def owned(self, article_id: str) -> tuple[Article, str]:
        """An article as its owner says, and where the owner is."""
        row = self._articles[article_id]
        return load(row["record"], moment(row["first_seen"])), self._locations[article_id]

    def put(self, article: Article, source: str, repairs: str, ledger: str) -> Counts:
        """The article is as its owner, of that source, now says.

        What is only told of it, its quality too, makes no other article.
        """
        row = self._articles.get(article.id)
        if row is None:
            return self._add(article, source, repairs, ledger)
        record, hashed = dump(article), content_hash(article)
        outcome = ADDED if row["removed_at"] else SAME if _is_same(row, record, article) else CHANGED
        told = {"record": record, "repairs": repairs, "ledger": ledger}
        moved = row["source"] not in (None, source)
        if outcome is SAME and not moved and all(row[name] == text for name, text in told.items()):
            return SAME
        if row["hash"] != hashed:
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
            row.update(hash=hashed, version=row["version"] + 1, updated=self._now)
        if outcome is not SAME or moved or row["record"] != record:
            row["revision"] = self._numbers.next()
        row.update(told, source=source, removed_at=None)
        self._changed.add(article.id)
        return outcome

    def inherit(self, article_ids: Sequence[str]) -> tuple[Counts, list[Address]]:
        """The owners of these articles are gone, and the database says so: the next in line takes over each.

        An article without heir is removed. Returns what happened, and the heirs.
        """
        counts, heirs = Counts(), self._heirs(article_ids)
        for article_id in article_ids:
            row, heir = self._articles[article_id], heirs.get(article_id)
            self._locations.pop(article_id, None)
            self._owners.pop(article_id, None)
            if heir is not None:
                self._owners[article_id] = (heir["source"], heir["key"])
                self._locations[article_id] = heir["location"]
                article = load(heir["record"], moment(row["first_seen"]))
                counts += Counts(changed=self.put(article, heir["source"], heir["repairs"], heir["ledger"]).changed)
            elif row["removed_at"] is None:
                row.update(removed_at=self._now, source="", revision=self._numbers.next())
                self._changed.add(article_id)
                counts += REMOVED
        addresses = [(heir["source"], heir["key"]) for heir in heirs.values()]
        for source, key in addresses:
            mine = (documents.c.source == source) & (documents.c.key == key)
            self._connection.execute(update(documents).where(mine).values(owns=True))
            self._connection.execute(
                delete(alternates).where((alternates.c.source == source) & (alternates.c.key == key))
            )
        return counts, addresses

    def save(self) -> None:
        """Write the articles that changed, the versions that they replaced, and in how many a paragraph stands now."""
        for name in self._changed:
            before, after = self._counted.get(name, ("", "")), _counted(self._articles[name])
            if before != after:
                self._tally.add(*before, -1)
                self._tally.add(*after, 1)
                self._counted[name] = after
        self._tally.save(self._connection)
        upsert(self._connection, articles, [self._articles[name] for name in sorted(self._changed)])
        upsert(self._connection, versions, self._versions)
        self._changed.clear()
        self._versions.clear()

    def _add(self, article: Article, source: str, repairs: str, ledger: str) -> Counts:
        # An export that is read again states when its article was first met.
        stated = stamp(article.first_seen) if article.first_seen else self._now
        self._articles[article.id] = {
            "id": article.id,
            "record": dump(article),
            "repairs": repairs,
            "ledger": ledger,
            "hash": content_hash(article),
            "revision": self._numbers.next(),
            "version": 1,
            "first_seen": min(stated, self._now),
            "updated": self._now,
            "removed_at": None,
            "source": source,
        }
        self._changed.add(article.id)
        return ADDED

    def _heirs(self, article_ids: Sequence[str]) -> dict[str, dict[str, Any]]:
        same = (documents.c.source == alternates.c.source) & (documents.c.key == alternates.c.key)
        line = (
            select(documents.c.article_id, documents.c.location, alternates)
            .join(alternates, same)
            .where(documents.c.article_id.in_(article_ids))
            .order_by(documents.c.claim.desc())
        )
        return {row["article_id"]: dict(row) for row in self._connection.execute(line).mappings()}


def _counted(row: dict[str, Any]) -> tuple[str | None, str]:
    return row["source"], row["record"]


def _is_same(row: dict[str, Any], record: str, article: Article) -> bool:
    if row["record"] == record:
        return True
    # Records of earlier versions have fewer names; what they say may be the same.
    return same_but_for_quality(load(row["record"], moment(row["first_seen"])), article)


# FOLDED: Do two documents give the same article, or different ones that state the same id?
# FOLDED:
# FOLDED: What states the same address is the same article, read from two places. Otherwise differing contents under one id are
# FOLDED: different articles, of which the archive can keep one: the others must be seen to fail, or their texts would be lost
# FOLDED: without a word.


DUPLICATE_ID = "duplicate-id"


def collide(one: Article, other: Article) -> bool:
    """Whether two articles of the same id are not the same article."""
    same_address = one.url is not None and one.url == other.url
    return not same_address and content_hash(one) != content_hash(other)


def message(article_id: str, location: str) -> str:
    """What a person is told of a document whose id the document at `location` has."""
    shown = article_id if len(article_id) <= 100 else f"{article_id[:99]}…"
    return f"id {shown} is already taken by {location}; give the records ids of their own, or none"


def judge(connection: Connection, article_ids: Collection[str], now: str) -> tuple[list[dict[str, Any]], list[Any]]:
    """Note or lift the failures of all documents that are in line for these articles, as the owners now stand.

    Returns the failures that were noted, and source and key of the documents whose failure was lifted.
    """
    owning = (
        select(documents.c.article_id, documents.c.location, articles.c.record, articles.c.first_seen)
        .join(articles, articles.c.id == documents.c.article_id)
        .where(documents.c.article_id.in_(list(article_ids)) & documents.c.owns)
    )
    owners = {row.article_id: row for row in connection.execute(owning)}
    same = (documents.c.source == alternates.c.source) & (documents.c.key == alternates.c.key)
    failing = (failures.c.source == alternates.c.source) & (failures.c.key == alternates.c.key)
    waiting = (
        select(documents.c.source, documents.c.key, documents.c.location, documents.c.article_id, alternates.c.record)
        .add_columns(failures.c.reason, failures.c.message)
        .join(alternates, same)
        .outerjoin(failures, failing)
        .where(documents.c.article_id.in_(list(owners)))
    )
    noted: list[dict[str, Any]] = []
    lifted: list[Any] = []
    for row in connection.execute(waiting).all() if owners else ():
        owner = owners[row.article_id]
        seen = moment(owner.first_seen)
        text = message(row.article_id, owner.location)
        if not collide(load(row.record, seen), load(owner.record, seen)):
            if row.reason == DUPLICATE_ID:
                lifted.append((row.source, row.key))
        elif row.reason is None:
            noted.append(
                {"source": row.source, "key": row.key, "location": row.location, "place": "", "reason": DUPLICATE_ID}
                | {"message": text, "first_at": now, "last_at": now, "attempts": 1}
            )
        elif row.reason == DUPLICATE_ID and row.message != text:
            mine = (failures.c.source == row.source) & (failures.c.key == row.key)
            connection.execute(update(failures).where(mine).values(message=text))
    upsert(connection, failures, noted)
    lift(connection, lifted)
    return noted, lifted


def lift(connection: Connection, addresses: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Forget that documents (source and key) fail for their id; returns those that did."""
    wanted = tuple_(failures.c.source, failures.c.key).in_(list(addresses)) & (failures.c.reason == DUPLICATE_ID)
    found = [(row.source, row.key) for row in connection.execute(select(failures).where(wanted))]
    if found:
        connection.execute(delete(failures).where(wanted))
    return found
