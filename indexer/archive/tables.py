"""The tables of an archive, and the migrations from earlier formats.

    articles      the articles as they are now, removed too       versions    what they were before
    documents     what each source held when last read            alternates  what other documents of an article say
    failures      documents that could not be read                runs        when each source was read, and the result
    sources       the sources on record                           meta        format, counter, indexed revisions, jobs
    paragraphs    in how many articles each occurs                boilerplate those that are left out

Points in time are text in UTC (`2026-11-23T22:04:13Z`), so that they sort and read alike in every database.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    select,
    text,
    update,
)

FORMAT = 5
"""The format that this program reads and writes; `migrate` brings earlier ones to it."""

CHECKSUM_CURSOR = "checksums"
"""The row of `meta` that says up to which row checksums were added; there is none once all rows have theirs."""

metadata = MetaData()
_IS_REPEATED = "articles > 1"

meta = Table("meta", metadata, Column("name", Text, primary_key=True), Column("value", Text, nullable=False))

sources = Table(
    "sources",
    metadata,
    Column("name", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("location", Text, nullable=False),
    Column("recipe", Text, nullable=False),
)
"""`recipe` is a digest of the settings that shape what is read; when it changes, everything is read again."""

articles = Table(
    "articles",
    metadata,
    Column("id", Text, primary_key=True),
    Column("record", Text, nullable=False),
    Column("repairs", Text, nullable=False),
    Column("hash", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("first_seen", Text, nullable=False),
    Column("updated", Text, nullable=False),
    Column("removed_at", Text),
    Column("ledger", Text, nullable=False, server_default=""),
    Column("source", Text),
    Column("checksum", BigInteger),
    Index("articles_by_revision", "revision", unique=True),
    Index("articles_by_source", "source", "id"),
)
"""`revision` grows with every change that the index must follow; `version` counts versions, from 1. `ledger` says where
the fields of the present version came from, "" where that was not recorded.

`record` has the text as it was read, boilerplate included. `source` is the one whose document owns the article, and in
whose `paragraphs` it is counted: "" once the article is removed, NULL while an earlier version's is yet to be counted.
`checksum` is that of all other columns, here and in `versions` and `alternates` (see `checksums`).
"""

versions = Table(
    "versions",
    metadata,
    Column("article_id", Text, ForeignKey("articles.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("record", Text, nullable=False),
    Column("hash", Text, nullable=False),
    Column("seen_from", Text, nullable=False),
    Column("replaced_at", Text, nullable=False),
    Column("checksum", BigInteger),
)

documents = Table(
    "documents",
    metadata,
    Column("source", Text, ForeignKey("sources.name"), primary_key=True),
    Column("key", Text, primary_key=True),
    Column("container", Text, nullable=False),
    Column("location", Text, nullable=False),
    Column("fingerprint", Text, nullable=False),
    Column("article_id", Text, ForeignKey("articles.id")),
    Column("claim", Integer, nullable=False),
    Column("owns", Boolean, nullable=False),
    Column("seen", Integer, nullable=False),
    Column("kept", Integer, nullable=False),
    Column("complete", Integer, nullable=False),
    Index("documents_by_article", "article_id"),
    Index("documents_by_container", "source", "container"),
)
"""`seen` is the last run that met the document. For a container, `kept` is the last that took its records as they are,
`complete` the run that read it to its end, 0 when the last attempt did not get that far: what that run did not meet
has vanished, even when the run itself was interrupted before it could record that.

