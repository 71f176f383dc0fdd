"""The articles that are measured: the same for every peer, chosen with a fixed seed."""

import json
import lzma
import random
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path

from benchmarks.growth import more_texts

NEWS = Path(__file__).resolve().parents[2] / "shared" / "corpora" / "news" / "senate_press.jsonl.xz"
NEWS_SIZE = 72_644
SEED = 20151127

FIRST, LAST = 1_072_915_200, 1_230_768_000
"""Publication times are spread evenly over 2004 to 2008: seconds since 1970, the latter exclusive."""

SOURCES, SECTIONS = 40, 12


@dataclass(frozen=True, slots=True)
class Record:
    """One article as every peer is given it. `published` is in seconds since 1970."""

    text: str
    published: int
    source: str
    section: str


def records(count: int) -> Iterator[Record]:
    """`count` articles: texts of the news corpus, beyond its size recombined; dates, sources and sections made up."""
    chooser = random.Random(SEED)
    sources, source_weights = _values("Source", SOURCES)
    sections, section_weights = _values("Section", SECTIONS)
    for text in texts(count):
        yield Record(
            text,
            chooser.randrange(FIRST, LAST),
            chooser.choices(sources, source_weights)[0],
            chooser.choices(sections, section_weights)[0],
        )


def texts(count: int) -> Iterator[str]:
    """`count` texts: the news corpus beside the checkout, or made-up prose of the same shape where it is absent."""
    if not NEWS.exists():
        return _made_up(count)
    if count <= NEWS_SIZE:
        return islice(_news(), count)
    return more_texts(list(_news()), count, SEED)


def write(path: Path, articles: Iterable[Record], every: int = 1) -> tuple[int, list[Record]]:
    """Keep articles in a file, one a line; how many bytes of text they have, and each `every`th of them."""
    size, some = 0, []
    with path.open("w", encoding="utf-8") as file:
        for number, article in enumerate(articles):
            size += len(article.text.encode())
            if number % every == 0:
                some.append(article)
            file.write(json.dumps(asdict(article), ensure_ascii=False))
            file.write("\n")
    return size, some


def read(path: Path, most: int | None = None) -> list[Record]:
    """Return the articles of a file, or the first of them."""
    with path.open(encoding="utf-8") as file:
        return [Record(**json.loads(line)) for line in islice(file, most)]


def _news() -> Iterator[str]:
    with lzma.open(NEWS, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)["text"]


def _values(name: str, count: int) -> tuple[list[str], list[float]]:
    """Values of which the first is the commonest, as it is with outlets and sections."""
    return [f"{name} {number}" for number in range(1, count + 1)], [1 / rank for rank in range(1, count + 1)]


def _made_up(count: int) -> Iterator[str]:
    """Words of a Zipf distribution, about 480 to an article."""
    chooser = random.Random(SEED)
    words = ["".join(chooser.choices("etaoinshrdlu", k=chooser.randint(4, 9))) for _ in range(40_000)]
    weights = [1 / rank for rank in range(1, len(words) + 1)]
    for _ in range(count):
        yield " ".join(chooser.choices(words, weights, k=chooser.randint(200, 760)))
