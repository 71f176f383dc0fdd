"""JSON Lines: plain and compressed, whole and broken."""

import gzip
import json
import lzma
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest
import zstandard

from indexer.document import ContainerDone, Document, Failure, SourceItem, Unchanged
from indexer.settings import SourceSettings
from indexer.sources import open_source

GOOD = [{"id": f"n{number}", "title": f"Story {number}", "text": "It happened. " * 20} for number in range(200)]
PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "": bytes,
    ".gz": gzip.compress,
    ".xz": lzma.compress,
    ".zst": zstandard.compress,
}


class OnRecord:
    """What is on record, as an archive would answer."""

    def __init__(self, known: Mapping[str, str] | None = None) -> None:
        self.known = known or {}

    def fingerprints(self, keys: Sequence[str]) -> Mapping[str, str]:
        return {key: self.known[key] for key in keys if key in self.known}

    def forgotten(self, keys: Sequence[str]) -> Mapping[str, str]:
        return {}


def packed(records: Sequence[object]) -> bytes:
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records).encode()


def read(
    path: Path, known: Mapping[str, str] | None = None, *, max_bytes: int = 100_000, **more: object
) -> list[SourceItem]:
    spec = SourceSettings.model_validate({"name": "desk", "location": str(path), **more})
    return list(open_source(spec, max_bytes=max_bytes).documents(OnRecord(known)))


def written(folder: Path, content: bytes, name: str = "dump.jsonl") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("ending", PACKERS)
def test_records_are_read_whatever_the_packing(tmp_path: Path, ending: str) -> None:
    found = read(written(tmp_path, PACKERS[ending](packed(GOOD)), f"dump.jsonl{ending}"))
    documents = [each for each in found if isinstance(each, Document)]
    assert [each.fields for each in documents] == GOOD
    assert documents[3].key == f"dump.jsonl{ending}#n3"
    assert documents[3].location == f"{tmp_path}/dump.jsonl{ending}#n3"
    assert documents[3].container == f"dump.jsonl{ending}"
    assert isinstance(found[-1], ContainerDone)


@pytest.mark.parametrize("ending", [".gz", ".xz", ".zst"])
@pytest.mark.parametrize("share", [0.02, 0.5, 0.97])
def test_truncated_file_gives_the_lines_before_and_one_failure(tmp_path: Path, ending: str, share: float) -> None:
    # Texts that do not compress, so that the cut falls between many records.
    records = [
        {"id": number, "title": "".join(chr(0x4E00 + number * 31 * k % 20_000) for k in range(1, 500))}
        for number in range(300)
    ]
    whole = PACKERS[ending](packed(records))
    found = read(written(tmp_path, whole[: int(len(whole) * share)], f"dump.jsonl{ending}"))
    failure = found[-1]
    assert isinstance(failure, Failure)
    assert (failure.reason, failure.hides, failure.key) == ("truncated", True, f"dump.jsonl{ending}")
    documents = [each for each in found if isinstance(each, Document)]
    assert documents == found[:-1]
    assert failure.place == f"line {len(documents)}"
    if share > 0.9:
        assert len(documents) > 100


@pytest.mark.parametrize("ending", [".gz", ".xz", ".zst"])
def test_damaged_file_is_one_failure(tmp_path: Path, ending: str) -> None:
    (failure,) = read(written(tmp_path, b"this was never compressed\n", f"dump.jsonl{ending}"))
    assert isinstance(failure, Failure)
    assert failure.reason == "damaged"


def test_frames_and_members_one_after_the_other_are_one_file(tmp_path: Path) -> None:
    for ending in (".gz", ".xz", ".zst"):
        content = PACKERS[ending](packed(GOOD[:5])) + PACKERS[ending](packed(GOOD[5:9]))
        found = read(written(tmp_path, content, f"dump.jsonl{ending}"))
        assert [type(each) for each in found] == [Document] * 9 + [ContainerDone]


@pytest.mark.parametrize(
    ("line", "reason", "words"),
    [
        (b'{"title": "Bri', "bad-json", "not valid JSON"),
        (b'["a"]', "bad-json", "no JSON object"),
        (b'"text"', "bad-json", "no JSON object"),
        (b"null", "bad-json", "no JSON object"),
        (b'{"title": "caf\xe9"}', "bad-encoding", "byte 15"),
        (b'{"title": "' + b"x" * 100_000 + b'"}', "too-large", "100,000"),
        (b"[" * 50_000, "bad-json", "nested too deeply"),
        (b'{"n": ' + b"9" * 6_000 + b"}", "bad-json", "not valid JSON"),
    ],
)
def test_bad_line_is_a_failure_with_its_number(tmp_path: Path, line: bytes, reason: str, words: str) -> None:
    content = packed(GOOD[:2]) + line + b"\n\n" + packed(GOOD[2:4])
    found = read(written(tmp_path, content))
    assert [type(each) for each in found] == [Document, Document, Failure, Document, Document, ContainerDone]
    failure = found[2]
    assert isinstance(failure, Failure)
    assert (failure.place, failure.reason, failure.key) == ("line 3", reason, "dump.jsonl:3")
    assert failure.location == f"{tmp_path}/dump.jsonl:3"
    assert words in failure.message


def test_last_line_cut_short_says_so(tmp_path: Path) -> None:
    found = read(written(tmp_path, packed(GOOD[:2])[:-40]))
    failure = found[1]
    assert isinstance(failure, Failure)
    assert "cut short" in failure.message
    assert isinstance(found[2], ContainerDone), "the file itself was read to its end"


