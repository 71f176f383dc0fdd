"""How well does an article answer one leaf of the query? BM25F over title and text.

Robertson, Zaragoza: The Probabilistic Relevance Framework: BM25 and Beyond (2009), section 3.6, with Lucene's idf:

    tf    = sum over fields of  weight * frequency / (1 - b + b * length / average length)
    score = idf * tf * (k1 + 1) / (k1 + tf),   idf = ln(1 + (N - n + 0.5) / (n + 0.5))

A leaf is one term, whatever it stands for (a phrase, a pattern, a group of synonyms): its frequency in a field is how
often any of it occurs there, n is the number of live articles that match it, and N the number of live articles. The
score is kept in two parts: the impact of each article, and the idf as the weight of the whole list.
"""

import math
from collections.abc import Mapping

import numpy as np

from search.arrays import F32Array
from search.engines.whoosh.index_reader import Snapshot
from search.engines.whoosh.ranking import score_kernels as kernels
from search.engines.whoosh.ranking.doc_lists import NOWHERE, Frequencies, Matches
from search.settings import SearchSettings


def idf(matching: int, articles: int) -> float:
    """The weight of a leaf that `matching` of `articles` live articles match."""
    return math.log(1 + (articles - matching + 0.5) / (matching + 0.5))


class Scoring:
    """BM25F over the documents of one snapshot. `factors`: what one occurrence counts in a document, by field."""

    def __init__(self, snapshot: Snapshot, settings: SearchSettings) -> None:
        self._articles = snapshot.articles
        self.k1 = np.float32(settings.k1)
        self.factors: dict[str, F32Array] = {}
        for name, weight in (("title", settings.title_weight), ("text", 1.0)):
            norms = 1 - settings.b + settings.b * snapshot.lengths[name] / snapshot.averages[name]
            # A field without a token has no occurrence to count.
            norms[snapshot.lengths[name] == 0] = 1.0
            self.factors[name] = (weight / norms).astype(np.float32)

    def most_of_term(self, rarity: float) -> float:
        """More than any score of a term with that idf."""
        return rarity * (float(self.k1) + 1)

    def scored(self, frequencies: Mapping[str, Frequencies]) -> Matches:
        """The matches of a leaf with these frequencies, by field (`title`, `text`)."""
        title, text = (frequencies.get(name, NOWHERE) for name in ("title", "text"))
        room = len(title[0]) + len(text[0])
        docs, impacts = np.empty(room, np.uint32), np.empty(room, np.float32)
        count = kernels.saturate(*title, *text, self.factors["title"], self.factors["text"], self.k1, docs, impacts)
        if count < room:
            # Views would keep the whole of what they were cut from.
            docs, impacts = docs[:count].copy(), impacts[:count].copy()
        return Matches(docs, impacts, np.float32(idf(count, self._articles)))
