"""Odd bytes for every format of container: sound files cut, spliced and sprinkled with what readers trip over.

    python -m tests.indexer.sources.odd_bytes --count 100000

reads so many of them, and prints how many gave articles, failures, and how long the slowest took.
"""

import argparse
import gzip
import io
import random
import resource
import tempfile
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from indexer.archive.models import ExtractedDocument
from indexer.document import Document, Failure, KnownFingerprints
from indexer.errors import SourceError
from indexer.extract.settings import ExtractSettings
from indexer.outcome import extract_document
from indexer.settings import SourceSettings
from indexer.sources import open_source
from tests.indexer.sources.warcs import answer, pages, record

MAX_BYTES = 200_000
_RSS = (
    b"<?xml version='1.0'?><rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/'><channel>"
    b"<title>T</title><item><title>A &amp;lt;b&amp;gt; c</title><link>https://h.example/1</link><guid>1</guid>"
    b"<pubDate>Mon, 06 May 24 17:42:08 MEST</pubDate><author>a@b.example (Ann)</author><content:encoded>"
    b"<![CDATA[<p>Some <b>words</b>.</p><p>The post <a href='https://h.example/1'>A</a> is here.</p>]]>"
    b"</content:encoded></item></channel></rss>"
)
_WXR = (
    b"<?xml version='1.0'?><rss xmlns:wp='http://wordpress.org/export/1.2/' xmlns:content='x'><channel><title>T</title>"
    b"<item><title>A</title><content:encoded><![CDATA[[caption]x[/caption] <p>Words & more.</p>]]></content:encoded>"
    b"<wp:status>publish</wp:status><category domain='category'><![CDATA[C]]></category></item></channel></rss>"
)
_NITF = (
    b"<nitf><head><pubdata date.publication='20010203T000000' name='N'/></head><body><body.head><hedline><hl1>H</hl1>"
    b"</hedline></body.head><body.content><p>Words of it.</p></body.content></body></nitf>"
)
_JSON = (
    b'{"status": "ok", "articles": [{"title": "A", "text": "Words.", "date": {"$date": {"$numberLong": "1614834367000"'
    b'}}, "authors": "[\'Ann\', \'Bo\']", "tags": [{"name": "x", "value": "y"}], "source": {"name": "S"}}]}'
)
_FEED = (
    b'{"version": "https://jsonfeed.org/version/1", "items": [{"id": "1", "title": "A", "content_html": "<p>W</p>"}]}'
)
_MBOX = (
    b"From a@b.example Thu Mar  4 05:06:07 2021\nFrom: Ann <a@b.example>\nSubject: =?utf-8?q?A=20b?=\n"
    b'Content-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Type: text/plain; charset=latin1\n\nWords.\n--b--\n'
)
_MHTML = (
    b"From: <Saved>\nSnapshot-Content-Location: https://h.example/1\nMIME-Version: 1.0\n"
    b'Content-Type: multipart/related; boundary="b"\n\n--b\nContent-Type: text/html\n'
    b"Content-Transfer-Encoding: quoted-printable\n\n<p>Words=20.</p>\n--b--\n"
)
_CSV = b"report;;\n\ntitle; text; date\nA; \"Words; more\"; 03/04/2021\nB;['x'];44259\n"
_TRIPS = (
    b"\0", b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b"<![CDATA[", b"]]>", b"]]]]><![CDATA[>",
    b"<!ENTITY a \"b\">", b"&a;", b"&", b"<!DOCTYPE x [", b"<!--", b"-->", b"<item>", b"</item>", b"<", b">", b"\"",
    b"'", b"\\", b"\\ud83d", b"{", b"}", b"[", b"]", b"[" * 3000, b"{\"a\":" * 3000, b"<a>" * 3000, b"(" * 3000,
    b",", b";", b"\t", b"\r", b"\n", b"\r\n\r\n", b"From x 05:06\nA: b\n", b"--b\n",
    b"Content-Type: multipart/mixed; boundary=b\n\n", b"=?utf-8?b?////?=", b"=?x?q?=ZZ?=", b"9" * 400, b"-1",
    b"NaN", b"1e999", b"\"\"\"", b"\xed\xa0\x80", b"\xc3", b"\xf4\x90\x80\x80", b"/Date(99999999999999999999)/",
    b"PK\x03\x04", b"\x1f\x8b\x08", b"WARC/1.0\r\n", b"Content-Length: 99999999999\r\n", b"HTTP/1.1 200 OK\r\n\r\n",
    b" " * 5000, b"a@b." * 500, b"&lt;p&gt;" * 500,
)  # fmt: skip


