"""Chooses the blocks of the article by their chances, and joins them: paragraphs, with list items and rows as lines."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from indexer.extract.body.blocks import Block, Part
from indexer.extract.body.layout import Column, Columns

ITEM_MARK, CELL_MARK = "- ", " | "
_MAX_CELL_CHARS = 300  # a table with longer cells is the layout of a page
_LIST_TAGS = frozenset({"ul", "ol", "menu", "dir"})
_CELL_TAGS = frozenset({"td", "th"})


def join_blocks(parts: list[Part], blocks: list[Block], chosen: Sequence[int]) -> str:
    """Return the text of the chosen blocks in their order; a list or a table is a paragraph, each item or row a line.

    What is not in the same element is never in the same paragraph, so that captions stay apart from the text.
    """
    lists, items, rows, cells = _enclosing_elements(parts)
    whole_rows = _whole_rows(blocks, chosen, rows, cells)
    text: list[str] = []
    last = (-1, -1)
    for number in chosen:
        part = blocks[number].part
        row, item = rows[part], items[part]
        if row in whole_rows:
            line = (parts[row].parent, row)
            between = CELL_MARK if line == last else "\n" if line[0] == last[0] else "\n\n"
        elif item >= 0:
            line = (lists[item], item)
            between = ("\n" if line == last else f"\n{ITEM_MARK}") if line[0] == last[0] else f"\n\n{ITEM_MARK}"
        else:
            line, between = (-1, -1), "\n\n"
        text.append(between + blocks[number].text)
        last = line if line[0] >= 0 else (-2, -2)
    return "".join(text).strip("\n")


def _enclosing_elements(parts: list[Part]) -> tuple[list[int], list[int], list[int], list[int]]:
    """Return for each part the outermost list, the item, the table row and the cell that it is in; -1 for none."""
    lists: list[int] = []
    items: list[int] = []
    rows: list[int] = []
    cells: list[int] = []
    for number, part in enumerate(parts):
        of_list = item = row = cell = -1
        if part.parent >= 0:
            of_list, item, row, cell = (column[part.parent] for column in (lists, items, rows, cells))
        if part.tag in _LIST_TAGS:
            of_list = number if of_list < 0 else of_list
        elif part.tag == "li":
            item, row = (number, -1) if of_list >= 0 else (-1, row)
        elif part.tag == "tr":
            of_list, item, row = -1, -1, number
        elif part.tag in _CELL_TAGS:
            cell = number
        for column, value in zip((lists, items, rows, cells), (of_list, item, row, cell), strict=True):
            column.append(value)
    return lists, items, rows, cells


def _whole_rows(blocks: list[Block], chosen: Sequence[int], rows: list[int], cells: list[int]) -> set[int]:
    """Return the rows that are joined into one line: several cells, each of them one short block."""
    of = [(rows[blocks[number].part], cells[blocks[number].part], len(blocks[number].text)) for number in chosen]
    counts = Counter(row for row, _, _ in of)
    per_cell = Counter(cell for _, cell, _ in of)
    broken = {row for row, cell, size in of if cell < 0 or size > _MAX_CELL_CHARS or per_cell[cell] > 1}
    return {row for row, count in counts.items() if row >= 0 and count > 1} - broken


MIN_CHANCE_OF_ARTICLE_BLOCK = 0.55
"""The chance from which a block is part of the article.

To recalibrate this constant or those below, compare the crosswise figures that `python -m
tests.judged.extraction.learning` prints: each half of the judged pages read with weights learned from the other.
"""


def choose_blocks(chance: Column) -> NDArray[np.int64]:
    """Return the numbers of the blocks that are part of the article, in their order."""
    return np.flatnonzero(chance >= MIN_CHANCE_OF_ARTICLE_BLOCK)


def expected_f1(chance: Column, chars: Column, chosen: NDArray[np.int64]) -> float:
    """Return the F1, 0 to 1, that the chosen text is expected to have by the chances of its characters."""
    right = float((chance[chosen] * chars[chosen]).sum())
    whole = float(chars[chosen].sum() + (chance * chars).sum())
    return 2.0 * right / whole if whole else 0.0


# Kinds of block that stand in the middle of articles and never belong to them. The judged pages have too few of these
# for the weights to learn them, and some judges kept what their extractor kept. So each is recognized by several
# features together, and all are short.

# Longer blocks are prose, whatever their names.
_MAX_LINK_LINE_CHARS, _MAX_BOX_CHARS, _MAX_BIOGRAPHY_CHARS = 200, 400, 600
_MIN_LINK_SHARE = 0.4  # of a line that begins with words like "Read more"
_MIN_PROSE_SHARE_OF_ARTICLE = 0.3  # of the page; a part that has more is the article, whatever its name
_BIOGRAPHY_DEPTH = 0.6  # the share of the page's prose after which an author is introduced


def drop_leaks(chance: Column, columns: Columns) -> Column:
    """Return the chances, but 0 for links to other stories, newsletter boxes and biographies of the author."""
    chars, is_aside = columns["chars"], columns["around0_of_prose"] < _MIN_PROSE_SHARE_OF_ARTICLE
    link = (columns["leads_away"] > _MIN_LINK_SHARE) & (chars <= _MAX_LINK_LINE_CHARS)
    box = (columns["near_subscribe"] > 0) & is_aside & (chars <= _MAX_BOX_CHARS)
    at_end = columns["depth_in_prose"] > _BIOGRAPHY_DEPTH
    biography = (columns["near_author"] > 0) & is_aside & at_end & (chars <= _MAX_BIOGRAPHY_CHARS)
    return np.where(link | box | biography, 0.0, chance)
