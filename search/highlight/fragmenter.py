"""Makes fragments of an article: pieces of its title and text with the ranges that matched, and no HTML."""

import re
from collections.abc import Sequence

from search.analysis import tokenize
from search.article import Article
from search.highlight.matcher import Match
from search.highlight.passages import Passage, choose_passages, leading_passage
from search.results import Fragment

_LINE_BREAK = re.compile(r"[^\S\n\r\u2028\u2029]*+[\n\r\u2028\u2029]\s*+")
_PARAGRAPH = re.compile(r"\n[^\S\n]*\n")


def mark_title(article: Article, match: Match) -> Fragment:
    """Return the whole title with its highlights."""
    return Fragment(article.title, match.title)


def mark_text(article: Article, match: Match) -> Fragment:
    """Return the whole text with its highlights, its paragraphs as they are."""
    return Fragment(article.text, match.text)


def fragment_each(
    articles: Sequence[Article], matches: Sequence[Match], *, limit: int, chars: int
) -> list[tuple[Fragment, ...]]:
    """Return at most `limit` fragments of each text, together at most `chars` characters long, in text order, apart.

    Each is a piece of the text in which line breaks have become one blank: whole sentences where they fit, otherwise
    cut between words, with `…` for what was cut away. They cover as many leaves of the query as possible. No mark is
    cut and no word, unless it is longer than `chars` by itself. Where nothing in the text matched, the one fragment is
    the beginning of the text, without a paragraph that only repeats the title.

    The fragments of an article take about 40 µs in a page of ten.
    """
    if limit < 1 or chars < 1:
        return [()] * len(articles)
    marked = [number for number, match in enumerate(matches) if len(match.text_marks)]
    texts, languages = [articles[number].text for number in marked], [articles[number].language for number in marked]
    chosen = choose_passages(texts, languages, [matches[number].text_marks for number in marked], limit, chars)
    passages = dict(zip(marked, chosen, strict=True))
    return [
        tuple([_fragment(article.text, passage) for passage in passages.get(number) or _opening(article, chars)])
        for number, article in enumerate(articles)
    ]


def _opening(article: Article, chars: int) -> list[Passage]:
    return leading_passage(article.text, article.language, _end_of_title_paragraph(article), chars)


def _end_of_title_paragraph(article: Article) -> int:
    """Return where a first paragraph ends that says the same as the title, or 0."""
    paragraph = _PARAGRAPH.search(article.text.rstrip())
    if paragraph is None or paragraph.start() > 2 * len(article.title) + 20:
        return 0
    first = [token.exact for token in tokenize(article.text[: paragraph.start()])]
    return paragraph.end() if first == [token.exact for token in tokenize(article.title)] else 0


def _fragment(text: str, passage: Passage) -> Fragment:
    start, end, head, tail = passage.start, passage.end, passage.head, passage.tail
    shown = text[start:end]
    if not ("\n" in shown or "\r" in shown or "\u2028" in shown or "\u2029" in shown):
        shift = start - head
        if head or tail:
            shown = f"{'…' * head}{shown}{'…' * tail}"
        return Fragment(shown, tuple([(low - shift, min(high, end) - shift) for low, high, _ in passage.marks]))
    pieces, spans = [], []
    at = start
    for gap in _LINE_BREAK.finditer(text, start, end):
        pieces.append(text[at : gap.start()])
        spans.append((at, gap.start()))
        at = gap.end()
    pieces.append(text[at:end])
    spans.append((at, end))

    def place(original: int) -> int:
        """Return where a place of the text is in what is shown."""
        shown_before = head
        for low, high in spans:
            if original <= high:
                break
            shown_before += high - low + 1
        return shown_before + max(original - low, 0)

    shown = f"{'…' * head}{' '.join(pieces)}{'…' * tail}"
    return Fragment(shown, tuple([(place(low), place(min(high, end))) for low, high, _ in passage.marks]))
