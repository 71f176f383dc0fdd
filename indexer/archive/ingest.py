"""The ingest of a batch of documents into the archive: what becomes of their articles.

same content again            nothing changes
other content                 the old one becomes a version, the article gets a new revision
the same article, elsewhere   an alternate, while the first document that gave it exists
another one with its id       an alternate too, but a failure as long as another owns the id
a document that fails         its article, if it ever gave one, stays unless it is gone; the failure is recorded
a document that vanished      the next in line takes over, or the article is removed
one that a feed has dropped   its article stays; its failure, if it has one, is deleted
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, delete, func, select, update

from indexer.archive.article_owners import (
    DUPLICATE_ID,
    SAME,
    ArticleStore,
    DocumentName,
    check_id_collisions,
    clear_failures,
    collision_message,
    is_id_collision,
)
from indexer.archive.checksums import with_checksums
from indexer.archive.documents import count_seen
from indexer.archive.meta_rows import RevisionCounter
from indexer.archive.models import Counts, ExtractedDocument, RunItem
from indexer.archive.queries import drop_stale_failures
from indexer.archive.serialize import dump_article, dump_ledger, dump_repairs
from indexer.archive.sql_dialect import upsert
from indexer.archive.tables import alternates, documents, failures
from indexer.document import ContainerDone, Failure, Unchanged
from search.article import to_utc_text

_Row = dict[str, Any]


class BatchIngest:
    """One batch of one source's run, within one transaction; `save` ends it."""

    def __init__(self, connection: Connection, source: str, run: int, now: datetime) -> None:
        self._connection, self._source, self._run, self._now = connection, source, run, str(to_utc_text(now))
        self._counter = RevisionCounter(connection)
        self._articles = ArticleStore(connection, self._counter, self._now)
        self._documents: dict[str, _Row] = {}
        self._changed_documents: set[str] = set()
        self._failures: dict[str, _Row] = {}
        self._new_failures: set[str] = set()
        self._cleared_failures: set[str] = set()
        self._alternates: dict[str, _Row | None] = {}
        self._changed_owners: set[str] = set()

    def record(self, items: Sequence[RunItem]) -> Counts:
        """Record the outcome of documents. Their order decides who owns an article that several give."""
        self._load({item.document.key if isinstance(item, ExtractedDocument) else item.key for item in items})
        ids = {item.extraction.article.id for item in items if isinstance(item, ExtractedDocument)}
        self._articles.load(ids | {row["article_id"] for row in self._documents.values() if row["article_id"]})
        return sum((self._record_item(item) for item in items), Counts())

    def remove(self, keys: Sequence[str]) -> Counts:
        """Delete documents that vanished; articles that no document gives any more are removed."""
        self._load(keys)
        owned = [row["article_id"] for row in self._documents.values() if row["article_id"] and row["owns"]]
        self._documents.clear()
        self._articles.load(owned)
        self._delete(documents, keys)
        return self._pass_on(owned)[0]

    def save(self) -> None:
        """Write all that was decided."""
        to_check = self._changed_owners | self._articles.changed
        self._articles.save()
        upsert(self._connection, documents, [self._documents[key] for key in sorted(self._changed_documents)])
        self._delete(alternates, [key for key, row in self._alternates.items() if row is None])
        rows = with_checksums(alternates, (row for row in self._alternates.values() if row is not None))
        upsert(self._connection, alternates, rows)
        self._delete(failures, sorted(self._cleared_failures))
        upsert(self._connection, failures, [self._failures[key] for key in sorted(self._new_failures)])
        self._counter.save()
        for written in (self._changed_documents, self._alternates, self._cleared_failures, self._new_failures):
            written.clear()
        added, cleared = check_id_collisions(self._connection, to_check, self._now)
        for row in added:
            if row["source"] == self._source and row["key"] in self._documents:
                self._failures[row["key"]] = row
        self._forget_failures(cleared)
        self._changed_owners.clear()

    def _record_item(self, item: RunItem) -> Counts:
        match item:
            case ExtractedDocument():
                return self._record_article(item)
            case Unchanged():
                return self._record_unchanged(item)
            case Failure():
                return self._record_failure(item)
            case ContainerDone():
                return self._record_container(item)

    def _record_article(self, item: ExtractedDocument) -> Counts:
        document, article = item.document, item.extraction.article
        row = self._seen_document(document.key, document.location, document.container, document.fingerprint)
        counts = Counts()
        if row["article_id"] not in (None, article.id):
            counts += self._release_article(row)
        if row["article_id"] is None:
            owns = self._articles.claim(article.id, (self._source, document.key), document.location)
            row.update(article_id=article.id, claim=self._counter.next(), owns=owns)
        repairs, ledger = dump_repairs(item.extraction.repairs), dump_ledger(item.extraction.provenance)
        if row["owns"]:
            self._clear_failure(document.key)
            return counts + self._articles.put(article, self._source, repairs, ledger)
        self._alternates[document.key] = {
            "source": self._source,
            "key": document.key,
            "record": dump_article(article),
            "repairs": repairs,
            "ledger": ledger,
        }
        owned = self._articles.owned(article.id)
        if owned is not None and is_id_collision(article, owned[0]):
            message = collision_message(article.id, owned[1])
            self._add_failure(Failure(document.key, document.location, DUPLICATE_ID, message))
            return counts + Counts(failed=1)
        self._clear_failure(document.key)
        return counts + SAME

    def _record_unchanged(self, item: Unchanged) -> Counts:
        row = self._documents.get(item.key)
        if row is None:
            return Counts()
        row["seen"] = self._run
        if item.fingerprint is not None:
            row["fingerprint"] = item.fingerprint
        self._changed_documents.add(item.key)
        counts = Counts(failed=1) if item.key in self._failures else SAME if row["article_id"] else Counts()
        if item.whole:
            row["kept"] = self._run
            counts += self._count_contents(row)
        return counts

    def _record_failure(self, failure: Failure) -> Counts:
        row = self._seen_document(failure.key, failure.location, failure.container, failure.fingerprint)
        if failure.hides:
            row.update(kept=self._run, complete=0)
            prefix = failure.key + "/"
            beneath = (documents.c.source == self._source) & (func.substr(documents.c.key, 1, len(prefix)) == prefix)
            self._connection.execute(update(documents).where(beneath).values(seen=self._run, kept=self._run))
        self._add_failure(failure)
        released = self._release_article(row) if failure.gone and row["article_id"] is not None else Counts()
        return released + Counts(failed=1)

    def _record_container(self, item: ContainerDone) -> Counts:
        row = self._seen_document(item.key, item.location, "", item.fingerprint)
        row["complete"] = self._run
        self._clear_failure(item.key)
        # A file that held one article may hold records now.
        counts = self._release_article(row) if row["article_id"] is not None else Counts()
        if item.moves_on:
            # The database tells what this run has met, so it must know all of it.
            self.save()
            drop_stale_failures(self._connection, self._source, item.key, self._run)
        return counts

    def _release_article(self, row: _Row) -> Counts:
        """Record that the document no longer gives its article."""
        article_id, owned = row["article_id"], row["owns"]
        row.update(article_id=None, owns=False, claim=0)
        self._alternates[row["key"]] = None
        if not owned:
            return Counts()
        # Heirs are looked up in the database, so it must know all that was decided so far.
        self.save()
        self._changed_documents.add(row["key"])
        counts, heirs = self._pass_on([article_id])
        for source, key in heirs:
            if source == self._source and key in self._documents:
                self._documents[key]["owns"] = True
        return counts

    def _pass_on(self, article_ids: Sequence[str]) -> tuple[Counts, list[DocumentName]]:
        """Pass articles on to their heirs, whose documents do not fail for their id any more.

        The counts correct for heirs that this run has already counted as failed.
        """
        counts, heirs = self._articles.inherit(article_ids)
        cleared = clear_failures(self._connection, heirs)
        self._forget_failures(cleared)
        own_keys = [key for source, key in cleared if source == self._source]
        recounted = count_seen(self._connection, self._source, self._run, own_keys)
        self._changed_owners.update(article_ids)
        return counts + Counts(same=recounted, failed=-recounted), heirs

    def _add_failure(self, failure: Failure) -> None:
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
        self._new_failures.add(failure.key)
        self._cleared_failures.discard(failure.key)

    def _clear_failure(self, key: str) -> None:
        if self._failures.pop(key, None) is not None:
            self._cleared_failures.add(key)
            self._new_failures.discard(key)

    def _forget_failures(self, cleared: Iterable[DocumentName]) -> None:
        """Take over that the database no longer has these failures."""
        for source, key in cleared:
            if source == self._source:
                self._failures.pop(key, None)

    def _count_contents(self, container: _Row) -> Counts:
        """Count the documents of an unchanged container."""
        inside = (documents.c.source == self._source) & (documents.c.container == container["key"])
        inside &= documents.c.seen >= container["complete"]
        failing = documents.c.key.in_(select(failures.c.key).where(failures.c.source == self._source))
        good = inside & documents.c.article_id.is_not(None) & ~failing
        count = select(func.count()).select_from(documents)
        return Counts(
            same=self._connection.scalar(count.where(good)) or 0,
            failed=self._connection.scalar(count.where(inside & failing)) or 0,
        )

    def _seen_document(self, key: str, location: str, container: str, fingerprint: str) -> _Row:
        new: _Row = {"source": self._source, "key": key, "article_id": None, "claim": 0, "owns": False}
        new.update(kept=0, complete=0)
        row = self._documents.setdefault(key, new)
        row.update(location=location, container=container, fingerprint=fingerprint, seen=self._run)
        self._changed_documents.add(key)
        return row

    def _load(self, keys: Iterable[str]) -> None:
        for table, rows in ((documents, self._documents), (failures, self._failures)):
            wanted = select(table).where((table.c.source == self._source) & table.c.key.in_(list(keys)))
            rows.update({row["key"]: dict(row) for row in self._connection.execute(wanted).mappings()})

    def _delete(self, table: Table, keys: Sequence[str]) -> None:
        if keys:
            self._connection.execute(delete(table).where((table.c.source == self._source) & table.c.key.in_(keys)))
