"""PostgreSQL's full text, English configuration, in a server of its own that lives as long as the worker."""

import os
import pwd
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg2

from benchmarks.corpus import Record
from benchmarks.peers import TOP, Local
from benchmarks.workloads import Kind, Question

ACCOUNT = "postgres"
"""Who runs the server when the benchmark is run by root, as whom it refuses to run."""

TABLE = """
    CREATE TABLE articles (id integer PRIMARY KEY, text text, published bigint, source text, section text,
        words tsvector GENERATED ALWAYS AS (to_tsvector('english', text)) STORED)
"""


class PostgreSql(Local):
    """Page and count are one statement, each facet one more. Stop words are left out by its English configuration."""

    version = psycopg2.__version__.partition(" ")[0]

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._data = folder / "data"
        programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
        found = shutil.which("postgres") or (programs and shutil.which("postgres", path=str(programs[-1])))
        if not found:
            raise RuntimeError("no PostgreSQL server is installed (Debian: postgresql)")
        self._programs = Path(found).resolve().parent
        self._server: subprocess.Popen[bytes] | None = None
        self._become = pwd.getpwnam(ACCOUNT) if os.geteuid() == 0 else None

    def fill(self, articles: list[Record]) -> None:
        self.open()
        with self._connection as connection, connection.cursor() as cursor:
            cursor.execute(TABLE)
            cursor.copy_expert("COPY articles (id, text, published, source, section) FROM STDIN", _Lines(articles))
            cursor.execute("CREATE INDEX ON articles USING gin (words)")
            cursor.execute("CREATE INDEX ON articles (published)")
        self._connection.autocommit = True
        self._connection.cursor().execute("VACUUM ANALYZE articles")

    def open(self) -> None:
        if not self._data.exists():
            self.folder.mkdir()
            if self._become:
                os.chown(self.folder, self._become.pw_uid, self._become.pw_gid)
            self._run("initdb", "-D", self._data, "-A", "trust", "-U", ACCOUNT, "-E", "UTF8", "--locale=C")
        place = ("-k", str(self.folder), "-c", "listen_addresses=")
        self._server = subprocess.Popen(
            [self._programs / "postgres", "-D", self._data, *place, "-c", "max_wal_size=8GB"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            **self._account(),
        )
        for attempt in range(100):
            try:
                self._connection = psycopg2.connect(host=str(self.folder), user=ACCOUNT, dbname="postgres")
                break
            except psycopg2.OperationalError:
                if attempt == 99 or self._server.poll() is not None:
                    raise
                time.sleep(0.1)
        self._cursor = self._connection.cursor()

    def close(self) -> None:
        if self._server is not None:
            # Ends the connections too.
            self._server.send_signal(signal.SIGINT)
            self._server.wait()

    def processes(self) -> list[int]:
        """Return the process that serves this connection; the buffers that it shares with others count in it."""
        return [self._connection.get_backend_pid()]

    def change(self, article: Record) -> None:
        with self._connection as connection, connection.cursor() as cursor:
            cursor.execute("UPDATE articles SET text = %s WHERE id = 0", (article.text,))

    def find(self, question: Question) -> int:
        given: dict[str, str | int | None] = {
            "query": _query(question),
            "since": question.since,
            "until": question.until,
        }
        matches = "FROM articles, to_tsquery('english', %(query)s) AS query WHERE words @@ query"
        if question.since is not None:
            matches += " AND published >= %(since)s AND published < %(until)s"
        order = "published" if question.newest else "ts_rank(words, query)"
        ask = self._cursor.execute
        ask(f"SELECT count(*) OVER (), id, text {matches} ORDER BY {order} DESC LIMIT {TOP}", given)
        page = self._cursor.fetchall()
        if question.facets:
            for facet in ("source", "section"):
                ask(f"SELECT {facet}, count(*) {matches} GROUP BY 1 ORDER BY 2 DESC LIMIT {TOP}", given)
                self._cursor.fetchall()
        return int(page[0][0]) if page else 0

    def _run(self, program: str, *arguments: str | Path) -> None:
        command = [self._programs / program, *arguments]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, **self._account())

    def _account(self) -> dict[str, Any]:
        """Return the account and the folder to start in; the account may not read the folder of the benchmark."""
        if self._become is None:
            return {}
        return {"user": self._become.pw_uid, "group": self._become.pw_gid, "cwd": "/"}


class _Lines:
    """Articles as the file that COPY reads."""

    def __init__(self, articles: list[Record]) -> None:
        self._lines = self._written(articles)
        self._rest = b""

    def read(self, size: int) -> bytes:
        parts, have = [self._rest], len(self._rest)
        for line in self._lines:
            parts.append(line)
            have += len(line)
            if have >= size:
                break
        whole = b"".join(parts)
        self._rest = whole[size:]
        return whole[:size]

    @staticmethod
    def _written(articles: list[Record]) -> Iterator[bytes]:
        escapes = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r", "\0": " "})
        for number, article in enumerate(articles):
            text = article.text.translate(escapes)
            yield f"{number}\t{text}\t{article.published}\t{article.source}\t{article.section}\n".encode()


def _query(question: Question) -> str:
    match question.kind:
        case Kind.PREFIX:
            return question.words[0] + ":*"
        case Kind.PHRASE:
            return " <-> ".join(question.words)
        case Kind.ANY:
            return " | ".join(question.words)
        case Kind.ALL:
            return " & ".join(question.words)