def test_last_line_needs_no_line_break(tmp_path: Path) -> None:
    assert [type(each) for each in read(written(tmp_path, packed(GOOD[:2]).rstrip()))] == [
        Document,
        Document,
        ContainerDone,
    ]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"[1, 2]\n", "bad-json"),
        (b"\0\1\2\n" * 100, "binary"),
    ],
)
def test_file_of_another_kind_is_one_failure(tmp_path: Path, content: bytes, reason: str) -> None:
    (failure,) = read(written(tmp_path, content))
    assert isinstance(failure, Failure)
    assert failure.reason == reason


@pytest.mark.parametrize(
    "content",
    [
        b'[\n  {"title": "a"},\n  {"title": "b"},\n]\n',  # an array, with a comma too many
        b'{\n  "title": "a"\n}\n{\n  "title": "b"\n}\n',  # one record on several lines
        '{"title": "a"}\n{"title": "b"}\n'.encode("utf-16"),
        '{"title": "a"}\n{"title": "b"}\n'.encode("utf-16-be"),
        b'{"status": "ok", "articles": [{"title": "a", "text": "x"}, {"title": "b", "text": "y"}]}\n',
    ],
)
def test_records_are_read_however_they_are_written(tmp_path: Path, content: bytes) -> None:
    found = read(written(tmp_path, content))
    assert [each.fields["title"] for each in found if isinstance(each, Document)] == ["a", "b"]
    assert isinstance(found[-1], ContainerDone)


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf"])
def test_file_without_records_has_none(tmp_path: Path, content: bytes) -> None:
    found = read(written(tmp_path, content))
    assert [each for each in found if isinstance(each, Document)] == []


def test_byte_order_mark_is_no_part_of_the_first_record(tmp_path: Path) -> None:
    assert isinstance(read(written(tmp_path, b"\xef\xbb\xbf" + packed(GOOD[:1])))[0], Document)


@pytest.mark.parametrize(
    ("record", "more", "name"),
    [
        ({"id": "n1"}, {}, "#n1"),
        ({"id": 17}, {}, "#17"),
        ({"id": "", "guid": "g"}, {}, "#g"),
        ({"id": None, "url": "https://a.example/1"}, {}, "#https://a.example/1"),
        ({"id": True}, {}, ":1"),
        ({"title": "t"}, {}, ":1"),
        ({"id": "n1", "nr": "7"}, {"fields": {"id": "nr"}}, "#7"),
        ({"meta": {"nr": "7"}}, {"fields": {"id": "meta.nr"}}, "#7"),
        ({"id": "a\nb\x00\ud800"}, {}, "#a\\nb\\x00\\ud800"),
    ],
)
def test_key_is_the_id_or_the_line(tmp_path: Path, record: object, more: Mapping[str, object], name: str) -> None:
    document = read(written(tmp_path, json.dumps(record).encode() + b"\n"), **more)[0]
    assert isinstance(document, Document)
    assert document.key == "dump.jsonl" + name


def test_second_record_of_an_id_has_a_key_of_its_own(tmp_path: Path) -> None:
    found = read(written(tmp_path, packed([{"id": 1}, {"id": 2}, {"id": 1}])))
    keys = [each.key for each in found if isinstance(each, Document)]
    assert keys == ["dump.jsonl#1", "dump.jsonl#2", "dump.jsonl#1:3"]


def test_unchanged_records_and_files_are_passed_over(tmp_path: Path) -> None:
    path = written(tmp_path, packed(GOOD[:3]) + b"bad\n")
    first = read(path)
    known = {each.key: each.fingerprint for each in first if isinstance(each, Document | Failure | ContainerDone)}
    assert [type(each) for each in read(path, known)] == [Unchanged]
    path.write_bytes(packed([{"id": "n9", "title": "New"}, *GOOD[:2], {**GOOD[2], "title": "Other"}]) + b"bad\n")
    again = read(path, known)
    assert [(type(each), each.key) for each in again] == [
        (Document, "dump.jsonl#n9"),
        (Unchanged, "dump.jsonl#n0"),
        (Unchanged, "dump.jsonl#n1"),
        (Document, "dump.jsonl#n2"),
        (Failure, "dump.jsonl:5"),
        (ContainerDone, "dump.jsonl"),
    ]


def test_zstd_bomb_does_not_fill_the_memory(tmp_path: Path) -> None:
    content = zstandard.compress(b"x" * 300_000_000)
    assert len(content) < 100_000
    found = read(written(tmp_path, content, "dump.jsonl.zst"))
    assert [(type(each), getattr(each, "reason", "")) for each in found] == [
        (Failure, "too-large"),
        (ContainerDone, ""),
    ]


def test_any_name_will_do_when_the_kind_is_stated(tmp_path: Path) -> None:
    path = written(tmp_path, packed(GOOD[:2]), "dump.data")
    assert len(read(path, type="jsonl")) == 3
    assert len(read(path)) == 3, "or when the content shows it"


@pytest.mark.parametrize(("whole", "reasons"), [(True, []), (False, ["truncated"])])
def test_the_last_line_of_an_export_is_no_article(tmp_path: Path, whole: bool, reasons: list[str]) -> None:
    found = read(written(tmp_path, packed([*GOOD[:2], {"end_of_export": whole, "articles": 2}])))
    assert [each.fields for each in found if isinstance(each, Document)] == GOOD[:2]
    assert [each.reason for each in found if isinstance(each, Failure)] == reasons


def test_first_line_that_is_a_brace_alone_costs_no_other(tmp_path: Path) -> None:
    path = written(tmp_path, b"{\n" + packed(GOOD[:2]))
    found = read(path)
    assert [(each.reason, each.place) for each in found if isinstance(each, Failure)] == [("bad-json", "line 1")]
    assert [each.fields for each in found if isinstance(each, Document)] == GOOD[:2]
