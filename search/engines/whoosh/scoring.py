"""How well does an article answer one leaf of the query? BM25F over title and text.

Robertson, Zaragoza: The Probabilistic Relevance Framework: BM25 and Beyond (2009), section 3.6, with Lucene's idf:

    tf    = sum over fields of  weight * frequency / (1 - b + b * length / average length)
    score = idf * tf * (k1 + 1) / (k1 + tf),   idf = ln(1 + (N - n + 0.5) / (n + 0.5))

A leaf is one term, whatever it stands for (a phrase, a pattern, a group of synonyms): its frequency in a field is how
often any of it occurs there, n is the number of live articles that match it, and N the number of live articles.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from search.engines.whoosh.segments import Ints
from search.engines.whoosh.snapshot import Snapshot
from search.settings import SearchSettings

Scores = NDArray[np.float64]


def idf(matching: int, articles: int) -> float:
    """The weight of a leaf that `matching` of `articles` live articles match."""
    return float(np.log(1 + (articles - matching + 0.5) / (matching + 0.5)))


def bm25f(snapshot: Snapshot, settings: SearchSettings, docs: Ints, frequencies: Mapping[str, Scores]) -> Scores:
    """The scores of `docs` for a leaf with these frequencies, by field and aligned with `docs`."""
    weights = {"title": settings.title_weight, "text": 1.0}
    total = np.zeros(len(docs))
    for field, counts in frequencies.items():
        relative = snapshot.lengths[field][docs] / snapshot.averages[field]
        total += weights[field] * counts / (1 - settings.b + settings.b * relative)
    saturated = np.divide(total * (settings.k1 + 1), settings.k1 + total, out=np.zeros_like(total), where=total > 0)
    return np.asarray(saturated * idf(len(docs), snapshot.articles))
