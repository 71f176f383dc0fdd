"""An extractor's figures on a judged page, and their means over a set of pages."""

from collections.abc import Iterable
from dataclasses import dataclass

from tests.judged.extraction import measures
from tests.judged.extraction.extractors import Extracted, Extractor
from tests.judged.extraction.pages import Page

FIGURE_DIGITS = 4
SPEED = "pages_per_second"
TEXT_FIGURES = ("text_f1", "shingle_f1", "segment_f1", "opening")
"""The figures of the text; the first one that a set has ranks its worst pages."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One page of a set, what was extracted from it, and each figure that the judgement of a person allows."""

    page: Page
    extracted: Extracted
    figures: dict[str, float]


def judge_pages(pages: Iterable[Page], extractor: Extractor) -> list[Judged]:
    """Return every page with its own figures."""
    judged = []
    for page in pages:
        extracted = extractor(page)
        judged.append(Judged(page, extracted, page_figures(page, extracted)))
    return judged


def set_figures(pages: list[Judged]) -> dict[str, float]:
    """Return the figures of a set: means over the pages that have them, and over all segments together."""
    figures: dict[str, float] = {}
    for name in ("text_f1", "shingle_f1", "opening"):
        figures |= _mean(name, pages)
    figures |= _of_segments(pages)
    for name in ("title", "author", "date"):
        figures |= _mean(name, pages)
    return {name: round(value, FIGURE_DIGITS) for name, value in figures.items()}


def pages_per_second(pages: list[Judged]) -> float:
    """Return how many pages one core extracts in a second."""
    seconds = sum(one.extracted.seconds for one in pages)
    return round(len(pages) / seconds, 1) if seconds else 0.0


def _mean(name: str, pages: list[Judged]) -> dict[str, float]:
    values = [one.figures[name] for one in pages if name in one.figures]
    return {name: sum(values) / len(values)} if values else {}


def page_figures(page: Page, extracted: Extracted) -> dict[str, float]:
    figures: dict[str, float] = {}
    if page.text is not None:
        figures["text_f1"] = measures.token_f1(extracted.text, page.text)
        figures["shingle_f1"] = measures.shingle_f1(extracted.text, page.text)
    if page.opening is not None:
        figures["opening"] = float(measures.opens_with(extracted.text, page.opening))
    if page.wanted:
        kept, leaked = measures.segments(extracted.text, page.wanted, page.unwanted)
        figures["kept"], figures["leaked"] = kept, leaked
        figures["segment_f1"] = 2 * kept / (kept + leaked + len(page.wanted))
    if extracted.title is None:
        return figures
    if page.title is not None:
        figures["title"] = float(measures.same_title(extracted.title, page.title))
    if page.author is not None:
        figures["author"] = float(measures.same_authors(extracted.authors, page.author))
    if page.date is not None:
        figures["date"] = float(measures.same_day(extracted.date, page.date))
    return figures


def _of_segments(pages: list[Judged]) -> dict[str, float]:
    with_segments = [one for one in pages if "kept" in one.figures]
    if not with_segments:
        return {}
    kept = sum(one.figures["kept"] for one in with_segments)
    leaked = sum(one.figures["leaked"] for one in with_segments)
    recall = kept / sum(len(one.page.wanted) for one in with_segments)
    precision = kept / (kept + leaked) if kept + leaked else 0.0
    return {
        "segment_precision": precision,
        "segment_recall": recall,
        "segment_f1": measures.harmonic(precision, recall),
    }
