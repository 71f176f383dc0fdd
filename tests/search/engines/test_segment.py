"""Segments are read as they were written, merged or not, and agree with plain statements."""

import itertools
import random
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest

from search.analysis import stem, tokenize
from search.article import Article
from search.engines.whoosh.segment.builder import SegmentBuilder
from search.engines.whoosh.segment.container import ArrayFile, write_array_file
from search.engines.whoosh.segment.merger import MergeSource, merge_segments
from search.engines.whoosh.segment.reader import SegmentReader
from search.engines.whoosh.segment.stored_fields import Dictionaries
from search.errors import IndexDamaged, IndexVersion
from tests.search.engines.oracle import joined_words, swaps
from tests.search.engines.random_archives import WORDS, article


def written(folder: Path, name: str, articles: list[Article]) -> SegmentReader:
    builder = SegmentBuilder(Dictionaries())
    builder.add(articles)
    write_array_file(folder / name, builder.arrays(), {"articles": builder.count})
    return SegmentReader(folder / name)


def made(seed: int, count: int) -> list[Article]:
    random_ = random.Random(seed)
    return [article(random_, f"{seed}-{number}") for number in range(count)]


@pytest.mark.parametrize("seed", range(5))
def test_posting_lists_are_what_a_plain_inversion_gives(tmp_path: Path, seed: int) -> None:
    articles = made(seed, 60)
    segment = written(tmp_path, "one", articles)
    plain: dict[str, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    stems: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for doc, each in enumerate(articles):
        tokens = tokenize(each.text)
        for position, token in enumerate(tokens):
            plain[token.exact][doc].append(position)
            stems[f"{each.language or ''}:{stem(token.exact, each.language)}"][doc] += 1
        for position, word in joined_words(tokens):
            plain[f"-{word}"][doc].append(position)
            stems[f"{each.language or ''}:{stem(word, each.language)}"][doc] += 1
    field = segment.field("text")
    assert field.terms() == sorted(term.encode() for term in plain)
    for term, places in plain.items():
        number = field.term_number(term.encode())
        assert number is not None
        found = field.postings(number)
        assert found.docs.tolist() == sorted(places)
        assert found.freqs.tolist() == [len(places[doc]) for doc in sorted(places)]
        docs, at, positions = field.occurrences(number, base=7)
        assert docs.tolist() == [doc + 7 for doc in sorted(places)]
        assert [each.tolist() for each in np.split(positions, at[1:-1])] == [places[doc] for doc in sorted(places)]
    field = segment.field("text_stem")
    assert field.terms() == sorted(term.encode() for term in stems)
    for term, counts in stems.items():
        number = field.term_number(term.encode())
        assert number is not None
        found = field.postings(number, base=7)
        assert dict(zip(found.docs.tolist(), found.freqs.tolist(), strict=True)) == {
            doc + 7: count for doc, count in counts.items()
        }


def test_articles_come_back_whole(tmp_path: Path) -> None:
    articles = made(1, 50)
    segment = written(tmp_path, "one", articles)
    assert [segment.article(doc) for doc in range(50)] == articles


@pytest.mark.parametrize("seed", range(5))
def test_a_merge_is_the_segment_that_its_live_articles_make(tmp_path: Path, seed: int) -> None:
    random_ = random.Random(seed)
    parts = [made(seed * 10 + number, random_.randint(1, 40)) for number in range(3)]
    lives = [np.array([random_.random() < 0.7 for _ in part]) for part in parts]
    sources = [
        MergeSource(written(tmp_path, f"{n}", part), live)
        for n, (part, live) in enumerate(zip(parts, lives, strict=True))
    ]
    count = merge_segments(sources, tmp_path / "merged", "merged", lambda: None)
    kept = [
        each for part, live in zip(parts, lives, strict=True) for each, alive in zip(part, live, strict=True) if alive
    ]
    assert count == len(kept)
    builder = SegmentBuilder(Dictionaries())
    builder.add(kept)
    whole = SegmentReader(tmp_path / "merged")
    for name, array in builder.arrays().items():
        if not name.startswith(("heads", "bodies")) and not name.endswith("lower_shares"):
            assert np.array_equal(array, whole.column(name)), name
    assert [whole.article(doc) for doc in range(count)] == kept


@pytest.mark.parametrize("seed", range(3))
def test_the_share_of_lower_case_is_counted_and_kept_by_merges(tmp_path: Path, seed: int) -> None:
    parts = [made(seed * 10 + number, 40) for number in range(3)]
    sources = [
        MergeSource(written(tmp_path, f"{number}", part), np.ones(40, bool)) for number, part in enumerate(parts)
    ]
    merge_segments(sources, tmp_path / "merged", "merged", lambda: None)
    spelled: dict[str, list[bool]] = defaultdict(list)
    for each in itertools.chain(*parts):
        for token in tokenize(each.text):
            word = each.text[token.start : token.end]
            spelled[token.exact].append(any(map(str.islower, word)) and not any(map(str.isupper, word)))
    field = SegmentReader(tmp_path / "merged").field("text")
    for term, are_lower in spelled.items():
        number = field.term_number(term.encode())
        assert number is not None
        assert field.occurrence_count(number) == len(are_lower)
        assert abs(field.lower_share(number) - sum(are_lower) / len(are_lower)) < 0.01, term


def test_long_lists_have_blocks_and_long_texts_wide_positions(tmp_path: Path) -> None:
    articles = [Article(str(number), text="every" + " word" * (number % 3)) for number in range(1000)]
    articles.append(Article("long", text="every " + "filler " * 70_000 + "last"))
    field = written(tmp_path, "one", articles).field("text")
    number = field.term_number(b"every")
    assert number is not None
    assert field.postings(number).docs.tolist() == list(range(1001))
    last = field.term_number(b"last")
    assert last is not None
    assert field.occurrences(last).positions.tolist() == [70_001]


@pytest.mark.parametrize("seed", range(20))
def test_words_near_a_word_are_those_that_the_recurrence_says(tmp_path: Path, seed: int) -> None:
    random_ = random.Random(seed)
    words = {"".join(random_.choices("abéж東", k=random_.randint(1, 6))) for _ in range(80)}
    folded = sorted({token.exact for token in tokenize(" ".join(words | set(WORDS)))})
    field = written(tmp_path, "one", [Article("a", text=" ".join([*words, *WORDS]))]).field("text")
    for _ in range(15):
        wanted = "".join(random_.choices("abeж東", k=random_.randint(1, 6)))
        edits = random_.randint(1, 2)
        found = [field.term(number).decode() for number in field.numbers_within(wanted, edits)]
        assert found == sorted(
            (term for term in folded if swaps(term, wanted) <= edits), key=lambda term: term.encode()
        )


def test_prefixes_are_ranges_of_the_dictionary(tmp_path: Path) -> None:
    field = written(tmp_path, "one", [Article("a", text=" ".join(WORDS))]).field("text")
    terms = field.terms()
    for prefix in ("", "w", "wa", "war", "wars", "z", "р", "м", "東"):
        encoded = prefix.encode()
        assert [terms[number] for number in field.prefix_range(encoded)] == [
            term for term in terms if term.startswith(encoded)
        ]
    assert [field.term_number(term) for term in terms] == list(range(len(terms)))
    for absent in {term[:-1] for term in terms} | {term + b"x" for term in terms} | {b"\xff"}:
        assert field.term_number(absent) == (terms.index(absent) if absent in terms else None)


def test_an_array_file_returns_only_what_was_written(tmp_path: Path) -> None:
    path = tmp_path / "file"
    write_array_file(path, {"a": np.arange(10), "b": np.zeros(0, np.uint8)}, {"articles": 1})
    assert ArrayFile(path).array("a").tolist() == list(range(10))
    with pytest.raises(FileExistsError):
        write_array_file(path, {}, {})
    sound = path.read_bytes()
    for torn, error in [
        (b"", IndexDamaged),
        (sound[:40], IndexDamaged),
        (b"NOT OURS" + sound[8:], IndexDamaged),
        (sound[:8] + b"\x63" + sound[9:], IndexVersion),
        (sound[:-1], IndexDamaged),
        (sound[:64] + b"\xff" + sound[65:], IndexDamaged),
    ]:
        path.write_bytes(torn)
        with pytest.raises(error, match="file"):
            ArrayFile(path).check()


ENDED_EARLY = """
import resource, signal, sys
from pathlib import Path
import numpy as np
from search.engines.whoosh.segment.container import ArrayFileWriter

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (100, resource.RLIM_INFINITY))
try:
    with ArrayFileWriter(Path(sys.argv[1])) as writer:
        writer.add("a", np.zeros(200, np.uint8))
        raise InterruptedError
except OSError as error:
    print(error.strerror)
"""


def test_a_full_disk_leaves_no_partial_file(tmp_path: Path) -> None:
    command = [sys.executable, "-c", ENDED_EARLY, str(tmp_path / "file")]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[3])
    assert done.stdout == "File too large\n"
    assert list(tmp_path.iterdir()) == []