def seeds() -> list[tuple[str, bytes]]:
    """Sound files, one of each format, each with the name that it has."""
    warc = b"".join(pages(2)) + record(body=answer(_RSS, Content_Type=""))
    lists = b"[" + _JSON + b"," + _JSON + b"]"
    table, packed = _CSV.replace(b";", b"\t"), b"".join(map(gzip.compress, pages(2)))
    return [
        ("a.xml", _RSS),
        ("a.rss", _RSS),
        ("noending", _RSS),
        ("b.xml", _WXR),
        ("c.xml", _NITF),
        ("a.json", _JSON),
        ("b.json", lists),
        ("f.json", _FEED),
        ("a.jsonl", _JSON + b"\n" + _JSON),
        ("a.mbox", _MBOX + b"\n" + _MBOX),
        ("a.eml", _MBOX.partition(b"\n")[2]),
        ("a.mhtml", _MHTML),
        ("a.csv", _CSV),
        ("a.tsv", table),
        ("a.warc", warc),
        ("a.warc.gz", packed),
        ("a.epub", _zip(**{"OPS/a.xhtml": b"<p>" + b"word " * 30})),
        ("a.wacz", _zip(**{"archive/a.warc": warc})),
        ("a.txt", b"A headline\n\nSome words of a text.\n"),
        ("a.html", b"<html><title>A</title><p>Some words of a page.</p></html>"),
        ("a.md", b"---\ntitle: A\n---\n# A\n\nWords.\n"),
    ]


def _zip(**members: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def odd_files(count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """Yield so many files, the same for the same seed."""
    chance = random.Random(seed)
    sound = seeds()
    for _ in range(count):
        name, data = chance.choice(sound)
        for _ in range(chance.randint(1, 4)):
            at = chance.randrange(len(data) + 1)
            match chance.randrange(7):
                case 0:
                    data = data[:at]
                case 1:
                    data = data[:at] + chance.randbytes(chance.randint(1, 40)) + data[at:]
                case 2 | 3:
                    data = data[:at] + chance.choice(_TRIPS) + data[at + chance.choice((0, 0, 1, 5)) :]
                case 4:
                    other = chance.choice(sound)[1]
                    data = data[:at] + other[chance.randrange(len(other)) :]
                case 5 if data:
                    flipped = bytearray(data)
                    flipped[at - 1] ^= 1 << chance.randrange(8)
                    data = bytes(flipped)
                case _:
                    data = data[:at] + data[at : at + 60] * chance.randint(2, 6) + data[at:]
        if chance.randrange(40) == 0:
            data = data.decode("latin-1").encode("utf-16")
        yield name, data[:MAX_BYTES]


class _Nothing:
    def fingerprints(self, _keys: object) -> dict[str, str]:
        return {}

    def forgotten(self, _keys: object) -> dict[str, str]:
        return {}


def read_file(path: Path, settings: ExtractSettings, now: object) -> Counter[str]:
    """Return what became of a file: its articles and failures by reason. Nothing but SourceError may be raised."""
    known: KnownFingerprints = _Nothing()  # type: ignore[assignment]
    outcomes: Counter[str] = Counter()
    keys: set[str] = set()
    try:
        source = open_source(SourceSettings(name="odd", location=str(path)), max_bytes=MAX_BYTES)
        for item in source.documents(known):
            assert item.key not in keys, f"{item.key} twice"
            keys.add(item.key)
            if isinstance(item, Document):
                item = extract_document(item, settings, now, "odd")  # type: ignore[arg-type]
            outcomes["article" if isinstance(item, ExtractedDocument) else getattr(item, "reason", "other")] += 1
            assert not (isinstance(item, Failure) and item.reason == "internal"), item
    except SourceError:
        outcomes["refused"] += 1
    return outcomes


def main() -> None:
    from datetime import UTC, datetime

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    settings, now = ExtractSettings.model_validate({}), datetime(2026, 1, 1, tzinfo=UTC)
    total: Counter[str] = Counter()
    slowest: tuple[float, str] = (0.0, "")
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        for number, (name, data) in enumerate(odd_files(options.count, options.seed)):
            path = Path(folder) / name
            path.write_bytes(data)
            start = time.perf_counter()
            try:
                total += read_file(path, settings, now)
            except Exception:
                kept = Path(tempfile.gettempdir()) / f"odd-{options.seed}-{number}-{name}"
                kept.write_bytes(data)
                print(f"\nfile {number} is kept as {kept}\n{traceback.format_exc(limit=-4)}", flush=True)
                total["RAISED"] += 1
            slowest = max(slowest, (time.perf_counter() - start, f"file {number}, {name}"))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"at most {memory:,} MB of memory")
    print(f"{options.count:,} files in {time.perf_counter() - began:.0f} s; slowest {slowest[0]:.2f} s: {slowest[1]}")
    print(", ".join(f"{count:,} {name}" for name, count in total.most_common()))


if __name__ == "__main__":
    main()
