"""Here is an archive of an earlier format: what brings it to the format of this program?

Every step only adds, so that nothing is lost and an archive of any size is ready at once.
"""

from sqlalchemy import Connection, select, text, update

from indexer.archive.schema import FORMAT, meta

_STEPS: dict[int, tuple[str, ...]] = {
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
}
"""By the format that is left behind: what makes the next one of it, in SQL that SQLite and PostgreSQL share."""


def found_format(connection: Connection) -> str | None:
    """The format that the archive says it has."""
    return connection.scalar(select(meta.c.value).where(meta.c.name == "format"))


def can_migrate(found: str | None) -> bool:
    """Whether an archive of that format can be brought to this program's."""
    return found is not None and found.isdecimal() and int(found) in _STEPS


def migrate(connection: Connection) -> None:
    """Bring the archive to this program's format, within the caller's writing transaction."""
    # Another process may have done it while this one waited for its turn.
    while (found := found_format(connection)) != str(FORMAT) and can_migrate(found):
        for statement in _STEPS[int(str(found))]:
            connection.execute(text(statement))
        connection.execute(update(meta).where(meta.c.name == "format").values(value=str(int(str(found)) + 1)))
