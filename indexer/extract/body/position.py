"""Where on the page does a block stand, among what, and what are the parts around it for?"""

import numpy as np

from indexer.extract.body.blocks import ENCLOSING_TAGS, Block, Part
from indexer.extract.body.layout import (
    MISSING,
    Column,
    Columns,
    I64Array,
    Layout,
    bit_columns,
    blocks_since,
    running_sums,
    shift_column,
)
from indexer.extract.body.lexicon import PURPOSES

BLOCK_KINDS = ("p", "li", "h1", "h2", "h3", "h4", "blockquote", "td", "pre", "div", "figcaption", "dd", "other")
_KIND_OF = {"h5": "h4", "h6": "h4", "th": "td", "tr": "td", "tbody": "td", "table": "td", "dt": "dd", "section": "div",
            "article": "div", "main": "div", "body": "div"}  # fmt: skip
_HEADINGS = range(BLOCK_KINDS.index("h1"), BLOCK_KINDS.index("h4") + 1)
_PROSE = 120  # characters of a block without a sentence's end that is still taken for prose
_LINKED = 0.35
_SHORT = 80  # characters; a longer block marks no beginning of something else
_FAR = -999.0  # blocks from a headline that is not there
_NEIGHBOURS = (-1, 1)
_OF_NEIGHBOURS = ("chars", "link_share", "stop", "sentences", "is_p", "is_li", "says_more", "dated")


def prose_chars(columns: Columns) -> Column:
    """The characters of each block that is like prose; 0 for the others."""
    like = (columns["link_share"] < _LINKED) & ((columns["sentences"] > 0) | (columns["chars"] > _PROSE))
    return np.where(like, columns["chars"], 0.0)


def block_kinds(parts: list[Part], at: Layout) -> I64Array:
    """The number of each block's kind among KINDS."""
    number = {kind: BLOCK_KINDS.index(kind) for kind in BLOCK_KINDS}
    other = number["other"]
    of_part = [number.get(_KIND_OF.get(one.tag, one.tag), other) for one in parts]
    return np.array(of_part, dtype=np.int64)[at.part]


def is_heading(kind: I64Array) -> Column:
    """1 for each block whose kind is a heading's."""
    return np.isin(kind, _HEADINGS).astype(np.float64)


def purpose_features(parts: list[Part], blocks: list[Block]) -> Columns:
    """What the names of parts say (`near_…` close to the block, `in_…` anywhere around it); their tags (`within_…`)."""
    named = np.array([block.named for block in blocks], dtype=np.int64)
    of = [parts[block.part] for block in blocks]
    near = np.array([one.near for one in of], dtype=np.int64) | named
    around = np.array([one.around for one in of], dtype=np.int64) | named
    within = np.array([one.within for one in of], dtype=np.int64)
    return (
        bit_columns(near, PURPOSES, "near")
        | bit_columns(around, PURPOSES, "in")
        | bit_columns(within, ENCLOSING_TAGS, "within")
    )


def position_features(columns: Columns, kind: I64Array, good: Column) -> Columns:
    """Where the block stands: from the top, from the headline, from the last thing that ends an article."""
    count = len(good)
    numbers = np.arange(count, dtype=np.float64)
    chars = running_sums(columns["chars"])
    heading = is_heading(kind) > 0
    titles = np.flatnonzero((columns["is_title"] > 0) & heading)
    headlines = titles if len(titles) else np.flatnonzero(kind == BLOCK_KINDS.index("h1"))
    anchor = int(headlines[0]) if len(headlines) else None
    short = columns["chars"] <= _SHORT
    found = {
        "depth_in_blocks": numbers / count,
        "depth_in_chars": chars[:-1] / chars[-1],
        "depth_in_prose": running_sums(good)[:-1] / max(1.0, good.sum()),
        "after_headline": np.full(count, _FAR) if anchor is None else numbers - anchor,
        "chars_after_headline": np.full(count, 10 * _FAR) if anchor is None else chars[:-1] - chars[anchor],
        "since_heading": blocks_since(heading),
        "since_date": blocks_since((columns["dated"] > 0) & short),
    }
    for end in ("more", "comment", "subscribe", "share"):
        found[f"since_{end}"] = blocks_since((columns[f"says_{end}"] > 0) & short)
    leads = columns["says_more"] + columns["says_comment"] + columns["says_subscribe"] + columns["says_share"]
    latest = np.maximum.accumulate(np.where(heading, np.arange(count), -1))
    found["under_such_heading"] = np.where(latest >= 0, leads[np.maximum(latest, 0)], 0.0)
    return found


