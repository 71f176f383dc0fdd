"""Learn the weights of extraction from the judged pages, and first show what they are worth on pages not learned from.

Each half of the pages is extracted with weights learned from the other half alone: these crosswise figures are the ones
to calibrate by. The weights that are written are learned from all pages.
"""

import argparse
import json
import pickle
from collections.abc import Sequence
from pathlib import Path

from indexer.extract.body.blocks import Block, Part, split_into_blocks
from indexer.extract.body.features import extract_features
from indexer.extract.body.forest import WEIGHTS_FILE
from indexer.extract.body.join import choose_blocks, join_blocks
from indexer.extract.body.page_hints import collect_hints
from indexer.extract.body.reference_text import extract_with_trafilatura
from indexer.extract.cleanup import normalize_characters
from indexer.extract.encoding import decode
from indexer.extract.html_parser import parse_html
from indexer.extract.result import RepairLog
from tests.judged.extraction.extractors import Extracted
from tests.judged.extraction.figures import Judged, page_figures, set_figures
from tests.judged.extraction.learning.boosting import BoostingSettings
from tests.judged.extraction.learning.course import LearnedForests, learn_forests
from tests.judged.extraction.learning.labels import label_blocks
from tests.judged.extraction.learning.lessons import Lesson, make_lesson
from tests.judged.extraction.pages import SETS, Page, read_pages

Read = tuple[Lesson, list[Part], list[Block]]


def main(given: Sequence[str] | None = None) -> None:
    """Run `python -m tests.judged.extraction.learning`; its `--help` explains the options."""
    options = argparse.ArgumentParser(prog="python -m tests.judged.extraction.learning", description=__doc__)
    options.add_argument("--write", action="store_true", help=f"keep what all pages teach in {WEIGHTS_FILE.name}")
    options.add_argument("--rounds", type=int, default=BoostingSettings().rounds, help="trees of each look")
    options.add_argument("--keep", type=Path, help="keep lessons and chances for experiments")
    chosen_options = options.parse_args(given)
    how = BoostingSettings(rounds=chosen_options.rounds)
    read = [(name, one) for name in SETS for page in read_pages(name) if (one := _read(page)) is not None]
    by_half = {half: learn_forests([one[0] for _, one in read if one[0].page.half != half], how) for half in "ab"}
    for name in SETS:
        for half in ("a", "b", "ab"):
            found = [
                _judged(one, by_half[one[0].page.half]) for of, one in read if of == name and one[0].page.half in half
            ]
            print(name, half, len(found), set_figures(found))
    if chosen_options.keep:
        kept = [(name, one, by_half[one[0].page.half].predict(one[0])) for name, one in read]
        chosen_options.keep.write_bytes(pickle.dumps(kept))
    if chosen_options.write:
        _write(learn_forests([one[0] for _, one in read], how))


def _read(page: Page) -> Read | None:
    tree = parse_html(normalize_characters(decode(page.data, RepairLog())))
    if tree is None:
        return None
    parts, blocks = split_into_blocks(tree)
    if not blocks:
        return None
    features = extract_features(
        parts, blocks, collect_hints(tree), extract_with_trafilatura(tree, sum(1 for _ in tree.iter()))
    )
    return make_lesson(page, features, label_blocks(page, blocks)), parts, blocks


def _judged(read: Read, learned: LearnedForests) -> Judged:
    one, parts, blocks = read
    taken = Extracted(join_blocks(parts, blocks, choose_blocks(learned.predict(one)).tolist()), title=None)
    return Judged(one.page, taken, page_figures(one.page, taken))


def _write(learned: LearnedForests) -> None:
    """Write one tree a line, so that a change can be read."""
    looks = []
    for name, (bias, trees) in (("first", learned.first), ("second", learned.second)):
        lines = ",\n  ".join(json.dumps(tree) for tree in trees)
        looks.append(f'"{name}": {{"bias": {bias:.4f}, "trees": [\n  {lines}\n]}}')
    WEIGHTS_FILE.write_text("{\n" + ",\n".join(looks) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
