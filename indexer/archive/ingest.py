"""Here is what a batch of documents gave: what becomes of their articles?

same content again            nothing changes
other content                 the old one becomes a version, the article gets a new revision
the same article, elsewhere   an alternate, while the first document that gave it exists
another one with its id       an alternate too, but a failure as long as another owns the id
a document that fails         its article, if it ever gave one, stays unless it is gone; the failure is noted
a document that vanished      the next in line takes over, or the article is removed
one that left what moves on   its article stays; its failure, if it has one, is forgotten
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, delete, func, select, update

from indexer.archive.documents import met
from indexer.archive.meta_rows import Sequence as Numbers
from indexer.archive.models import Counts, Entry, Read
from indexer.archive.ownership import DUPLICATE_ID, SAME, Holdings, collide, judge, lift, message
from indexer.archive.queries import give_up
from indexer.archive.serialize import dump, dump_ledger, dump_repairs, stamp
from indexer.archive.sql_dialect import upsert
from indexer.archive.tables import alternates, documents, failures
from indexer.document import ContainerDone, Failure, Unchanged

_Row = dict[str, Any]


class Intake:
    """One batch of one source's run, within one transaction; `save` ends it."""

    def __init__(self, connection: Connection, source: str, run: int, now: datetime) -> None:
        self._connection, self._source, self._run, self._now = connection, source, run, stamp(now)
        self._numbers = Numbers(connection)
        self._holdings = Holdings(connection, self._numbers, self._now)
        self._documents: dict[str, _Row] = {}
        self._touched: set[str] = set()
        self._failures: dict[str, _Row] = {}
        self._failed: set[str] = set()
        self._mended: set[str] = set()
        self._alternates: dict[str, _Row | None] = {}
        self._contested: set[str] = set()

    def take(self, entries: Sequence[Entry]) -> Counts:
        """Record what became of documents. Their order decides who owns an article that several give."""
        self._load({entry.document.key if isinstance(entry, Read) else entry.key for entry in entries})
        ids = {entry.reading.article.id for entry in entries if isinstance(entry, Read)}
        self._holdings.load(ids | {row["article_id"] for row in self._documents.values() if row["article_id"]})
        return sum((self._enter(entry) for entry in entries), Counts())

    def drop(self, keys: Sequence[str]) -> Counts:
        """Forget documents that vanished; articles that no document gives any more are removed."""
        self._load(keys)
        lost = [row["article_id"] for row in self._documents.values() if row["article_id"] and row["owns"]]
        self._documents.clear()
        self._holdings.load(lost)
        self._connection.execute(
            delete(documents).where((documents.c.source == self._source) & documents.c.key.in_(keys))
        )
        return self._inherit(lost)[0]

    def save(self) -> None:
        """Write all that was decided."""
        contested = self._contested | self._holdings.changed
        self._holdings.save()
        upsert(self._connection, documents, [self._documents[key] for key in sorted(self._touched)])
        self._delete(alternates, [key for key, row in self._alternates.items() if row is None])
        upsert(self._connection, alternates, [row for row in self._alternates.values() if row is not None])
        self._delete(failures, sorted(self._mended))
        upsert(self._connection, failures, [self._failures[key] for key in sorted(self._failed)])
        self._numbers.save()
        for written in (self._touched, self._alternates, self._mended, self._failed):
            written.clear()
        self._judge(contested)

    def _judge(self, article_ids: set[str]) -> None:
        noted, lifted = judge(self._connection, article_ids, self._now)
        for row in noted:
            if row["source"] == self._source and row["key"] in self._documents:
                self._failures[row["key"]] = row
        self._forget(lifted)
        self._contested.clear()

    def _forget(self, lifted: Iterable[tuple[str, str]]) -> None:
        for source, key in lifted:
            if source == self._source:
                self._failures.pop(key, None)

    def _inherit(self, article_ids: Sequence[str]) -> tuple[Counts, list[tuple[str, str]]]:
        """What the next in line take over is theirs without fault, also where this run has called it one before."""
        counts, heirs = self._holdings.inherit(article_ids)
        lifted = lift(self._connection, heirs)
        self._forget(lifted)
        again = met(
            self._connection, self._source, self._run, [key for source, key in lifted if source == self._source]
        )
        self._contested.update(article_ids)
        return counts + Counts(same=again, failed=-again), heirs

    def _enter(self, entry: Entry) -> Counts:
        match entry:
            case Read():
                return self._store(entry)
            case Unchanged():
                return self._keep(entry)
            case Failure():
                return self._fail(entry)
            case ContainerDone():
                row = self._document(entry.key, entry.location, "", entry.fingerprint)
                row["complete"] = self._run
                self._mend(entry.key)
                # A file that held one article may hold records now.
                counts = self._release(row) if row["article_id"] is not None else Counts()
                if entry.moves_on:
                    # What this run has met is told by the database, so it must know all of it.
                    self.save()
                    give_up(self._connection, self._source, entry.key, self._run)
                return counts

    def _store(self, read: Read) -> Counts:
        document, article = read.document, read.reading.article
        row = self._document(document.key, document.location, document.container, document.fingerprint)
        counts = Counts()
        if row["article_id"] not in (None, article.id):
            counts += self._release(row)
        if row["article_id"] is None:
            owns = self._holdings.claim(article.id, (self._source, document.key), document.location)
            row.update(article_id=article.id, claim=self._numbers.next(), owns=owns)
        repairs, ledger = dump_repairs(read.reading.repairs), dump_ledger(read.reading.provenance)
        if row["owns"]:
            self._mend(document.key)
            return counts + self._holdings.put(article, self._source, repairs, ledger)
        self._alternates[document.key] = {
            "source": self._source,
            "key": document.key,
            "record": dump(article),
            "repairs": repairs,
            "ledger": ledger,
        }
        kept, place = self._holdings.owned(article.id)
        if collide(article, kept):
            self._note(Failure(document.key, document.location, DUPLICATE_ID, message(article.id, place)))
            return counts + Counts(failed=1)
        self._mend(document.key)
        return counts + SAME

    def _release(self, row: _Row) -> Counts:
        """The document gives another article now."""
        article_id, owned = row["article_id"], row["owns"]
        row.update(article_id=None, owns=False, claim=0)
        self._alternates[row["key"]] = None
        if not owned:
            return Counts()
        # Heirs are looked for in the database, so it must know all that was decided so far.
        self.save()
        self._touched.add(row["key"])
        counts, heirs = self._inherit([article_id])
        for source, key in heirs:
            if source == self._source and key in self._documents:
                self._documents[key]["owns"] = True
        return counts

    def _keep(self, found: Unchanged) -> Counts:
        row = self._documents.get(found.key)
        if row is None:
            return Counts()
        row["seen"] = self._run
        if found.fingerprint is not None:
            row["fingerprint"] = found.fingerprint
        self._touched.add(found.key)
        counts = Counts(failed=1) if found.key in self._failures else SAME if row["article_id"] else Counts()
        if found.whole:
            row["kept"] = self._run
            counts += self._held_by(row)
        return counts

    def _fail(self, failure: Failure) -> Counts:
        row = self._document(failure.key, failure.location, failure.container, failure.fingerprint)
        if failure.hides:
            row.update(kept=self._run, complete=0)
            self._keep_beneath(failure.key + "/")
        self._note(failure)
        gone = self._release(row) if failure.gone and row["article_id"] is not None else Counts()
        return gone + Counts(failed=1)

    def _note(self, failure: Failure) -> None:
        before = self._failures.get(failure.key, {"first_at": self._now, "attempts": 0})
        self._failures[failure.key] = {
            "source": self._source,
            "key": failure.key,
            "location": failure.location,
            "place": failure.place,
            "reason": failure.reason,
            "message": failure.message,
            "first_at": before["first_at"],
            "last_at": self._now,
            "attempts": before["attempts"] + 1,
        }
        self._failed.add(failure.key)
        self._mended.discard(failure.key)

    def _mend(self, key: str) -> None:
        if self._failures.pop(key, None) is not None:
            self._mended.add(key)
            self._failed.discard(key)

    def _keep_beneath(self, prefix: str) -> None:
        beneath = (documents.c.source == self._source) & (func.substr(documents.c.key, 1, len(prefix)) == prefix)
        self._connection.execute(update(documents).where(beneath).values(seen=self._run, kept=self._run))

    def _held_by(self, container: _Row) -> Counts:
        inside = (documents.c.source == self._source) & (documents.c.container == container["key"])
        inside &= documents.c.seen >= container["complete"]
        failing = documents.c.key.in_(select(failures.c.key).where(failures.c.source == self._source))
        good = inside & documents.c.article_id.is_not(None) & ~failing
        count = select(func.count()).select_from(documents)
        return Counts(
            same=self._connection.scalar(count.where(good)) or 0,
            failed=self._connection.scalar(count.where(inside & failing)) or 0,
        )

    def _document(self, key: str, location: str, container: str, fingerprint: str) -> _Row:
        new: _Row = {"source": self._source, "key": key, "article_id": None, "claim": 0, "owns": False}
        new.update(kept=0, complete=0)
        row = self._documents.setdefault(key, new)
        row.update(location=location, container=container, fingerprint=fingerprint, seen=self._run)
        self._touched.add(key)
        return row

    def _load(self, keys: Iterable[str]) -> None:
        for table, rows in ((documents, self._documents), (failures, self._failures)):
            wanted = select(table).where((table.c.source == self._source) & table.c.key.in_(list(keys)))
            rows.update({row["key"]: dict(row) for row in self._connection.execute(wanted).mappings()})

    def _delete(self, table: Table, keys: Sequence[str]) -> None:
        if keys:
            self._connection.execute(delete(table).where((table.c.source == self._source) & table.c.key.in_(keys)))