Of several documents that give the same article, the one with the lowest `claim` `owns` it: its content is the article.
"""

alternates = Table(
    "alternates",
    metadata,
    Column("source", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("record", Text, nullable=False),
    Column("repairs", Text, nullable=False),
    Column("ledger", Text, nullable=False, server_default=""),
    Column("checksum", BigInteger),
    ForeignKeyConstraint(["source", "key"], ["documents.source", "documents.key"], ondelete="CASCADE"),
)

paragraphs = Table(
    "paragraphs",
    metadata,
    Column("digest", BigInteger, primary_key=True, autoincrement=False),
    Column("source", Text, nullable=False),
    Column("articles", Integer, nullable=False),
    Index(
        "paragraphs_repeated",
        "source",
        "articles",
        sqlite_where=text(_IS_REPEATED),
        postgresql_where=text(_IS_REPEATED),
    ),
)
"""`digest` is that of a paragraph and its source. Most paragraphs occur in one article and are not in the index."""

boilerplate = Table(
    "boilerplate",
    metadata,
    Column("source", Text, ForeignKey("sources.name"), primary_key=True),
    Column("digest", BigInteger, primary_key=True),
)

failures = Table(
    "failures",
    metadata,
    Column("source", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("location", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("message", Text, nullable=False),
    Column("first_at", Text, nullable=False),
    Column("last_at", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    ForeignKeyConstraint(["source", "key"], ["documents.source", "documents.key"], ondelete="CASCADE"),
    Index("failures_by_time", "last_at"),
)

runs = Table(
    "runs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("source", Text, ForeignKey("sources.name"), nullable=False),
    Column("state", Text, nullable=False),
    Column("started", Text, nullable=False),
    Column("finished", Text),
    Column("heartbeat", Text, nullable=False),
    Column("added", Integer, nullable=False),
    Column("changed", Integer, nullable=False),
    Column("same", Integer, nullable=False),
    Column("removed", Integer, nullable=False),
    Column("failed", Integer, nullable=False),
    Column("message", Text, nullable=False),
    Column("holder", Text, nullable=False, server_default=""),
    Column("met", Integer, nullable=False, server_default="0"),
    Column("expected", Integer),
    Index("runs_by_source", "source", "id"),
)
"""A run that is `running` is the lease of its source: no other begins while `heartbeat` is recent and its `holder`, a
process, is alive. `met` counts the documents so far, of about as many as `expected` from the last run.
"""

_MIGRATIONS: dict[int, tuple[str, ...]] = {
    1: (
        "ALTER TABLE runs ADD COLUMN holder TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE runs ADD COLUMN met INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE runs ADD COLUMN expected INTEGER",
        "CREATE INDEX runs_by_source ON runs (source, id)",
    ),
    2: (
        "ALTER TABLE articles ADD COLUMN ledger TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE alternates ADD COLUMN ledger TEXT NOT NULL DEFAULT ''",
    ),
    3: (
        "ALTER TABLE articles ADD COLUMN source TEXT",
        "CREATE INDEX articles_by_source ON articles (source, id)",
        "CREATE TABLE paragraphs (digest BIGINT PRIMARY KEY, source TEXT NOT NULL, articles INTEGER NOT NULL)",
        "CREATE INDEX paragraphs_repeated ON paragraphs (source, articles) WHERE articles > 1",
        "CREATE TABLE boilerplate (source TEXT REFERENCES sources, digest BIGINT, PRIMARY KEY (source, digest))",
    ),
    4: (
        "ALTER TABLE articles ADD COLUMN checksum BIGINT",
        "ALTER TABLE versions ADD COLUMN checksum BIGINT",
        "ALTER TABLE alternates ADD COLUMN checksum BIGINT",
        # Where `checksums` begins to add them.
        "INSERT INTO meta (name, value) VALUES ('checksums', '[\"articles\", []]')",
    ),
}
"""For each earlier format, the SQL that makes the next one of it; SQLite and PostgreSQL both understand it.

Every step only adds, so that nothing is lost and an archive of any size is ready at once.
"""


def stored_format(connection: Connection) -> str | None:
    """Return the format that the archive says it has."""
    return connection.scalar(select(meta.c.value).where(meta.c.name == "format"))


def can_migrate(stored: str | None) -> bool:
    """Whether an archive of that format can be brought to this program's."""
    return stored is not None and stored.isdecimal() and int(stored) in _MIGRATIONS


def migrate(connection: Connection) -> None:
    """Bring the archive to this program's format, within the caller's writing transaction."""
    # Another process may have done it while this one waited for its turn.
    while (stored := stored_format(connection)) is not None and can_migrate(stored):
        for statement in _MIGRATIONS[int(stored)]:
            connection.execute(text(statement))
        connection.execute(update(meta).where(meta.c.name == "format").values(value=str(int(stored) + 1)))
