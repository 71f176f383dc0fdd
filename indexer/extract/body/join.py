"""How do the chosen blocks of a page read as one text? Paragraphs parted by blank lines, items and rows as lines."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from indexer.extract.body.blocks import Block, Part
from indexer.extract.body.layout import Column, Columns

ITEM, CELL = "- ", " | "
_LONGEST_CELL = 300  # characters; a table with longer cells lays out a page
_LISTS = frozenset({"ul", "ol", "menu", "dir"})
_CELLS = frozenset({"td", "th"})


def join_blocks(parts: list[Part], blocks: list[Block], chosen: Sequence[int]) -> str:
    """The text of the chosen blocks in their order. Items of a list and rows of a table are lines of one paragraph.

    What is not in the same element is never in the same paragraph, so that captions stay apart from the text.
    """
    lists, items, rows, cells = _around(parts)
    whole_rows = _whole_rows(blocks, chosen, rows, cells)
    text: list[str] = []
    last = (-1, -1)
    for number in chosen:
        part = blocks[number].part
        row, item = rows[part], items[part]
        if row in whole_rows:
            line = (parts[row].parent, row)
            between = CELL if line == last else "\n" if line[0] == last[0] else "\n\n"
        elif item >= 0:
            line = (lists[item], item)
            between = ("\n" if line == last else f"\n{ITEM}") if line[0] == last[0] else f"\n\n{ITEM}"
        else:
            line, between = (-1, -1), "\n\n"
        text.append(between + blocks[number].text)
        last = line if line[0] >= 0 else (-2, -2)
    return "".join(text).strip("\n")


def _around(parts: list[Part]) -> tuple[list[int], list[int], list[int], list[int]]:
    """For each part the outermost list, the item, the row of a table and the cell that it is in; -1 for none."""
    lists: list[int] = []
    items: list[int] = []
    rows: list[int] = []
    cells: list[int] = []
    for number, part in enumerate(parts):
        of_list = item = row = cell = -1
        if part.parent >= 0:
            of_list, item, row, cell = (column[part.parent] for column in (lists, items, rows, cells))
        if part.tag in _LISTS:
            of_list = number if of_list < 0 else of_list
        elif part.tag == "li":
            item, row = (number, -1) if of_list >= 0 else (-1, row)
        elif part.tag == "tr":
            of_list, item, row = -1, -1, number
        elif part.tag in _CELLS:
            cell = number
        for column, value in zip((lists, items, rows, cells), (of_list, item, row, cell), strict=True):
            column.append(value)
    return lists, items, rows, cells


def _whole_rows(blocks: list[Block], chosen: Sequence[int], rows: list[int], cells: list[int]) -> set[int]:
    """The rows that are read as one line: several cells, each of them one short block."""
    of = [(rows[blocks[number].part], cells[blocks[number].part], len(blocks[number].text)) for number in chosen]
    counts = Counter(row for row, _, _ in of)
    per_cell = Counter(cell for _, cell, _ in of)
    broken = {row for row, cell, size in of if cell < 0 or size > _LONGEST_CELL or per_cell[cell] > 1}
    return {row for row, count in counts.items() if row >= 0 and count > 1} - broken


# FOLDED: Which blocks are the article, given how likely each of them is?


MIN_CHANCE_OF_ARTICLE_BLOCK = 0.55
"""The chance from which a block is taken for a part of the article."""


def choose_blocks(chance: Column) -> NDArray[np.int64]:
    """The numbers of the blocks that are taken, in their order."""
    return np.flatnonzero(chance >= MIN_CHANCE_OF_ARTICLE_BLOCK)


def expected_f1(chance: Column, chars: Column, taken: NDArray[np.int64]) -> float:
    """How much of the text that was taken, and of what should have been, is expected to be right: an F1, 0 to 1."""
    right = float((chance[taken] * chars[taken]).sum())
    whole = float(chars[taken].sum() + (chance * chars).sum())
    return 2.0 * right / whole if whole else 0.0


# FOLDED: What is not the article, however much all round it is? Three kinds of block that stand in the middle of articles.
# FOLDED:
# FOLDED: Of these the judged pages have too few for the weights to learn them, and some judges kept what their extractor kept.
# FOLDED: None of them is told by one fact alone, and all are short.


_LINE, _BOX, _LIFE = 200, 400, 600  # characters; longer ones are prose, whatever they are named
_AWAY = 0.4  # of a line that begins with words like "Read more" and is linked
_OF_PROSE = 0.3  # of a page's prose; a part that has more of it is the article, whatever it is named
_END = 0.6  # of a page's prose, after which an author is told of


def drop_leaks(chance: Column, columns: Columns) -> Column:
    """The chances, but 0 for lines that lead to other stories, boxes of newsletters, and who the author is."""
    chars, little = columns["chars"], columns["around0_of_prose"] < _OF_PROSE
    line = (columns["leads_away"] > _AWAY) & (chars <= _LINE)
    box = (columns["near_subscribe"] > 0) & little & (chars <= _BOX)
    life = (columns["near_author"] > 0) & little & (columns["depth_in_prose"] > _END) & (chars <= _LIFE)
    return np.where(line | box | life, 0.0, chance)
