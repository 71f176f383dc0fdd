"""Files of odd bytes in every format never raise, are read in bounded time, and cost no key twice."""

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from indexer.extract.settings import ExtractSettings
from tests.indexer.sources.odd_bytes import odd_files, read_file, seeds

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def test_odd_bytes_give_articles_and_failures_and_nothing_else(tmp_path: Path) -> None:
    total: Counter[str] = Counter()
    for name, data in odd_files(400, seed=2026):
        path = tmp_path / name
        path.write_bytes(data)
        total += read_file(path, ExtractSettings.model_validate({}), NOW)
    assert total["article"] > 100, "most of what is around the odd bytes is sound"
    assert total["internal"] == 0


def test_the_sound_files_are_sound(tmp_path: Path) -> None:
    for name, data in seeds():
        path = tmp_path / name
        path.write_bytes(data)
        outcome = read_file(path, ExtractSettings.model_validate({}), NOW)
        assert outcome["article"] > 0, name
        assert outcome.keys() <= {"article", "other"}, name
