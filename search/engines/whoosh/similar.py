"""The query for articles like one: the words that tell it from the others.

The words are chosen by the frequency in the article, damped by its logarithm, times the idf in the archive, as in
Salton and Buckley: Term-Weighting Approaches in Automatic Text Retrieval (1988).
"""

import math
from collections import Counter

from search.analysis import stem, stop_words, tokenize
from search.article import Article
from search.engines.whoosh.index_reader import IndexReader
from search.engines.whoosh.ranking.bm25 import idf
from search.engines.whoosh.schema import TEXTS, stem_field, stem_term
from search.query.normalize import make_boost, make_or
from search.query.tree import Query, Word

MAX_WORDS = 20
"""Words of the query: more of them find hardly anything else."""

MAX_CHARS = 20_000
"""Characters of the text that are read: what a long text is about, its beginning says."""

TITLE_COUNT = 3
"""How many times a word of the title counts."""

MIN_ARTICLES = 2
"""A word of fewer articles finds no other article."""


def similar_query(index: IndexReader, article: Article) -> Query | None:
    """Return the query, None for an article without a word that others share."""
    small_words = stop_words(article.language)
    counts: Counter[str] = Counter()
    spelled: dict[str, str] = {}
    for text, times in ((article.title, TITLE_COUNT), (article.text[:MAX_CHARS], 1)):
        for token in tokenize(text):
            if len(token.exact) > 1 and token.exact.isalpha() and token.exact not in small_words:
                stemmed = stem(token.exact, article.language)
                counts[stemmed] += times
                spelled.setdefault(stemmed, token.exact)
    weights: list[tuple[float, str]] = []
    for stemmed, count in counts.items():
        term = stem_term(spelled[stemmed], article.language)
        articles = max(index.doc_frequency(stem_field(name), term) for name in TEXTS)
        if articles >= MIN_ARTICLES:
            weights.append(((1 + math.log(count)) * idf(articles, index.article_count), spelled[stemmed]))
    weights.sort(reverse=True)
    chosen = weights[:MAX_WORDS]
    # A word counts in the score by its idf anyway; what the article adds is how often it has the word.
    return make_or(make_boost(Word(word), 1 + weight / chosen[0][0]) for weight, word in chosen) if chosen else None
