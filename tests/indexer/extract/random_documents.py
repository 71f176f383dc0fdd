"""Random documents of odd bytes, in every format: parts of real documents, torn, repeated and mixed with noise.

`python -m tests.indexer.extract.random_documents 100000` reads so many of them, and says how long the slowest took.
"""

import random
import resource
import sys
import time
from collections import Counter
from datetime import UTC, datetime

from indexer.document import Document
from indexer.errors import ReadingError
from indexer.extract import ExtractSettings, extract

MEDIA_TYPES = ("text/html", "text/plain", "text/markdown", "application/json", "", "text/html; charset=shift_jis")
_NOW = datetime(2026, 1, 1, tzinfo=UTC)
_PIECES = (
    b"<html lang=en><head><meta charset=", b"windows-1251", b"utf-16", b"><title>", b"</title>", b"<h1>",
    b"<p class=date>", b"27/11/2015 13:46", b"31/02/2015", "27. März 2015".encode(), "二〇一五年十一月".encode(),
    "۶ آذر ۱۳۹۴".encode(), b"By Ada Lind and ", b"MOSCOW, Nov 27 (", b"Reuters) - ", b"/TASS/. ", b"- PTI",
    b"<script type='application/ld+json'>{\"@type\":\"NewsArticle\",", b'"datePublished":', b"1448632000000",
    b"}</script>", b"<div style='display:none' class=accordion>", b"<table><tr><td>", b"<br><br>", b"<![CDATA[",
    b"<!--", b"&#x0;", b"&amp;amp;", b"\xff\xfe", b"\xef\xbb\xbf", b"\x1b$B", b"\xe5\xe4\xf6 ", b"\x83\x65",
    b"\xc3\x83\xc2\xa9", b"---\ntitle: [", b"+++\ndate = ", b"# Head\n\n", b"| a | b |\n|---|---|\n", b"> " * 40,
    b"* " * 40, b"[x](", b"\0", b"\r", b"\n\n", b" " * 30, b"a" * 200, b"=" * 80, b"<" * 50, b"{" * 50, b"[" * 50,
    b"The harbour council agreed. ", "Совет решил. ".encode("koi8-r"), "市議会は火曜日。".encode("euc_jp"),
    b"<p " + b"a=1 " * 50, b"</", b"\xf0\x9f\x92", b"\xed\xa0\x80",
)  # fmt: skip


def random_document(number: int) -> Document:
    """Return the document of a number, the same each time."""
    chosen = random.Random(number)
    pieces = [chosen.choice(_PIECES) for _ in range(chosen.randint(1, 16))]
    if chosen.random() < 0.5:
        pieces.insert(chosen.randrange(len(pieces) + 1), chosen.randbytes(chosen.randint(1, 60)))
    if chosen.random() < 0.05:
        pieces *= chosen.randint(2, 20)
    data = bytearray(b"".join(pieces))
    for _ in range(chosen.randint(0, 10)):
        data[chosen.randrange(len(data))] = chosen.randrange(256)
    return Document(f"{number}", "https://example.org/a", "1", bytes(data), chosen.choice(MEDIA_TYPES))


def read_documents(numbers: range) -> tuple[Counter[str], float]:
    """Read documents; return how often each reason to refuse one was given, and the seconds of the slowest."""
    reasons: Counter[str] = Counter()
    slowest = 0.0
    for number in numbers:
        started = time.process_time()
        try:
            article = extract(random_document(number), settings=ExtractSettings(), now=_NOW).article
            article.text.encode()
            reasons["read"] += 1
        except ReadingError as error:
            reasons[error.reason] += 1
        except Exception as error:
            raise AssertionError(f"document {number}: {error!r}") from error
        slowest = max(slowest, time.process_time() - started)
    return reasons, slowest


if __name__ == "__main__":
    counts, longest = read_documents(range(int(sys.argv[1])))
    print(dict(counts), f"slowest {longest:.2f} s, {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10} MB")
