"""The pages that people have judged, and what they say these hold: five sets, beside the checkout and never in it."""

import json
import re
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from zlib import crc32

CORPORA = Path(__file__).resolve().parents[4] / "shared" / "corpora" / "extraction"
SETS = ("readability", "newspaper4k", "postlight", "trafilatura", "wcxb")

_HOST = re.compile(r"https?://(?:web\.archive\.org/web/\d+/https?://)?(?:www\.|edition\.|m\.)?([^/:]+)")
_FILLER = "Lorem ipsum"  # what several made-up pages of one author hold
_NUMBER = re.compile(r"[-_. ]?\d+.*$")


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it was sent, with what a person took from it; None or nothing is what was not judged."""

    name: str
    data: bytes
    url: str
    title: str | None
    author: str | None
    date: str | None
    text: str | None
    opening: str | None
    wanted: tuple[str, ...]
    unwanted: tuple[str, ...]

    @property
    def site(self) -> str:
        """What pages of one site and one maker share: the host, or the name without its number."""
        host = _HOST.match(self.url)
        if self.text is not None and self.text.lstrip().startswith(_FILLER):
            return _FILLER
        return host[1] if host else _NUMBER.sub("", self.name) or self.name

    @property
    def half(self) -> str:
        """`a` or `b`, by the site alone: rules and weights are found on one half and checked on the other."""
        return "ab"[crc32(self.site.encode()) & 1]


def read_pages(name: str, limit: int | None = None, folder: Path = CORPORA) -> Iterator[Page]:
    """Yield the judged pages of a set, in its own order."""
    with (folder / f"{name}.jsonl").open(encoding="utf-8") as lines:
        records = {record["html"]: record for record in map(json.loads, islice(lines, limit))}
    with tarfile.open(folder / f"{name}.tar.xz") as packed:
        for member in packed:
            record = records.pop(member.name, None)
            file = packed.extractfile(member) if record is not None else None
            if record is not None and file is not None:
                yield _page(record, file.read())
            if not records:
                break


def _page(record: dict[str, object], data: bytes) -> Page:
    def text(name: str) -> str | None:
        value = record.get(name)
        return value if isinstance(value, str) and value.strip() else None

    def texts(name: str) -> tuple[str, ...]:
        values = record.get(name)
        return tuple(str(value) for value in values) if isinstance(values, list) else ()

    url = text("url") or ""
    return Page(
        name=str(record["id"]),
        data=data,
        url=url if url.startswith("http") else "",
        title=text("title"),
        author=text("author"),
        date=text("date"),
        text=text("text"),
        opening=text("first13words"),
        wanted=texts("with_"),
        unwanted=texts("without"),
    )
