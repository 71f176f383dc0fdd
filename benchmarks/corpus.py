"""Which articles, and which queries? The same for every engine, chosen with a fixed seed."""

import json
import lzma
import random
import re
from collections import Counter
from itertools import islice
from pathlib import Path

NEWS = Path(__file__).resolve().parents[2] / "shared" / "corpora" / "news" / "senate_press.jsonl.xz"
SEED = 20151127


def texts(count: int) -> list[str]:
    """`count` texts: the news corpus beside the checkout, or made-up prose of the same shape where it is absent."""
    if not NEWS.exists():
        return _made_up(count)
    with lzma.open(NEWS, "rt", encoding="utf-8") as lines:
        return [json.loads(line)["text"] for line in islice(lines, count)]


def queries(articles: list[str], count: int) -> list[list[str]]:
    """`count` queries of one to four lower-case words, each drawn as often as articles use it; no function words."""
    chooser = random.Random(SEED)
    frequency = Counter(word for article in articles for word in set(re.findall(r"[a-z]{4,}", article.lower())))
    words = [word for word, articles_with in frequency.items() if 3 <= articles_with <= len(articles) // 3]
    weights = [frequency[word] for word in words]
    return [chooser.choices(words, weights, k=chooser.randint(1, 4)) for _ in range(count)]


def _made_up(count: int) -> list[str]:
    """Words of a Zipf distribution, about 480 to an article."""
    chooser = random.Random(SEED)
    letters = "etaoinshrdlu"
    words = ["".join(chooser.choices(letters, k=chooser.randint(4, 9))) for _ in range(40_000)]
    weights = [1 / rank for rank in range(1, len(words) + 1)]
    return [" ".join(chooser.choices(words, weights, k=chooser.randint(200, 760))) for _ in range(count)]
