"""How much of a block does another text hold? A witness is a text that somebody else took for the article."""

import re

_WORD = re.compile(r"\w+")
_CELL = re.compile(r"[\n|]")
_RUN = 3  # words; shorter runs stand in any text


class Witness:
    """A text that can be asked for blocks. Asking costs what the block is long, however long the text is."""

    def __init__(self, text: str) -> None:
        words = word_list(text)
        self._runs = set(_runs(words))
        self._lines = {" ".join(word_list(line)) for line in _CELL.split(text)} if words else set()

    def __bool__(self) -> bool:
        return bool(self._lines)

    def share(self, words: list[str]) -> float:
        """The share of the runs of these words that the text has; a few words must be a line or a cell of it."""
        if len(words) < _RUN:
            return 1.0 if words and " ".join(words) in self._lines else 0.0
        runs = _runs(words)
        return sum(run in self._runs for run in runs) / len(runs)


def word_list(text: str) -> list[str]:
    """The words of a text in folded case."""
    return _WORD.findall(text.casefold())


def _runs(words: list[str]) -> list[tuple[str, ...]]:
    return list(zip(words, words[1:], words[2:], strict=False))