def surrounding_features(columns: Columns, kind: I64Array, good: Column, at: Layout) -> Columns:
    """What else is in the parts around a block, from the narrowest outwards."""
    chars = at.within(columns["chars"])
    blocks = (at.last - at.first).astype(np.float64)
    linked = at.within(columns["chars"] * columns["link_share"])
    prose_in = at.within(good)
    paragraphs = at.within(np.where(kind == 0, columns["chars"], 0.0))
    numbers = np.arange(len(good))
    found: Columns = {"around0_blocks": blocks[at.around[0]]}
    for level, part in enumerate(at.around):
        size = chars[part] + 1.0
        found |= {
            f"around{level}_link_share": linked[part] / size,
            f"around{level}_of_prose": prose_in[part] / max(1.0, good.sum()),
            f"around{level}_prose_share": prose_in[part] / size,
            f"around{level}_mean": chars[part] / np.maximum(1.0, blocks[part]),
            f"around{level}_paragraphs": paragraphs[part] / size,
            f"around{level}_place": (numbers - at.first[part]) / np.maximum(1.0, blocks[part]),
        }
        if level < len(at.around) - 1:
            found[f"around{level}_alike"] = at.alike[part]
    return found | _of_page(columns["chars"], good, kind)


def lookalike_features(columns: Columns, good: Column, at: Layout) -> Columns:
    """What the blocks are like that share the look of a block, wherever they stand."""
    chars = columns["chars"]
    counts = np.bincount(at.look).astype(np.float64)
    sizes = np.bincount(at.look, chars)
    linked = np.bincount(at.look, chars * columns["link_share"])
    prose_of = np.bincount(at.look, good)
    return {
        "look_blocks": counts[at.look],
        "look_mean": (sizes / np.maximum(1.0, counts))[at.look],
        "look_link_share": (linked / np.maximum(1.0, sizes))[at.look],
        "look_of_prose": prose_of[at.look] / max(1.0, good.sum()),
        "alike": at.alike[at.part],
    }


def neighbour_features(columns: Columns, kind: I64Array, at: Layout) -> Columns:
    """What stands right before and after a block."""
    found: Columns = {}
    heading = is_heading(kind)
    around = at.around[0].astype(np.float64)
    for step in _NEIGHBOURS:
        name = "next" if step > 0 else "last"
        for column in _OF_NEIGHBOURS:
            found[f"{name}_{column}"] = shift_column(columns[column], step)
        found[f"{name}_heading"] = shift_column(heading, step)
        found[f"{name}_together"] = (shift_column(around, step) == around).astype(np.float64)
    return found


def _of_page(chars: Column, good: Column, kind: I64Array) -> Columns:
    count, total = len(chars), chars.sum()
    return {
        "page_prose_share": np.full(count, good.sum() / max(1.0, total)),
        "page_paragraphs": np.full(count, chars[kind == 0].sum() / max(1.0, total)),
    }


# FOLDED: What does a block's company say, once every block has been judged by itself? The facts for the second look.


_STEPS = (-4, -3, -2, -1, 1, 2, 3, 4)
_SURE, _TELLING = 0.6, 60  # a chance, and characters, from which a block surely is of the article
_MEMORY = 200  # characters after which what was before is mostly forgotten
_FORGET = 0.7


def second_look_features(chance: Column, columns: Columns, at: Layout) -> Columns:
    """How likely each block is part of the article by itself (`chance`), and how likely those around it are."""
    chars = columns["chars"]
    mass = chance * chars
    total = max(1e-6, float(mass.sum()))
    found: Columns = {"chance": chance}
    mass_in, chars_in = at.within(mass), at.within(chars)
    for level, part in enumerate(at.around):
        others = np.maximum(1.0, chars_in[part] - chars)
        found[f"around{level}_chance"] = (mass_in[part] - mass) / others
        found[f"around{level}_of_article"] = mass_in[part] / total
    before = running_sums(mass)
    found["article_before"] = before[:-1] / total
    found["article_after"] = 1.0 - before[1:] / total
    for step in _STEPS:
        found[f"{'next' if step > 0 else 'last'}{abs(step)}_chance"] = shift_column(chance, step)
    found["memory_before"], found["since_sure"] = _memory(chance, chars)
    after, until = _memory(chance[::-1], chars[::-1])
    found["memory_after"], found["until_sure"] = after[::-1], until[::-1]
    found["page_chance"] = np.full(len(chance), total / max(1.0, float(chars.sum())))
    return found | _lookalikes(mass, chars, total, at)


def _memory(chance: Column, chars: Column) -> tuple[Column, Column]:
    """The chances of the blocks before each, the last and the long ones counting most; and how far a sure one is."""
    remembered, since = np.zeros(len(chance)), np.zeros(len(chance))
    memory, count = 0.0, 0
    for number, (likely, size) in enumerate(zip(chance.tolist(), chars.tolist(), strict=True)):
        remembered[number], since[number] = memory, count
        weight = min(1.0, size / _MEMORY) * _FORGET
        memory += (likely - memory) * weight
        count = 0 if likely > _SURE and size > _TELLING else count + 1
    return remembered, since


def _lookalikes(mass: Column, chars: Column, total: float, at: Layout) -> Columns:
    """The same of the other blocks that share a block's look."""
    counts = np.bincount(at.look)
    of_mass, of_chars = np.bincount(at.look, mass), np.bincount(at.look, chars)
    others = np.maximum(1.0, of_chars[at.look] - chars)
    return {
        "look_chance": np.where(counts[at.look] > 1, (of_mass[at.look] - mass) / others, MISSING),
        "look_of_article": of_mass[at.look] / total,
    }
