"""After any history of changes to files, archive and index are as a plain model says."""

import json
import os
import tempfile
from contextlib import ExitStack, suppress
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from indexer.archive import open_archive
from indexer.errors import SourceError
from search.errors import EngineUnavailable
from tests.indexer.conftest import Clock, Desk
from tests.indexer.failing_source import FailingSource

NAMES = st.sampled_from(["a.json", "b.json", "sub/c.json", "sub/d.json"])
IDS = st.sampled_from(["n1", "n2", "n3"])
WORDS = st.sampled_from(["bridge", "ferry", "strike"])
RECORDS = st.lists(st.tuples(IDS, WORDS) | st.none(), max_size=4)


class Histories(RuleBasedStateMachine):
    """Files change; runs succeed, break off, or fail to reach the index.

    The model knows for each document which article it gave when last read, and for each article the line of documents
    that give it, in the order in which they began to.
    """

    def __init__(self) -> None:
        super().__init__()
        self.closing = ExitStack()
        folder = Path(self.closing.enter_context(tempfile.TemporaryDirectory()))
        self.archive = open_archive(folder / "data" / "archive.db", clock=Clock())
        self.closing.callback(self.archive.close)
        self.desk = Desk(folder, self.archive)
        self.desk.files.mkdir()
        self.given: dict[str, tuple[str, str]] = {}
        self.lines: dict[str, list[str]] = {}
        self.settled = False

    def teardown(self) -> None:
        self.closing.close()

    @rule(name=NAMES, article=IDS, word=WORDS)
    def write(self, name: str, article: str, word: str) -> None:
        self.desk.write(name, json.dumps({"id": article, "title": word, "text": f"About the {word}."}))
        self.settled = False

    @rule(name=NAMES)
    def break_file(self, name: str) -> None:
        self.desk.write(name, '{"title": "cut')
        self.settled = False

    @rule(name=NAMES)
    def remove(self, name: str) -> None:
        (self.desk.files / name).unlink(missing_ok=True)
        self.settled = False

    @rule(name=NAMES)
    def touch(self, name: str) -> None:
        path = self.desk.files / name
        if path.exists():
            os.utime(path, (1_600_000_000, 1_600_000_000))

    @rule(records=RECORDS)
    def write_records(self, records: list[tuple[str, str] | None]) -> None:
        lines = [json.dumps({"id": each[0], "title": each[1], "text": "T."}) if each else "{" for each in records]
        self.desk.write("r.jsonl", "".join(line + "\n" for line in lines))
        self.settled = False

    @rule()
    def remove_records(self) -> None:
        (self.desk.files / "r.jsonl").unlink(missing_ok=True)
        self.settled = False

    @rule()
    def run(self) -> None:
        self.desk.index()
        present = self._present()
        self._follow(present)
        for key in [key for key in self.given if key not in present]:
            self._leave(key)
            del self.given[key]
        self.settled = True

    @rule()
    def run_again(self) -> None:
        if self.settled:
            revision = self.archive.stats().revision
            self.desk.index()
            assert self.archive.stats().revision == revision

    @rule(after=st.integers(0, 8))
    def run_that_breaks_off(self, after: int) -> None:
        """It leaves no trace, once the next run has gone through."""
        with suppress(SourceError):
            self.desk.index(FailingSource(self.desk.source(), after, SourceError("The disk went away.")))
        self.run()

    @rule()
    def index_fails_once(self) -> None:
        self.desk.engine.failing_commits = 1
        with suppress(EngineUnavailable):
            self.desk.index()
        self.desk.engine.failing_commits = 0
        self.run()

    @invariant()
    def archive_and_index_are_as_the_model_says(self) -> None:
        if self.settled:
            expected = {name: self.given[line[0]][1] for name, line in self.lines.items() if line}
            assert {article.id: article.title for article in self.archive.stream()} == expected
            assert {article.id: article.title for article in self.desk.engine.articles.values()} == expected

    def _present(self) -> dict[str, tuple[str, str] | None]:
        """The documents that are there, in the order of reading, with what they give; None for what cannot be read."""
        found: dict[str, tuple[str, str] | None] = {}
        files = (path for path in self.desk.files.rglob("*") if path.is_file())
        for path in sorted(files, key=lambda path: path.relative_to(self.desk.files).parts):
            key = path.relative_to(self.desk.files).as_posix()
            for number, line in enumerate(path.read_text().splitlines(), 1):
                try:
                    record = json.loads(line)
                except ValueError:
                    found[key if path.suffix == ".json" else f"{key}:{number}"] = None
                    continue
                name = key if path.suffix == ".json" else f"{key}#{record['id']}"
                name = f"{name}:{number}" if name in found else name
                found[name] = (record["id"], record["title"])
        return found

    def _follow(self, present: dict[str, tuple[str, str] | None]) -> None:
        for key, gives in present.items():
            if gives is None:
                continue
            if key in self.given and self.given[key][0] != gives[0]:
                self._leave(key)
            if key not in self.given or self.given[key][0] != gives[0]:
                self.lines.setdefault(gives[0], []).append(key)
            self.given[key] = gives

    def _leave(self, key: str) -> None:
        self.lines[self.given[key][0]].remove(key)


TestHistories = Histories.TestCase
TestHistories.settings = settings(max_examples=25, stateful_step_count=20, deadline=None)
