"""BM25F over title and text: how well an article matches one leaf of the query.

Robertson, Zaragoza: The Probabilistic Relevance Framework: BM25 and Beyond (2009), section 3.6, with Lucene's idf, and
with what Lv, Zhai: Lower-Bounding Term Frequency Normalization (2011) add, so that a long article that has a word is
told from one that lacks it:

    tf    = sum over fields of  weight * frequency / (1 - b + b * length / average length)
    score = idf * (tf * (k1 + 1) / (k1 + tf) + delta),   idf = ln(1 + (N - n + 0.5) / (n + 0.5))

A leaf counts as one term, also when it is a phrase, a pattern or a group of synonyms: its frequency in a field is how
often any of it occurs there, n is the number of live articles that match it, and N the number of live articles. The
score is kept in two parts: the impact of each article, and the idf as the weight of the whole list.
"""

import math
from collections.abc import Mapping

import numpy as np

from search.arrays import F32Array
from search.engines.whoosh.index_reader import IndexReader
from search.engines.whoosh.ranking import score_kernels as kernels
from search.engines.whoosh.ranking.doc_lists import NO_FREQUENCIES, Frequencies, Matches
from search.settings import SearchSettings


def idf(matching: int, articles: int) -> float:
    """Return the weight of a leaf that `matching` of `articles` live articles match."""
    return math.log(1 + (articles - matching + 0.5) / (matching + 0.5))


class Bm25:
    """BM25F over the documents of one commit. `factors`: what one occurrence counts in a document, by field."""

    def __init__(self, index: IndexReader, settings: SearchSettings) -> None:
        self._articles = index.article_count
        self.k1, self.delta = np.float32(settings.k1), np.float32(settings.delta)
        self.factors: dict[str, F32Array] = {}
        for name, weight in (("title", settings.title_weight), ("text", 1.0)):
            norms = 1 - settings.b + settings.b * index.lengths[name] / index.average_lengths[name]
            # A field without a token has no occurrences.
            norms[index.lengths[name] == 0] = 1.0
            self.factors[name] = (weight / norms).astype(np.float32)

    def max_term_score(self, rarity: float) -> float:
        """Return an upper bound of the scores of a term with that idf."""
        return rarity * (float(self.k1) + 1 + float(self.delta))

    def score_list(self, frequencies: Mapping[str, Frequencies]) -> Matches:
        """Return the matches of a leaf with these frequencies, by field (`title`, `text`)."""
        title, text = (frequencies.get(name, NO_FREQUENCIES) for name in ("title", "text"))
        capacity = len(title[0]) + len(text[0])
        docs, impacts = np.empty(capacity, np.uint32), np.empty(capacity, np.float32)
        count = kernels.bm25_impacts(
            *title, *text, self.factors["title"], self.factors["text"], self.k1, self.delta, docs, impacts
        )
        if count < capacity:
            # Views would keep the whole of what they were cut from.
            docs, impacts = docs[:count].copy(), impacts[:count].copy()
        return Matches(docs, impacts, np.float32(idf(count, self._articles)))
