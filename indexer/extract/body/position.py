"""The features of a block's position: where it stands on the page, among what, and what the parts around it are for."""

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
_KIND_OF = {
    "h5": "h4", "h6": "h4", "th": "td", "tr": "td", "tbody": "td", "table": "td", "dt": "dd", "section": "div",
    "article": "div", "main": "div", "body": "div",
}  # fmt: skip
_HEADINGS = range(BLOCK_KINDS.index("h1"), BLOCK_KINDS.index("h4") + 1)
_MIN_PROSE_CHARS = 120  # from which a block without a sentence's end counts as prose too
_MAX_LINK_SHARE_OF_PROSE = 0.35
_MAX_MARK_CHARS = 80  # a longer block does not mark the beginning of something else
_NO_HEADLINE = -999.0  # the distance in blocks from a headline that is not there
_NEIGHBOUR_STEPS = (-1, 1)
_NEIGHBOUR_COLUMNS = ("chars", "link_share", "stop", "sentences", "is_p", "is_li", "says_more", "dated")


def prose_chars(columns: Columns) -> Column:
    """Return the characters of each block that is like prose; 0 for the others."""
    like = (columns["link_share"] < _MAX_LINK_SHARE_OF_PROSE) & (
        (columns["sentences"] > 0) | (columns["chars"] > _MIN_PROSE_CHARS)
    )
    return np.where(like, columns["chars"], 0.0)


def block_kinds(parts: list[Part], layout: Layout) -> I64Array:
    """Return the number of each block's kind among BLOCK_KINDS."""
    number = {kind: BLOCK_KINDS.index(kind) for kind in BLOCK_KINDS}
    other = number["other"]
    of_part = [number.get(_KIND_OF.get(one.tag, one.tag), other) for one in parts]
    return np.array(of_part, dtype=np.int64)[layout.part]


def is_heading(kind: I64Array) -> Column:
    """Return 1 for each block whose kind is a heading's."""
    return np.isin(kind, _HEADINGS).astype(np.float64)


def purpose_features(parts: list[Part], blocks: list[Block]) -> Columns:
    """Return what parts are named for (`near_…` the block, `in_…` any part around it), and their tags (`within_…`)."""
    own = np.array([block.purposes for block in blocks], dtype=np.int64)
    of = [parts[block.part] for block in blocks]
    nearby = np.array([one.nearby_purposes for one in of], dtype=np.int64) | own
    enclosing = np.array([one.enclosing_purposes for one in of], dtype=np.int64) | own
    tags = np.array([one.enclosing_tags for one in of], dtype=np.int64)
    return (
        bit_columns(nearby, PURPOSES, "near")
        | bit_columns(enclosing, PURPOSES, "in")
        | bit_columns(tags, ENCLOSING_TAGS, "within")
    )


def position_features(columns: Columns, kind: I64Array, prose: Column) -> Columns:
    """Return where the block stands: from the top, from the headline, from the last thing that ends an article."""
    count = len(prose)
    numbers = np.arange(count, dtype=np.float64)
    chars = running_sums(columns["chars"])
    heading = is_heading(kind) > 0
    titles = np.flatnonzero((columns["is_title"] > 0) & heading)
    headlines = titles if len(titles) else np.flatnonzero(kind == BLOCK_KINDS.index("h1"))
    anchor = int(headlines[0]) if len(headlines) else None
    short = columns["chars"] <= _MAX_MARK_CHARS
    features = {
        "depth_in_blocks": numbers / count,
        "depth_in_chars": chars[:-1] / chars[-1],
        "depth_in_prose": running_sums(prose)[:-1] / max(1.0, prose.sum()),
        "after_headline": np.full(count, _NO_HEADLINE) if anchor is None else numbers - anchor,
        "chars_after_headline": np.full(count, 10 * _NO_HEADLINE) if anchor is None else chars[:-1] - chars[anchor],
        "since_heading": blocks_since(heading),
        "since_date": blocks_since((columns["dated"] > 0) & short),
    }
    for topic in ("more", "comment", "subscribe", "share"):
        features[f"since_{topic}"] = blocks_since((columns[f"says_{topic}"] > 0) & short)
    leads = columns["says_more"] + columns["says_comment"] + columns["says_subscribe"] + columns["says_share"]
    latest = np.maximum.accumulate(np.where(heading, np.arange(count), -1))
    features["under_such_heading"] = np.where(latest >= 0, leads[np.maximum(latest, 0)], 0.0)
    return features


def surrounding_features(columns: Columns, kind: I64Array, prose: Column, layout: Layout) -> Columns:
    """Return what else is in the parts around a block, from the narrowest outwards."""
    chars = layout.sum_by_part(columns["chars"])
    blocks = (layout.last - layout.first).astype(np.float64)
    linked = layout.sum_by_part(columns["chars"] * columns["link_share"])
    prose_in = layout.sum_by_part(prose)
    paragraphs = layout.sum_by_part(np.where(kind == 0, columns["chars"], 0.0))
    numbers = np.arange(len(prose))
    features: Columns = {"around0_blocks": blocks[layout.enclosing[0]]}
    for level, part in enumerate(layout.enclosing):
        size = chars[part] + 1.0
        features |= {
            f"around{level}_link_share": linked[part] / size,
            f"around{level}_of_prose": prose_in[part] / max(1.0, prose.sum()),
            f"around{level}_prose_share": prose_in[part] / size,
            f"around{level}_mean": chars[part] / np.maximum(1.0, blocks[part]),
            f"around{level}_paragraphs": paragraphs[part] / size,
            f"around{level}_place": (numbers - layout.first[part]) / np.maximum(1.0, blocks[part]),
        }
        if level < len(layout.enclosing) - 1:
            features[f"around{level}_alike"] = layout.alike[part]
    return features | _of_page(columns["chars"], prose, kind)


