"""Archives of earlier formats are opened and migrated, and lose nothing."""

import sqlite3
from pathlib import Path

from indexer.archive import RunState, open_archive
from indexer.archive.tables import FORMAT
from tests.indexer.conftest import Desk, outcome

AS_IN_FORMAT_1 = """
DROP INDEX runs_by_source;
ALTER TABLE runs DROP COLUMN holder;
ALTER TABLE runs DROP COLUMN met;
ALTER TABLE runs DROP COLUMN expected;
UPDATE meta SET value = '1' WHERE name = 'format';
"""
AS_IN_FORMAT_4 = """
ALTER TABLE articles DROP COLUMN checksum;
ALTER TABLE versions DROP COLUMN checksum;
ALTER TABLE alternates DROP COLUMN checksum;
UPDATE meta SET value = '4' WHERE name = 'format';
"""
AS_IN_FORMAT_3 = (
    AS_IN_FORMAT_4
    + """
DROP INDEX articles_by_source;
ALTER TABLE articles DROP COLUMN source;
DROP TABLE paragraphs;
DROP TABLE boilerplate;
UPDATE meta SET value = '3' WHERE name = 'format';
"""
)
AS_IN_FORMAT_2 = (
    AS_IN_FORMAT_3
    + """
ALTER TABLE articles DROP COLUMN ledger;
ALTER TABLE alternates DROP COLUMN ledger;
UPDATE articles SET record = json_remove(record, '$.updated', '$.image', '$.image_alt', '$.quality');
UPDATE meta SET value = '2' WHERE name = 'format';
"""
)


def shape(path: Path) -> list[tuple[str, str]]:
    connection = sqlite3.connect(path)
    tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master ORDER BY name")]
    columns = [(table, row[1]) for table in tables for row in connection.execute(f"PRAGMA table_info('{table}')")]
    connection.close()
    return sorted(columns) + [("", table) for table in tables]


def test_archive_of_the_first_format_is_migrated(desk: Desk) -> None:
    desk.story("a.txt", "Bridge opens")
    desk.index()
    desk.archive.close()
    path = desk.folder / "data" / "archive.db"
    whole = shape(path)
    connection = sqlite3.connect(path)
    connection.executescript(AS_IN_FORMAT_2 + AS_IN_FORMAT_1)
    connection.close()
    assert shape(path) != whole
    desk.archive = open_archive(path, create=False)
    assert shape(path) == whole, "as if it had been made by this version"
    (before,) = desk.archive.latest_runs(9)
    assert (before.state, before.counts.added, before.holder, before.expected) == (RunState.DONE, 1, None, None)
    desk.story("b.txt", "Ferry closes")
    assert outcome(desk.index()) == {"added": 1, "same": 1}
    assert desk.archive.latest_runs(1)[0].expected == 1
    desk.archive.close()


def test_every_earlier_format_has_a_migration() -> None:
    from indexer.archive.tables import can_migrate

    assert all(can_migrate(str(number)) for number in range(1, FORMAT))
    assert not any(can_migrate(other) for other in (None, "", "0", str(FORMAT), "99", "one"))
