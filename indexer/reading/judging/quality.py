"""How surely was an article read as it was meant? The confidences of its fields as one number."""

from indexer.reading.ledger import Ledger

TEXT_ALONE = 0.4
WEIGHTS = {"title": 0.25, "published": 0.25, "author": 0.05, "source": 0.05}
"""An article is no better than its text. A sure text alone gives 0.4; each field adds its weight as it is sure."""


def quality(ledger: Ledger) -> float:
    """From 0 to 1, with two decimals: text · (0.4 + 0.25 title + 0.25 published + 0.05 author + 0.05 source).

    Each word stands for the confidence in that field, which is 0 where it is absent.
    """
    fields = sum(weight * ledger.confidence(field) for field, weight in WEIGHTS.items())
    return round(ledger.confidence("text") * (TEXT_ALONE + fields), 2)
