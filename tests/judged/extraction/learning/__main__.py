"""Learn the weights of reading from the judged pages, and show first what they are worth on pages not learned from.

Each half of the pages is read with weights learned from the other half alone; these are the figures to go by. The
weights that are kept are learned from all pages.
"""

import argparse
import json
import pickle
from collections.abc import Sequence
from pathlib import Path

from indexer.extract.body.blocks import Block, Part, page_blocks
from indexer.extract.body.features import evidence
from indexer.extract.body.forest import WEIGHTS
from indexer.extract.body.join import chosen, joined
from indexer.extract.body.page_hints import hints_of
from indexer.extract.body.witness import asked_of_trafilatura
from indexer.extract.cleanup import clean
from indexer.extract.encoding import decode
from indexer.extract.html_parser import parsed
from indexer.extract.result import RepairLog
from tests.judged.extraction.extractors import Extracted
from tests.judged.extraction.figures import Judged, figures_of_page, of_set
from tests.judged.extraction.learning.boosting import Growth
from tests.judged.extraction.learning.course import Learned, learn
from tests.judged.extraction.learning.labels import labels
from tests.judged.extraction.learning.lessons import Lesson, lesson
from tests.judged.extraction.pages import SETS, Page, pages

Read = tuple[Lesson, list[Part], list[Block]]


def main(given: Sequence[str] | None = None) -> None:
    """See `python -m tests.judged.extraction.learning --help`."""
    options = argparse.ArgumentParser(prog="python -m tests.judged.extraction.learning", description=__doc__)
    options.add_argument("--write", action="store_true", help=f"keep what all pages teach in {WEIGHTS.name}")
    options.add_argument("--rounds", type=int, default=Growth().rounds, help="trees of each look")
    options.add_argument("--keep", type=Path, help="keep lessons and chances for experiments")
    chosen_options = options.parse_args(given)
    how = Growth(rounds=chosen_options.rounds)
    read = [(name, one) for name in SETS for page in pages(name) if (one := _read(page)) is not None]
    by_half = {half: learn([one[0] for _, one in read if one[0].page.half != half], how) for half in "ab"}
    for name in SETS:
        for half in ("a", "b", "ab"):
            found = [
                _judged(one, by_half[one[0].page.half]) for of, one in read if of == name and one[0].page.half in half
            ]
            print(name, half, len(found), of_set(found))
    if chosen_options.keep:
        kept = [(name, one, by_half[one[0].page.half].chances(one[0])) for name, one in read]
        chosen_options.keep.write_bytes(pickle.dumps(kept))
    if chosen_options.write:
        _write(learn([one[0] for _, one in read], how))


def _read(page: Page) -> Read | None:
    tree = parsed(clean(decode(page.data, RepairLog())))
    if tree is None:
        return None
    parts, blocks = page_blocks(tree)
    if not blocks:
        return None
    known = evidence(parts, blocks, hints_of(tree), asked_of_trafilatura(tree, sum(1 for _ in tree.iter())))
    return lesson(page, known, labels(page, blocks)), parts, blocks


def _judged(read: Read, learned: Learned) -> Judged:
    one, parts, blocks = read
    taken = Extracted(joined(parts, blocks, chosen(learned.chances(one)).tolist()), title=None)
    return Judged(one.page, taken, figures_of_page(one.page, taken))


def _write(learned: Learned) -> None:
    """One tree a line, so that a change can be read."""
    looks = []
    for name, (bias, trees) in (("first", learned.first), ("second", learned.second)):
        lines = ",\n  ".join(json.dumps(tree) for tree in trees)
        looks.append(f'"{name}": {{"bias": {bias:.4f}, "trees": [\n  {lines}\n]}}')
    WEIGHTS.write_text("{\n" + ",\n".join(looks) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
