"""How surely is a text the whole article, and nothing else?"""

from indexer.reading.draft import Draft
from indexer.reading.ledger import Entry, Outcome, Rule, Verdict

SHORT = 50
"""Of fewer words a text is often a teaser or a heading."""
_DAMAGE = "\N{REPLACEMENT CHARACTER}"


def text_verdict(draft: Draft, text: str) -> Verdict | None:
    """The verdict on a text; None where there is none.

    It is as sure as the reader that took it from the document, less for a text of fewer than 50 words (down to half,
    since that is often a teaser or a heading), and less by ten times the share of characters that could not be read.
    """
    if not text:
        return None
    words = len(text.split())
    sure = draft.confidence * min(1.0, 0.5 + words / (2 * SHORT))
    sure *= max(0.0, 1 - 10 * text.count(_DAMAGE) / len(text))
    value = f"{words:,} {'word' if words == 1 else 'words'}"
    return Verdict("text", round(sure, 2), Rule.TAKEN, (Entry(value, draft.origin, draft.confidence, Outcome.WON),))
