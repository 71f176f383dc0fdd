"""Which number comes next? One sequence orders revisions and claims, as they are committed."""

from sqlalchemy import Connection, select

from indexer.archive.dialect import upsert
from indexer.archive.schema import meta

_NAME = "sequence"


class Sequence:
    """The archive's one sequence within a transaction. Only the one writer may use it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._last = self._saved = latest(connection)

    def next(self) -> int:
        """A number greater than all before."""
        self._last += 1
        return self._last

    def save(self) -> None:
        """Note the last number, before the transaction is committed."""
        if self._last != self._saved:
            upsert(self._connection, meta, [{"name": _NAME, "value": str(self._last)}])
            self._saved = self._last


def latest(connection: Connection) -> int:
    """The last number that was given out; 0 in a new archive."""
    return int(connection.scalar(select(meta.c.value).where(meta.c.name == _NAME)) or 0)