def lookalike_features(columns: Columns, prose: Column, layout: Layout) -> Columns:
    """Return what the blocks are like that share the look of a block, wherever they stand."""
    chars = columns["chars"]
    counts = np.bincount(layout.look).astype(np.float64)
    sizes = np.bincount(layout.look, chars)
    linked = np.bincount(layout.look, chars * columns["link_share"])
    prose_of = np.bincount(layout.look, prose)
    return {
        "look_blocks": counts[layout.look],
        "look_mean": (sizes / np.maximum(1.0, counts))[layout.look],
        "look_link_share": (linked / np.maximum(1.0, sizes))[layout.look],
        "look_of_prose": prose_of[layout.look] / max(1.0, prose.sum()),
        "alike": layout.alike[layout.part],
    }


def neighbour_features(columns: Columns, kind: I64Array, layout: Layout) -> Columns:
    """Return what stands right before and after a block."""
    features: Columns = {}
    heading = is_heading(kind)
    enclosing = layout.enclosing[0].astype(np.float64)
    for step in _NEIGHBOUR_STEPS:
        name = "next" if step > 0 else "last"
        for column in _NEIGHBOUR_COLUMNS:
            features[f"{name}_{column}"] = shift_column(columns[column], step)
        features[f"{name}_heading"] = shift_column(heading, step)
        features[f"{name}_together"] = (shift_column(enclosing, step) == enclosing).astype(np.float64)
    return features


def _of_page(chars: Column, prose: Column, kind: I64Array) -> Columns:
    count, total = len(chars), chars.sum()
    return {
        "page_prose_share": np.full(count, prose.sum() / max(1.0, total)),
        "page_paragraphs": np.full(count, chars[kind == 0].sum() / max(1.0, total)),
    }


# The second look: what the chances of the other blocks say, once every block has been rated by itself.

_CHANCE_STEPS = (-4, -3, -2, -1, 1, 2, 3, 4)
# From this chance and length on a block is surely of the article. Like all constants of features, they went into the
# learned weights: learn these again after a change.
_SURE_CHANCE, _SURE_CHARS = 0.6, 60
_MEMORY_CHARS = 200  # a block of that length replaces most of what is remembered of those before it
_MAX_FORGOTTEN_SHARE = 0.7


def second_look_features(chance: Column, columns: Columns, layout: Layout) -> Columns:
    """Return how likely each block is part of the article by itself (`chance`), and how likely those around it are."""
    chars = columns["chars"]
    mass = chance * chars
    total = max(1e-6, float(mass.sum()))
    features: Columns = {"chance": chance}
    mass_in, chars_in = layout.sum_by_part(mass), layout.sum_by_part(chars)
    for level, part in enumerate(layout.enclosing):
        others = np.maximum(1.0, chars_in[part] - chars)
        features[f"around{level}_chance"] = (mass_in[part] - mass) / others
        features[f"around{level}_of_article"] = mass_in[part] / total
    before = running_sums(mass)
    features["article_before"] = before[:-1] / total
    features["article_after"] = 1.0 - before[1:] / total
    for step in _CHANCE_STEPS:
        features[f"{'next' if step > 0 else 'last'}{abs(step)}_chance"] = shift_column(chance, step)
    features["memory_before"], features["since_sure"] = _remember(chance, chars)
    after, until = _remember(chance[::-1], chars[::-1])
    features["memory_after"], features["until_sure"] = after[::-1], until[::-1]
    features["page_chance"] = np.full(len(chance), total / max(1.0, float(chars.sum())))
    return features | _lookalike_chances(mass, chars, total, layout)


def _remember(chance: Column, chars: Column) -> tuple[Column, Column]:
    """Return the chances of the blocks before each, late and long ones weighing most; and how far a sure one is."""
    remembered, since = np.zeros(len(chance)), np.zeros(len(chance))
    memory, count = 0.0, 0
    for number, (likely, size) in enumerate(zip(chance.tolist(), chars.tolist(), strict=True)):
        remembered[number], since[number] = memory, count
        weight = min(1.0, size / _MEMORY_CHARS) * _MAX_FORGOTTEN_SHARE
        memory += (likely - memory) * weight
        count = 0 if likely > _SURE_CHANCE and size > _SURE_CHARS else count + 1
    return remembered, since


def _lookalike_chances(mass: Column, chars: Column, total: float, layout: Layout) -> Columns:
    """Return the chances of the other blocks that share a block's look."""
    counts = np.bincount(layout.look)
    of_mass, of_chars = np.bincount(layout.look, mass), np.bincount(layout.look, chars)
    others = np.maximum(1.0, of_chars[layout.look] - chars)
    return {
        "look_chance": np.where(counts[layout.look] > 1, (of_mass[layout.look] - mass) / others, MISSING),
        "look_of_article": of_mass[layout.look] / total,
    }
