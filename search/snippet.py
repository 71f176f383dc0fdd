"""How is an article shown with what matched? As text and ranges; HTML is made of them elsewhere."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from search.analysis import tokenize
from search.article import Article
from search.matching import Match
from search.passages import Passage, best_each, opening
from search.results import Fragment

if TYPE_CHECKING:
    from search.kernels import Longs

_LINE_BREAK = re.compile(r"[^\S\n\r\u2028\u2029]*+[\n\r\u2028\u2029]\s*+")
_PARAGRAPH = re.compile(r"\n[^\S\n]*\n")


def mark_title(article: Article, match: Match) -> Fragment:
    """The whole title with its highlights."""
    return Fragment(article.title, match.title)


def mark_text(article: Article, match: Match) -> Fragment:
    """The whole text with its highlights, its paragraphs as they are."""
    return Fragment(article.text, match.text)


def fragments(article: Article, match: Match, *, limit: int, chars: int) -> tuple[Fragment, ...]:
    """At most `limit` fragments of the text, together at most `chars` characters, in the order of the text, apart.

    Each is a piece of the text in which line breaks have become one blank: whole sentences where they fit, otherwise
    cut between words, with `…` for what was cut away. They cover as many leaves of the query as possible. No mark is
    cut and no word, unless it is longer than `chars` by itself. Where nothing in the text matched, the one fragment is
    the beginning of the text, without a paragraph that only repeats the title.
    """
    return fragments_each((article,), (match,), limit=limit, chars=chars)[0]


def fragments_each(
    articles: Sequence[Article], matches: Sequence[Match], *, limit: int, chars: int
) -> list[tuple[Fragment, ...]]:
    """The fragments of each article; see `fragments`. Those of ten articles take little longer than those of five."""
    if limit < 1 or chars < 1 or not articles:
        return [()] * len(articles)
    texts, marks = [article.text for article in articles], [match.text_marks for match in matches]
    chosen = best_each(texts, [article.language for article in articles], marks, limit, chars)
    shown = []
    for article, passages, of in zip(articles, chosen, marks, strict=True):
        if not len(of):
            passages = opening(article.text, article.language, _behind_title(article), chars)
        shown.append(tuple([_fragment(article.text, passage, of) for passage in passages]))
    return shown


def _behind_title(article: Article) -> int:
    """Where the text begins, a first paragraph that says the same as the title left out."""
    paragraph = _PARAGRAPH.search(article.text.rstrip())
    if paragraph is None or paragraph.start() > 2 * len(article.title) + 20:
        return 0
    first = [token.exact for token in tokenize(article.text[: paragraph.start()])]
    return paragraph.end() if first == [token.exact for token in tokenize(article.title)] else 0


def _fragment(text: str, passage: Passage, marks: "Longs") -> Fragment:
    start, end, head, tail, first, last, broken = passage
    marked = marks[first:last].tolist()
    if not broken:
        shown = text[start:end]
        moved = start - head
        if head or tail:
            shown = f"{'…' * head}{shown}{'…' * tail}"
        return Fragment(shown, tuple([(low - moved, min(high, end) - moved) for low, high, _ in marked]))
    pieces, kept = [], []
    at = start
    for gap in _LINE_BREAK.finditer(text, start, end):
        pieces.append(text[at : gap.start()])
        kept.append((at, gap.start()))
        at = gap.end()
    pieces.append(text[at:end])
    kept.append((at, end))

    def place(original: int) -> int:
        """Where a place of the text stands in what is shown."""
        moved = head
        for low, high in kept:
            if original <= high:
                break
            moved += high - low + 1
        return moved + max(original - low, 0)

    shown = f"{'…' * head}{' '.join(pieces)}{'…' * tail}"
    return Fragment(shown, tuple([(place(low), place(min(high, end))) for low, high, _ in marked]))
